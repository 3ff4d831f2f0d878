/** `bangfu misunderstood`: what people wrote and nobody understood, without the people in it, for the corpus of sentences. */
import { writeFile } from 'node:fs/promises';
import { shanghaiDate, shanghaiInstant, type IsoDate } from './calendar/dates.ts';
import { dateText } from './calendar/format.ts';
import { parseDate } from './calendar/parse-date.ts';
import type { Clock } from './clock.ts';
import { inTransaction, type Database, type Db } from './database.ts';
import { maskFor, type Known } from './misunderstood-mask.ts';
import { logChange } from './scheme/audit-trail.ts';
import type { Speaker } from './scheme/understanding/index.ts';

/** What the command needs, and how it speaks. */
export interface MisunderstoodCommand {
  readonly db: Database;
  readonly clock: Clock;
  readonly say: (line: string) => void;
}

/** One sentence, still to be labelled: the corpus refuses it until somebody has. */
interface Misunderstood {
  readonly say: string;
  readonly as: Speaker;
  readonly outcome: string;
}

const usage =
  '请写上要写到的文件，例如：npx bangfu misunderstood --out 没听懂的话.jsonl；只要某天以后的就加 --since 2027-01-01。';
/** Shorter ones are answers and thanks. */
const leastLength = 5;
/** So many rows are opened at once. */
const batch = 1_000;

/** Writes the masked sentences to a new file that only its owner may read, and logs it; false where nothing was written. */
export async function misunderstoodCommand(
  { db, clock, say }: MisunderstoodCommand,
  args: readonly string[],
): Promise<boolean> {
  const wanted = optionsIn(args, shanghaiDate(clock.now()));
  if (typeof wanted === 'string') {
    say(wanted);
    return false;
  }
  const { out, since } = wanted;
  const count = await inTransaction(db, tx => exportTo(tx, clock, out, since), {
    timeout: 10 * 60_000,
  }).catch((error: unknown) => {
    if ((error as { code?: unknown }).code === 'EEXIST') return undefined;
    throw error;
  });
  say(count === undefined ? `${out} 已经有了，没有改动它。请换一个文件名。` : done(out, since, count));
  return count !== undefined;
}

const done = (out: string, since: IsoDate | undefined, count: number): string =>
  `${since === undefined ? '' : `${dateText(since)}以来`}没听懂的话共${count}句，已写到 ${out}。姓名、号码、地名都已隐去；` +
  '写进语料以前请再看一遍，改用语料里的名字，标注办法见 tests/corpus/README.md。';

interface Options {
  readonly out: string;
  readonly since: IsoDate | undefined;
}

/** The options, or what is wrong with them. */
function optionsIn(args: readonly string[], today: IsoDate): Options | string {
  const values = new Map<string, string>();
  for (let place = 0; place < args.length; place += 2) {
    const [name = '', value] = args.slice(place, place + 2);
    if (name !== '--out' && name !== '--since') return `不认识“${name}”。${usage}`;
    if (value === undefined || value.startsWith('--')) return `${name} 后面少了内容。${usage}`;
    values.set(name, value);
  }
  const out = values.get('--out');
  if (out === undefined) return usage;
  const said = values.get('--since');
  const since = said === undefined ? undefined : parseDate(said, today);
  if (since && !('date' in since)) return `“${said ?? ''}”不是一个日子，可以写成 2027-01-01 或 1月1日。`;
  return { out, since: since?.date };
}

async function exportTo(tx: Db, clock: Clock, out: string, since: IsoDate | undefined): Promise<number> {
  const mask = maskFor(await everyName(tx));
  const found = new Map<string, Misunderstood>();
  for await (const { text, as, outcome } of misunderstoodTexts(tx, since))
    found.set(`${as} ${mask(text)}`, { say: mask(text), as, outcome });
  // In an order that says nothing of who wrote when.
  const lines = [...found.values()]
    .sort((a, b) => (a.say < b.say ? -1 : 1))
    .map(one => `${JSON.stringify(one)}\n`);
  const after = { register: 'misunderstood', masked: true, sentences: lines.length, since: since ?? null };
  const tops = await tx.organisation.findMany({ where: { parentId: null }, select: { id: true } });
  for (const { id } of tops)
    await logChange(tx, clock, {
      action: 'export',
      subject: 'organisation',
      subjectId: id,
      purpose: '改进听懂',
      after,
    });
  await writeFile(out, lines.join(''), { flag: 'wx', mode: 0o600 });
  return lines.length;
}

/** Everybody and every place the database knows by name: colleagues, members, relatives, the bereaved, neighbourhoods. */
async function everyName(tx: Db): Promise<Known> {
  const people = await tx.person.findMany({ select: { name: true } });
  const organisations = await tx.organisation.findMany({ select: { name: true } });
  const survivors = await tx.survivor.findMany({ select: { name: true } });
  const nearby = await tx.fourNearby.findMany({ select: { contactName: true, community: true } });
  const relatives = await tx.familyMember.findMany({ select: { id: true, name: true } });
  return {
    people: [
      ...[...people, ...survivors].map(({ name }) => name),
      ...nearby.flatMap(({ contactName }) => contactName ?? []),
      ...relatives.map(({ id, name }) => tx.$vault.open('family_member.name', id, name)),
    ],
    organisations: [...organisations.map(({ name }) => name), ...nearby.map(({ community }) => community)],
  };
}

interface Text {
  readonly text: string;
  readonly as: Speaker;
  readonly outcome: string;
}

/** Those whose words are still kept and whose writers are still registered: nothing of the forgotten. */
async function* misunderstoodTexts(tx: Db, since: IsoDate | undefined): AsyncGenerator<Text> {
  const from = since === undefined ? new Date(0) : shanghaiInstant(since);
  for (let after = 0n; ;) {
    const rows = await tx.$queryRaw<Row[]>`
      SELECT m.id, m."dedupeKey", m.payload, m.outcome, p.roles FROM inbound_message m
      JOIN person p ON p."userIdKey" = m.sender
      WHERE m.outcome IS NOT NULL AND m.kind = 'text' AND m.payload IS NOT NULL AND m."sentAt" >= ${from}
        AND m.id > ${after} ORDER BY m.id LIMIT ${batch}`;
    for (const row of rows) {
      const text = textOf(tx, row);
      if ([...text].length >= leastLength) yield { text, as: speakerOf(row.roles), outcome: row.outcome };
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
  }
}

interface Row {
  readonly id: bigint;
  readonly dedupeKey: string;
  readonly payload: Uint8Array;
  readonly outcome: string;
  readonly roles: readonly string[];
}

function textOf({ $vault }: Db, { dedupeKey, payload }: Row): string {
  const received = JSON.parse($vault.open('inbound_message.payload', dedupeKey, payload)) as {
    readonly content?: unknown;
  };
  return typeof received.content === 'string' ? received.content.trim() : '';
}

function speakerOf(roles: readonly string[]): Speaker {
  if (roles.some(role => role !== 'member' && role !== 'family')) return 'helper';
  return roles.includes('member') ? 'elder' : 'family';
}
