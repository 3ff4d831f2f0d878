/**
 * What holds for whom (S1-0.2): the versions that organisations made of the rules, worked out for any place of the tree. A
 * value is inherited until a nearer organisation says otherwise, each value on its own.
 *
 * Pure: `src/scheme/rule-settings.ts` reads the rows. Versions are never changed, so what held under an earlier one can be
 * told for ever: a duty keeps the steps it was planned with.
 */
import type { IsoDate } from '../../calendar/dates.ts';
import type { WorkdayTable } from '../../calendar/workdays.ts';
import { defaultsOf, isValueOf, type Held, type KnobValue } from './knobs.ts';
import type { Form, LocalFestival, Rule } from './rule.ts';

/** One version of a form, as an organisation made it; `path` is the organisation's. */
export interface Version {
  readonly id: number;
  readonly organisationId: string;
  readonly path: string;
  /** The key of the form. */
  readonly form: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What the settings are made of. */
export interface SettingRows {
  /** In the order of their ids. */
  readonly versions: readonly Version[];
  readonly festivals?: readonly LocalFestival[];
  /** Days off and days worked that were entered by hand. */
  readonly workdays?: WorkdayTable;
  /** Changes with every change of any of this. */
  readonly stamp?: string;
}

/** What holds of a form in one place. */
export interface Ruling {
  readonly held: Held;
  /** The newest version it comes from; 0 where nobody has set anything. */
  readonly version: number;
  /** Whose each value is that somebody set, by the knob's name: the organisation's id. */
  readonly from: Readonly<Record<string, string>>;
}

/** The same ruling for some variants of the tree: variant 0 is everybody without versions of their own on their line. */
export interface RulingGroup extends Ruling {
  readonly form: Form;
  readonly variants: readonly number[];
}

/** How a rule holds all over the tree. */
export interface Variants {
  /** Which organisations begin a variant; it goes down from there to the next of them. */
  readonly places: readonly {
    readonly organisationId: string;
    readonly path: string;
    readonly variant: number;
  }[];
  readonly groups: readonly RulingGroup[];
}

/** Everything organisations made of the rules, at one moment. */
export interface RuleSettings {
  readonly stamp: string;
  readonly workdays?: WorkdayTable;
  /** The forms of a rule: those it declares, and one for each local festival. */
  formsOf(rule: Rule): readonly Form[];
  /** The form a duty of this rule came from, by its occurrence. */
  formOf(rule: Rule, occurrence: string): Form | undefined;
  /** What holds at a place of the tree, or held there under version `asOf`. */
  at(form: Form, path: string, asOf?: number): Ruling;
  /** How a rule holds all over the tree. */
  variantsOf(rule: Rule): Variants;
  /** The newest version that an organisation itself made of a form, up to `asOf`. */
  ownVersion(form: Form, organisationId: string, asOf?: number): Version | undefined;
  /** Where in the tree somebody made a version of the form. */
  pathsOf(form: Form): readonly string[];
}

/** Whether the form is switched on; one without a switch always is. */
export const isOn = ({ on }: Held): boolean => on !== false;

/** Makes the settings from the rows. */
export function settingsFrom({ versions, festivals = [], workdays, stamp = '' }: SettingRows): RuleSettings {
  const byForm = groupedByForm(versions);
  const rulings = new Map<string, Ruling>();
  const at = (form: Form, path: string, asOf = Infinity): Ruling => {
    const own = byForm.get(form.key);
    const key = own ? `${form.key}|${path}|${asOf}` : form.key;
    const known = rulings.get(key);
    if (known) return known;
    const ruling = rulingOf(
      form,
      (own ?? []).filter(({ id, path: of }) => id <= asOf && path.startsWith(of)),
    );
    rulings.set(key, ruling);
    return ruling;
  };
  const formsOf = (rule: Rule): readonly Form[] => [
    ...(rule.forms ?? [{ key: rule.code, name: rule.name, knobs: rule.knobs }]),
    ...festivals.flatMap(each => rule.localForm?.(each) ?? []),
  ];
  return {
    stamp,
    ...(workdays ? { workdays } : {}),
    formsOf,
    formOf: (rule, occurrence) => {
      const forms = formsOf(rule);
      return forms.find(({ prefix }) => prefix === undefined || occurrence.startsWith(prefix));
    },
    at,
    variantsOf: rule => variantsOf(formsOf(rule), byForm, at),
    ownVersion: ({ key }, organisationId, asOf = Infinity) =>
      byForm.get(key)?.findLast(each => each.organisationId === organisationId && each.id <= asOf),
    pathsOf: ({ key }) => [...new Set(byForm.get(key)?.map(({ path }) => path))],
  };
}

function groupedByForm(versions: readonly Version[]): Map<string, Version[]> {
  const groups = new Map<string, Version[]>();
  for (const version of versions) groups.set(version.form, [...(groups.get(version.form) ?? []), version]);
  return groups;
}

/** The values of the versions of a line, the nearer over the farther, of each organisation its newest. */
function rulingOf(form: Form, line: readonly Version[]): Ruling {
  const newest = new Map(line.map(version => [version.path, version]));
  const downwards = [...newest.values()].sort((one, other) => one.path.length - other.path.length);
  const set = downwards.flatMap(({ organisationId, settings }) =>
    ownValues(form, settings).map(([name, value]) => ({ name, value, organisationId })),
  );
  return {
    held: {
      ...defaultsOf(form.knobs),
      ...Object.fromEntries(set.map(({ name, value }) => [name, value])),
    },
    version: Math.max(0, ...line.map(({ id }) => id)),
    from: Object.fromEntries(set.map(({ name, organisationId }) => [name, organisationId])),
  };
}

/** The values a version has of its own, as far as the form still knows them. */
export const ownValues = (form: Form, settings: Readonly<Record<string, unknown>>): [string, KnobValue][] =>
  Object.entries(form.knobs).flatMap(([name, knob]) => {
    const value = settings[name];
    return isValueOf(knob, value) ? [[name, value] as [string, KnobValue]] : [];
  });

function variantsOf(
  forms: readonly Form[],
  byForm: ReadonlyMap<string, readonly Version[]>,
  at: RuleSettings['at'],
): Variants {
  const roots = new Map<string, string>();
  for (const form of forms) {
    for (const { organisationId, path } of byForm.get(form.key) ?? []) roots.set(organisationId, path);
    if (form.within) roots.set(form.within.organisationId, form.within.path);
  }
  const places = [...roots].map(([organisationId, path], index) => ({
    organisationId,
    path,
    variant: index + 1,
  }));
  const groups = new Map<string, RulingGroup & { variants: number[] }>();
  for (const form of forms) {
    for (const { path, variant } of [{ path: '', variant: 0 }, ...places]) {
      if (form.within && !path.startsWith(form.within.path)) continue;
      const ruling = at(form, path);
      const key = `${form.key}|${ruling.version}|${JSON.stringify(ruling.held)}`;
      const group = groups.get(key) ?? { ...ruling, form, variants: [] };
      group.variants.push(variant);
      groups.set(key, group);
    }
  }
  return { places, groups: [...groups.values()] };
}

/** The variants that hold at a place of the tree and below it. */
export function variantsWithin({ places }: Variants, path: string): number[] {
  const [nearest] = places
    .filter(place => path.startsWith(place.path))
    .sort((one, other) => other.path.length - one.path.length);
  const below = places.filter(place => place.path.startsWith(path)).map(({ variant }) => variant);
  return [...new Set([nearest?.variant ?? 0, ...below])];
}

/** The day of a local festival in a year, where it is known. */
export const festivalDayIn = (festival: LocalFestival, year: number): IsoDate | undefined =>
  festival.dates.find(each => each.year === year)?.day;
