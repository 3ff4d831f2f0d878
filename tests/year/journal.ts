/** What happened in the year, as the people in it would tell it: the only thing, beside the policy, that the checker believes. */
import type { IsoDate } from '../../src/calendar/dates.ts';

/** An organisation of the county: a bureau and what is below it. */
export interface Unit {
  readonly id: string;
  readonly name: string;
  readonly kind: 'cadre-bureau' | 'general-branch' | 'branch';
  readonly parentId: string | null;
}

/** Somebody of the county. Every name is one person's alone and part of nobody else's. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly userId: string | null;
  readonly unitId: string;
  readonly roles: readonly string[];
}

/** What a member's file says from the day it was entered on. */
export interface FileFacts {
  readonly birthDate: IsoDate;
  readonly birthCalendar: 'solar' | 'lunar';
  readonly birthLeapMonth: boolean;
  readonly living: string | null;
  readonly selfCare: string | null;
  /** The day of the last review, or null: then the year runs from the day of entry. */
  readonly lastReviewedOn: IsoDate | null;
}

/** Something that was done or came to be known, at an instant. */
export type Deed = { readonly at: Date } & (
  | { readonly deed: 'entered'; readonly member: Actor; readonly facts: FileFacts }
  | { readonly deed: 'state'; readonly memberId: string; readonly state: string }
  | {
      readonly deed: 'paired';
      readonly pairingId: string;
      readonly helperId: string;
      readonly memberId: string;
      readonly startsOn: IsoDate;
      readonly agreed: boolean;
    }
  | { readonly deed: 'parted'; readonly pairingId: string; readonly endsOn: IsoDate }
  | { readonly deed: 'agreed'; readonly pairingId: string }
  | {
      readonly deed: 'happened';
      readonly id: string;
      readonly memberId: string;
      readonly what: string;
      readonly happenedOn: IsoDate;
      readonly reporterId: string;
      /** Somebody had told of it before: it is the same happening. */
      readonly again: boolean;
    }
  | {
      readonly deed: 'visited';
      readonly memberId: string;
      readonly visitorId: string;
      readonly visitedOn: IsoDate;
      readonly way: string;
      readonly occasion: string;
      readonly met: string | null;
    }
  | { readonly deed: 'reviewed'; readonly memberId: string }
  | { readonly deed: 'reported'; readonly unitId: string; readonly rule: string; readonly dueOn: IsoDate }
  | { readonly deed: 'request-taken'; readonly requestId: string; readonly memberId: string }
  | { readonly deed: 'request-closed'; readonly requestId: string }
  | {
      readonly deed: 'away';
      readonly personId: string;
      readonly startsOn: IsoDate;
      readonly endsOn: IsoDate;
      readonly standInId: string | null;
    }
);

/** A time in which nothing works: from its first instant to the first one after it, by the product's clock. */
export interface Outage {
  readonly from: Date;
  readonly until: Date;
  /** The worker is off; or it dies between writing the morning's messages and sending them, and then is off. */
  readonly kind: 'worker' | 'before-sending';
}

/** A duty as it stood in the database on an evening. */
export interface DutyRow {
  readonly id: string;
  readonly rule: string;
  readonly subjectId: string;
  readonly occurrence: string;
  readonly ownerId: string;
  readonly memberId: string | null;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
  readonly state: string;
}

/** A duty as it stood at the end. */
export interface EndedRow {
  readonly id: string;
  readonly rule: string;
  readonly occurrence: string;
  readonly dueOn: IsoDate;
  readonly state: string;
  readonly closeReason: string | null;
  readonly closedAt: Date | null;
}

/** The duties of an evening. */
export interface Evening {
  readonly day: IsoDate;
  readonly at: Date;
  readonly rows: readonly DutyRow[];
}

/** A message as a phone showed it. */
export interface Shown {
  readonly to: string;
  readonly at: Date;
  readonly text: string;
  /** Why it was sent, and the reason it was written for: one message in several parts has one key. */
  readonly purpose: string;
  readonly key: string;
}

/** A message that was written, whatever became of it. */
export interface WrittenMessage {
  readonly recipient: string;
  readonly purpose: string;
  readonly state: string;
  readonly reason: string | null;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly sentAt: Date | null;
  /** When it was known that it would not leave. */
  readonly closedAt: Date | null;
  readonly key: string | null;
}

/** A step of a duty that was taken or missed. */
export interface StepRow {
  readonly obligationId: string;
  readonly step: number;
  readonly personId: string;
  readonly result: string;
  readonly takenAt: Date;
}

/** A year (or the part of one that was played), as it can be looked at afterwards. */
export interface Played {
  readonly seed: number;
  readonly units: readonly Unit[];
  readonly actors: readonly Actor[];
  readonly deeds: readonly Deed[];
  readonly outages: readonly Outage[];
  readonly evenings: readonly Evening[];
  readonly shown: readonly Shown[];
  readonly written: readonly WrittenMessage[];
  readonly steps: readonly StepRow[];
  /** All duties there are at the end. */
  readonly rows: readonly EndedRow[];
  /** Rows that were deleted from any table of the scheme, by table. */
  readonly deleted: readonly { readonly table: string; readonly rowId: string }[];
  /** What staff were shown as overdue, by evening on which the list was looked at. */
  readonly overdueLists: readonly { readonly day: IsoDate; readonly ids: readonly string[] }[];
  /** Who stood in 未送达名单 when the product worked again, before anything new was written to anybody. */
  readonly unreachedLists: readonly { readonly at: Date; readonly ids: readonly string[] }[];
  /** The last day played. */
  readonly lastDay: IsoDate;
}

/** What a message says of duties: the day's one message is made of parts, and its digest only counts them. */
export const dutiesIn = (text: string): string =>
  text
    .split('\n\n')
    .filter(part => !/^[^\n]*简报/.test(part))
    .join('\n\n');
