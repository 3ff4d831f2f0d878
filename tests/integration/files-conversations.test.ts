/** Files as conversations use them: a link to ask for one, a message to send one, and an answer to what never arrives. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { IncomingFileHandler } from '../../jobs/incoming-files/handler.ts';
import { createBotContext, type BotParts } from '../../src/bot-context.ts';
import { inTransaction } from '../../src/database.ts';
import { xlsx } from '../../src/documents/file-kinds.ts';
import { findByUserId, type Person } from '../../src/scheme/people.ts';
import type { BotContext } from '../../conversations/context.ts';
import { createWorld, type World } from '../support/world.ts';

const handler: IncomingFileHandler = {
  purpose: 'import-workbook',
  title: '人员名册',
  accepts: [xlsx],
  handle: () => Promise.reject(new Error('nothing is handed in here')),
};
const file = {
  name: '回执.docx',
  contentType: 'application/octet-stream',
  bytes: Buffer.from('PK\x03\x04 a letter'),
};

let world: World;
let me: Person;

beforeAll(async () => {
  world = await createWorld(undefined, { incomingFiles: [handler] });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
  const found = await findByUserId(world.app.db, 'liming');
  if (!found) throw new Error('the demo county has a 李明');
  me = found;
});

/** One turn of 李明's, in a transaction as a conversation has it. */
async function turn<T>(work: (ctx: BotContext) => Promise<T>, more: Partial<BotParts> = {}): Promise<T> {
  const publicUrl = () => world.address;
  const parts = {
    clock: world.clock,
    supportLine: '12356',
    publicUrl,
    filePurposes: [handler.purpose],
    ...more,
  };
  const { db, outbox } = world.app;
  const result = await inTransaction(db, tx =>
    work(createBotContext(parts, { tx, outbox, me, userId: me.userId ?? '' })),
  );
  await world.settle();
  return result;
}

test('asking for a file gives a link of the writer’s own that opens', async () => {
  const link = await turn(ctx => ctx.askForFile('import-workbook'));
  expect(link).toMatch(new RegExp(`^${world.address}/files/[\\w-]{43}$`));
  expect(await (await fetch(link ?? '')).text()).toContain('上传人员名册');
  const ticket = await world.app.db.uploadTicket.findFirstOrThrow();
  expect(ticket).toMatchObject({ personId: me.id, purpose: 'import-workbook', usedAt: null });
});

test('where browsers cannot reach us there is no link, and a purpose nobody handles is a mistake', async () => {
  expect(await turn(ctx => ctx.askForFile('import-workbook'), { publicUrl: () => undefined })).toBeNull();
  await expect(turn(ctx => ctx.askForFile('no-such'))).rejects.toThrow(
    'nothing handles files of purpose "no-such"',
  );
  expect(await world.app.db.uploadTicket.count()).toBe(0);
});

test('a file goes to the writer, or to somebody else; without an account to nobody', async () => {
  expect(await turn(ctx => ctx.sendFile({ ...file, text: '回执在这里。' }))).toBe(true);
  expect(world.hears('LiMing')).toEqual(['回执在这里。', '回执.docx']);
  const other = await findByUserId(world.app.db, 'wangfang');
  if (!other) throw new Error('the demo county has a 王芳');
  expect(await turn(ctx => ctx.sendFile({ ...file, to: other }))).toBe(true);
  expect(world.hears('WangFang')).toEqual(['回执.docx']);
  expect(await turn(ctx => ctx.sendFile({ ...file, to: { id: other.id, userId: null } }))).toBe(false);
  const told = { to: other, text: '请看附件。', file, purpose: 'notice' as const };
  expect(await turn(ctx => ctx.tell(told))).toBe(true);
  expect(world.hears('WangFang')).toEqual(['请看附件。', '回执.docx']);
});

test('a turn that fails sends no file and gives no link', async () => {
  const failing = turn(async ctx => {
    await ctx.sendFile(file);
    await ctx.askForFile('import-workbook');
    throw new Error('changed its mind');
  });
  await expect(failing).rejects.toThrow('changed its mind');
  expect(await world.app.db.outgoingFile.count()).toBe(0);
  expect(await world.app.db.uploadTicket.count()).toBe(0);
});

test('a file in the chat, should one ever come, is answered with what would work, also inside a form', async () => {
  const sendsFile = async (userId: string) => {
    world.clock.advance(1_000);
    const head = `<ToUserName><![CDATA[${world.fake.corpId}]]></ToUserName><FromUserName><![CDATA[${userId}]]></FromUserName>`;
    const time = Math.floor(world.clock.now().getTime() / 1000);
    const body = `<CreateTime>${time}</CreateTime><MsgType><![CDATA[file]]></MsgType><MsgId>${time}7</MsgId>`;
    const agent = `<AgentID>${world.fake.agentId}</AgentID>`;
    await world.fake.say(userId, { raw: `<xml>${head}${body}${agent}</xml>` });
    await world.settle();
  };
  await sendsFile('LiMing');
  world.reads('LiMing', /文件我收不到.*拍成照片/);
  const clerk = await world.app.db.person.findFirstOrThrow({
    where: { roles: { has: 'clerk' }, userId: { not: null } },
  });
  await sendsFile(clerk.userId ?? '');
  world.reads(clerk.userId ?? '', /文件我收不到.*上传链接/);
  await world.says('LiMing', '记录走访');
  await sendsFile('LiMing');
  world.reads('LiMing', /文件我收不到，企业微信不把文件转给我，麻烦您打几个字/);
});
