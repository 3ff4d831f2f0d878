/** 张德厚 asks for help with his voice; 李明's phone shows it; the request shows progress until it is done. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';
import { requestNotesIn, requestsIn } from '../support/sealed.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const voice = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(200, 7)]);
const requests = () => requestsIn(world.app.db);

test('one voice message: confirmed once, kept, and the helper is told at once', async () => {
  await world.fake.say('ZhangDeHou', { voice });
  await world.settle();
  world.reads('ZhangDeHou', /语音/);
  await world.says('ZhangDeHou', '1');
  world.reads('ZhangDeHou', /李明/);
  world.reads('LiMing', /张(老|德厚)[\s\S]*语音/);
  const [request] = await requests();
  expect(request).toMatchObject({ state: 'open' });
  expect(request?.attachmentIds).toHaveLength(1);
  expect(await world.app.db.attachment.findMany()).toMatchObject([{ state: 'stored', kind: 'voice' }]);
});

test('at most four questions by hand, and 我的申请 shows how it goes on', async () => {
  await world.presses('ZhangDeHou', 'ask-for-help');
  let questions = 0;
  for (const answer of ['2', '家里水管漏水，自己修不了', '2', '1']) {
    const asked = world.hears('ZhangDeHou').join('\n');
    if (asked.includes('已转给')) break;
    questions += 1;
    await world.says('ZhangDeHou', answer);
  }
  expect(questions).toBeLessThanOrEqual(4);
  const [request] = await requests();
  expect(request?.detail).toContain('水管');
  world.reads('LiMing', /水管/);

  await world.says('LiMing', `第${request?.number ?? 0}号 已联系，明天上门`);
  world.hears('LiMing');
  world.reads('ZhangDeHou', /明天上门/);
  await world.says('ZhangDeHou', '我的申请');
  world.reads('ZhangDeHou', /明天上门/);
});

test('a daughter writes for her father; the helper hears of it, and she hears how it goes on', async () => {
  for (const text of ['我要求助', '1', '我爸的药快吃完了，没人去买', '1', '1'])
    await world.says('ZhangXiaoMei', text);
  world.reads('ZhangXiaoMei', /李明[\s\S]*第1号/);
  expect(await requests()).toMatchObject([{ state: 'open', urgency: 'today' }]);
  world.reads('LiMing', /张(老|德厚)[\s\S]*张小梅[\s\S]*药快吃完/);
  await world.says('LiMing', '第1号办好了，药买到送到家里了');
  world.hears('LiMing');
  await world.says('LiMing', '1');
  expect(await requests()).toMatchObject([{ state: 'closed', outcome: 'solved' }]);
  world.reads('ZhangXiaoMei', /药买到|办好/);
});

test('“第1号 …” is about the request, also in the middle of a visit, which is kept as a draft', async () => {
  for (const text of ['我要求助', '1', '水管漏水', '2', '1']) await world.says('ZhangDeHou', text);
  await world.says('LiMing', '记录走访');
  await world.says('LiMing', '张德厚');
  world.hears('LiMing');
  await world.says('LiMing', '第1号 已联系，明天上门');
  expect(world.hears('LiMing').join('\n')).toMatch(/进展记下了[\s\S]*走访/);
  expect(await requestNotesIn(world.app.db)).toMatchObject([{ text: '已联系，明天上门' }]);
  expect(await world.app.db.visit.count()).toBe(0);
});

test('the helper answers as one would, without a number: taken on, and done', async () => {
  for (const text of ['我要求助', '1', '水管漏水', '2', '1']) await world.says('ZhangDeHou', text);
  world.reads('LiMing', /第1号/);
  await world.says('LiMing', '接了，明天带师傅去修');
  world.reads('LiMing', /第1号求助的进展记下了/);
  world.reads('ZhangDeHou', /李明说：“接了，明天带师傅去修”/);
  await world.says('LiMing', '修好了，换了个水龙头');
  world.reads('LiMing', /解决了[\s\S]*修好了，换了个水龙头[\s\S]*回复“1”/);
  await world.says('LiMing', '1');
  world.reads('ZhangDeHou', /办好了：修好了，换了个水龙头/);
  expect(await requests()).toMatchObject([{ state: 'closed', outcome: 'solved' }]);
});

test('with two requests open it is asked which one, and nobody is told before', async () => {
  for (const text of ['我要求助', '1', '水管漏水', '2', '1']) await world.says('ZhangDeHou', text);
  for (const text of ['我要求助', '1', '电灯不亮', '2', '1']) await world.says('ZhangDeHou', text);
  world.hears('ZhangDeHou');
  await world.says('LiMing', '约好师傅了，下午上门');
  world.reads('LiMing', /是哪一件求助？[\s\S]*1\. 第1号[\s\S]*2\. 第2号/);
  expect(world.hears('ZhangDeHou')).toEqual([]);
  await world.says('LiMing', '2');
  world.reads('ZhangDeHou', /第2号求助有进展了。李明说：“约好师傅了，下午上门”/);
});

test('the same words of somebody with nothing to handle, or about somebody by name, are no request', async () => {
  await world.says('LiMing', '接了，明天带师傅去修');
  expect(world.hears('LiMing').join()).not.toMatch(/求助的进展/);
  for (const text of ['我要求助', '1', '水管漏水', '2', '1']) await world.says('ZhangDeHou', text);
  world.hears('LiMing');
  await world.says('LiMing', '联系过孙老了，她挺好');
  expect(world.hears('LiMing').join()).not.toMatch(/求助的进展/);
  expect(await requestNotesIn(world.app.db)).toEqual([]);
});

test('words of despair: a warm answer, the support line, and an alarm to helper and secretary, also at night', async () => {
  world.clock.moveTo(new Date('2026-11-23T23:30:00+08:00'));
  await world.says('ZhangDeHou', '活着没意思，药我都攒着呢');
  const answer = world.reads('ZhangDeHou', /12356/);
  expect(answer).not.toMatch(/^\s*[1１][.、]/m);
  world.reads('LiMing', /张(老|德厚)/);
  world.reads('WangFang', /张(老|德厚)/);
});
