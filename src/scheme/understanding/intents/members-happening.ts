/**
 * What happened, in the words of a member or of somebody who writes for one (S1-3.3b, S5-4). Of a husband, wife or child of the
 * member it is an upheaval in the family (家庭变故, R4); of anybody else it is no happening of ours.
 */
import { normalizeText } from '../../../calendar/numerals.ts';
import type { IsoDate } from '../../../calendar/dates.ts';
import { findDate } from '../../../calendar/parse-date.ts';
import type { HappeningKind } from '../../labels.ts';
import { clauseAt } from '../clauses.ts';
import { findHappening, type HappeningFound } from '../happenings.ts';
import { closeFamily, elders, somebodyElse } from '../kin.ts';
import { findPeopleIn, type PersonMention } from '../people-in.ts';
import { errands, homeFault } from '../home-words.ts';
import { anyOf } from '../pattern.ts';
import { neverTrue } from '../polite-words.ts';
import { asking } from '../need-words.ts';
import { findRequest } from '../requests.ts';
import type { IntentReader, Interpretation, Reading } from './reading.ts';
import { namedIn, namedNear, oneEach } from './spoken-of.ts';

/** Less sure than that it is not offered. */
const sureEnough = 0.55;
/** 没了 is too grave to be passed over, and is asked in any case. */
const askedFrom = 0.5;
/** What befalls a body or a house; told before anything else in the sentence. */
const grave: readonly HappeningKind[] = ['died', 'hospitalised', 'accident', 'disaster', 'discharged'];
/** What shakes the family when it befalls somebody else of it. */
const shaking: ReadonlySet<HappeningKind> = new Set<HappeningKind>(['died', 'hospitalised', 'accident']);

/** What is felt and not dated, whoever else has a part in it: the children one quarrels with are no owners of it. */
const felt: ReadonlySet<HappeningKind> = new Set<HappeningKind>(['conflict', 'mood']);

/** Reads what happened to the member, or in the family. */
export const graveHappening: IntentReader = (said, reading) => read(said, reading, grave);

/** Reads how somebody feels, and quarrels. */
export const moodHappening: IntentReader = (said, reading) => read(said, reading, [...felt]);

function read(said: string, reading: Reading, kinds: readonly HappeningKind[]): Interpretation | null {
  const text = normalizeText(said);
  if (neverTrue.test(text) || doubted.test(text)) return null;
  const happening = findHappening(text, { today: reading.today, owners: false });
  const sure = happening.found.filter(
    one =>
      one.confidence >= (one.kind === 'died' ? askedFrom : sureEnough) &&
      !merelyBrought(one, happening.found) &&
      !isOver(one, happening.found),
  );
  for (const kind of kinds) {
    const found = sure.find(one => one.kind === kind);
    const told = found && interpretation(text, found, reading);
    if (told) return { ...told, happening };
  }
  return null;
}

function interpretation(text: string, found: HappeningFound, reading: Reading): Interpretation | null {
  const { kind, confidence } = found;
  const happenedOn = dayOf(text, found, reading.today);
  if (kind === 'discharged' && toCome.test(text)) return null;
  if (kind === 'died' && wentToStay.test(text)) return null;
  if (kind === 'mood' && isPlea(text, reading.today)) return null;
  // Rain through the roof is asked for, not reported; so is a pane broken by the wind, where somebody is to come.
  if (kind === 'disaster' && (confidence < 0.7 || (confidence < 0.8 && asking.test(text)))) return null;
  const mentions = namedIn(text, reading);
  const owner = felt.has(kind) ? undefined : ownerOf(text, found.index, mentions, reading);
  if (owner === 'nobody of ours') return null;
  if (owner !== undefined && !shaking.has(kind)) return null;
  if (owner === undefined && kind === 'died' && reading.as === 'elder') return null;
  // 老头子不在了，过节的时候我就掉眼泪: long mourned, and it is the tears that are told.
  if (
    owner !== undefined &&
    kind === 'died' &&
    confidence < 0.7 &&
    happenedOn === undefined &&
    mourned.test(text)
  )
    return null;
  const members = owner === undefined ? namedNear(text, found.index, mentions) : oneEach(mentions);
  // 走了 may mean many things: what it was is asked (E-14).
  const gone = kind === 'died' && confidence < 0.9;
  const several = members.filter(({ ids }) => ids.length === 1).length > 1 && !felt.has(kind);
  const whoever = members.find(({ ids }) => ids.length > 1);
  return {
    intent: 'happening',
    confidence,
    facts: {
      ...(members.length > 0 ? { members: several ? members : members.slice(0, 1) } : {}),
      ...(gone ? {} : { happening: owner === undefined ? kind : 'upheaval' }),
      ...(owner === undefined ? {} : { whose: owner }),
      ...(happenedOn === undefined ? {} : { happenedOn }),
    },
    doubts: [
      ...(gone ? [{ about: 'died-or-left' as const, said: found.phrase }] : []),
      ...(several ? [{ about: 'several-members' as const, together: true, mentions: members }] : []),
      ...(whoever && !several
        ? [{ about: 'which-member' as const, said: whoever.text, ids: whoever.ids }]
        : []),
    ],
  };
}

/** Brought to a hospital after a fall: the fall is what happened, as long as nobody speaks of staying. */
const merelyBrought = ({ kind, phrase }: HappeningFound, all: readonly HappeningFound[]): boolean =>
  kind === 'hospitalised' &&
  (phrase.startsWith('送') || /120|救护车/u.test(phrase)) &&
  all.some(one => one.kind === 'accident' && one.confidence >= sureEnough);

/** 做完手术出院了: home again is the news. */
const isOver = ({ kind, confidence }: HappeningFound, all: readonly HappeningFound[]): boolean =>
  kind === 'hospitalised' && all.some(one => one.kind === 'discharged' && one.confidence > confidence);

const today = /今早|今晨|刚刚?(?!给|打|说)|刚才(?!给|打|说)|(?<![昨前]天?)(?:上午|中午|下午)/u;

/** The day that was said; of a mood only what stands in its own clause. */
function dayOf(text: string, { kind, index, happenedOn }: HappeningFound, now: IsoDate): IsoDate | undefined {
  const clause = clauseAt(text, index).text;
  if (felt.has(kind)) return findDate(clause, now) ? happenedOn : undefined;
  return happenedOn ?? (today.test(kind === 'accident' ? text : clause) ? now : undefined);
}

const toCome = /到时候|出院(?:那天|的时候|以后要)|等[^，。]{0,4}出院/u;
const wentToStay = /走了[，,\s]*(?:去|到|上|回)[^，。]{1,8}(?:家|那|儿|城|里|老家)/u;
const mourned = /过节|过年|逢年|掉眼泪|一个人|冷清|孤单|还有个商量/u;
/** 听说我爸住院了，是真的吗: asked, and not told. */
const doubted = /是真的吗|真的假的|真的吗|属实吗|是不是真/u;

/** Whoever asks for company, for somebody to go along or for work has asked for help, however they feel. */
function isPlea(text: string, now: IsoDate): boolean {
  if (wantsCompany.test(text) || homeFault.test(text)) return true;
  return strongly.test(text) && findRequest(text, now)?.kind !== undefined;
}
const strongly =
  /能不能|有没有|可不可以|能否|麻烦|请(?!放心)|帮(?:忙|我|他|她|着|下|个)|安排|介绍|想(?:找|让|报|参加)|没找[到着]/u;
const wantsCompany = anyOf(
  '(?:来|找|派|有空|请|叫|望|能)[^，。]{0,8}(?:说说话|聊聊天?|坐坐|下下?棋|唠)',
  `(?:${errands})[^。]{0,8}没(?:个|有)?人(?:陪|跟|送|带)`,
);

/** Behind the relative's name, the words that turn the sentence back to the member: 女儿说我摔了, 老伴陪我去住院. */
const backToMember = anyOf('说|讲|告诉|打电话|陪|送|带|扶|接|照顾|看见|发现|把我|我自己|，我|跟|和');

/**
 * Whose misfortune it is: nothing where it is the member's own, else the relative as they were called, or nobody of ours. The
 * last one named in front of it in its clause counts.
 */
function ownerOf(
  text: string,
  index: number,
  mentions: readonly PersonMention[],
  reading: Reading,
): string | undefined {
  const clause = clauseAt(text, index);
  const before = text.slice(clause.index, index);
  const own = mentions.filter(one => one.index >= clause.index && one.index < index);
  // 老婆子让摩托撞了，在骨科躺着: without a subject of its own the clause goes on about the one before.
  if (goesOn.test(before) && own.length === 0 && clause.index > 0) {
    const earlier = clauseAt(text, clause.index - 2);
    return ownerOf(text, earlier.index + earlier.text.length, mentions, reading);
  }
  const covered = (at: number): boolean =>
    /[被让叫给遭挨]$/u.test(before.slice(0, at)) ||
    own.some(one => clause.index + at >= one.index && clause.index + at < one.index + one.text.length);
  const last = (words: RegExp): RegExpExecArray | undefined =>
    [...before.matchAll(words)].findLast(match => !covered(match.index));
  const parent = reading.as === 'family' ? last(elders) : undefined;
  if (strikesHome.test(text.slice(index, clause.index + clause.text.length))) return undefined;
  if (parent && !turnsBack(before, parent)) return own.length > 0 ? undefined : 'nobody of ours';
  const relative = last(closeFamily);
  const other = last(somebodyElse);
  if (other && other.index > (relative?.index ?? -1) && !turnsBack(before, other)) return 'nobody of ours';
  if (relative && !turnsBack(before, relative) && reading.as === 'elder') return relative[0];
  if (relative && !turnsBack(before, relative)) return own.length > 0 ? undefined : 'nobody of ours';
  return isStranger(before, clause.index, index, text, reading) ? 'nobody of ours' : undefined;
}

/** 楼下着火，烟灌到我屋里: what it did is done to the member. */
const strikesHome = /(?:把|到|进|烧|淹|灌|砸|漏|飘)[^，。]{0,4}(?:我|咱)(?:们)?(?:家|屋)/u;

const goesOn = /^(?:现在|还|已经|正|就|人|这会儿)*(?:在|送|住|进|转|拉|抢救)?$/u;

const turnsBack = (before: string, word: RegExpExecArray): boolean =>
  backToMember.test(before.slice(word.index + word[0].length));

/** In front of it somebody is named who is nobody of the writer's: 老刘住院了. */
function isStranger(before: string, from: number, to: number, text: string, { people }: Reading): boolean {
  const here = findPeopleIn(text, people).filter(one => one.index >= from && one.index < to);
  return here.length > 0 && here.every(({ ids }) => ids.length === 0) && !/我/u.test(before);
}
