/** 重阳节 of 2027 (8 October): a clerk switches the festival on, sees what that does, and the right people are reminded. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

const start = '2027-09-30T09:10:00+08:00';
let world: World;
beforeAll(async () => {
  world = await createWorld(start);
});
beforeEach(async () => {
  await world.reset(start);
  await world.moveTo(start);
  for (const phone of ['ZhaoJing', 'LiMing', 'ChenZhiYuan', 'WangFang', 'HeLei', 'ZhangDeHou'])
    world.hears(phone);
});
afterAll(() => world.close());

const duties = (state: string) =>
  world.app.db.obligation.count({ where: { occurrence: 'double-ninth-2027', state } });
const enrolled = () => world.app.db.careFile.count({ where: { state: 'enrolled' } });
const said = (userId: string) => world.hears(userId).join('\n');

test('from the list of rules to the visits that close what it brought', async () => {
  await world.says('ZhaoJing', '规则');
  const list = said('ZhaoJing');
  expect(list).toContain('云溪县委老干部局现在的规则：');
  expect(list).toMatch(/\d+\. 春节走访：在用，节前20天到节前1天/);
  expect(list).toMatch(/\d+\. 重阳走访：停用/);

  await world.says('ZhaoJing', '开重阳节走访');
  const review = world.reads('ZhaoJing', /云溪县委老干部局（含下级）的“重阳走访”/);
  expect(review).toContain('现在：停用\n改后：在用');
  const members = await enrolled();
  expect(review).toContain(`应办事项将新增${members}项；已经办好的不变。`);
  expect(await duties('open')).toBe(0);

  await world.says('ZhaoJing', '1');
  world.reads('ZhaoJing', new RegExp(`改好了：[^]*已新增${members}项`));
  expect(await duties('open')).toBe(members);

  // 1 October, a week before: each helper hears of their own, once; the day is said by both calendars.
  await world.moveTo('2027-10-01T09:10:00+08:00');
  const prompt = world.reads('LiMing', /重阳走访/);
  expect(prompt).toContain('10月1日（九月初二，周五）至10月8日（九月初九，周五）');
  await world.moveTo('2027-10-01T15:10:00+08:00');
  expect(world.hears('LiMing')).toEqual([]);
  const prompted = world.fake.delivered().filter(({ text }) => text.includes('重阳走访，'));
  expect(new Set(prompted.map(({ to }) => to)).size).toBe(prompted.length);
  expect(prompted.length).toBeGreaterThan(5);

  await world.says('LiMing', '1、2都已上门，都好');
  said('LiMing');
  expect(await duties('done')).toBeGreaterThan(0);
  await world.moveTo('2027-10-05T09:10:00+08:00');
  expect(said('LiMing')).not.toContain('重阳走访');
});

test('a branch of its own, prompts of its own, the record, and 撤销', async () => {
  await world.says('ZhaoJing', '第一党支部 开重阳节走访，提前5天开始');
  world.reads(
    'ZhaoJing',
    /第一党支部（含下级）的“重阳走访”[^]*现在：停用，提前7天开始\n改后：在用，提前5天开始/,
  );
  await world.says('ZhaoJing', '好的');
  world.reads('ZhaoJing', /改好了/);
  const branch = await world.app.db.organisation.findUniqueOrThrow({ where: { name: '第一党支部' } });
  const open = await world.app.db.obligation.findMany({
    where: { occurrence: 'double-ninth-2027', state: 'open' },
  });
  expect(new Set(open.map(({ organisationId, opensOn }) => `${organisationId} ${opensOn}`))).toEqual(
    new Set([`${branch.id} 2027-10-03`]),
  );

  await world.says('WangFang', '规则 重阳');
  expect(said('WangFang')).toMatch(
    /第一党支部的重阳走访：在用（本级定的）\n· 提前5天开始（本级定的）[^]*下一次：2027年10月3日/,
  );
  await world.says('WangFang', '规则记录');
  expect(said('WangFang')).toContain(
    '9月30日（九月初一，周四）09:10，第一党支部赵静改了重阳走访：停用→在用；提前7天开始→提前5天开始',
  );

  await world.says('ZhaoJing', '撤销');
  said('ZhaoJing');
  await world.says('ZhaoJing', '1');
  world.reads('ZhaoJing', /撤销了，重阳走访改回停用，提前7天开始/);
  expect(await duties('open')).toBe(0);
  await world.moveTo('2027-10-03T09:10:00+08:00');
  expect(said('LiMing')).not.toContain('重阳走访');
});

test('step by step, with what makes no sense explained', async () => {
  await world.says('ZhaoJing', '改规则');
  expect(said('ZhaoJing')).toContain('要改哪一条规则？');
  await world.says('ZhaoJing', '重阳节走访');
  expect(said('ZhaoJing')).toContain('想怎么改？用一句话说');
  await world.says('ZhaoJing', '提醒改成9天前');
  world.reads('ZhaoJing', /“提醒：节前9天”的时候还没有开始（提前7天才开始）/);
  await world.says('ZhaoJing', '随便吧');
  world.reads('ZhaoJing', /没看明白“随便吧”要改什么/);
  await world.says('ZhaoJing', '开，提醒改成7天前、3天前');
  world.reads('ZhaoJing', /改后：在用，开始那天提醒：否，过半时提醒：否，提醒：节前7天、节前3天/);
  await world.says('ZhaoJing', '取消');
  said('ZhaoJing');
  expect(await world.app.db.ruleVersion.count()).toBe(0);
});

test('who may look may not change, and others see nothing of it', async () => {
  await world.says('ChenZhiYuan', '规则');
  expect(said('ChenZhiYuan')).toContain('要改，请告诉经办同志');
  for (const phone of ['ChenZhiYuan', 'LiMing', 'ZhangDeHou']) {
    await world.says(phone, '开重阳节走访');
    await world.says(phone, '1');
    said(phone);
  }
  expect(await world.app.db.ruleVersion.count()).toBe(0);
  await world.says('HeLei', '停用七一走访');
  await world.says('HeLei', '1');
  expect(said('HeLei')).toContain('改好了');
  await world.says('ZhaoJing', '停用紧急关怀');
  world.reads('ZhaoJing', /关系到人命和权益，不能停用/);
});

test('a festival of one’s own, and days off entered by hand', async () => {
  await world.says('ZhaoJing', '添加节日 古尔邦节 2028-05-05');
  world.reads('ZhaoJing', /云溪县委老干部局（含下级）的节日[^]*古尔邦节[^]*5月5日（四月十一，周五）/);
  await world.says('ZhaoJing', '1');
  world.reads('ZhaoJing', /记下了：2028年古尔邦节是5月5日（四月十一，周五）。“古尔邦节走访”已经在用/);
  await world.says('ZhaoJing', '规则');
  expect(said('ZhaoJing')).toMatch(/\d+\. 古尔邦节走访：在用，节前7天到节日当天\n/);
  await world.moveTo('2028-05-06T09:10:00+08:00');
  world.hears('ZhaoJing');
  await world.says('ZhaoJing', '规则');
  expect(said('ZhaoJing')).toContain('接下来的日子还没有填，回复“节日 古尔邦节 2028年几月几日”补上');

  await world.says('ZhaoJing', '放假安排 2029：休 1月1日');
  expect(await world.app.db.workdayChange.count()).toBe(0);
  world.hears('HeLei');
  await world.says('HeLei', '放假安排 2029：休 1月1日、2月30日');
  world.reads('HeLei', /没有“2月30日”这一天/);
  await world.says('HeLei', '2029：休 1月1日、2月12日-2月18日 班 2月10日');
  world.reads('HeLei', /2029年的放假安排：\n休8天：[^]*调休上班1天：2月10日/);
  await world.says('HeLei', '1');
  world.reads('HeLei', /记下了2029年的放假安排/);
  expect(await world.app.db.workdayChange.count()).toBe(9);
});

test('a wrong day is put right, and a festival that is no longer kept ends what is open of it', async () => {
  const visits = (state: string) =>
    world.app.db.obligation.count({ where: { title: '古尔邦节走访', state } });
  const talk = async (...texts: readonly string[]): Promise<string> => {
    for (const text of texts) await world.says('ZhaoJing', text);
    return said('ZhaoJing');
  };
  await talk('节日 古尔邦节 2027-11-16', '1');
  const count = await visits('open');
  expect(count).toBeGreaterThan(0);
  const review = await talk('改节日 古尔邦节 2027年11月16日改成2027年11月18日');
  expect(review).toContain('原来填的是2027年11月16日');
  expect(review).toMatch(new RegExp(`应办事项将[^]*调整${count}项`));
  expect(await world.app.db.obligation.count({ where: { title: '古尔邦节走访', dueOn: '2027-11-18' } })).toBe(
    0,
  );
  expect(await talk('1')).toContain('记下了：2027年古尔邦节是11月18日');
  expect(
    await world.app.db.obligation.count({
      where: { title: '古尔邦节走访', dueOn: '2027-11-18', state: 'open' },
    }),
  ).toBe(count);
  expect(await talk('撤销', '1')).toContain('撤销了，日子改回11月16日');
  expect(
    await world.app.db.obligation.count({
      where: { title: '古尔邦节走访', dueOn: '2027-11-16', state: 'open' },
    }),
  ).toBe(count);
  expect(await talk('节日 古尔邦节 2072-11-16')).toContain('请核对一下年份');
  await talk('取消');

  expect(await talk('停用节日 古尔邦节')).toMatch(new RegExp(`应办事项将取消${count}项`));
  expect(await talk('1')).toContain(`应办事项已取消${count}项`);
  expect(await visits('open')).toBe(0);
  expect(await world.app.db.obligation.findFirst({ where: { title: '古尔邦节走访' } })).toMatchObject({
    state: 'cancelled',
    closeReason: 'rule-changed',
  });
  expect(await talk('启用节日 古尔邦节', '1')).toContain('改好了');
  expect(await visits('open')).toBe(count);
  expect(await talk('停用节日 端阳节')).toContain('没有“端阳节”这条规则');
});

test('days off are taken back, with what moves', async () => {
  const member = await world.app.db.person.findFirstOrThrow({ where: { name: '张德厚' } });
  const helper = await world.app.db.person.findFirstOrThrow({ where: { userId: 'LiMing' } });
  await world.app.db.happening.create({
    data: {
      memberId: member.id, reporterId: helper.id, kind: 'mood', happenedOn: '2027-09-30', reportedAt: world.clock.now(),
    },
  }); // prettier-ignore
  await world.run('plan-obligations');
  const due = async () =>
    (await world.app.db.obligation.findFirstOrThrow({ where: { rule: 'mood', memberId: member.id } })).dueOn;
  const before = await due();
  const talk = async (...texts: readonly string[]): Promise<string> => {
    for (const text of texts) await world.says('HeLei', text);
    return said('HeLei');
  };
  expect(await talk('放假安排 2027：休 2月5日-2月11日、10月1日-10月12日')).toContain(
    '眼下有1项的期限会跟着变',
  );
  expect(await talk('1')).toContain('录错了，回复“撤销放假安排”');
  await world.run('plan-obligations');
  expect(await due()).not.toBe(before);
  expect(await talk('撤销放假安排')).toMatch(/要撤销的是2027年的放假安排[^]*眼下有1项的期限会跟着变/);
  expect(await talk('1')).toContain('撤销了2027年的放假安排');
  expect(await world.app.db.workdayChange.count()).toBe(0);
  await world.run('plan-obligations');
  expect(await due()).toBe(before);
  expect(await talk('撤销放假安排 2027')).toContain('没有可以撤销的');
});

test('what makes no sense of a rule, and who may not change one', async () => {
  const talk = async (who: string, ...texts: readonly string[]): Promise<string> => {
    for (const text of texts) await world.says(who, text);
    return said(who);
  };
  const answers: [string, RegExp][] = [
    ['春节走访提前-5天开始', /“-5”是负数，改不了/],
    ['春节走访节前5天开始，节前10天结束', /还没开始就结束了/],
    ['春节走访提前0天开始', /还没开始就结束了/],
    ['春节走访提前100天开始', /应在0到60天之间/],
    ['停用春节走访和中秋走访', /一次改一条/],
    ['改规则 圣诞节走访 提前5天开始', /没有“圣诞节走访”这条规则，没有改动/],
    ['第九党支部 春节走访提前30天开始', /没有找到“第九党支部”/],
  ];
  for (const [text, expected] of answers) {
    expect(await talk('ZhaoJing', text), text).toMatch(expected);
    await talk('ZhaoJing', '取消');
  }
  for (const text of ['春节走访提前二十五天开始', '春节走访提前２５天开始', '春节走访提前廿五天开始']) {
    expect(await talk('ZhaoJing', text), text).toContain('改后：提前25天开始');
    await talk('ZhaoJing', '取消');
  }
  for (const who of ['LiMing', 'WangFang', 'ChenZhiYuan'])
    expect(await talk(who, '改规则 春节走访 提前30天开始'), who).toMatch(/^规则由经办同志来改，这次没有动。/);
  expect(await world.app.db.ruleVersion.count()).toBe(0);
});
