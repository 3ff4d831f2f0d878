/** How well the sentences of the corpus are understood: by the one entrance that the conversations use. */
import {
  understand,
  type Facts,
  type Intent,
  type Interpretation,
} from '../../src/scheme/understanding/index.ts';
import { castFor, today, type Labelled, type Sentence } from './format.ts';

/** Texts are the writer's own words, cut out of the sentence. */
const texts: ReadonlySet<keyof Labelled> = new Set(['condition', 'findings', 'goods', 'followUp', 'reason']);
/** So much of two texts must agree for them to be the same. */
const sameText = 0.8;

/**
 * What a conversation writes at once, without showing it first: everything else stands in a review that is kept on "1" only.
 * tests/integration/unconfirmed.test.ts walks the real conversations and proves that there is nothing more.
 */
const writtenAtOnce: Partial<Record<Intent, readonly (keyof Labelled)[]>> = {
  request: ['request', 'urgency'],
  despair: ['happening'],
  'hand-back': ['members'],
};

/** How often a field was taken rightly, wrongly, or not although it was said. */
export interface Tally {
  right: number;
  wrong: number;
  missed: number;
}

/** One sentence and what was wrong with its understanding. */
export interface Miss {
  readonly sentence: Sentence;
  readonly problems: readonly string[];
}

/** The score of some sentences. */
export interface Score {
  readonly sentences: number;
  readonly intentsRight: number;
  readonly fields: ReadonlyMap<string, Tally>;
  readonly asks: Tally;
  /** Facts that are wrong and would be written without a yes. */
  readonly unconfirmed: readonly Miss[];
  readonly misses: readonly Miss[];
}

/** A sentence as the product understands it. */
export const understood = ({ say, as }: Sentence): Interpretation =>
  understand(say, { today, as, people: castFor(as) });

/** Below this nothing is started by a sentence, whatever it seems to want. */
const startedFrom = 0.5;

/** What the product takes the sentence for: one too unsure to start anything is none of those that write. */
export function intentOf({ intent, confidence }: Interpretation): Intent {
  const silent = intent === 'question' || intent === 'negation' || intent === 'correction';
  return silent || confidence >= startedFrom ? intent : 'other';
}

/** The facts of a reading in the words of the corpus. */
export function labelled(facts: Facts): Labelled {
  const { members, notMembers, ...rest } = facts;
  const named = {
    ...(members === undefined || members.length === 0 ? {} : { members: members.map(nameOf) }),
    ...rest,
    ...(notMembers === undefined ? {} : { notMembers: notMembers.map(nameOf) }),
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)) as Labelled;
}

const nameOf = ({ ids, text }: { readonly ids: readonly string[]; readonly text: string }): string =>
  ids.length > 0 ? ids.join('/') : `?${text}`;

/** The score of these sentences. */
export function score(sentences: readonly Sentence[]): Score {
  const fields = new Map<string, Tally>();
  const asks: Tally = { right: 0, wrong: 0, missed: 0 };
  const misses: Miss[] = [];
  const unconfirmed: Miss[] = [];
  let intentsRight = 0;
  for (const sentence of sentences) {
    const reading = understood(sentence);
    const intent = intentOf(reading);
    if (intent === sentence.intent) intentsRight += 1;
    const got = facts(reading, intent);
    const problems = [
      ...(intent === sentence.intent ? [] : [`intent: ${intent}, not ${sentence.intent}`]),
      ...compared(sentence.facts, got, fields),
      ...askedRightly(sentence, reading, intent, asks),
    ];
    if (problems.length > 0) misses.push({ sentence, problems });
    const atOnce = wrongAtOnce(sentence, got, intent);
    if (atOnce.length > 0) unconfirmed.push({ sentence, problems: atOnce });
  }
  return { sentences: sentences.length, intentsRight, fields, asks, unconfirmed, misses };
}

/** Nothing is taken from a sentence that starts nothing. */
const facts = (reading: Interpretation, intent: Intent): Labelled =>
  intent === 'other' ? {} : labelled(reading.facts);

function compared(wanted: Labelled, got: Labelled, fields: Map<string, Tally>): string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(got)])] as (keyof Labelled)[];
  return names.flatMap(name => {
    const tally = fields.get(name) ?? { right: 0, wrong: 0, missed: 0 };
    fields.set(name, tally);
    if (same(name, wanted[name], got[name])) {
      tally.right += 1;
      return [];
    }
    if (got[name] !== undefined) tally.wrong += 1;
    if (wanted[name] !== undefined) tally.missed += 1;
    return [`${name}: ${JSON.stringify(got[name])}, not ${JSON.stringify(wanted[name])}`];
  });
}

function same(name: keyof Labelled, wanted: unknown, got: unknown): boolean {
  if (wanted === undefined || got === undefined) return false;
  if (texts.has(name) && typeof wanted === 'string' && typeof got === 'string')
    return likeness(wanted, got) >= sameText;
  return JSON.stringify(wanted) === JSON.stringify(got);
}

const bare = (text: string): string[] =>
  [...text.normalize('NFKC')].filter(each => /[\p{L}\p{N}]/u.test(each));

/** 0 to 1: how much of two texts stands in both, in the same order. */
export function likeness(one: string, other: string): number {
  const [a, b] = [bare(one), bare(other)];
  let row = new Array<number>(b.length + 1).fill(0);
  for (const character of a) {
    const next = [0];
    b.forEach((each, place) => {
      const longest = Math.max(row[place + 1] ?? 0, next[place] ?? 0);
      next.push(each === character ? (row[place] ?? 0) + 1 : longest);
    });
    row = next;
  }
  return a.length + b.length === 0 ? 1 : (2 * (row.at(-1) ?? 0)) / (a.length + b.length);
}

function askedRightly(
  { ask = [] }: Sentence,
  reading: Interpretation,
  intent: Intent,
  asks: Tally,
): string[] {
  const got = intent === 'other' ? [] : [...new Set(reading.doubts.map(({ about }) => about as string))];
  const extra = got.filter(about => !ask.includes(about));
  const missing = ask.filter(about => !got.includes(about));
  asks.right += got.length - extra.length;
  asks.wrong += extra.length;
  asks.missed += missing.length;
  return [
    ...extra.map(about => `asks needlessly: ${about}`),
    ...missing.map(about => `does not ask: ${about}`),
  ];
}

function wrongAtOnce({ intent: wanted, facts: said }: Sentence, got: Labelled, intent: Intent): string[] {
  const written = writtenAtOnce[intent] ?? [];
  if (written.length > 0 && intent !== wanted) return [`${intent} would be written`];
  return written
    .filter(name => got[name] !== undefined && !same(name, said[name], got[name]))
    .map(name => `${name} would be written: ${JSON.stringify(got[name])}`);
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole);
/** Of what was taken, how much was right. */
export const precision = ({ right, wrong }: Tally): number => share(right, right + wrong);
/** Of what was said, how much was taken rightly. */
export const recall = ({ right, missed }: Tally): number => share(right, right + missed);
/** How many of the sentences were taken for what they are. */
export const intentShare = ({ intentsRight, sentences }: Score): number => share(intentsRight, sentences);

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`.padStart(8);

/** The score as a table to print. */
export function tableOf(title: string, result: Score): string {
  const { sentences, intentsRight, fields, asks, unconfirmed } = result;
  const line = (name: string, tally: Tally): string =>
    `  ${name.padEnd(12)} ${percent(precision(tally))} ${percent(recall(tally))} ${String(tally.right + tally.missed).padStart(6)}`;
  const rows = [...fields].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, tally]) => line(name, tally));
  return [
    `${title}: ${sentences} sentences, intent ${percent(intentShare(result)).trim()} (${intentsRight}/${sentences})`,
    `  ${'field'.padEnd(12)} precision   recall   said`,
    ...rows,
    line('(asked)', asks),
    `  wrong facts written without confirmation: ${unconfirmed.length}`,
  ].join('\n');
}

/** How many sentences there are of each voice. */
export function voicesOf(sentences: readonly Sentence[]): string {
  const counts = new Map<string, number>();
  for (const { as, voice } of sentences) {
    const name = `${as}/${voice}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
