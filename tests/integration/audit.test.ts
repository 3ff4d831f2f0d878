/** The trail is chained (E-9, row 74): what is edited, removed, moved, cut off or written anew is found, and writers never fork it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendAuditHeads } from '../../jobs/send-audit-heads.ts';
import { auditCommand } from '../../src/audit-command.ts';
import { inTransaction } from '../../src/database.ts';
import { hashOf, verifyChain, type AuditRow } from '../../src/scheme/audit-chain.ts';
import { headText } from '../../src/scheme/audit-check.ts';
import { logChange, logChanges } from '../../src/scheme/audit-trail.ts';
import { createOrganisation, createPerson, type OrganisationRow } from '../support/factories.ts';
import { createHouse, written, type House } from './duties-support.ts';

let house: House;
let unit: OrganisationRow;
beforeAll(async () => {
  house = await createHouse('2027-01-20T10:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-20T10:00:00+08:00');
  unit = await createOrganisation(house.db, { name: '云溪县委老干部局', kind: 'cadre-bureau' });
});

const add = (count: number, organisation = unit): Promise<unknown> =>
  inTransaction(house.db, async tx => {
    for (let place = 0; place < count; place += 1)
      await logChange(tx, house.clock, {
        actorId: null,
        action: 'update',
        subject: 'organisation',
        subjectId: organisation.id,
        after: { place },
      });
  });

/** What somebody does who owns the database: the trigger is off meanwhile. */
async function asSuperuser(sql: string, ...values: unknown[]): Promise<void> {
  await house.db.$executeRawUnsafe('ALTER TABLE audit_entry DISABLE TRIGGER USER');
  try {
    await house.db.$executeRawUnsafe(sql, ...values);
  } finally {
    await house.db.$executeRawUnsafe('ALTER TABLE audit_entry ENABLE TRIGGER USER');
  }
}

const chain = (organisation = unit) =>
  house.db.auditEntry.findMany({ where: { chainId: organisation.id }, orderBy: { seq: 'asc' } });

async function headNow(organisation = unit): Promise<string> {
  const last = (await chain(organisation)).at(-1);
  return headText(organisation.name, last ?? { seq: 0, hash: '' });
}

async function verify(...heads: readonly string[]): Promise<{ ok: boolean; said: string }> {
  const lines: string[] = [];
  const args = ['verify', ...heads.flatMap(head => ['--head', head])];
  const ok = await auditCommand(house.db, args, line => lines.push(line));
  return { ok, said: lines.join('\n') };
}

describe('audit verify', () => {
  beforeEach(() => add(12));

  it('finds an untouched trail in order, with and without a head', async () => {
    expect(await verify()).toEqual({ ok: true, said: '✔ 1条链，共12条记录，都完好。' });
    expect(await verify(await headNow())).toMatchObject({ ok: true });
  });

  it('refuses rows to be changed or removed in the first place', async () => {
    await expect(house.db.$executeRaw`UPDATE audit_entry SET action = 'x'`).rejects.toThrow();
    await expect(house.db.$executeRaw`DELETE FROM audit_entry`).rejects.toThrow();
  });

  it.each([
    ['action', `UPDATE audit_entry SET action = 'close' WHERE seq = 5`],
    ['actor', `UPDATE audit_entry SET "actorId" = gen_random_uuid() WHERE seq = 5`],
    ['instant', `UPDATE audit_entry SET at = at - interval '1 day' WHERE seq = 5`],
    ['subject', `UPDATE audit_entry SET "subjectId" = gen_random_uuid() WHERE seq = 5`],
    ['detail', `UPDATE audit_entry SET detail = NULL WHERE seq = 5`],
    ['its own hash', `UPDATE audit_entry SET hash = repeat('a', 64) WHERE seq = 5`],
  ])('names the first entry that was edited: %s', async (_what, sql) => {
    await asSuperuser(sql);
    expect(await verify()).toEqual({
      ok: false,
      said: expect.stringContaining('✘ 云溪县委老干部局：第5条内容被改动过') as string,
    });
  });

  it('names where an entry is missing', async () => {
    await asSuperuser('DELETE FROM audit_entry WHERE seq = 5');
    expect((await verify()).said).toContain('第6条它前面的记录少了');
  });

  it('names where entries changed places, and where one was removed and the rest renumbered', async () => {
    await asSuperuser('UPDATE audit_entry SET seq = 13 WHERE seq = 5');
    await asSuperuser('UPDATE audit_entry SET seq = 5 WHERE seq = 6');
    await asSuperuser('UPDATE audit_entry SET seq = 6 WHERE seq = 13');
    expect((await verify()).said).toContain('第5条接不上前一条');
    await asSuperuser('DELETE FROM audit_entry WHERE seq = 3');
    await asSuperuser('UPDATE audit_entry SET seq = seq + 100 WHERE seq > 3');
    await asSuperuser('UPDATE audit_entry SET seq = seq - 101 WHERE seq > 100');
    expect((await verify()).said).toContain('第3条接不上前一条');
  });

  it('knows a tail that was cut off, only by a head that was kept', async () => {
    const head = await headNow();
    await asSuperuser('DELETE FROM audit_entry WHERE seq > 9');
    expect((await verify()).ok).toBe(true);
    expect(await verify(head)).toMatchObject({
      ok: false,
      said: expect.stringContaining('第12条后面的记录被删掉了') as string,
    });
  });

  it('knows a chain that was written anew with the right key, only by a head that was kept', async () => {
    const head = await headNow();
    await rewriteFrom(4);
    expect((await verify()).ok).toBe(true);
    expect(await verify(head)).toMatchObject({
      ok: false,
      said: expect.stringContaining('整条链被重写过') as string,
    });
  });

  it('says what it did not understand', async () => {
    expect(await verify('云溪县委老干部局:12')).toMatchObject({ ok: false });
    expect(await verify('没有这个局:12:1234567890abcdef')).toMatchObject({ ok: false });
  });
});

/** A forger who has everything, the key too: entry `seq` becomes another, and all after it follow. */
async function rewriteFrom(seq: number): Promise<void> {
  const rows = await chain();
  let previousHash = rows[seq - 2]?.hash ?? '';
  for (const row of rows.slice(seq - 1)) {
    const forged: AuditRow = { ...row, action: 'forged', previousHash };
    const hash = hashOf(house.db.$vault, forged);
    await asSuperuser(
      `UPDATE audit_entry SET action = 'forged', "previousHash" = $1, hash = $2 WHERE id = $3::uuid`,
      previousHash,
      hash,
      row.id,
    );
    previousHash = hash;
  }
}

describe('many writers', () => {
  it('32 at once make one chain without a fork or a gap, and two chains in one transaction do not wait for each other for ever', async () => {
    const other = await createOrganisation(house.db, { name: '乙局' });
    const writers = Array.from({ length: 32 }, (_, place) =>
      inTransaction(house.db, async tx => {
        const change = { actorId: null, action: 'update', subject: 'organisation' } as const;
        const both = [unit, other].map(({ id }) => ({ ...change, subjectId: id, after: { place } }));
        await logChanges(tx, house.clock, place % 2 === 0 ? both : both.reverse());
      }),
    );
    await Promise.all(writers);
    for (const { id } of [unit, other])
      expect(await verifyChain(house.db, id)).toMatchObject({ ok: true, head: { seq: 32 } });
  });
});

describe('the day’s heads', () => {
  let branch: OrganisationRow;
  const run = async (at: string) => {
    house.at(at);
    await sendAuditHeads({}, house.context);
  };
  const sent = async () =>
    (await written(house.db)).filter(({ dedupeKey }) => dedupeKey?.startsWith('audit-heads'));
  const textOf = async () => (await sent()).at(-1)?.text ?? '';
  const headIn = (text: string): string =>
    text.split('\n').find(line => /:\d+:[0-9a-f]{16}$/.test(line)) ?? '';

  beforeEach(async () => {
    branch = await createOrganisation(house.db, { name: '第一党支部', parent: unit });
    await createPerson(house.db, {
      name: '周正',
      userId: 'ZhouZheng',
      roles: ['supervisor'],
      organisation: unit,
    });
    await add(3);
    await add(4, branch);
  });

  it('go to the nearest supervisor upwards, one message a day however often it runs, and none at night', async () => {
    await run('2027-01-20T09:00:00+08:00');
    expect(await sent()).toEqual([]);
    for (const at of ['17:30', '17:40', '18:30']) await run(`2027-01-20T${at}:00+08:00`);
    await Promise.all([run('2027-01-20T18:31:00+08:00'), run('2027-01-20T18:31:00+08:00')]);
    expect(await sent()).toHaveLength(1);
    expect(await textOf()).toMatch(/^周正同志，.*核对码.*\n云溪县委老干部局:4:[0-9a-f]{16}\n请留着/s);
  });

  it('are not sent on a day on which nothing was added', async () => {
    await run('2027-01-20T17:30:00+08:00');
    await run('2027-01-21T17:30:00+08:00');
    expect(await sent()).toHaveLength(1);
    await add(1, branch);
    await run('2027-01-22T17:30:00+08:00');
    expect(await sent()).toHaveLength(2);
    expect((await verify()).ok).toBe(true);
  });

  it('keep the chains below as well: cut off or written anew, they are found without their own head', async () => {
    await run('2027-01-20T17:30:00+08:00');
    const head = headIn(await textOf());
    expect(await verify(head)).toMatchObject({ ok: true });
    await asSuperuser('DELETE FROM audit_entry WHERE "chainId" = $1::uuid AND seq > 2', branch.id);
    expect(await verify(head)).toMatchObject({
      ok: false,
      said: expect.stringContaining('第一党支部：第4条后面的记录被删掉了') as string,
    });
  });

  it('show by the head that was sent when the anchor itself is gone', async () => {
    await run('2027-01-20T17:30:00+08:00');
    const head = headIn(await textOf());
    await asSuperuser('DELETE FROM audit_entry WHERE "chainId" = $1::uuid AND seq > 3', unit.id);
    expect((await verify()).ok).toBe(true);
    expect((await verify(head)).said).toContain('云溪县委老干部局：第4条后面的记录被删掉了');
  });
});
