/** The corpus: sentences with everything that may be understood from them, one JSON object a line. README.md says how to add one. */
import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  happeningKinds,
  helpKinds,
  metPeople,
  moneySources,
  occasions,
  requestKinds,
  urgencies,
  visitWays,
  type Labels,
} from '../../src/scheme/labels.ts';
import { intents, type KnownPerson, type Speaker } from '../../src/scheme/understanding/index.ts';
import cast from './cast.json' with { type: 'json' };

const codeOf = <Table extends Labels>(table: Table) =>
  z.enum(Object.keys(table) as [keyof Table & string, ...(keyof Table & string)[]]);
const day = z.iso.date();
const text = z.string().min(1);
/** A name of the cast; 王建国/王桂兰 where either may be meant; ?赵老 where nobody of the cast is. */
const people = z.array(text).min(1);

/** What may be said; what is not listed was not said. The names are those of `Facts`. */
const facts = z.strictObject({
  members: people.optional(),
  visitedOn: day.optional(),
  way: codeOf(visitWays).optional(),
  occasion: codeOf(occasions).optional(),
  met: codeOf(metPeople).optional(),
  condition: text.optional(),
  mood: z.enum(['good', 'low']).optional(),
  findings: text.optional(),
  needKinds: z
    .array(z.enum(['mind', 'living', 'production', 'employment', 'information']))
    .min(1)
    .optional(),
  moneyFen: z.int().positive().optional(),
  moneyFrom: codeOf(moneySources).optional(),
  goods: text.optional(),
  helpKind: codeOf(helpKinds).optional(),
  followUp: text.optional(),
  followUpBy: day.optional(),
  visitor: text.optional(),
  happening: codeOf(happeningKinds).optional(),
  whose: text.optional(),
  happenedOn: day.optional(),
  request: codeOf(requestKinds).optional(),
  urgency: codeOf(urgencies).optional(),
  awayFrom: day.optional(),
  awayTo: day.optional(),
  standIn: text.optional(),
  reason: text.optional(),
  notMembers: people.optional(),
});

const sentence = z.strictObject({
  say: z.string(),
  as: z.enum(['helper', 'elder', 'family']),
  intent: z.enum(intents),
  facts: facts.default({}),
  /** What must be asked instead of taken, by its `about`. */
  ask: z.array(text).optional(),
  voice: z.string().regex(/^[a-z]+(-[a-z]+)*$/u),
  /** Every fact exactly as it stands here, and no other: a sentence that is understood is not to be unlearnt. */
  exact: z.literal(true).optional(),
});

/** One labelled sentence. */
export type Sentence = z.infer<typeof sentence>;
/** Its facts, people by name. */
export type Labelled = Sentence['facts'];

/** The day on which every sentence is said: Wednesday, 20 January 2027 (腊月十三). */
export const { today } = cast;

/** Whom a speaker may mean. The ids are the names. */
export const castFor = (as: Speaker): readonly KnownPerson[] => cast[as] as readonly KnownPerson[];

/** A file of the corpus and what stands in it. */
export interface CorpusFile {
  readonly file: string;
  readonly sentences: readonly Sentence[];
}

/** Every file of the corpus. Throws on the first line that is no labelled sentence, with its file and number. */
export function readCorpus(): CorpusFile[] {
  const names = readdirSync(import.meta.dirname).filter(name => name.endsWith('.jsonl'));
  return names.sort().map(file => ({ file, sentences: read(file) }));
}

function read(file: string): Sentence[] {
  const lines = readFileSync(new URL(file, import.meta.url), 'utf8').split('\n');
  return lines.flatMap((line, place) => (line.trim() === '' ? [] : [parsed(line, `${file}:${place + 1}`)]));
}

function parsed(line: string, where: string): Sentence {
  try {
    return sentence.parse(JSON.parse(line));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new Error(`${where} is no labelled sentence: ${why}`, { cause: error });
  }
}
