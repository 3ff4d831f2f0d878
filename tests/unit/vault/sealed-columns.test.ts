/** The list of sealed columns and the schema say the same, and a sealed column cannot be searched or sorted by. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Prisma } from '../../../src/database.ts';
import {
  columnsOf,
  findBy,
  sealedTables,
  type SealedColumnsOf,
  type SealedTableName,
} from '../../../src/vault/sealed-columns.ts';

interface SchemaField {
  readonly name: string;
  readonly type: string;
  readonly attributes: string;
  readonly sealed: boolean;
}

interface SchemaModel {
  readonly table: string;
  readonly fields: readonly SchemaField[];
  readonly indexes: readonly string[];
}

function readSchema(): SchemaModel[] {
  const schema = readFileSync(new URL('../../../prisma/schema.prisma', import.meta.url), 'utf8');
  return [...schema.matchAll(/^model \w+ \{\n([\s\S]*?)^\}/gm)].map(([, body = '']) => readModel(body));
}

function readModel(body: string): SchemaModel {
  const fields: SchemaField[] = [];
  let comment = '';
  for (const line of body.split('\n').map(each => each.trim())) {
    const [, name, type, attributes = ''] = /^(\w+)\s+(\S+)(.*)$/.exec(line) ?? [];
    if (line.startsWith('///')) comment += line;
    else if (name && type) fields.push({ name, type, attributes, sealed: comment.includes('@sealed') });
    if (!line.startsWith('///')) comment = '';
  }
  const unique = fields.filter(each => /@(id|unique)\b/.test(each.attributes)).map(({ name }) => name);
  const indexed = [...body.matchAll(/@@(?:index|unique|id)\(\[(\w+)/g)].map(match => match[1] ?? '');
  return { table: /@@map\("(\w+)"\)/.exec(body)?.[1] ?? '', fields, indexes: [...unique, ...indexed] };
}

const models = readSchema();
const modelOf = (table: string) => models.find(each => each.table === table);
const tables = Object.keys(sealedTables) as SealedTableName[];

describe('the list and the schema', () => {
  test('there is something to compare', () => {
    expect(models.length).toBeGreaterThan(20);
    expect(models.every(({ table }) => table !== '')).toBe(true);
  });

  test('name the same columns', () => {
    const marked = models.flatMap(({ table, fields }) =>
      fields.filter(({ sealed }) => sealed).map(({ name }) => `${table}.${name}`),
    );
    const listed = tables.flatMap(table => columnsOf(table).map(([column]) => `${table}.${column}`));
    expect(listed.sort()).toEqual(marked.sort());
  });

  test('agree that sealed columns are bytes', () => {
    const others = models.flatMap(({ table, fields }) =>
      fields
        .filter(({ sealed, type }) => sealed && !/^Bytes\??$/.test(type))
        .map(({ name }) => `${table}.${name}`),
    );
    expect(others).toEqual([]);
  });

  test('agree on the blind indexes: every …Index column is one, beside its column, and is indexed', () => {
    const inSchema = models.flatMap(({ table, fields }) =>
      fields.filter(({ name }) => name.endsWith('Index')).map(({ name }) => `${table}.${name}`),
    );
    const listed = tables.flatMap(table =>
      columnsOf(table).flatMap(([column, index]) => (index === undefined ? [] : [[table, column, index]])),
    );
    expect(listed.map(([table, , index]) => `${table}.${index}`).sort()).toEqual(inSchema.sort());
    for (const [, column, index] of listed) expect(index).toBe(`${column}Index`);
  });

  test.each(tables)(
    '%s: rows are bound to a column that is never empty, and found by one that is indexed',
    table => {
      const { key } = sealedTables[table];
      const model = modelOf(table);
      expect(model?.fields.find(({ name }) => name === key)?.type).toMatch(/^String$/);
      expect(model?.indexes).toContain(findBy(table));
    },
  );
});

type ModelName<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Capitalize<Head>}${ModelName<Tail>}`
  : Capitalize<S>;
type Model<T extends SealedTableName> = Prisma.TypeMap['model'][ModelName<T> & keyof Prisma.TypeMap['model']];
type Find<T extends SealedTableName> = Model<T>['operations']['findMany']['args'];
type Group<T extends SealedTableName> = Model<T>['operations']['groupBy']['args'];
type KeysOf<Input> = Input extends readonly unknown[] | null | undefined
  ? never
  : Input extends unknown
    ? keyof Input
    : never;
/** Whatever can be searched or sorted by in a table. */
type Offered<T extends SealedTableName> =
  | KeysOf<Find<T>['where']>
  | KeysOf<Find<T>['orderBy']>
  | KeysOf<Find<T>['cursor']>
  | KeysOf<Group<T>['having']>
  | KeysOf<Group<T>['orderBy']>;
/** The sealed columns among them: there must be none. */
type Leak = { [T in SealedTableName]: `${T}.${Extract<Offered<T>, SealedColumnsOf<T>>}` }[SealedTableName];
/** The same question about a column that is not sealed, so that the one above is known to be able to fail. */
type Plain = Extract<Offered<'care_file'>, 'birthDate' | 'idNumberIndex' | 'state'>;

describe('types', () => {
  test('no sealed column is offered to search or sort by', () => {
    const none: [Leak] extends [never] ? true : Leak = true;
    const some: 'birthDate' | 'idNumberIndex' | 'state' extends Plain ? true : false = true;
    expect([none, some]).toEqual([true, true]);
  });

  test('such queries do not compile', () => {
    const queries = [
      // @ts-expect-error an address is not looked for by a part of it
      { where: { address: { contains: '和平' } } } satisfies Prisma.CareFileFindManyArgs,
      // @ts-expect-error a number is not looked for by its beginning
      { where: { idNumber: { startsWith: '4401' } } } satisfies Prisma.CareFileFindManyArgs,
      // @ts-expect-error sealed bytes never equal others
      { where: { phone: new Uint8Array(3) } } satisfies Prisma.PersonFindManyArgs,
      // @ts-expect-error nor within a relation
      { where: { careFile: { is: { health: { equals: null } } } } } satisfies Prisma.PersonFindManyArgs,
      // @ts-expect-error their order means nothing
      { orderBy: { address: 'asc' } } satisfies Prisma.CareFileFindManyArgs,
      // @ts-expect-error nor within a relation
      { orderBy: { careFile: { address: 'asc' } } } satisfies Prisma.PersonFindManyArgs,
      // @ts-expect-error text goes in through the vault
      { data: { phone: '13900001234' } } satisfies { data: Prisma.PersonUpdateInput },
      { where: { idNumberIndex: 'x' }, orderBy: { birthDate: 'asc' } } satisfies Prisma.CareFileFindManyArgs,
    ];
    expect(queries).toHaveLength(8);
  });
});
