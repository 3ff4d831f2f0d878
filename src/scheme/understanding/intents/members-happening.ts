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
import { anyOf } from '../pattern.ts';
import type { IntentReader, Interpretation, Reading } from './reading.ts';
import { namedIn, namedNear, oneEach } from './spoken-of.ts';

/** Less sure than that it is not offered. */
const sureEnough = 0.55;
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
  const happening = findHappening(text, { today: reading.today, owners: false });
  const sure = happening.found.filter(
    one => one.confidence >= sureEnough && !merelyBrought(one, happening.found),
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
  if (kind === 'mood' && wantsCompany.test(text)) return null;
  // Rain through the roof is asked for, not reported.
  if (kind === 'disaster' && confidence < 0.7) return null;
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

const today = /今早|今晨|刚刚?(?!给|打|说)|刚才(?!给|打|说)|(?<![昨前]天?)(?:上午|中午|下午)/u;

/** The day that was said; of a mood only what stands in its own clause. */
function dayOf(text: string, { kind, index, happenedOn }: HappeningFound, now: IsoDate): IsoDate | undefined {
  const clause = clauseAt(text, index).text;
  if (felt.has(kind)) return findDate(clause, now) ? happenedOn : undefined;
  return happenedOn ?? (today.test(clause) ? now : undefined);
}

const toCome = /到时候|出院(?:那天|的时候|以后要)|等[^，。]{0,4}出院/u;
const wentToStay = /走了[，,\s]*(?:去|到|上|回)[^，。]{1,8}(?:家|那|儿|城|里|老家)/u;
const mourned = /过节|过年|逢年|掉眼泪|一个人|冷清|孤单|还有个商量/u;
/** Whoever asks for company has asked for help; whoever needs somebody to go along has, too. */
const wantsCompany =
  /(?:来|找|派|有空|请|叫|望|能)[^，。]{0,8}(?:说说话|聊聊天?|坐坐|下下?棋)|(?:打针|看病|医院|检查|复查|手术|挂号)[^，。]{0,6}没人陪/u;

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
  const covered = (at: number): boolean =>
    own.some(one => clause.index + at >= one.index && clause.index + at < one.index + one.text.length);
  const last = (words: RegExp): RegExpExecArray | undefined =>
    [...before.matchAll(words)].findLast(match => !covered(match.index));
  const parent = reading.as === 'family' ? last(elders) : undefined;
  if (parent && !turnsBack(before, parent)) return own.length > 0 ? undefined : 'nobody of ours';
  const relative = last(closeFamily);
  const other = last(somebodyElse);
  if (other && other.index > (relative?.index ?? -1) && !turnsBack(before, other)) return 'nobody of ours';
  if (relative && !turnsBack(before, relative) && reading.as === 'elder') return relative[0];
  if (relative && !turnsBack(before, relative)) return own.length > 0 ? undefined : 'nobody of ours';
  return isStranger(before, clause.index, index, text, reading) ? 'nobody of ours' : undefined;
}

const turnsBack = (before: string, word: RegExpExecArray): boolean =>
  backToMember.test(before.slice(word.index + word[0].length));

/** In front of it somebody is named who is nobody of the writer's: 老刘住院了. */
function isStranger(before: string, from: number, to: number, text: string, { people }: Reading): boolean {
  const here = findPeopleIn(text, people).filter(one => one.index >= from && one.index < to);
  return here.length > 0 && here.every(({ ids }) => ids.length === 0) && !/我/u.test(before);
}

const complaining = anyOf(
  '一点不为老人|你们怎么管的|叫我们怎么看|太远了|及早更换|到底管不管|干什么吃的|走过场|态度[^，。]{0,3}(?:恶劣|差|不好)|凭什么|没人上门|这叫什么帮扶|必须道歉|拖了(?:半年|几个月|好久|大半年|[一二两三四五六七八九十]+个?月)|还让不让人活',
  '你们老干局就|投诉|(?:对[^，。]{1,8})?有意见|提个?意见|提[^，。]{0,3}建议|^建议|[，：。]建议(?!住院|手术)|建议[：:]|不成熟的建议|活动太少|都反映(?:了|过)?[^，。]{0,3}次|答应[^，。]{1,10}等了',
);
/** 发挥余热: the wish to be of use goes where opinions and wishes go. */
const wishing = anyOf(
  '发挥[^，。]{0,4}(?:余热|作用)|讲讲?(?:党史|革命故事|故事|传统)|做点?贡献|当(?:个)?志愿者',
);
/** 没有意见: nothing to pass on. */
const content = anyOf('没(?:有)?(?:什么|啥)?意见|都没意见');

/** Reads an opinion, a complaint, or the wish to be of use. */
export const opinionHappening: IntentReader = (said, reading) => {
  const text = normalizeText(said);
  const match = content.test(text) ? null : (complaining.exec(text) ?? wishing.exec(text));
  if (!match) return null;
  const members = namedNear(text, match.index, namedIn(text, reading)).slice(0, 1);
  const found = { kind: 'opinion', confidence: 0.8, phrase: match[0], index: match.index } as const;
  return {
    intent: 'happening',
    confidence: 0.8,
    facts: { ...(members.length > 0 ? { members } : {}), happening: 'opinion' },
    doubts: [],
    happening: { found: [found], doubts: [] },
  };
};
