/** Pairing in chat: a secretary pairs in one sentence, a third is refused, a relative waits, a hand-over takes effect at once. */
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
const pairingOf = async (helper: string, member: string) =>
  db().pairing.findFirstOrThrow({
    where: { helper: { name: helper }, member: { name: member } },
    orderBy: { createdAt: 'desc' },
  });

/** Says each in turn; resolves to the last thing heard. */
async function talk(userId: string, ...texts: readonly string[]): Promise<string> {
  for (const text of texts) await world.says(userId, text);
  return world.hears(userId).at(-1) ?? '';
}

const agreed = '方向生活照料，项目居家安全，任务每月检查一次水电燃气，目标居家安全无隐患，每月走访一次';

test('question by question: those without a helper first, helpers with their load, and both are told', async () => {
  const first = await talk('WangFang', '结对');
  expect(first).toMatch(/朱凤英（第一党支部，还没有帮扶人）/);
  const helpers = await talk('WangFang', '朱凤英');
  expect(helpers).toMatch(/1\. 罗志强（现在没有对象）/);
  expect(helpers).not.toContain('李明');
  const answers = ['罗志强', '生活照料', '居家安全', '每月检查一次水电燃气', '居家安全无隐患', '每月一次'];
  const review = await talk('WangFang', ...answers);
  for (const part of ['朱凤英', '罗志强', '11月23日', '居家安全', '⑨走访频次：每月'])
    expect(review).toContain(part);
  const said = await talk('WangFang', '1');
  expect(said).toMatch(/结好了：罗志强同志是朱老（朱凤英）的主帮扶人/);
  expect(said).toContain('云老责〔2026〕1号');
  const told = world.reads('LuoZhiQiang', /请您帮扶朱老（朱凤英），第一党支部，您是主帮扶人/);
  expect(told).toContain('查看 朱凤英 电话');
  await world.says('LuoZhiQiang', '我的对象 朱凤英');
  world.reads('LuoZhiQiang', /朱老（朱凤英），第一党支部/);
  await talk('LuoZhiQiang', '查看 朱凤英 电话');
  expect(await talk('LuoZhiQiang', '打电话认识一下')).toMatch(/10000000111/);
});

test('in one sentence, with everything; today is the first day', async () => {
  const review = await talk('WangFang', `罗志强和朱凤英结对，${agreed}`);
  for (const part of ['朱凤英', '罗志强', '生活照料', '每月检查一次水电燃气', '走访频次：每月'])
    expect(review).toContain(part);
  await talk('WangFang', '1');
  const pairing = await pairingOf('罗志强', '朱凤英');
  expect(pairing).toMatchObject({ startsOn: '2026-11-23', primary: true, helperKind: 'unit-leader' });
});

test('a pairing without 项目 任务 目标 says what is missing, and 帮扶内容 completes it (S2-4.4b)', async () => {
  const said = await talk('WangFang', '罗志强和朱凤英结对', '跳过', '跳过', '跳过', '跳过', '跳过', '1');
  expect(said).toMatch(/帮扶项目、帮扶任务、帮扶目标还没填，结对先不算生效/);
  expect(await db().letter.count()).toBe(0);
  const done = await talk('WangFang', `朱凤英的帮扶内容：${agreed}`, '1');
  expect(done).toMatch(/生效了。责任书云老责〔2026〕1号写好了/);
});

test('a third member: refused with what would work; an administrator is asked for a reason', async () => {
  const refused = await talk('WangFang', '李明和朱凤英结对');
  expect(refused).toMatch(/李明同志已经帮扶2位老同志，每人最多2位/);
  expect(refused).toMatch(/移交/);
  expect(refused).toMatch(/管理员/);
  await talk('WangFang', '取消');
  const asked = await talk('HeLei', '李明和朱凤英结对');
  expect(asked).toMatch(/为什么还要再结一位/);
  const skip = ['跳过', '跳过', '跳过', '跳过', '跳过'];
  await talk('HeLei', '第一党支部人手不够，暂时由他兼着', ...skip, '1');
  const pairing = await pairingOf('李明', '朱凤英');
  const { id } = await personCalled('何磊');
  expect(pairing).toMatchObject({ overrideById: id, overrideReason: '第一党支部人手不够，暂时由他兼着' });
});

test('a relative: warned, nothing to see until another secretary or leader agrees (E-11)', async () => {
  const helper = await personCalled('罗志强');
  const member = await personCalled('朱凤英');
  await db().familyTie.create({ data: { relativeId: helper.id, memberId: member.id, relation: '外甥' } });
  const review = await talk('WangFang', `罗志强和朱凤英结对，${agreed}`);
  expect(review).toMatch(/罗志强同志是帮扶对象的外甥.*要请另一位书记或领导看过/);
  const said = await talk('WangFang', '1');
  expect(said).toMatch(/先不算结成.*已请领导陈志远同志看一看/);
  expect(world.hears('LuoZhiQiang')).toEqual([]);
  await world.says('LuoZhiQiang', '我的对象 朱凤英');
  world.reads('LuoZhiQiang', /没有找到/);
  expect(await talk('WangFang', '亲属结对')).toMatch(/没有等您看的亲属结对/);

  world.reads('ChenZhiYuan', /王芳同志想请罗志强同志帮扶朱老/);
  expect(await talk('ChenZhiYuan', '亲属结对')).toMatch(/您同意这样结对吗/);
  const agreedTo = await talk('ChenZhiYuan', '同意', '家里就他离得近，款物由支部经手', '1');
  expect(agreedTo).toMatch(/结对了/);
  world.reads('WangFang', /陈志远同志同意罗志强同志和朱老（朱凤英）结对/);
  world.reads('LuoZhiQiang', /请您帮扶朱老/);
  const chen = await personCalled('陈志远');
  expect(await pairingOf('罗志强', '朱凤英')).toMatchObject({ conflictSeenById: chen.id });
});

test('the second person says no: nothing ever holds, and the first is told why', async () => {
  const helper = await personCalled('罗志强');
  const member = await personCalled('朱凤英');
  await db().familyTie.create({ data: { relativeId: helper.id, memberId: member.id, relation: '外甥' } });
  await talk('WangFang', `罗志强和朱凤英结对，${agreed}`, '1');
  await talk('ChenZhiYuan', '亲属结对', '不同意', '另找一位更合适', '1');
  world.reads('WangFang', /没有同意.*另找一位更合适/);
  expect(await pairingOf('罗志强', '朱凤英')).toMatchObject({ endReason: 'declined' });
  expect(await talk('WangFang', '未结对')).toMatch(/朱老/);
});

test('hand-over: the old helper loses access the same day, duties and requests go on, a new letter is to be signed', async () => {
  for (const text of ['我要求助', '1', '水管漏水', '2', '1']) await world.says('ZhangDeHou', text);
  await world.moveTo('2027-01-18T09:12:00+08:00');
  world.hears('LiMing');
  const { id: memberId } = await personCalled('张德厚');
  const li = await personCalled('李明');
  const open = await db().obligation.count({ where: { memberId, ownerId: li.id, state: 'open' } });
  expect(open).toBeGreaterThan(0);

  const review = await talk('WangFang', '把张德厚移交给罗志强，李明调到县政府办了');
  for (const part of ['张德厚', '李明', '罗志强', '李明调到县政府办了']) expect(review).toContain(part);
  const said = await talk('WangFang', '1');
  expect(said).toMatch(/从今天起，张老（张德厚）由罗志强同志帮扶/);
  expect(said).toMatch(/新的责任书|移交好了/);

  world.reads('LiMing', /不再由您帮扶，由罗志强同志接着联系/);
  await world.says('LiMing', '我的对象 张德厚');
  world.reads('LiMing', /没有找到/);
  await world.says('LuoZhiQiang', '我的对象 张德厚');
  expect(world.hears('LuoZhiQiang').at(-1)).toMatch(/张老（张德厚）/);
  world.reads('ZhangDeHou', /由第一党支部的罗志强同志来看望/);
  const luo = await personCalled('罗志强');
  expect(
    await db().obligation.count({ where: { memberId, ownerId: li.id, state: { in: ['open', 'overdue'] } } }),
  ).toBe(0);
  expect(await db().obligation.count({ where: { memberId, ownerId: luo.id, state: 'open' } })).toBe(open);
  expect(await db().request.findMany({ where: { memberId } })).toMatchObject([{ ownerId: luo.id }]);
  const trail = await auditIn(db(), { subject: 'pairing', action: 'end' });
  expect(trail.at(-1)).toMatchObject({ purpose: '李明调到县政府办了', after: { endReason: 'handed-over' } });
});

test('解除结对 asks why; the member is told kindly; 帮扶人离岗 leaves nobody forgotten', async () => {
  await talk('WangFang', '解除张德厚的结对');
  await talk('WangFang', '3');
  const review = await talk('WangFang', '老人接到省城女儿家住了');
  expect(review).toMatch(/看不到这位老同志的情况/);
  expect(await talk('WangFang', '1')).toMatch(/解除了李明同志和张老（张德厚）的结对。现在还没有帮扶人/);
  world.reads('ZhangDeHou', /张老，您好！李明同志往后不再负责联系了/);
  world.reads('LiMing', /不再由您帮扶/);

  const left = await talk('WangFang', '帮扶人离岗', '吴敏', '2', '罗志强', '1');
  expect(left).toMatch(/张守信）移交给罗志强/);
  expect(left).toMatch(/欧阳文渊）移交给罗志强/);
  expect(await talk('WangFang', '简报')).toMatch(/没有帮扶人2位/);
});

test('a leader without a member stands in the digest until they have one (S5-3b)', async () => {
  const chen = await personCalled('陈志远');
  await db().pairing.updateMany({ where: { helperId: chen.id }, data: { endsOn: '2026-10-31' } });
  expect(await talk('ZhaoJing', '简报')).toMatch(/没有结对的领导1位/);
  expect(await talk('ZhaoJing', '未结对领导')).toMatch(/陈志远/);
  await talk('ZhaoJing', `陈志远和蒋立本结对，${agreed}`, '1');
  expect(await talk('ZhaoJing', '简报')).not.toMatch(/没有结对的领导/);
});
