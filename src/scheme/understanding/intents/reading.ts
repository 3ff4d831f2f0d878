/** What every reader of sentences is given and gives back. */
import type { IsoDate } from '../../../calendar/dates.ts';
import type {
  HappeningKind,
  HelpKind,
  MetPerson,
  MoneySource,
  Occasion,
  RequestKind,
  Urgency,
  VisitWay,
} from '../../labels.ts';
import type { HappeningReading } from '../happenings.ts';
import type { KnownPerson, PersonMention } from '../people-in.ts';
import type { VisitDoubt, VisitUnderstood } from '../visits.ts';
import type { Mood, NeedKind } from '../visit/extra.ts';

/** What a sentence wants, in the order in which equally sure readings are believed. */
export const intents = [
  'despair',
  'visit',
  'request',
  'happening',
  'hand-back',
  'leave',
  'correction',
  'negation',
  'question',
  'other',
] as const;
export type Intent = (typeof intents)[number];

/** In whose name the writer speaks: somebody of the staff, the member, or a relative who acts for the member. */
export type Speaker = 'helper' | 'elder' | 'family';

/** Against what a sentence is read. */
export interface Reading {
  readonly today: IsoDate;
  /** Whom the writer may mean. */
  readonly people: readonly KnownPerson[];
  readonly as: Speaker;
}

/** Every fact a sentence may hold. Each is there only if it was said; texts are in the writer's own words. */
export interface Facts {
  /** Whom it is about, in order. */
  readonly members?: readonly PersonMention[];
  readonly visitedOn?: IsoDate;
  readonly way?: VisitWay;
  readonly occasion?: Occasion;
  readonly met?: MetPerson;
  readonly condition?: string;
  readonly mood?: Mood;
  readonly findings?: string;
  /** Of what kinds (S2-3.1 … S2-3.5) the needs are. */
  readonly needKinds?: readonly NeedKind[];
  readonly moneyFen?: number;
  readonly moneyFrom?: MoneySource;
  readonly goods?: string;
  readonly helpKind?: HelpKind;
  readonly followUp?: string;
  /** By which day what comes next is to be done. */
  readonly followUpBy?: IsoDate;
  readonly visitor?: string;
  readonly happening?: HappeningKind;
  /** Said of somebody else than the member: 老伴, 邻居. */
  readonly whose?: string;
  readonly happenedOn?: IsoDate;
  readonly request?: RequestKind;
  readonly urgency?: Urgency;
  readonly awayFrom?: IsoDate;
  readonly awayTo?: IsoDate;
  /** Why somebody cannot go or is away. */
  readonly reason?: string;
  /** Who goes instead, as they were called. */
  readonly standIn?: string;
  /** Whom it was not, in a correction. */
  readonly notMembers?: readonly PersonMention[];
}

/** One way of understanding a sentence. */
export interface Interpretation {
  readonly intent: Intent;
  /** 0 to 1; below 0.5 nothing may be started by it. */
  readonly confidence: number;
  readonly facts: Facts;
  /** What must be asked before it may be written (E-14). */
  readonly doubts: readonly VisitDoubt[];
  /** The whole reading of a visit, for its form. */
  readonly visit?: VisitUnderstood;
  /** The whole reading of what happened, for its form. */
  readonly happening?: HappeningReading;
}

/** Reads a sentence for one intent; null where it is about something else. Pure. */
export type IntentReader = (said: string, reading: Reading) => Interpretation | null;
