/**
 * Knobs: what an organisation may set of a rule, declared as data beside the rule's words. A knob knows what it is called,
 * what holds where nobody has set it, and between which bounds it may be moved.
 */

/** What a knob may be set to. */
export type KnobValue = boolean | number | string | readonly number[];

/** How a value is understood and said: days of the calendar, working days, hours, days as a list, or one of some words. */
export type KnobKind = 'yes-no' | 'days' | 'workdays' | 'hours' | 'day-list' | 'choice';

/** One thing that can be set. */
export interface Knob<Value extends KnobValue = KnobValue> {
  readonly kind: KnobKind;
  /** What people call it: 提前几天开始. */
  readonly label: string;
  /** What holds where nobody has set it. */
  readonly otherwise: Value;
  /** Bounds of a number, or of each number of a list; both inclusive. */
  readonly least: number;
  readonly most: number;
  /** The words of a choice, by code. */
  readonly choices?: Readonly<Record<string, string>>;
}

/** The knobs of a rule, by the name under which values are stored: names never change. */
export type Knobs = Readonly<Record<string, Knob>>;

/** The values that hold for somebody, by the names of the knobs; every knob has one. */
export type Held = Readonly<Record<string, KnobValue>>;

/** The values of these knobs. */
export type HeldOf<K extends Knobs> = { readonly [Name in keyof K]: K[Name]['otherwise'] };

/** The bounds of a number, both inclusive. */
interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Whether something is done at all. */
export const yesNo = (label: string, otherwise: boolean): Knob<boolean> => ({
  kind: 'yes-no',
  label,
  otherwise,
  least: 0,
  most: 1,
});

/** Days of the calendar. */
export const days = (label: string, otherwise: number, bounds: Bounds): Knob<number> => ({
  kind: 'days',
  label,
  otherwise,
  ...bounds,
});

/** Working days. */
export const workdays = (label: string, otherwise: number, bounds: Bounds): Knob<number> => ({
  kind: 'workdays',
  label,
  otherwise,
  ...bounds,
});

/** Hours. */
export const hours = (label: string, otherwise: number, bounds: Bounds): Knob<number> => ({
  kind: 'hours',
  label,
  otherwise,
  ...bounds,
});

/** Any number of days, each on its own; none is a value too. */
export const dayList = (
  label: string,
  otherwise: readonly number[],
  bounds: Bounds,
): Knob<readonly number[]> => ({ kind: 'day-list', label, otherwise, ...bounds });

/** One of some words, by code. */
export const choice = <Code extends string>(
  label: string,
  otherwise: Code,
  choices: Readonly<Record<Code, string>>,
): Knob<Code> => ({ kind: 'choice', label, otherwise, least: 0, most: 0, choices });

/** The switch that nearly every rule has. */
export const on = yesNo('启用', true);

/** Who hears of what was not done: the secretary of the branch, or the leader above it (S2-4.4a). */
export const tells = (otherwise: 'secretary' | 'leader'): Knob<'secretary' | 'leader'> =>
  choice('到期没有记录告诉谁', otherwise, { secretary: '支部书记', leader: '领导' });

/** What holds where nobody has set anything. */
export const defaultsOf = <K extends Knobs>(knobs: K): HeldOf<K> =>
  Object.fromEntries(Object.entries(knobs).map(([name, { otherwise }]) => [name, otherwise])) as HeldOf<K>;

/** Whether a stored value still is one that this knob may have: rows outlive the program that wrote them. */
export function isValueOf(knob: Knob, value: unknown): value is KnobValue {
  switch (knob.kind) {
    case 'yes-no':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && Object.hasOwn(knob.choices ?? {}, value);
    case 'day-list':
      return Array.isArray(value) && value.every(each => isWithinBounds(knob, each));
    default:
      return isWithinBounds(knob, value);
  }
}

const isWithinBounds = ({ least, most }: Bounds, value: unknown): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
