/**
 * A told visit ("今天上午去医院看了张老，血压高住院第三天，精神还好，送了500元慰问金") made into facts (D2). Each fact is there only if it
 * was said; what may be several things is a doubt, to be asked and never guessed.
 */
import type { IsoDate } from '../../calendar/dates.ts';
import { asWritten, standard, withoutPictures } from './dialect.ts';
import { clauseAt, isIntended, type Piece } from './clauses.ts';
import type { HelpKind, MetPerson, MoneySource, Occasion, VisitWay } from '../labels.ts';
import { findHappening } from './happenings.ts';
import { findPeopleIn, type KnownPerson, type PersonMention } from './people-in.ts';
import { actsIn, otherVisitorIn, type Act } from './visit/act.ts';
import {
  followUpDay,
  giftTexts,
  moneySourceIn,
  moodIn,
  needKindsOf,
  type Mood,
  type NeedKind,
} from './visit/extra.ts';
import { giftsIn, type Gifts } from './visit/gifts.ts';
import { metIn, occasionIn, wayIn } from './visit/how.ts';
import { restOf, type Rest } from './visit/rest.ts';
import { segmentsOf } from './visit/segments.ts';
import { visitedAmong, type Visited } from './visit/visited.ts';
import { whenIn, type When } from './visit/when.ts';
import { spirited } from './visit/words.ts';

/** What must be asked before it may be written. */
export type VisitDoubt =
  /** One name, several people. */
  | { readonly about: 'which-member'; readonly said: string; readonly ids: readonly string[] }
  /** Several people; `together` when they were named in one breath. */
  | {
      readonly about: 'several-members';
      readonly together: boolean;
      readonly mentions: readonly PersonMention[];
    }
  /** A name nobody has whom the speaker may mean. */
  | { readonly about: 'unknown-member'; readonly said: string }
  | { readonly about: 'day'; readonly days: readonly IsoDate[] }
  /** The first is the sum. Empty where no exact amount was said. */
  | { readonly about: 'money'; readonly amounts: readonly number[] }
  /** One amount for several people. */
  | { readonly about: 'money-for-each'; readonly fen: number }
  /** 走了: may have died. */
  | { readonly about: 'died-or-left'; readonly said: string };

/** The facts of a told visit. */
export interface VisitUnderstood extends Rest {
  /** 0 to 1: whether it tells of a visit or a contact of the writer's that took place. */
  readonly confidence: number;
  /** Those visited, in order; none where nobody was named. */
  readonly members: readonly PersonMention[];
  readonly visitedOn?: IsoDate;
  readonly way?: VisitWay;
  readonly occasion?: Occasion;
  readonly met?: MetPerson;
  readonly moneyFen?: number;
  readonly goods?: string;
  readonly helpKind?: HelpKind;
  /** Out of whose purse the gifts came; only beside gifts. */
  readonly moneyFrom?: MoneySource;
  readonly mood?: Mood;
  /** Of what kinds the needs are. */
  readonly needKinds?: readonly NeedKind[];
  /** By which day what comes next is to be done. */
  readonly followUpBy?: IsoDate;
  /** The colleague who went, where it was not the writer. */
  readonly visitor?: string;
  readonly doubts: readonly VisitDoubt[];
}

/** Against what a sentence is read. */
export interface VisitReading {
  readonly today: IsoDate;
  /** Whom the speaker may mean. */
  readonly people: readonly KnownPerson[];
}

/** A visit is told in fewer words; what follows is kept by whoever keeps the sentence, and not read. */
const readAtMost = 600;
const readable = (said: string): string => standard(said).slice(0, readAtMost);

/** Whether a sentence tells of a visit or a contact that took place; plans, questions and 去看病 do not. */
export function isVisitSentence(said: string, people: readonly KnownPerson[] = []): boolean {
  const text = readable(said);
  return (
    actsIn(text, findPeopleIn(text, people)).length > 0 ||
    handoversIn(text, giftsIn(segmentsOf(text))).length > 0
  );
}

const handover = /(?:给|为)[^，。]{1,8}(?:送|发|带|拿|买)|送(?:到|给|去|了)|慰问金|慰问品/u;

/** Bought, and still to be brought. */
const notYetGiven = /到货|买好|放在|备好|还没(?:送|给|发)/u;

/** 给张老送了500元慰问金: who hands something over was there. */
const handoversIn = (text: string, gifts: Gifts): Act[] =>
  gifts.segments
    .filter(segment => handover.test(segment.text) && !notYetGiven.test(segment.text))
    .map(({ index }) => ({ how: 'seeing', phrase: '', index, clause: clauseAt(text, index) }));

/** 本来去看殷老，没见着: no visit came of it. */
const inVain = /(?:本来|原本|本想)[^。]{0,30}没(?:见|看|去|走|碰)(?:着|成|到|上)/u;

/** The facts a sentence tells of a visit. Safe for any text: what it does not say is not there. */
export function understandVisit(said: string, { today, people }: VisitReading): VisitUnderstood {
  const text = readable(said);
  const mentions = findPeopleIn(text, people);
  const segments = segmentsOf(text);
  const gifts = giftsIn(segments);
  const told = actsIn(text, mentions);
  const acts = told.length > 0 ? told : handoversIn(text, gifts);
  const visited = visitedAmong(text, mentions);
  const way = wayIn(
    acts,
    segments.filter(segment => !gifts.segments.includes(segment)),
  );
  const occasion = occasionIn(acts, gifts.segments, segments, way);
  const met = metIn(text, segments, visited.mentions);
  const when = whenIn(text, today, acts);
  const visitor = otherVisitorIn(text, mentions);
  const rest = restOf(segments, acts, gifts.segments, mentions);
  return {
    confidence: inVain.test(text) ? 0 : confidenceOf(acts, told.length > 0, gifts, visited),
    members: visited.mentions,
    ...(when.visitedOn === undefined ? {} : { visitedOn: when.visitedOn }),
    ...(way === undefined ? {} : { way }),
    ...(occasion === undefined ? {} : { occasion }),
    ...(met === undefined ? {} : { met }),
    ...moneyOf(gifts, visited),
    ...(gifts.goods === undefined ? {} : { goods: gifts.goods }),
    ...helpOf(segments, gifts),
    ...quoted(rest, text, said),
    ...besides(segments, gifts, rest, today),
    ...(visitor === undefined ? {} : { visitor }),
    doubts: doubtsOf(text, visited, when, gifts),
  };
}

function confidenceOf(acts: readonly Act[], told: boolean, gifts: Gifts, { mentions }: Visited): number {
  if (acts.length === 0) return 0;
  const base = told ? 0.7 : 0.6;
  const known = mentions.some(({ ids }) => ids.length > 0) ? 0.2 : 0;
  const sure = base + known + (gifts.segments.length > 0 ? 0.04 : 0) + (acts.length > 1 ? 0.03 : 0);
  return Math.round(Math.min(0.97, sure) * 100) / 100;
}

/** The texts as their writer wrote them, dialect and all. */
function quoted(rest: Rest, text: string, said: string): Rest {
  const written = withoutPictures(said).slice(0, readAtMost);
  return Object.fromEntries(
    Object.entries(rest).map(([name, value]: [string, string]) => [name, asWritten(value, text, written)]),
  );
}

/** The finer facts: how they feel, what kind of needs, whose money, by when. */
function besides(
  segments: readonly Piece[],
  gifts: Gifts,
  { findings, followUp }: Rest,
  today: IsoDate,
): Pick<VisitUnderstood, 'mood' | 'needKinds' | 'moneyFrom' | 'followUpBy'> {
  const mood = moodIn(segments.map(({ text }) => text));
  const kinds = findings === undefined ? [] : needKindsOf(findings);
  const from = gifts.segments.length === 0 ? undefined : moneySourceIn(giftTexts(gifts.segments, segments));
  const by = followUpDay(followUp, today);
  return {
    ...(mood === undefined ? {} : { mood }),
    ...(kinds.length === 0 ? {} : { needKinds: kinds }),
    ...(from === undefined ? {} : { moneyFrom: from }),
    ...(by === undefined ? {} : { followUpBy: by }),
  };
}

/** An amount for several people is asked about, unless 每人 was said. */
const moneyOf = ({ moneyFen, each }: Gifts, { mentions }: Visited): { readonly moneyFen?: number } =>
  moneyFen === undefined || (mentions.length > 1 && !each) ? {} : { moneyFen };

function helpOf(
  segments: readonly Piece[],
  { moneyFen, moneyMayBe, goods }: Gifts,
): { readonly helpKind?: HelpKind } {
  const material = moneyFen !== undefined || moneyMayBe !== undefined || goods !== undefined;
  const spoken = segments.some(
    ({ text }) => spirited.test(text) && !isIntended(text) && !/(?:想|盼|希望)[^，。]{0,4}人/u.test(text),
  );
  if (!material) return spoken ? { helpKind: 'spirit' } : {};
  return { helpKind: spoken ? 'both' : 'material' };
}

function doubtsOf(text: string, { mentions, together }: Visited, when: When, gifts: Gifts): VisitDoubt[] {
  const several = mentions.length > 1;
  const [first] = mentions;
  const gone = findHappening(text).doubts[0];
  return [
    ...(several ? [{ about: 'several-members' as const, together, mentions }] : []),
    ...(!several && first && first.ids.length > 1
      ? [{ about: 'which-member' as const, said: first.text, ids: first.ids }]
      : []),
    ...(!several && first?.ids.length === 0 ? [{ about: 'unknown-member' as const, said: first.text }] : []),
    ...(when.mayBe === undefined ? [] : [{ about: 'day' as const, days: when.mayBe }]),
    ...(gifts.moneyMayBe === undefined ? [] : [{ about: 'money' as const, amounts: gifts.moneyMayBe }]),
    ...(several && gifts.moneyFen !== undefined && !gifts.each
      ? [{ about: 'money-for-each' as const, fen: gifts.moneyFen }]
      : []),
    ...(gone ? [{ about: 'died-or-left' as const, said: gone.phrase }] : []),
  ];
}
