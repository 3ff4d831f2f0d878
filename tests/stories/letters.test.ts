/** 帮扶责任书 in chat: three parties sign on three phones; the paper; paper and proxy signatures; a text that changes meanwhile. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditIn } from '../support/sealed.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const db = () => world.app.db;
const personCalled = (name: string) => db().person.findFirstOrThrow({ where: { name } });
const letters = async () => {
  const rows = await db().letter.findMany({
    include: { signatures: { orderBy: { signedAt: 'asc' } } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(row => db().$vault.openRow('letter', row.id, row));
};

async function talk(userId: string, ...texts: readonly string[]): Promise<string> {
  world.hears(userId);
  for (const text of texts) await world.says(userId, text);
  return world.hears(userId).join('\n');
}

/** The secretary has the letter of 李明 and 张德厚 written. */
async function writeLetter(): Promise<void> {
  const list = await talk('WangFang', '责任书');
  const number = /(\d+)\. 李明帮扶张老（张德厚）（还没有写）/.exec(list)?.[1] ?? '';
  expect(await talk('WangFang', number)).toMatch(/责任书云老责〔2026〕1号写好了，已请三方签字/);
}

const sign = '本人确认签订';

test('three phones: each reads the text and signs it; all three are told', async () => {
  await writeLetter();
  world.reads('LiMing', /帮扶责任书写好了/);
  world.reads('ZhangDeHou', /张老，您好！您和李明同志的帮扶责任书写好了/);

  const text = await talk('ZhangDeHou', '责任书');
  for (const part of [
    '帮扶责任书',
    '编号：云老责〔2026〕1号',
    '甲方（党支部）：第一党支部，负责人：王芳',
    '丙方的承诺',
    sign,
  ])
    expect(text).toContain(part);
  expect(text).not.toMatch(/冠心病|高血压|1000000010/);
  expect(await talk('ZhangDeHou', '好的')).toMatch(/没有签/);
  expect(await letters()).toMatchObject([{ state: 'signing', signatures: [] }]);
  expect(await talk('ZhangDeHou', sign)).toMatch(/签好了，谢谢您。还等支部、李明签/);
  expect(await talk('LiMing', '责任书', `“${sign}”`)).toMatch(/还等支部签/);
  expect(await talk('WangFang', '责任书', '1', sign)).toMatch(
    /三方都签了，责任书云老责〔2026〕1号从今天起生效/,
  );
  world.reads('LiMing', /三方都签好了，从今天起生效/);
  world.reads('ZhangDeHou', /三方都签好了，从今天起生效/);

  const [letter] = await letters();
  expect(letter?.state).toBe('in-force');
  expect(letter?.textHash).toBe(
    createHash('sha256')
      .update(letter?.text ?? '')
      .digest('hex'),
  );
  expect(letter?.signatures.map(({ party, way }) => `${party} ${way}`)).toEqual([
    'member chat',
    'helper chat',
    'branch chat',
  ]);
  expect(letter?.signatures.every(({ textHash }) => textHash === letter.textHash)).toBe(true);
});

test('the helper asks for the document and gets the file; others than the parties and staff see nothing', async () => {
  await writeLetter();
  world.hears('LiMing');
  expect(await talk('LiMing', '责任书', '文件')).toMatch(/文件发给您了/);
  const file = world.fake.delivered('LiMing').find(({ mediaId }) => mediaId !== undefined);
  expect(world.fake.media(file?.mediaId ?? '')?.filename).toMatch(
    /帮扶责任书 张德厚 云老责〔2026〕1号\.docx/,
  );
  expect(await auditIn(db(), { subject: 'letter', action: 'take-file' })).toHaveLength(1);
  expect(await talk('GaoXiang', '责任书')).toMatch(/没有您要看、要签的责任书/);
  expect(await talk('LuoZhiQiang', '责任书')).toMatch(/没有您要看、要签的责任书/);
});

test('changed while it lay open: nothing is signed, the new text is shown, and that one can be signed', async () => {
  await writeLetter();
  await talk('ZhangDeHou', '责任书');
  expect(await talk('WangFang', '帮扶内容', '张德厚', '任务：每周陪同复诊一次', '1')).toMatch(
    /还没有人签，文字也跟着改好了/,
  );
  world.reads('ZhangDeHou', /帮扶责任书写好了/);
  const shown = await talk('ZhangDeHou', sign);
  expect(shown).toMatch(/刚刚有改动，没有签/);
  expect(shown).toContain('每周陪同复诊一次');
  expect(await letters()).toMatchObject([{ version: 1, signatures: [] }]);
  expect(await talk('ZhangDeHou', sign)).toMatch(/签好了/);
  expect((await letters())[0]?.signatures).toHaveLength(1);
});

test('edited after somebody signed: the old version stays as it was, a new one is signed by everybody', async () => {
  await writeLetter();
  await talk('LiMing', '责任书', sign);
  const [before] = await letters();
  const said = await talk('WangFang', '张德厚的帮扶目标改成病情平稳，项目改成就医陪护和家务', '1');
  expect(said).toMatch(/新的第2版写好了，已请三方重新签字/);
  const [first, second] = await letters();
  expect(first).toMatchObject({ state: 'superseded', text: before?.text, textHash: before?.textHash });
  expect(first?.signatures).toHaveLength(1);
  expect(second).toMatchObject({ state: 'signing', version: 2, number: before?.number, signatures: [] });
  expect(second?.text).toContain('（第2版）');
  world.reads('LiMing', /改过了，是新的一版/);
  expect(await talk('LiMing', '责任书', sign)).toMatch(/签好了/);
});

test('on paper with a photo, and by the daughter in his place with a reason; both are kept with who recorded them', async () => {
  await writeLetter();
  expect(await talk('WangFang', '登记签字', '乙方')).toMatch(/请把帮扶人本人签好字的那一页拍照发来/);
  world.clock.advance(1_000);
  await world.fake.say('WangFang', { image: Buffer.from('a page with a signature') });
  await world.settle();
  expect(await talk('WangFang', '好了', '1')).toMatch(/登记好了，还等支部、张老签/);
  expect(await talk('ZhangXiaoMei', '责任书', '老人手抖写不了字，让我代签', sign)).toMatch(
    /代帮扶对象签好了/,
  );
  const [letter] = await letters();
  const daughter = await personCalled('张小梅');
  const [li, wang] = [await personCalled('李明'), await personCalled('王芳')];
  expect(letter?.signatures[0]?.attachmentIds).toHaveLength(1);
  expect(letter?.signatures).toMatchObject([
    { party: 'helper', way: 'photo', personId: li.id, recordedById: wang.id },
    { party: 'member', way: 'proxy', personId: daughter.id, proxyReason: '老人手抖写不了字，让我代签' },
  ]);
});

test('a hand-over ends the letter; the new one is signed anew', async () => {
  await writeLetter();
  await talk('LiMing', '责任书', sign);
  await talk('ZhangDeHou', '责任书', sign);
  expect(await talk('WangFang', '把张德厚移交给罗志强，李明调走了', '1')).toMatch(
    /原来的责任书到此为止，新的责任书云老责〔2026〕2号写好了/,
  );
  const [old, fresh] = await letters();
  expect(old).toMatchObject({ state: 'ended' });
  expect(fresh).toMatchObject({ state: 'signing', version: 1, signatures: [] });
  expect(await talk('LiMing', '责任书')).not.toContain('张德厚');
  expect(await talk('LuoZhiQiang', '责任书', sign)).toMatch(/签好了/);
  expect(await talk('ZhangDeHou', '责任书')).toContain('乙方（帮扶人）：罗志强');
});

test('fourteen days later the secretary is told once a week who has yet to sign, and the digest says so', async () => {
  await writeLetter();
  await talk('LiMing', '责任书', sign);
  await world.moveTo('2026-12-07T09:02:00+08:00');
  expect(world.hears('WangFang').join('\n')).not.toMatch(/责任书签字/);
  await world.moveTo('2026-12-08T09:02:00+08:00');
  world.reads('WangFang', /张老（张德厚）：责任书签字（还差支部、张老），请催一催/);
  await world.moveTo('2026-12-09T09:02:00+08:00');
  expect(world.hears('WangFang').join('\n')).not.toMatch(/责任书签字/);
  expect(await talk('WangFang', '简报')).toContain('没签齐责任书1份（“未签责任书”）');
  expect(await talk('WangFang', '未签责任书')).toContain(
    '张老（张德厚）和李明，写好14天了，还差支部、老同志',
  );
  expect(await talk('WangFang', '1 知道了')).not.toMatch(/已记下.*上门/);
  await talk('ZhangDeHou', '责任书', sign);
  await world.moveTo('2026-12-15T09:02:00+08:00');
  world.reads('WangFang', /责任书签字（还差支部），请催一催/);
  await talk('WangFang', '责任书', '1', sign);
  await world.moveTo('2026-12-22T09:02:00+08:00');
  expect(world.hears('WangFang').join('\n')).not.toMatch(/责任书签字/);
  expect(await db().obligation.findMany({ where: { rule: 'letter-unsigned' } })).toMatchObject([
    { state: 'done', closeReason: 'signed' },
  ]);
});

test('after a death the letter ends by itself, and nobody is asked to sign', async () => {
  await writeLetter();
  await world.says('WangFang', '张德厚今天早上去世了');
  for (let turn = 0; turn < 3; turn += 1) await world.says('WangFang', '1');
  expect(await letters()).toMatchObject([{ state: 'ended' }]);
  world.hears('LiMing');
  await world.moveTo('2026-12-20T09:02:00+08:00');
  expect(world.hears('LiMing').join('\n')).not.toMatch(/责任书/);
  expect(await talk('LiMing', '责任书')).not.toContain('张德厚');
});
