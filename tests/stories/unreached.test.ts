/** 未送达名单: somebody whom no message reaches is phoned by the clerk, and who was phoned leaves the list, with trace (C2.13). */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const ask = async (who: string, text: string): Promise<string> => {
  world.hears(who);
  await world.says(who, text);
  return world.hears(who).join('\n');
};
const list = (): Promise<string> => ask('ZhaoJing', '未送达名单');
const setAccount = (name: string, userId: string | null) =>
  world.app.db.person.updateMany({
    where: { name },
    data: { userId, userIdKey: userId?.toLowerCase() ?? null },
  });
const numberOf = (text: string, name: string): string =>
  new RegExp(`^(\\d+)\\. ${name}`, 'mu').exec(text)?.[1] ?? '';

test('a helper without an account: why, what to say and whom to ring; “N 已打电话” takes them off, 撤销 puts them back', async () => {
  await setAccount('吴敏', null);
  await world.moveTo('2027-01-17T09:10:00+08:00');
  const before = await list();
  expect(before).toMatch(
    /吴敏（第一党支部）：没有企业微信账号。要说的事：(?=.*张老（张守信）)(?=.*欧阳老（欧阳文渊）).*的春节走访。请打电话 1000000\d{4}/,
  );
  const number = numberOf(before, '吴敏');
  expect(await ask('ZhaoJing', `${number} 没打通`)).toMatch(/吴敏先留在名单上/);
  expect(await list()).toContain('吴敏');
  const again = numberOf(await list(), '吴敏');
  expect(await ask('ZhaoJing', `${again} 已打电话`)).toMatch(/记下了：吴敏，您打电话说到了/);
  expect(await list()).not.toContain('吴敏');
  const [told] = await world.app.db.toldOtherwise.findMany();
  const clerk = await world.app.db.person.findUnique({ where: { userIdKey: 'zhaojing' } });
  expect(told).toMatchObject({ way: 'phone', toldById: clerk?.id, undoneAt: null });
  const trail = await world.app.db.auditEntry.findMany({ where: { action: 'tell-otherwise' } });
  expect(trail).toMatchObject([{ actorId: clerk?.id, subject: 'person', subjectId: told?.personId }]);
  await ask('ZhaoJing', '撤销');
  expect(await ask('ZhaoJing', '1')).toMatch(/吴敏又回到名单上了/);
  expect(await list()).toContain('吴敏');
});

test('who was told is listed again only for something new', async () => {
  await setAccount('吴敏', null);
  await world.moveTo('2027-01-17T09:10:00+08:00');
  await ask('ZhaoJing', '已电话通知 吴敏');
  await world.moveTo('2027-01-18T09:10:00+08:00');
  expect(await list()).not.toContain('吴敏');
  await world.says('WangFang', '张守信昨天住院了');
  await world.says('WangFang', '1');
  expect(await list()).toMatch(/吴敏.*住院看望/);
});

test('a message that did not arrive: “已电话通知 张德厚的女儿” takes him off; his number is asked for by 查看', async () => {
  await world.moveTo('2027-01-18T09:10:00+08:00');
  const zhang = await world.app.db.person.findUniqueOrThrow({ where: { userIdKey: 'zhangdehou' } });
  await world.app.db.outboundMessage.create({
    data: {
      recipient: 'ZhangDeHou',
      purpose: 'notice',
      textHash: 'x',
      state: 'failed',
      reason: 'refused',
      notBefore: world.clock.now(),
      notAfter: world.clock.now(),
      createdAt: world.clock.now(),
    },
  });
  const text = await list();
  expect(text).toMatch(
    /张老（张德厚）（第一党支部）：消息没送到。有一条通知没看到。请打电话 100\*{4}\d{4}（要号码，回复“查看 张德厚 电话，打电话联系”），或上门/,
  );
  expect(await ask('ZhaoJing', '查看 张德厚 电话，打电话联系')).toMatch(/电话：1000000\d{4}/);
  expect(await world.app.db.auditEntry.count({ where: { action: 'reveal', subjectId: zhang.id } })).toBe(1);
  expect(await ask('ZhaoJing', '已电话通知 张德厚的女儿')).toMatch(/记下了：张德厚，您打电话说到了/);
  expect(await list()).not.toContain('张德厚');
  const [told] = await world.app.db.toldOtherwise.findMany();
  const said = world.app.db.$vault.openRow('told_otherwise', told?.id ?? '', { said: told?.said ?? null });
  expect(said).toEqual({ said: '已电话通知 张德厚的女儿' });
});

test('whoever is reached later leaves the list by themselves', async () => {
  await world.app.db.person.updateMany({
    where: { name: '吴敏' },
    data: { unreachableSince: world.clock.now(), unreachableReason: 'invalid-user' },
  });
  await world.moveTo('2027-01-17T09:10:00+08:00');
  expect(await list()).toMatch(/吴敏（第一党支部）：不在企业微信可见范围/);
  await world.says('WuMin', '您好');
  expect(await list()).not.toContain('吴敏');
});

test('each sees their own part of the tree; a helper and a member see nothing of it', async () => {
  await setAccount('吴敏', null);
  await setAccount('高翔', null);
  await world.moveTo('2027-01-17T09:10:00+08:00');
  const branch = await ask('WangFang', '未送达名单');
  expect(branch).toContain('吴敏：没有企业微信账号');
  expect(branch).not.toContain('高翔');
  expect(await ask('ZhengWeiMin', '未送达名单')).toMatch(/吴敏.*请经办同志打电话/);
  expect(await ask('LiMing', '未送达名单')).not.toContain('吴敏');
  expect(await ask('ZhangDeHou', '未送达名单')).not.toContain('吴敏');
});

test('eight days of outage over the Spring Festival: who was to be reminded of a greeting is listed, why, and to be rung up', async () => {
  await world.moveTo('2027-02-02T09:10:00+08:00');
  world.clock.moveTo(new Date('2027-02-03T08:50:00+08:00'));
  await world.app.runJob('plan-obligations', {});
  await world.app.runJob('send-prompts', {});
  // The worker dies between writing and sending, and the festival passes.
  world.queue.wipe();
  const { app } = world;
  const unsent = await app.db.outboundMessage.findMany({ where: { state: 'pending', purpose: 'prompt' } });
  expect(unsent.length).toBeGreaterThan(2);
  world.clock.moveTo(new Date('2027-02-11T08:05:00+08:00'));
  await app.runJob('plan-obligations', {});
  await app.runJob('escalate', {});
  const text = [await list(), await ask('ZhaoJing', '未送达名单 第2页')].join('\n');
  expect(text).toContain('请打个电话或者上门说一声');
  expect(await app.db.outboundMessage.count({ where: { state: 'expired', purpose: 'prompt' } })).toBe(
    unsent.length,
  );
  for (const { recipient } of unsent) {
    const { name } = await app.db.person.findUniqueOrThrow({ where: { userIdKey: recipient.toLowerCase() } });
    const line = text.split('\n').find(each => each.includes(name)) ?? '';
    expect(line, name).toMatch(/消息过了时间没发出去。.*春节走访.*日子已经过了。(?:请打电话 \d+|.*上门)/);
  }
});
