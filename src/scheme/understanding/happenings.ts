/** What happened to somebody (情况, S5-4), understood from a sentence: never sure enough to be written without a yes (E-14). */
import { normalizeText } from '../../calendar/numerals.ts';
import type { IsoDate } from '../../calendar/dates.ts';
import { findDate } from '../../calendar/parse-date.ts';
import type { HappeningKind } from '../labels.ts';
import { clauseAt, isAsked, isDenied, isIntended, isSupposed, type Piece } from './clauses.ts';
import { findDespair } from './despair.ts';
import type { HappeningWord } from './happening-word.ts';
import { happeningWords, otherPeople } from './happening-words.ts';

/** One thing that happened, as the sentence has it. */
export interface HappeningFound {
  readonly kind: HappeningKind;
  /** 0 to 1; below 0.5 it was asked, supposed, long ago or somebody else's. */
  readonly confidence: number;
  /** The words that say so, and where they stand in the normalized text. */
  readonly phrase: string;
  readonly index: number;
  /** Said of a relative or a neighbour: 老伴, 我爸 (who, in a relative's mouth, is the member). */
  readonly whose?: string;
  /** The day named in the same clause, else in the same sentence; only where `today` was given. */
  readonly happenedOn?: IsoDate;
}

/** What 走了, 没了 and 不在了 may mean. */
export interface HappeningDoubt {
  readonly phrase: string;
  readonly meanings: readonly ('died' | 'left')[];
  /** The rest of the sentence speaks of mourning: clearer, and asked all the same. */
  readonly mourning: boolean;
}

/** Everything of the kind that a sentence says, the surest first. */
export interface HappeningReading {
  readonly found: readonly HappeningFound[];
  readonly doubts: readonly HappeningDoubt[];
}

/** Longer messages are read no further for happenings; for despair they are read to the end. */
const readAtMost = 2_000;

/** How a sentence is read. */
export interface HappeningOptions {
  readonly today?: IsoDate;
  /** False: whose it is is left to the caller, and takes nothing from its certainty. */
  readonly owners?: boolean;
}

/** What a sentence says of happenings; empty for a sentence about something else. */
export function findHappening(said: string, options: HappeningOptions = {}): HappeningReading {
  const text = normalizeText(said).slice(0, readAtMost);
  const readings = happeningWords.flatMap(word => readingsOf(word, text, options.owners));
  const despair = findDespair(said);
  const all = despair ? [...readings, despairing(despair.phrase, text)] : readings;
  const best = bestOfEachKind(all).map(found => ({ ...found, ...dayOf(found, text, options.today) }));
  return { found: best, doubts: doubtsIn(text) };
}

const despairing = (phrase: string, text: string): HappeningFound => ({
  kind: 'despair',
  confidence: 0.9,
  phrase,
  index: Math.max(0, text.indexOf(phrase)),
});

function readingsOf(word: HappeningWord, text: string, owners = true): HappeningFound[] {
  return [...text.matchAll(word.pattern)].flatMap(match => {
    if (isDenied(text, match.index) || isMerelyWalking(word, text, match)) return [];
    const clause = clauseAt(text, match.index);
    const whose = owners ? ownerOf(clause, match.index) : undefined;
    const others = whose === undefined || elder.test(whose) ? 1 : 0.4;
    const confidence = Math.min(0.97, word.sure * others * weightOf(word, clause, text, match.index));
    const found = { kind: word.kind, confidence: round(confidence), phrase: match[0], index: match.index };
    return [whose === undefined ? found : { ...found, whose }];
  });
}

const round = (value: number): number => Math.round(value * 100) / 100;

const mourning =
  /享年|安详|后事|丧事|灵堂|殡仪馆|火化|追悼|出殡|一路走好|节哀|悲痛|难过|伤心|抢救|凌晨|夜里|半夜|睡梦中|咽气|寿衣|遗|哀悼|送(?:他|她)?最后/u;
const merelyGone =
  /(?:我|我们|咱们?|大家|护士|医生|大夫|客人|他们|她们|保姆|护工|孩子们?)(?:就|也|都|先|刚|已经|又|昨天|今天|前天|上午|下午|早上)*$/u;

/** 我们走了, 护士走了: nobody died. */
const isMerelyWalking = (word: HappeningWord, text: string, match: RegExpExecArray): boolean =>
  word.doubtful === true && merelyGone.test(text.slice(Math.max(0, match.index - 6), match.index));

const longAgo =
  /去年|前年|大前年|以前|从前|早年|当年|年轻时|过去|曾经|\d+年前|[一二两三四五六七八九十几多]+年前|[一二两三四五六七八九十几多\d]+年了|上次|之前/u;

const notYet = /(?:快|快要|可以|能|就要|想|要|得|让|叫|需要|建议|要求|同意|即将|马上|急着|闹着|差点|险些)$/u;

/** What lasts is no plan, though 以后 stand beside it: 他走了以后没人跟我说话. */
const lasting: ReadonlySet<HappeningKind> = new Set<HappeningKind>([
  'opinion',
  'hardship',
  'mood',
  'conflict',
]);
const sinceThen = /年了|走了以后|走后|去世后/u;

/** What the words around it take from its certainty: a question, a fear, a plan, long ago; mourning adds to it. */
function weightOf(
  word: HappeningWord,
  { text: clause, index: start }: Piece,
  text: string,
  index: number,
): number {
  const plans = !lasting.has(word.kind);
  const weights = [
    isAsked(clause) ? 0.35 : 1,
    isSupposed(clause) ? 0.3 : 1,
    plans && isIntended(clause) ? 0.45 : 1,
    longAgo.test(clause) && !(word.kind === 'mood' && sinceThen.test(clause)) ? 0.4 : 1,
    plans && notYet.test(text.slice(start, index)) ? 0.5 : 1,
    insteadOf.test(text.slice(Math.max(0, index - 12), index)) ? 0.5 : 1,
    word.doubtful && mourning.test(text) ? 1.3 : 1,
  ];
  return weights.reduce((product, weight) => product * weight, 1);
}

/** 没摔，是绊了一下: what it was instead is harmless. */
const insteadOf = /没(?!想到)[^，。]{1,6}[，,](?:只|就|不过)?是$/u;

/** 我爸: whoever writes so writes for the member. */
const elder =
  /^我(?:父亲|母亲|爸爸?|妈妈?|老爸|老妈|爹|娘|爷爷|奶奶|姥爷|姥姥|外公|外婆|公公|婆婆|岳父|岳母)$/u;

/** Somebody else named right in front of it in the same clause: 他老伴住院了, 儿子出了车祸. */
function ownerOf(clause: Piece, index: number): string | undefined {
  const before = clause.text.slice(0, Math.max(0, index - clause.index));
  const word = otherPeople.exec(before);
  if (!word || backToMember.test(before.slice(word.index))) return undefined;
  return `${/(?:我|俺|咱)(?:家|们)?$/u.test(before.slice(0, word.index)) ? '我' : ''}${word[1]}`;
}

/** 老伴陪他住院, 女儿说他摔了, 老伴走后他闷闷不乐: the relative speaks or helps, the rest is about the member. */
const backToMember = /(?:说|讲|告诉|来电|打电话|陪|送|带|扶|接|照顾|看见|发现|反映|[他她]|老人|本人)/u;

function bestOfEachKind(all: readonly HappeningFound[]): HappeningFound[] {
  const best = new Map<HappeningKind, HappeningFound>();
  for (const one of all) {
    const known = best.get(one.kind);
    if (!known || one.confidence > known.confidence) best.set(one.kind, one);
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence);
}

function doubtsIn(text: string): HappeningDoubt[] {
  const found = happeningWords
    .filter(word => word.doubtful)
    .flatMap(word => readingsOf(word, text).filter(one => one.confidence >= 0.4));
  return found.slice(0, 1).map(({ phrase }) => ({
    phrase,
    meanings: ['died', 'left'],
    mourning: mourning.test(text),
  }));
}

function dayOf(
  found: HappeningFound,
  text: string,
  today: IsoDate | undefined,
): { readonly happenedOn?: IsoDate } {
  if (today === undefined) return {};
  const day = findDate(clauseAt(text, found.index).text, today) ?? findDate(text, today);
  return day && day.date <= today ? { happenedOn: day.date } : {};
}
