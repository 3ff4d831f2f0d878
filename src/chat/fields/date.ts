import { dateParts, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { findDate, parseDate, type ParseDateOptions, type ParsedDate } from '../../calendar/parse-date.ts';
import { buildField } from './build.ts';
import type { CommonOptions, Field, MayLack, Parsed, Presence, TurnContext } from './field.ts';
import { pleaseWrite, refusal, suchAs, unless } from './replies.ts';

/** Which days are possible. */
export interface DateOptions<C> extends CommonOptions<C> {
  /** Never after today; "3号" means the last one. */
  readonly past?: boolean;
  /** Never before today; "3号" means the next one. */
  readonly future?: boolean;
  /** Never before this day. */
  readonly earliest?: IsoDate;
}

/** A day: 昨天、1月17日、腊月初十… Shown with its weekday and lunar date, and with the year where it is not this one. */
export function date<const P extends Presence, C extends TurnContext = TurnContext>(
  options: DateOptions<C> & P,
): Field<IsoDate, C, MayLack<P>> {
  const example = options.example ?? '昨天';
  const prefer = options.past ? 'past' : options.future ? 'future' : undefined;
  const refuse = (value: IsoDate, ctx: C): string | undefined => refusalOf(value, ctx.today, options);
  return buildField<IsoDate, C, P>(options, {
    example,
    show: (value, ctx) => shown(value, ctx.today),
    refuse,
    parse: (input, ctx) => {
      if (input.kind !== 'text') return pleaseWrite(input, example);
      const found = dayIn(input.text, ctx.today, prefer === undefined ? {} : { prefer });
      return 'date' in found ? unless(refuse(found.date, ctx), found.date) : notADay(found.problem, example);
    },
  });
}

/** Longer sentences speak of more than the day that was asked for. */
const sentenceLength = 40;

/** The text as a day, or the one day a short sentence names ("昨天下午在家里"). */
function dayIn(text: string, today: IsoDate, options: ParseDateOptions): ParsedDate {
  const whole = parseDate(text, today, options);
  if ('date' in whole || whole.problem === 'impossible' || text.length > sentenceLength) return whole;
  const first = findDate(text, today, options);
  if (!first) return whole;
  const another = findDate(text.slice(first.index + first.length), today, options);
  return another ? { problem: 'unclear' } : { date: first.date };
}

const shown = (value: IsoDate, today: IsoDate): string =>
  dateText(value, { year: dateParts(value).year !== dateParts(today).year });

function refusalOf(value: IsoDate, today: IsoDate, options: DateOptions<never>): string | undefined {
  const said = shown(value, today);
  if (options.past && value > today)
    return `${said}还没到，请说今天或以前的日子${suchAs(options.example ?? '昨天')}。`;
  if (options.future && value < today)
    return `${said}已经过去了，请说今天或以后的日子${suchAs(options.example ?? '明天')}。`;
  if (options.earliest !== undefined && value < options.earliest)
    return `${said}有点太早了，请再看看是哪一天。`;
  return undefined;
}

function notADay(problem: 'not-a-date' | 'impossible' | 'unclear', example: string): Parsed<IsoDate> {
  if (problem === 'impossible') return refusal(`日历上没有这一天，请再看看${suchAs(example)}。`);
  if (problem === 'unclear') return refusal(`请说具体是哪一天${suchAs(example)}。`);
  return refusal(`没看明白是哪一天，可以这样说：“${example}”或“1月17日”。`);
}
