/** What somebody asks for (求助, D3), read from their own sentence. What was not said is not there. Pure. */
import { addDays, type IsoDate } from '../../calendar/dates.ts';
import { findMoney, normalizeText, parseMoney } from '../../calendar/numerals.ts';
import { findDate } from '../../calendar/parse-date.ts';
import type { RequestKind, Urgency } from '../labels.ts';
import { clausesOf, isDenied, isSupposed, type Piece } from './clauses.ts';
import { better, unwell } from './body-words.ts';
import { trouble } from './home-words.ts';
import { tellsOfInability } from './inability.ts';
import { asking, needs, wanting } from './need-words.ts';
import { neverTrue, refused, thanking, wellNow } from './polite-words.ts';

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

const polite = [neverTrue, refused, wellNow, thanking, /转告|谢绝/u];
/** A clause in which there is no plea: it declines, thanks, or says that it is done. */
const isPolite = ({ text }: Piece): boolean => polite.some(words => words.test(text)) && !besides.test(text);
/** Dictated without a comma, the plea follows the thanks: 谢谢你们上次来另外我妈家灯又坏了. */
const besides = /(?:另外|还有就是|不过|可是|但是|就是|顺便)[^，。]{4,}/u;

/** The plea in a sentence; null where there is none. */
export function findRequest(said: string, today: IsoDate): RequestFound | null {
  const text = normalizeText(said);
  const clauses = clausesOf(text).filter(clause => !isPolite(clause));
  const rest = clauses.map(clause => clause.text).join('，');
  const first =
    clauses.find(({ text: words }) => pleads(words) || isUnwell(words)) ??
    (wanting.some(words => words.test(rest)) ? clauses[0] : undefined);
  if (!first) return null;
  const ill = clauses.some(({ text: words }) => isUnwell(words));
  const kind = ill ? 'living' : (kindOf(rest) ?? kindByForm(rest, first.text));
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

/** Where no thing is named: whoever inquires wants to be told, whoever cannot do something wants a hand. */
function kindByForm(text: string, clause: string): RequestKind | undefined {
  if (needs.some(([, words]) => words.test(text))) return undefined;
  if (/请问|请教|咨询|打听|想问|了解一下/u.test(text)) return 'information';
  return tellsOfInability(clause) ? 'living' : undefined;
}

const pleads = (clause: string): boolean =>
  asking.test(clause) || trouble.test(clause) || tellsOfInability(clause);

/** Unwell now, and not feared, denied or over. */
function isUnwell(clause: string): boolean {
  const match = isSupposed(clause) || better.test(clause) ? null : unwell.exec(clause);
  return match !== null && !isDenied(clause, match.index);
}

/** The kind of help the words speak of, where it is only one, or one of them outweighs the others. */
export function kindOf(text: string): RequestKind | undefined {
  const spoken = needs.filter(([, words]) => words.test(text)).map(([kind]) => kind);
  const found = spoken.includes('money') ? spoken.filter(kind => !isFor(kind, text)) : spoken;
  const [only] = found;
  if (found.length <= 1) return only;
  if (found.includes('employment') && withoutWork.test(text)) return 'employment';
  if (found.includes('information') && inquiring.test(text) && !broken.test(text)) return 'information';
  if (
    official.test(text) &&
    !broken.test(text) &&
    found.every(kind => kind === 'information' || kind === 'living')
  )
    return 'information';
  const decided = outweighs.find(
    ([stronger, weaker]) =>
      found.includes(stronger) && found.every(kind => kind === stronger || weaker.includes(kind)),
  );
  return decided?.[0];
}

/** What only an office can answer. */
const official =
  /医保|社保|低保|补[贴助]|津贴|认证|退休[金证]|报销|老年[卡证]|手续|户口|(?:能|可以)申请[不吗]/u;
const withoutWork = /下岗|失业|没(?:有)?(?:找到)?工作|未就业/u;
const inquiring =
  /是否实行|怎么补|请问|想问|咨询|打听|问问|问个事|需要(?:什么|哪些)|材料|标准是|窗口|怎么(?:办理|报|领|申请)|有没有我的份|哪个电话|政策/u;
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
  if (withinDays.test(text)) return 'this-week';
  if (alarming.test(text)) return 'today';
  if (on === undefined) return undefined;
  if (on <= addDays(today, 1)) return 'today';
  return on <= addDays(today, 6) ? 'this-week' : undefined;
}

/** 这两天来通一通; 这两天老头晕 is none. */
const withinDays =
  /(?:这几天|这两天|[这本](?:周|个?星期|个?礼拜))(?:之?内|里)?(?:就|能|我|要)?(?:想|需要|来|去|给|帮|派|请|找|修|通|看|上门|过来|回不|办|装|换|送|赶不)/u;
const alarming =
  /敲[^，。]{0,4}门[^，。]{0,4}(?:没人|不开|不应)|[煤燃]气味|联系不上|(?:好几|[几两三])天没(?:见|看见)|火花|漏电/u;

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
  /(?:差|借|缺|欠|花了|付|交|要|(?:一个|每个?)月)(?:我|了|个|要|得)?(?<sum>[一二两三四五六七八九][一二两三四五六七八九零百千万]*[百千万][一二两三四五六七八九百千]*)(?=$|[，。！？多块元\s])(?!多)/u;

const mobile = /(?<!\d)1\d{2}[\s-]?\d{4}[\s-]?\d{4}(?!\d)/u;
const landline = /(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)/u;

/** A telephone number in a sentence, without the spaces people write in it. */
export function phoneIn(text: string): string | undefined {
  const plain = normalizeText(text);
  const found =
    mobile.exec(plain)?.[0].replaceAll(/[\s-]/gu, '') ?? landline.exec(plain)?.[0].replaceAll(/\s/gu, '');
  return found;
}
