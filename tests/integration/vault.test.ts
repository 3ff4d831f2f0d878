/** The keys of a real database: made once, refused when wrong, rotated, and everything sealed anew while people write. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../src/database.ts';
import { parseFieldKeys, type FieldKey } from '../../src/vault/field-keys.ts';
import { isSealed, keyIdOf } from '../../src/vault/cipher.ts';
import { openKeyRing, type KeyRing } from '../../src/vault/key-ring.ts';
import {
  columnsOf,
  sealedTables,
  type SealedColumn,
  type SealedTableName,
} from '../../src/vault/sealed-columns.ts';
import { allowStrayRows, writeAnyRow } from '../support/any-row.ts';
import { createBareDatabase, type BareDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

let database: BareDatabase;
let client: pg.Client;
const clients: pg.Client[] = [];

const connected = async (): Promise<pg.Client> => {
  const made = new pg.Client({ connectionString: database.url });
  await made.connect();
  clients.push(made);
  return made;
};
beforeEach(async () => {
  database = await createBareDatabase();
  client = await connected();
  await allowStrayRows(client);
});
afterEach(async () => {
  await Promise.all(clients.splice(0).map(each => each.end()));
  await database.drop();
});

const key = (name: string, fill: number): FieldKey => {
  const [made] = parseFieldKeys(`${name}:${Buffer.alloc(32, fill).toString('base64')}`) ?? [];
  if (!made) throw new Error('not a key');
  return made;
};
const [old, fresh] = [key('old', 1), key('fresh', 2)];
const open = (...keys: FieldKey[]): Promise<KeyRing> => openKeyRing(database.url, keys);
const tables = Object.keys(sealedTables) as SealedTableName[];
/** The entries of the audit trail are never changed. */
const changing = tables.filter(table => table !== 'audit_entry');
const place = 'care_file.health';

/** The two minutes in which every process reads the new key go by. */
const spread = () => client.query(`UPDATE data_key SET "activeFrom" = now() - interval '1 second'`);

/** Every sealed value of a table with the key of its row. */
async function valuesIn(table: SealedTableName): Promise<{ column: string; key: string; bytes: Buffer }[]> {
  const { rows } = await client.query<Record<string, Buffer | null> & { key: string }>(
    `SELECT "${sealedTables[table].key}"::text AS key, * FROM "${table}"`,
  );
  return rows.flatMap(row =>
    columnsOf(table).flatMap(([column]) => {
      const bytes = row[column];
      return bytes ? [{ column, key: row.key, bytes }] : [];
    }),
  );
}
const nameOf = (table: SealedTableName, column: string) => `${table}.${column}` as SealedColumn;
const textOf = (table: string, column: string, row: string) => `${table}.${column} of ${row}: 病`;

describe('the first start', () => {
  test('eight processes at the same moment make the keys once and read each other’s values', async () => {
    const rings = await Promise.all(Array.from({ length: 8 }, () => open(old)));
    const { rows } = await client.query('SELECT purpose, "wrappedBy" FROM data_key ORDER BY id');
    expect(rows).toEqual(['data', 'index', 'audit'].map(purpose => ({ purpose, wrappedBy: 'old' })));
    const sealed = rings.map(({ vault }) => vault.seal(place, 'row', '高血压'));
    for (const { vault } of rings)
      expect(sealed.map(each => vault.open(place, 'row', each))).toEqual(sealed.map(() => '高血压'));
    expect(new Set(rings.map(({ vault }) => vault.index('person.phone', '1') + vault.mac('1'))).size).toBe(1);
  });

  test('the database never holds a key in clear', async () => {
    await open(old);
    const { rows } = await client.query<{ wrapped: Buffer }>('SELECT wrapped FROM data_key');
    for (const { wrapped } of rows)
      expect(wrapped.includes(Buffer.from(old.secret).subarray(0, 8))).toBe(false);
  });

  test('what stood in clear text from before is sealed, once, with its indexes, in every table', async () => {
    for (const table of changing) {
      for (let n = 0; n < 3; n += 1)
        await writeAnyRow(client, table, (column, row) => Buffer.from(textOf(table, column, row)));
    }
    const [{ vault }] = await Promise.all([open(old), open(old)]);
    for (const table of changing) {
      const values = await valuesIn(table);
      expect(values).toHaveLength(3 * columnsOf(table).length);
      for (const { column, key: row, bytes } of values)
        expect(vault.open(nameOf(table, column), row, bytes)).toBe(textOf(table, column, row));
      for (const [column, index] of columnsOf(table).filter(([, each]) => each !== undefined)) {
        const key = sealedTables[table].key;
        const { rows } = await client.query<{ row: string; index: string }>(
          `SELECT "${key}"::text AS row, "${index}" AS index FROM "${table}"`,
        );
        for (const { row, index: found } of rows)
          expect(found).toBe(vault.index(nameOf(table, column), textOf(table, column, row)));
      }
    }
  });

  test('more than one page of old rows is sealed to the last', async () => {
    await client.query(`INSERT INTO chat_session (sender, state, "updatedAt")
      SELECT 'sender-' || n, convert_to('{"n":' || n || '}', 'UTF8'), now() FROM generate_series(1, 1234) AS n`);
    const { vault } = await open(old);
    const values = await valuesIn('chat_session');
    expect(values).toHaveLength(1234);
    for (const { key: row, bytes } of values)
      expect(vault.open('chat_session.state', row, bytes)).toBe(`{"n":${row.slice('sender-'.length)}}`);
  });
});

describe('keys that do not fit', () => {
  test('another key of the same name is refused, and nothing is made anew', async () => {
    await open(old);
    await expect(open(key('old', 9))).rejects.toMatchObject({
      code: 'field-key-wrong',
      message: expect.stringContaining('"old"') as string,
    });
    expect((await client.query('SELECT 1 FROM data_key')).rowCount).toBe(3);
  });

  test('a missing one is named, with what to do', async () => {
    await open(old);
    await expect(open(fresh)).rejects.toMatchObject({
      code: 'field-key-missing',
      message: expect.stringMatching(/"old".*npx bangfu keys rotate/) as string,
    });
    await expect(open()).rejects.toMatchObject({ code: 'field-key-missing' });
  });

  test('a key too many does no harm, in whatever place', async () => {
    const sealed = (await open(old)).vault.seal(place, 'row', '好');
    for (const keys of [
      [fresh, old],
      [old, fresh],
    ])
      expect((await open(...keys)).vault.open(place, 'row', sealed)).toBe('好');
  });
});

describe('a rotation', () => {
  test('the new field key takes over, and only then the old one may go', async () => {
    const sealed = (await open(old)).vault.seal(place, 'row', '旧');
    await expect(open(fresh)).rejects.toThrow('"old"');
    const ring = await open(fresh, old);
    expect(await ring.rotate()).toMatchObject({ rewrapped: 3 });
    expect((await open(fresh)).vault.open(place, 'row', sealed)).toBe('旧');
    await expect(open(old)).rejects.toThrow('"fresh"');
    expect(await ring.rotate()).toMatchObject({ rewrapped: 0 });
  });

  test('the new data key seals from the moment on when everybody has read it, beside the old one', async () => {
    const [ring, neighbour] = [await open(old), await open(old)];
    const before = ring.vault.seal(place, 'row', '旧');
    const { newKey } = await ring.rotate();
    await Promise.all([ring.refresh(), neighbour.refresh()]);
    expect(keyIdOf(ring.vault.seal(place, 'row', '中'))).not.toBe(newKey);
    await spread();
    await ring.refresh();
    const after = ring.vault.seal(place, 'row', '新');
    expect(keyIdOf(after)).toBe(newKey);
    expect(ring.vault.open(place, 'row', before)).toBe('旧');
    // The neighbour still seals with the old key, and opens what was sealed with the new one.
    expect(keyIdOf(neighbour.vault.seal(place, 'row', '旁'))).not.toBe(newKey);
    expect(neighbour.vault.open(place, 'row', after)).toBe('新');
    expect(ring.vault.index('person.phone', '1')).toBe(neighbour.vault.index('person.phone', '1'));
    expect(ring.vault.mac('1')).toBe(neighbour.vault.mac('1'));
  });

  test('a process that has not read the new key is told to try again, and can after reading', async () => {
    const [ring, late] = [await open(old), await open(old)];
    await ring.rotate();
    await spread();
    await ring.refresh();
    const sealed = ring.vault.seal(place, 'row', '新');
    expect(() => late.vault.open(place, 'row', sealed)).toThrow(expect.objectContaining({ retryable: true }));
    await late.refresh();
    expect(late.vault.open(place, 'row', sealed)).toBe('新');
  });

  test('several at once make several keys, and everything stays readable', async () => {
    const rings = await Promise.all([1, 2, 3].map(() => open(fresh, old)));
    const sealed = rings.map(({ vault }) => vault.seal(place, 'row', '旧'));
    await Promise.all(rings.map(ring => ring.rotate()));
    await spread();
    const { vault } = await open(fresh);
    for (const each of sealed) expect(vault.open(place, 'row', each)).toBe('旧');
    expect((await client.query('SELECT 1 FROM data_key')).rowCount).toBe(6);
  });
});

describe('sealing anew', () => {
  /** A ring whose present key is a new one, over rows that the key before sealed. */
  async function rotated(rowsPerTable: number, filled = tables): Promise<KeyRing> {
    const ring = await open(old);
    for (const table of filled) {
      for (let n = 0; n < rowsPerTable; n += 1)
        await writeAnyRow(client, table, (column, row) =>
          ring.vault.seal(nameOf(table, column), row, textOf(table, column, row)),
        );
    }
    await ring.rotate();
    await spread();
    return ring;
  }

  test('moves every value of every table but the trail, and the second time none', async () => {
    const ring = await rotated(2);
    const columns = changing.flatMap(table => columnsOf(table));
    expect(await ring.reseal()).toBe(2 * columns.length);
    for (const table of tables) {
      for (const { column, key: row, bytes } of await valuesIn(table)) {
        expect(ring.vault.open(nameOf(table, column), row, bytes)).toBe(textOf(table, column, row));
        expect(keyIdOf(bytes) === ring.vault.currentKey).toBe(table !== 'audit_entry');
      }
    }
    expect(await ring.reseal()).toBe(0);
  });

  test('two at once do the work once', async () => {
    const ring = await rotated(5);
    const other = await open(old);
    const columns = changing.flatMap(table => columnsOf(table));
    const counts = await Promise.all([ring.reseal(), other.reseal()]);
    // A row of several values is taken by one of the two.
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(5 * columns.length);
    for (const { column, key: row, bytes } of await valuesIn('care_file'))
      expect(ring.vault.open(nameOf('care_file', column), row, bytes)).toBe(textOf('care_file', column, row));
  });

  test('keeps what somebody writes meanwhile, whichever key they write with', async () => {
    const late = await open(old);
    const ring = await rotated(120, ['visit']);
    const writers = [late, ring].map(async ({ vault }, writer) => {
      const connection = await connected();
      const written = new Map<string, string>();
      const { rows } = await client.query<{ id: string }>(
        'SELECT id::text FROM visit WHERE get_byte(uuid_send(id), 0) % 2 = $1',
        [writer],
      );
      for (const [n, { id }] of rows.entries()) {
        const text = `第${n}次写`;
        written.set(id, text);
        const set = [vault.seal('visit.condition', id, text), vault.seal('visit.said', id, text), id];
        await connection.query('UPDATE visit SET condition = $1, said = $2 WHERE id = $3', set);
      }
      return written;
    });
    const [, ...written] = await Promise.all([ring.reseal(), ...writers]);
    // What the late one wrote with the old key behind the back of the first time is found by the second.
    await ring.reseal();
    expect(await ring.reseal()).toBe(0);
    const texts = new Map(written.flatMap(each => [...each]));
    expect(texts.size).toBe(120);
    for (const { column, key: row, bytes } of await valuesIn('visit')) {
      const kept = ring.vault.open(nameOf('visit', column), row, bytes);
      const own = column === 'condition' || column === 'said';
      expect(kept).toBe(own ? texts.get(row) : textOf('visit', column, row));
    }
  });

  test('waits for a row somebody holds, and nobody waits for it', async () => {
    const ring = await rotated(3);
    const { rows } = await client.query<{ id: string }>('SELECT id::text FROM visit');
    const held = rows[1]?.id ?? '';
    const holder = await connected();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM visit WHERE id = $1 FOR UPDATE', [held]);
    const resealing = ring.reseal();
    await until(
      async () =>
        (
          await client.query(
            `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
          )
        ).rowCount,
      waiting => waiting === 1,
    );
    // Everybody else goes on: all other rows can be written, and a process can start and read its keys.
    await client.query(`SET lock_timeout = '2s'`);
    for (const table of changing)
      await client.query(
        `SELECT 1 FROM "${table}" WHERE "${sealedTables[table].key}"::text <> $1 FOR UPDATE`,
        [held],
      );
    await (await open(old)).refresh();
    await holder.query('COMMIT');
    expect(await resealing).toBe(3 * changing.flatMap(table => columnsOf(table)).length);
  });

  test('broken off in the middle it leaves everything readable, and goes on the next time', async () => {
    const ring = await rotated(4);
    const [first] = await valuesIn('visit');
    await client.query('UPDATE visit SET condition = $1 WHERE id = $2', [
      Buffer.concat([first?.bytes ?? Buffer.alloc(0), randomBytes(1)]),
      first?.key,
    ]);
    await expect(ring.reseal()).rejects.toMatchObject({ code: 'seal-broken' });
    for (const { column, key: row, bytes } of await valuesIn('care_file'))
      expect(ring.vault.open(nameOf('care_file', column), row, bytes)).toBe(textOf('care_file', column, row));
    await client.query('UPDATE visit SET condition = $1 WHERE id = $2', [first?.bytes, first?.key]);
    expect(await ring.reseal()).toBeGreaterThan(0);
    expect(await ring.reseal()).toBe(0);
  });
});

describe('rows', () => {
  test('are found by a number however it is written, and do not open when their values were swapped', async () => {
    const { vault } = await open(old);
    const ids: string[] = [];
    for (const phone of ['13900001234', '13900005678'])
      ids.push(await writeAnyRow(client, 'person', (_, row) => vault.seal('person.phone', row, phone)));
    await client.query(`UPDATE person SET "phoneIndex" = $1 WHERE id = $2`, [
      vault.index('person.phone', '13900001234'),
      ids[0],
    ]);
    const connections = connect(database.url, { vault, poolSize: 2 });
    try {
      const { db } = connections;
      const phoneIndex = db.$vault.index('person.phone', '１３９-0000 1234');
      const found = await db.person.findMany({ where: { phoneIndex } });
      expect(found.map(row => db.$vault.openRow('person', row.id, row).phone)).toEqual(['13900001234']);
      await client.query(`UPDATE person a SET phone = b.phone FROM person b WHERE a.id <> b.id`);
      for (const row of await db.person.findMany())
        expect(() => db.$vault.openRow('person', row.id, row)).toThrow(
          expect.objectContaining({ code: 'seal-broken' }),
        );
      expect((await db.person.findMany()).every(({ phone }) => phone !== null && isSealed(phone))).toBe(true);
    } finally {
      await connections.close();
    }
  });
});
