/** Looks for texts that must lie nowhere in clear: in files as they are on the disk, and in every column of every table. */
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';

/** A text in one of the ways in which it could be written down without being encrypted. */
export interface Form {
  readonly text: string;
  readonly way: string;
  readonly bytes: Buffer;
}

/** Where one of the texts was found, and in which form. */
export type Find = string;

/** Every form of these texts: UTF-8, JSON with \u escapes, base64 from whichever byte it starts, hexadecimal, in an address. */
export const formsOf = (texts: readonly string[]): Form[] =>
  texts.flatMap(text =>
    [
      ['UTF-8', text],
      ['JSON', escaped(text, 'lower')],
      ['JSON', escaped(text, 'upper')],
      ...[0, 1, 2].flatMap(before => base64Forms(text, before)),
      ['hexadecimal', Buffer.from(text).toString('hex')],
      ['hexadecimal', Buffer.from(text).toString('hex').toUpperCase()],
      ['address', encodeURIComponent(text)],
    ]
      .filter(([, form], place, all) => all.findIndex(([, other]) => other === form) === place)
      .map(([way = '', form = '']) => ({ text, way, bytes: Buffer.from(form) })),
  );

function escaped(text: string, as: 'lower' | 'upper'): string {
  return text.replaceAll(/[^\x20-\x7e]/g, character => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${as === 'lower' ? code : code.toUpperCase()}`;
  });
}

/** The letters of base64 that depend on the text alone, with so many bytes before it in its group of three. */
function base64Forms(text: string, before: number): [string, string][] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
  const letters = whole.toString('base64').slice(before === 0 ? 0 : 4);
  return [
    ['base64', letters],
    ['base64', letters.replaceAll('+', '-').replaceAll('/', '_')],
  ];
}

/** Which forms stand in these bytes. */
export const findIn = (where: string, bytes: Buffer, forms: readonly Form[]): Find[] =>
  forms.filter(form => bytes.includes(form.bytes)).map(({ text, way }) => `${where}: ${text} (${way})`);

/** Searches every file under a folder; those for which `wanted` says no are left out. A folder that is not there is empty. */
export async function findInFolder(
  folder: string,
  forms: readonly Form[],
  wanted: (path: string) => boolean = () => true,
): Promise<{ readonly files: number; readonly found: Find[] }> {
  const paths = await readdir(folder, { recursive: true }).catch(() => []);
  const found: Find[] = [];
  let files = 0;
  for (const path of paths.filter(wanted)) {
    const bytes = await bytesOf(join(folder, path));
    if (bytes === undefined) continue;
    files += 1;
    found.push(...findIn(path, bytes, forms));
  }
  return { files, found };
}

/** Undefined for a folder, and for a file that the server has put away meanwhile. */
async function bytesOf(path: string): Promise<Buffer | undefined> {
  const known = await stat(path).catch(() => undefined);
  return known?.isFile() ? readFile(path).catch(() => undefined) : undefined;
}

/** Searches every row of every table as text: also what the server keeps compressed, which does not show in its files. */
export async function findInTables(
  client: pg.ClientBase,
  forms: readonly Form[],
): Promise<{ readonly rows: ReadonlyMap<string, number>; readonly found: Find[] }> {
  const { rows: tables } = await client.query<{ schema: string; name: string }>(
    `SELECT schemaname AS schema, tablename AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const counts = new Map<string, number>();
  const found: Find[] = [];
  for (const { schema, name } of tables) {
    const { rows } = await client.query<{ row: string }>(
      `SELECT (SELECT string_agg(value, ' ') FROM jsonb_each_text(to_jsonb(t))) AS row FROM "${schema}"."${name}" t`,
    );
    counts.set(`${schema}.${name}`, rows.length);
    found.push(...findIn(`${schema}.${name}`, Buffer.from(rows.map(({ row }) => row).join('\n')), forms));
  }
  return { rows: counts, found };
}
