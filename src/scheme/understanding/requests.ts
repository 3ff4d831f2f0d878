/** What somebody asks for (求助, D3), read from their own sentence. What was not said is not there. Pure. */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { findMoney, normalizeText, parseMoney } from '../../calendar/numerals.ts';
import { findDate } from '../../calendar/parse-date.ts';
import type { RequestKind, Urgency } from '../labels.ts';
import { clausesOf, isSupposed } from './clauses.ts';
import { asking, needs, trouble, unwell } from './need-words.ts';

/** A plea. */
export interface RequestFound {
  /** Absent where the words speak of none or of several: then it is asked. */
  readonly kind?: RequestKind;
  readonly urgency?: Urgency;
  /** The day for which help is wanted. */
  readonly wantedOn?: IsoDate;
  /** An amount that was named, in fen. */
  readonly moneyFen?: number;
  /** A number to call back. */
  readonly phone?: string;
  /** Somebody is unwell: asked at once how soon, and nothing else. */
  readonly unwell: boolean;
  /** Where in the normalized sentence the plea is. */
  readonly index: number;
}

/** Clauses that decline or thank, or say that it is done: no plea in them. */
const declining =
  /不用|不必|转告|无需|别(?:来|去|再|让|惦|担|操|跑|送|给)|谢谢|感谢|多谢|修好了|已经.{0,4}好了|办好了|收到了?|没事|不缺|没(?:有)?(?:生气|意见)|好着|都好/u;

/** The plea in a sentence; null where there is none. */
export function findRequest(said: string, today: IsoDate): RequestFound | null {
  const text = normalizeText(said);
  const clauses = clausesOf(text).filter(clause => !declining.test(clause.text));
  const pleading = clauses.filter(
    ({ text: words }) => asking.test(words) || trouble.test(words) || isUnwell(words),
  );
  const [first] = pleading;
  if (!first) return null;
  const rest = clauses.map(clause => clause.text).join('，');
  const ill = clauses.some(({ text: words }) => isUnwell(words));
  const kind = ill ? 'living' : kindOf(rest);
  const on = wantedOn(rest, today);
  const urgency = ill ? undefined : urgencyOf(text, on, today);
  const amount = money(rest);
  const phone = phoneIn(text);
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(urgency === undefined ? {} : { urgency }),
    ...(on === undefined ? {} : { wantedOn: on }),
    ...(amount === undefined ? {} : { moneyFen: amount }),
    ...(phone === undefined ? {} : { phone }),
    unwell: ill,
    index: first.index,
  };
}

const isUnwell = (clause: string): boolean => unwell.test(clause) && !isSupposed(clause);

/** The kind of help the words speak of, where it is only one, or one of them outweighs the others. */
export function kindOf(text: string): RequestKind | undefined {
  const spoken = needs.filter(([, words]) => words.test(text)).map(([kind]) => kind);
  const found = spoken.includes('money') ? spoken.filter(kind => !isFor(kind, text)) : spoken;
  const [only] = found;
  if (found.length <= 1) return only;
  if (found.includes('employment') && withoutWork.test(text)) return 'employment';
  if (found.includes('information') && inquiring.test(text) && !broken.test(text)) return 'information';
  const decided = outweighs.find(
    ([stronger, weaker]) =>
      found.includes(stronger) && found.every(kind => kind === stronger || weaker.includes(kind)),
  );
  return decided?.[0];
}

const withoutWork = /下岗|失业|没(?:有)?(?:找到)?工作|未就业/u;
const inquiring =
  /是否实行|怎么补|请问|想问|咨询|打听|问问|问个事|需要(?:什么|哪些)|材料|标准是|怎么(?:办理|报|领|申请)|有没有我的份|哪个电话|政策/u;
const broken = /坏(?:了|掉|的)|漏|堵|不亮|不热|停[电水气]/u;

/** 钱不够买药, 下岗了药费供不上: the medicine is what the money is for, and no work is asked for. */
function isFor(kind: RequestKind, text: string): boolean {
  if (kind === 'living') return !broken.test(text);
  return kind === 'employment' && !/找|介绍|推荐|安排|就业/u.test(text);
}

/** A question of procedure stays one whatever it is about; what is sold is about the farm; work is about work. */
const outweighs: readonly (readonly [RequestKind, readonly RequestKind[]])[] = [
  ['employment', ['information', 'mind']],
  ['production', ['living', 'information', 'employment']],
  ['mind', ['living']],
  ['money', ['information']],
];

/** How soon, by the words or by the day for which it is wanted. */
export function urgencyOf(text: string, on: IsoDate | undefined, today: IsoDate): Urgency | undefined {
  if (/不着?急|慢慢来|(?:等|什么时候|你们)?有空(?!房)|方便的?时候/u.test(text)) return 'no-hurry';
  if (/马上|赶[紧快]|很急|着急|急用|急需|急死|今天就|今晚|快(?:来|叫|点来|去看)|求求?你们?快/u.test(text))
    return 'today';
  if (/(?:这几天|这两天|这[周星礼]|本周)(?!没|老|都|总|一直|头|他|她)/u.test(text)) return 'this-week';
  if (/敲[^，。]{0,4}门[^，。]{0,4}(?:没人|不开|不应)|煤气味|联系不上/u.test(text)) return 'today';
  if (on === undefined) return undefined;
  if (on <= addDays(today, 1)) return 'today';
  return on <= addDays(today, 6) ? 'this-week' : undefined;
}

function wantedOn(text: string, today: IsoDate): IsoDate | undefined {
  const day = findDate(text, today, { prefer: 'future' })?.date;
  return day !== undefined && day > today ? day : undefined;
}

function money(text: string): number | undefined {
  const bare = withoutUnit.exec(text)?.groups?.['sum'];
  const found = findMoney(text) ?? (bare === undefined ? null : parseMoney(`${bare}元`));
  return found && found.fen > 0 ? found.fen : undefined;
}
/** 还差六千, 借两万三: money without saying so. */
const withoutUnit =
  /(?:差|借|缺|欠|花了|付|交|要)(?:我|了|个)?(?<sum>[一二两三四五六七八九][一二两三四五六七八九零百千万]*[百千万][一二两三四五六七八九百千]*)(?=$|[，。！？多块元\s])(?!多)/u;

const mobile = /(?<!\d)1\d{2}[\s-]?\d{4}[\s-]?\d{4}(?!\d)/u;
const landline = /(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)/u;

/** A telephone number in a sentence, without the spaces people write in it. */
export function phoneIn(text: string): string | undefined {
  const plain = normalizeText(text);
  const found =
    mobile.exec(plain)?.[0].replaceAll(/[\s-]/gu, '') ?? landline.exec(plain)?.[0].replaceAll(/\s/gu, '');
  return found;
}
