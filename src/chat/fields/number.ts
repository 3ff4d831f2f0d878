import { chineseNumber, normalizeText } from '../../calendar/numerals.ts';
import { buildField } from './build.ts';
import type { CommonOptions, Field, MayLack, Presence, TurnContext } from './field.ts';
import { pleaseWrite, refusal, suchAs, unless } from './replies.ts';

/** Which numbers are possible. */
export interface NumberOptions<C> extends CommonOptions<C> {
  /** 0 when absent. */
  readonly min?: number;
  /** 1 000 000 when absent. */
  readonly max?: number;
  /** What is counted, as it is said after the number: 人、天、次. */
  readonly unit?: string;
  /** Whether 1.5 will do; whole numbers only when absent. */
  readonly decimals?: boolean;
}

/** A number: 3、三、3人、大概三个. */
export function number<const P extends Presence, C extends TurnContext = TurnContext>(
  options: NumberOptions<C> & P,
): Field<number, C, MayLack<P>> {
  const { min = 0, max = 1_000_000, unit = '' } = options;
  const example = options.example ?? `${Math.max(min, Math.min(3, max))}${unit}`;
  const refuse = (value: number): string | undefined => {
    if (value < min || value > max)
      return `这个数要在${min}到${max}${unit}之间，请再看看${suchAs(example)}。`;
    return options.decimals || Number.isInteger(value) ? undefined : `这里要写整数${suchAs(example)}。`;
  };
  return buildField<number, C, P>(options, {
    example,
    show: value => `${value}${unit}`,
    refuse,
    parse: input => {
      if (input.kind !== 'text') return pleaseWrite(input, example);
      const value = onlyNumberIn(normalizeText(input.text));
      return value === null
        ? refusal(`没看明白是多少，请写一个数${suchAs(example)}。`)
        : unless(refuse(value), value);
    },
  });
}

const numerals = /(-?\d[\d,]*(?:\.\d+)?[万千百]?|[零〇一二两三四五六七八九十百千万]+)/gu;

/** The one number of a text; null where there is none or more than one. */
function onlyNumberIn(text: string): number | null {
  const found = text.length > 40 ? [] : [...text.matchAll(numerals)];
  const said = found.length === 1 ? (found[0]?.[0] ?? '') : '';
  if (said.startsWith('-')) return -(chineseNumber(said.slice(1)) ?? Number.NaN) || null;
  return said === '两' ? 2 : chineseNumber(said);
}
