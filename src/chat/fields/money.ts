import { findMoney, moneyText, normalizeText, parseMoney } from '../../calendar/numerals.ts';
import { buildField } from './build.ts';
import type { CommonOptions, Field, MayLack, Presence, TurnContext } from './field.ts';
import { pleaseWrite, refusal, suchAs, unless } from './replies.ts';

/** Which amounts are possible. */
export interface MoneyOptions<C> extends CommonOptions<C> {
  /** In fen; 1 when absent. */
  readonly minFen?: number;
  /** In fen; 1 000 000 元 when absent. */
  readonly maxFen?: number;
}

/** An amount in fen: 500、500元、五百块、1.2万. */
export function money<const P extends Presence, C extends TurnContext = TurnContext>(
  options: MoneyOptions<C> & P,
): Field<number, C, MayLack<P>> {
  const { minFen = 1, maxFen = 100_000_000, example = '500元' } = options;
  const refuse = (fen: number): string | undefined => {
    if (fen >= minFen && fen <= maxFen) return undefined;
    const range =
      minFen <= 1 ? `不超过${moneyText(maxFen)}` : `在${moneyText(minFen)}到${moneyText(maxFen)}之间`;
    return `金额要${range}，请再看看${suchAs(example)}。`;
  };
  return buildField<number, C, P>(options, {
    example,
    show: fen => moneyText(fen),
    refuse,
    parse: input => {
      if (input.kind !== 'text') return pleaseWrite(input, example);
      const fen = amountIn(normalizeText(input.text));
      return fen === null
        ? refusal(`没看明白是多少钱，请写一个数${suchAs(example)}。`)
        : unless(refuse(fen), fen);
    },
  });
}

/** The whole text as an amount, or the one amount a sentence names. */
function amountIn(text: string): number | null {
  const whole = parseMoney(text.replace(/^(?:是|共|一共|大概|大约|约)+/u, ''), { allowZero: true });
  if (whole) return whole.fen;
  return findMoney(text)?.fen ?? null;
}
