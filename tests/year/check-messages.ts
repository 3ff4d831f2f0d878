/** What phones were shown: in its window, by day, once a day, and never a word to or about the dead. */
import { shanghaiDate, shanghaiTime, type IsoDate } from '../../src/calendar/dates.ts';
import type { Law } from './check-duties.ts';
import { dutiesIn, type Shown } from './journal.ts';
import type { Model } from './model.ts';
import { demandsOn, notDerived, type Demand } from './policy.ts';
import { byAccount, namedIn } from './temper.ts';
import { ownerOn } from './who.ts';

/** So many messages may one person be shown on one day, as measured over many seeds (year.test.ts says what was found). */
export const cap = { helper: 6, staff: 12 } as const;

export interface MessageCheck {
  message(model: Model, shown: Shown): void;
  /** The most messages anybody of this kind was shown on one day. */
  most(): { readonly helper: number; readonly staff: number };
}

const deathWords = /去世|亡故|逝世|家属|家里人|遗属|更正/;

export function createMessageCheck(find: (law: Law, what: string) => void): MessageCheck {
  const perDay = new Map<string, Set<string>>();
  const all = new Map<string, number>();
  const most = { helper: 0, staff: 0 };
  let known: { day: IsoDate; size: number; demands: Demand[] } | undefined;
  let deeds = 0;
  const demandsNow = (model: Model, day: IsoDate): Demand[] => {
    if (known?.day !== day || known.size !== deeds)
      known = { day, size: deeds, demands: demandsOn(model, day, 0) };
    return known.demands;
  };
  return {
    most: () => most,
    message(model, shown) {
      deeds = model.version();
      const day = shanghaiDate(shown.at);
      const what = `to ${shown.to} at ${shown.at.toISOString()}: ${shown.text.slice(0, 160)}`;
      lookAtHour(shown, what, find);
      lookAtDead(model, shown, what, find);
      if (shown.purpose === 'prompt') lookAtWindow(model, shown, demandsNow(model, day), day, find);
      count(model, shown, day, what);
    },
  };

  function count(model: Model, { to, purpose, key }: Shown, day: IsoDate, what: string): void {
    const gathered = perDay.get(`${to}|${day}|${purpose}`) ?? new Set<string>();
    perDay.set(`${to}|${day}|${purpose}`, gathered.add(key));
    if ((purpose === 'prompt' || purpose === 'digest') && gathered.size > 1)
      find('more than one gathered message', what);
    const total = (all.get(`${to}|${day}`) ?? 0) + 1;
    all.set(`${to}|${day}`, total);
    const isHelper = readerOf(model, to)?.roles.every(role => role === 'helper') === true;
    const kind = isHelper ? 'helper' : 'staff';
    most[kind] = Math.max(most[kind], total);
    if (total > cap[kind]) find('more messages than the cap', `${total} ${what}`);
  }
}

const readerOf = (model: Model, userId: string) => byAccount(model).get(userId);

function lookAtHour(
  { at, text, purpose }: Shown,
  what: string,
  find: (law: Law, what: string) => void,
): void {
  const { hour, minute } = shanghaiTime(at);
  if ((hour >= 21 || hour < 8) && !text.includes('【紧急】')) find('sent at night', what);
  if (['prompt', 'digest', 'notice'].includes(purpose) && (minute === 0 || minute === 30))
    find('sent on the hour', what);
}

/** Of the dead nothing is said but that they have died, and nothing is said to them. */
function lookAtDead(
  model: Model,
  { to, at, text }: Shown,
  what: string,
  find: (law: Law, what: string) => void,
): void {
  const isDead = (id: string): boolean => (model.files.get(id)?.diedAt ?? at) < at;
  const reader = readerOf(model, to);
  if (reader && isDead(reader.id)) find('written to the dead', what);
  for (const id of namedIn(model, text)) {
    const name = model.actors.get(id)?.name ?? '';
    const clauses = text.split(/[\n。、]/).filter(clause => clause.includes(name));
    if (isDead(id) && !(deathWords.test(text) && clauses.some(clause => deathWords.test(clause))))
      find('written about the dead', what);
  }
}

/** Each numbered line of a prompt is a duty of its reader that may be done on that day. */
function lookAtWindow(
  model: Model,
  { to, at, text }: Shown,
  demands: readonly Demand[],
  day: IsoDate,
  find: (law: Law, what: string) => void,
): void {
  const reader = readerOf(model, to);
  for (const line of dutiesIn(text)
    .split('\n')
    .filter(each => /^\d+\. /.test(each))) {
    const [memberId] = namedIn(model, line);
    const fits = demands.some(
      demand =>
        demand.memberId === (memberId ?? null) &&
        demand.rule.words.test(line) &&
        demand.opensOn <= day &&
        ownerOn(model, demand, day) === reader?.id,
    );
    if (!fits && !notDerived.test(line))
      find('sent outside its window', `to ${to} at ${at.toISOString()}: ${line}`);
  }
}
