/**
 * An ID number, a telephone number, a bank account and an illness go in through every door there is; afterwards the raw
 * files of the database and its log of changes, the queue, our own log and our folders have them nowhere in clear (E-1).
 */
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IncomingFileHandler } from '../../jobs/incoming-files/handler.ts';
import { schedules } from '../../jobs/schedules.ts';
import { readAttachment } from '../../src/chat/attachments.ts';
import { createUploadTicket } from '../../src/chat/upload-tickets.ts';
import { xlsx } from '../../src/documents/file-kinds.ts';
import { writeWorkbook } from '../../src/documents/workbook.ts';
import { openQueueBackend } from '../../src/queue/connect.ts';
import { createQueue, type BangfuQueue, type RunJob } from '../../src/queue/queue.ts';
import { importWorkbook } from '../../src/scheme/workbook-import.ts';
import { checkDigitOf } from '../../src/scheme/workbook/id-number.ts';
import { findIn, findInFolder, findInTables, formsOf } from '../support/canary.ts';
import {
  auditIn,
  careFileIn,
  happeningsIn,
  inboundIn,
  personIn,
  requestNotesIn,
  requestsIn,
  visitsIn,
} from '../support/sealed.ts';
import { workbookOf } from '../support/workbook.ts';
import { createWorld, type World } from '../support/world.ts';

const first17 = '00000019440312777';
const idNumber = first17 + checkDigitOf(first17);
const phone = '10000097531';
const account = '6200009975310864297';
const illness = '渐冻症伴吞咽困难';
const canaries = [idNumber, phone, account, illness];
const forms = formsOf(canaries);
/** Somebody's words with all of it. */
const words = `${illness}，身份证${idNumber}，卡号${account}，打${phone}`;

/** Gives back whatever is handed in. */
const echo: IncomingFileHandler = {
  purpose: 'echo',
  title: '名册',
  accepts: [xlsx],
  handle: (file, { reply }) =>
    reply({
      text: `收到${file.name}`,
      file: { name: file.name, contentType: xlsx.accept, bytes: file.bytes },
    }),
};

let world: World;
let client: pg.Client;
let queue: BangfuQueue;
let firstSegment: string;

beforeAll(async () => {
  world = await createWorld(undefined, { incomingFiles: [echo] });
  client = new pg.Client({ connectionString: world.database.url });
  await client.connect();
  const backend = await openQueueBackend(
    { redisUrl: undefined, databaseUrl: world.database.url },
    world.app.log,
  );
  queue = createQueue(backend, world.app.log);
  firstSegment = await segment();
  await plant();
}, 120_000);
afterAll(async () => {
  await queue.close();
  await client.end();
  await world.close();
});

/** The file of the log of changes that is being written. */
async function segment(): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT pg_walfile_name(pg_current_wal_lsn()) AS name',
  );
  return rows[0]?.name ?? '';
}

/** Every bell is also rung on a real queue, whose tables lie in this database and which nobody empties. */
const doAndRing: RunJob = async (name, payload) => {
  await queue.enqueue(name, payload);
  await world.app.runJob(name, payload);
};
async function settle(): Promise<void> {
  for (const { job } of schedules) await doAndRing(job, {});
  await world.queue.ring(doAndRing);
}
async function says(userId: string, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    world.clock.advance(1_000);
    await world.fake.say(userId, { text });
    await settle();
  }
}

async function plant(): Promise<void> {
  await planted.workbook();
  await planted.visit();
  await planted.happening();
  await planted.request();
  await planted.stranger();
  await planted.voice();
  await planted.files();
  await planted.prompts();
  await planted.trouble();
  await planted.draft();
  await planted.spool();
}

const planted = {
  workbook: async () => {
    const file = { 姓名: '张德厚', 企业微信账号: 'ZhangDeHou', 所属组织: '第一党支部' };
    const care = { 身份证号: idNumber, 手机: phone, 住址: words, 健康状况: illness, 子女情况: words };
    const daughter = { 姓名: '张小梅', 企业微信账号: 'ZhangXiaoMei', 所属组织: '第一党支部', 手机: phone };
    const workbook = await workbookOf({ 人员: [daughter], 关爱档案: [{ ...file, ...care }] });
    await importWorkbook(world.app.db, workbook, { clock: world.clock });
    await settle();
  },
  visit: () => says('LiMing', `今天上午去医院看了张德厚，${words}，送了500元慰问金`, '1'),
  happening: () => says('WangFang', `张德厚昨天住院了，${words}`, '1', '1'),
  request: async () => {
    await says('ZhangDeHou', '我要求助', '2', words, '1', phone, '1');
    await says('LiMing', `第1号 已联系，${words}`, '我的对象', '1', '简报');
    await says('ZhangDeHou', '我的申请');
  },
  stranger: async () => {
    world.fake.setUsers([...world.fake.users(), { userId: 'Stranger', name: '陌生人' }]);
    await says('Stranger', words);
  },
  voice: async () => {
    await world.fake.say('ZhangShouXin', { voice: Buffer.from(`#!AMR\n${words}`) });
    await settle();
  },
  files: async () => {
    const { db, clock } = world.app;
    const { id: personId } = await personIn(db, { name: '赵静' });
    const token = await createUploadTicket(db, clock, { personId, purpose: 'echo' });
    // What follows the end of a workbook is not compressed.
    const workbook = await writeWorkbook([{ name: '名册', header: ['姓名'], rows: [] }]);
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(workbook), words]), `${illness}${idNumber}.xlsx`);
    const answer = await fetch(`${world.address}/files/${token}`, { method: 'POST', body: form });
    expect(answer.status).toBe(200);
    await settle();
  },
  prompts: async () => {
    for (const at of ['2026-11-24T08:40', '2027-01-17T08:40', '2027-01-18T08:40']) {
      world.clock.moveTo(new Date(`${at}:00+08:00`));
      await settle();
    }
    await says('LiMing', `1 已电话联系，${words}`);
  },
  /** What goes wrong is logged, and tried again. */
  trouble: async () => {
    world.fake.fault({ api: 'message/send', errcode: -1, times: 3 });
    await says('ZhangDeHou', '我要求助', '2', words);
    for (const table of ['visit', 'care_file'])
      await client.query(`ALTER TABLE ${table} ADD CONSTRAINT never CHECK (false) NOT VALID`);
    await says('WuMin', `今天上午去医院看了张守信，${words}，精神还好`, '1');
    const row = { 姓名: '张守信', 企业微信账号: 'ZhangShouXin', 所属组织: '第一党支部', 住址: words };
    await importWorkbook(world.app.db, await workbookOf({ 关爱档案: [row] }), { clock: world.clock }).catch(
      (error: unknown) => world.app.log.error({ err: error }, 'not imported'),
    );
    for (const table of ['visit', 'care_file'])
      await client.query(`ALTER TABLE ${table} DROP CONSTRAINT never`);
    world.clock.advance(60_000);
    await settle();
  },
  draft: () => says('TangTing', '记录走访', words),
  spool: () => world.app.spool.put({ dedupeKey: 'msg:canary', sender: 'liming', kind: 'text', payload: { content: words }, sentAtMs: 1 }), // prettier-ignore
};

/** The folders and files of the server, its own log beside them. */
async function serverFolders() {
  const { rows } = await client.query<{ folder: string; oid: string }>(
    `SELECT current_setting('data_directory') AS folder, oid::text FROM pg_database WHERE datname = current_database()`,
  );
  const { folder = '', oid = '' } = rows[0] ?? {};
  return { data: folder, own: join(folder, 'base', oid), home: dirname(folder) };
}

/** What stands in the database's files and in what was written to its log of changes since the test began. */
async function findOnDisk(wanted = forms) {
  await client.query('CHECKPOINT');
  const { data, own, home } = await serverFolders();
  const inFiles = await findInFolder(own, wanted);
  const inChanges = await findInFolder(join(data, 'pg_wal'), wanted, name => name >= firstSegment);
  const inLog = await findInFolder(home, wanted, name => name === 'postgres.log');
  return { inFiles, inChanges, inLog };
}

describe('the canaries went in', () => {
  const everything = async (): Promise<Record<string, unknown>> => {
    const { db } = world.app;
    const { id } = await personIn(db, { name: '张德厚' });
    const sessions = await db.chatSession.findMany();
    return {
      'the care file': await careFileIn(db, id),
      'the daughter': (await personIn(db, { name: '张小梅' })).phone,
      visits: await visitsIn(db),
      happenings: await happeningsIn(db),
      requests: await requestsIn(db),
      notes: (await requestNotesIn(db)).map(({ text }) => text),
      'the trail': await auditIn(db),
      'a stranger’s words': await inboundIn(db, { sender: 'stranger' }),
      'a draft': sessions.map(row => db.$vault.open('chat_session.state', row.sender, row.state)),
      'a file handed in': (await db.incomingFile.findMany()).map(
        ({ id, content }) => content && db.$vault.openBytes('incoming_file.content', id, content).toString(),
      ),
      'a file given out': (await db.outgoingFile.findMany()).map(({ id, name }) =>
        db.$vault.open('outgoing_file.name', id, name),
      ),
      answers: (await db.outboundMessage.findMany()).map(
        row => db.$vault.openRow('outbound_message', row.sealKey, row).body,
      ),
    };
  };

  test('through every door, and are read again with the keys', async () => {
    const opened = await everything();
    const dump = (value: unknown) =>
      JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? String(each) : each));
    const missing = Object.entries(opened).filter(
      ([, value]) => !canaries.some(each => dump(value).includes(each)),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
    const voice = await world.app.db.attachment.findFirstOrThrow();
    const content = await readAttachment(
      world.app.db.$vault,
      join(world.app.dataDir, 'attachments'),
      voice.id,
    );
    expect(content.toString()).toContain(idNumber);
    expect(await world.app.spool.size()).toBe(1);
    expect(world.fake.delivered('LiMing').some(({ text }) => text.includes(illness))).toBe(true);
  });
});

describe('nowhere in clear', () => {
  test('not in the files of the database, its log of changes or its own log', async () => {
    const { inFiles, inChanges, inLog } = await findOnDisk();
    expect([...inFiles.found, ...inChanges.found, ...inLog.found]).toEqual([]);
    expect(inFiles.files).toBeGreaterThan(300);
    expect(inChanges.files).toBeGreaterThan(0);
    expect(inLog.files).toBe(1);
  });

  test('not in any row of any table, those of the queue among them', async () => {
    const { rows, found } = await findInTables(client, forms);
    expect(found).toEqual([]);
    for (const table of ['visit', 'happening', 'request', 'request_note', 'chat_session', 'outbound_message'])
      expect(rows.get(`public.${table}`), table).toBeGreaterThan(0);
    const bells = [...rows].filter(([name]) => name.startsWith('bullmq.')).map(([, count]) => count);
    expect(Math.max(...bells)).toBeGreaterThan(20);
  });

  test('not in our log, which is written down to its last detail, nor in what we keep in folders', async () => {
    expect(world.log()).toMatch(/message not handled/);
    expect(world.log()).toMatch(/not imported/);
    expect(findIn('log', Buffer.from(world.log()), forms)).toEqual([]);
    for (const folder of ['spool', 'attachments']) {
      const { files, found } = await findInFolder(join(world.app.dataDir, folder), forms);
      expect(found).toEqual([]);
      expect(files).toBe(1);
    }
    expect((await findInFolder(world.app.dataDir, forms)).found).toEqual([]);
  });
});

describe('and this would be noticed', () => {
  test('whatever form it is in: in the files, in the log of changes and in the rows', async () => {
    const control = ['红隼代码七四一', '80000024680'];
    await client.query('CREATE TABLE canary_control (line text)');
    const controls = formsOf(control);
    // Several times, since the log of changes cuts what does not fit on a page.
    for (const { bytes } of [...controls, ...controls, ...controls, ...controls])
      await client.query('INSERT INTO canary_control VALUES ($1)', [`xx${bytes.toString()}yy`]);
    const { inFiles, inChanges } = await findOnDisk(controls);
    const { found } = await findInTables(client, controls);
    const ways = (finds: readonly string[]) =>
      [...new Set(finds.map(each => each.replace(/^[^:]*: /, '')))].sort();
    const all = ways(controls.map(({ text, way }) => `: ${text} (${way})`));
    expect([ways(inFiles.found), ways(inChanges.found), ways(found)]).toEqual([all, all, all]);
    // In base64 wherever in its group of three it begins.
    for (const before of ['', 'a', 'ab', 'abc'])
      expect(
        findIn('', Buffer.from(Buffer.from(`${before}${control[0]}。`).toString('base64')), controls),
      ).not.toEqual([]);
    await client.query('DROP TABLE canary_control');
  });

  test('a single column that were kept as it is', async () => {
    for (let times = 0; times < 4; times += 1)
      await client.query(`UPDATE visit SET said = convert_to($1, 'UTF8') WHERE said IS NOT NULL`, [words]);
    const { inFiles, inChanges } = await findOnDisk();
    for (const { found } of [inFiles, inChanges])
      expect(new Set(found.map(each => /: (.*) \(/.exec(each)?.[1]))).toEqual(new Set(canaries));
    expect((await findInTables(client, forms)).found.every(each => each.startsWith('public.visit: '))).toBe(
      true,
    );
  });
});
