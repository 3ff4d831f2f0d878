/**
 * What a kind of duty is. A rule says for whom it arises, when, who is prompted at which moment and what fulfils it; it
 * does nothing itself. The planner, the prompter and the escalator read it.
 *
 * Its numbers are knobs that each organisation may set (S1-0.2): the rule declares them, and its occurrences and steps are
 * made of the values that hold.
 */
import type { IsoDate } from '../../calendar/dates.ts';
import type { WorkdayTable } from '../../calendar/workdays.ts';
import type { Db, Prisma } from '../../database.ts';
import type { BirthDay } from '../age.ts';
import type { HappeningKind, Occasion, VisitWay } from '../labels.ts';
import type { RuleSettings } from './held.ts';
import type { Held, HeldOf, Knobs } from './knobs.ts';

/** The part of a duty that its times and words are made of. Both days are inclusive. */
export interface DutyWindow {
  readonly occurrence: string;
  readonly title: string;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
  /** When it came up for its owner: for a happening, when it was reported. */
  readonly createdAt: Date;
  /** Days off and days worked that were entered by hand, for moments that are counted in working days. */
  readonly workdays?: WorkdayTable;
}

/** Who is told: the owner (helper or clerk), then up the ladder (S2-4.4a). */
export type Target = 'owner' | 'secretary' | 'leader';

/**
 * How: in the one message of the day (`digest`), in a message of its own outside the quiet hours (`own`), or in one at
 * any hour because somebody may be in danger (`alarm`).
 */
export type Manner = 'digest' | 'own' | 'alarm';

/** What a message of its own is made of. */
export interface Call {
  readonly to: Target;
  /** 张老（张德厚）, or the organisation's name. */
  readonly who: string;
  /** 张老. */
  readonly address: string;
  readonly duty: DutyWindow;
  /** The owner's name. */
  readonly owner: string;
  readonly happening?: {
    readonly kind: HappeningKind;
    readonly happenedOn: IsoDate;
    readonly detail: string | null;
  };
}

/** One prompt. Steps are numbered by their place in the list and taken in that order. */
export interface Step {
  readonly to: Target;
  readonly manner: Manner;
  at(duty: DutyWindow): Date;
  /** For how many days after the last day it may still be taken; 0 when absent. What is later is not sent. */
  readonly graceDays?: number;
  /** The words of a message of its own. */
  say?(call: Call): string;
}

/** Which visits fulfil the duty: one within the window, at which somebody was met. */
export interface ClosedBy {
  readonly ways: readonly VisitWay[];
  /** Ways that count only when the visitor says that it was for this duty, e.g. an answer to its prompt. */
  readonly statedWays?: readonly VisitWay[];
  /** Whether a visit after the window still closes it; otherwise it stays 逾期. */
  readonly late: boolean;
  /**
   * Only visits told of after the duty arose count, or those said to be for its occasion: who was seen at home in the
   * morning has not been seen since the fall of the afternoon.
   */
  readonly sinceReport?: true;
  /** What counts is a contact in the whole week, month or quarter of the duty (periods.ts), or since its silence began, also before the window. */
  readonly wholePeriod?: true;
  /** Whom the visit must have been to: the family, who are met by meeting them or by saying what it was for. */
  readonly toFamily?: true;
}

/** One time round of a rule: which it is, whom it concerns (`match`), and its window. */
export interface Occurrence {
  readonly occurrence: string;
  readonly match: string;
  readonly title: string;
  readonly opensOn: IsoDate;
  readonly dueOn: IsoDate;
}

/** What is planned: windows that have not passed on `today` and open by `until`. */
export interface Period {
  readonly now: Date;
  readonly today: IsoDate;
  readonly until: IsoDate;
  /** Only duties about these members. */
  readonly memberIds?: readonly string[];
  /** Days off and days worked that were entered by hand. */
  readonly workdays?: WorkdayTable;
  /** What holds for whom, for a rule that asks about another one. */
  readonly settings?: RuleSettings;
  /** The rules that visits fulfil, by code, for a rule that waits for them. */
  readonly visitRules?: readonly string[];
}

/** What an organisation adapts: a rule as a whole or, of the festivals, each on its own. */
export interface Form {
  /** Under which its versions are stored: the rule's code, or `<code>:<what>`. Never changes. */
  readonly key: string;
  /** What people call it: 重阳节走访. */
  readonly name: string;
  /** Other words for it that people type. */
  readonly words?: readonly string[];
  readonly knobs: Knobs;
  /** How the names of its occurrences begin; absent where the rule has this form only. */
  readonly prefix?: string;
  /** The days that were announced, of a festival whose day no calendar tells. */
  readonly announced?: readonly IsoDate[];
  /** Only this organisation and all below it have the form. */
  readonly within?: { readonly organisationId: string; readonly path: string };
}

/** A festival that is kept in some places only, with the days that were announced. */
export interface LocalFestival {
  readonly id: string;
  readonly organisationId: string;
  readonly path: string;
  readonly name: string;
  readonly dates: readonly { readonly year: number; readonly day: IsoDate }[];
}

export interface Rule {
  /** Stored; never changes. */
  readonly code: string;
  /** R1 … of the product's table. */
  readonly id: string;
  /** Raised with every change of the rule itself, or of a default: what is open is replaced, what is done is kept. */
  readonly version: number;
  readonly name: string;
  /** The clauses of the policy it stands on. */
  readonly clauses: readonly string[];
  /**
   * `helper`: the primary helper, else the branch secretary, who go and see; `handler`: the same, for what is no visit; the
   * organisation's `clerk`; or its `secretary`.
   */
  readonly owner: 'helper' | 'handler' | 'clerk' | 'secretary';
  /** It is about an organisation and not about a member. */
  readonly about?: 'organisation';
  /**
   * It stays due after its last day until it is done: its occurrences then go on being given, its owner is prompted by the
   * steps that still may be taken, and it is let go of where it is no longer wanted.
   */
  readonly standing?: true;
  /** SQL giving "subjectId", "memberId", "organisationId" and "match" of everyone the rule may concern. */
  readonly subjects: Prisma.Sql | ((period: Period) => Prisma.Sql);
  /** What an organisation may set of it: of every form that declares no others. */
  readonly knobs: Knobs;
  /** Its forms; one named like the rule when absent. */
  readonly forms?: readonly Form[];
  /** The rules whose settings it asks about, by code: it is planned anew when they change. */
  readonly follows?: readonly string[];
  /** The form that a local festival takes here. */
  localForm?(festival: LocalFestival): Form;
  /**
   * The occurrences of the period under the values that hold; each concerns the subjects with the same `match`. Not asked
   * where the form is switched off.
   */
  occurrences(db: Db, period: Period, held: Held, form: Form): Promise<readonly Occurrence[]>;
  /** The prompts under the values that hold, in their order. */
  steps(held: Held, form: Form): readonly Step[];
  /** The occasion (走访事由) of a visit made for this duty. */
  readonly occasion?: Occasion;
  /** Absent where no visit fulfils it. */
  readonly closedBy?: ClosedBy;
  /** How the owner answers a prompt with this item where no visit fulfils it: 1 已上报. */
  readonly answer?: string;
  /** To whom what is to be done goes: a report. */
  readonly recipients?: string;
  /** How it is done, said to whoever answers it by its number: where words alone do not do it. */
  readonly doneBy?: string;
  /** How somebody went who only says that it is done. */
  readonly usualWay?: VisitWay;
  /** Spoken of in messages of its own only, never in a list beside festival greetings. */
  readonly discreet?: boolean;
  /** What stands after the name in a list: 春节走访，1月17日（…）至2月5日（…），这几天都可以. `member`: whom it is about. */
  line(duty: DutyWindow, member?: BirthDay | null): string;
}

/** Whom the rule may concern in this period, as SQL. */
export const subjectsOf = ({ subjects }: Pick<Rule, 'subjects'>, period: Period): Prisma.Sql =>
  typeof subjects === 'function' ? subjects(period) : subjects;

/** A rule whose values are typed by its own knobs. */
export interface RuleOf<K extends Knobs> extends Omit<Rule, 'knobs' | 'occurrences' | 'steps'> {
  readonly knobs: K;
  occurrences(db: Db, period: Period, held: HeldOf<K>, form: Form): Promise<readonly Occurrence[]>;
  steps(held: HeldOf<K>, form: Form): readonly Step[];
}

/** Makes a rule: with the values in `occurrences` and `steps` typed by the knobs it declares. */
export const ruleWith = <K extends Knobs>(rule: RuleOf<K>): Rule => rule;

/** When each step is due, in order: never after the one that follows it. */
export function scheduleOf(steps: readonly Step[], duty: DutyWindow): Date[] {
  const times = steps.map(step => step.at(duty).getTime());
  for (let index = times.length - 2; index >= 0; index -= 1) {
    times[index] = Math.min(times[index] ?? 0, times[index + 1] ?? 0);
  }
  return times.map(time => new Date(time));
}
