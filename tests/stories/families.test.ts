/** The clerk binds a son, unbinds him, keeps the family, and arranges life nearby; the administrator changes an account. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const clerk = 'ZhaoJing';

async function tell(userId: string, ...texts: string[]): Promise<string> {
  for (const text of texts) {
    world.clock.advance(20_000);
    await world.says(userId, text);
  }
  return world.hears(userId).at(-1) ?? '';
}

const giveAccount = (userId: string, name: string) => {
  const known = world.fake.users();
  world.fake.setUsers([...known, { userId, name }]);
};

test('a son is bound, greeted, and may write; unbound, he sees nothing from that moment', async () => {
  giveAccount('HanXiaoGuang', '韩小光');
  expect(await tell('HanXiaoGuang', '我要求助')).not.toMatch(/韩玉珍|韩老/);
  const done = await tell(clerk, '代办人 韩玉珍', '韩小光', '儿子', 'HanXiaoGuang', '10000009999', '1');
  expect(done).toMatch(/登记好了：韩小光（儿子）/);
  world.reads('HanXiaoGuang', /韩小光，您好！赵静同志帮您登记好了，以后韩老/);
  expect(await tell('HanXiaoGuang', '我要求助', '2', '我妈家水管漏了', '2', '1')).toMatch(/转给|记下/);
  expect(await world.app.db.request.count()).toBe(1);
  await tell('HanXiaoGuang', '我要求助');
  expect(await tell(clerk, '解除代办人 韩玉珍', '1')).toMatch(/从现在起看不到/);
  expect(await tell('HanXiaoGuang', '我的申请')).not.toMatch(/韩老/);
  expect(await world.app.db.familyTie.count({ where: { relative: { name: '韩小光' } } })).toBe(0);
});

test('an account that somebody uses is asked about; nobody binds themselves', async () => {
  expect(await tell(clerk, '代办人 韩玉珍', '何磊', '外甥', 'helei')).toMatch(/已经有人在用[\s\S]*就是何磊/);
  expect(await tell(clerk, '1')).toMatch(/请您看看对不对/);
  expect(await tell(clerk, '1')).toMatch(/何磊（外甥）/);
  const heard = await tell(clerk, '代办人 韩玉珍', '赵静', '儿媳', 'ZhaoJing', '1');
  expect(heard).toMatch(/不能登记成自己/);
  expect(await world.app.db.familyTie.count({ where: { relative: { name: '赵静' } } })).toBe(0);
});

test('helpers and relatives cannot bind anybody', async () => {
  const before = await world.app.db.familyTie.count();
  for (const userId of ['LiMing', 'ZhangXiaoMei'])
    await tell(userId, '代办人 张德厚', '李明', '侄子', '跳过', '1', '1');
  expect(await world.app.db.familyTie.count()).toBe(before);
});

test('an administrator gives another account; the old one is a stranger, the new one is known', async () => {
  giveAccount('LiMing2', '李明');
  expect(await tell('HeLei', '改账号', '李明', 'zhaojing')).toMatch(/现在是赵静/);
  expect(await tell('HeLei', 'LiMing2', '1')).toMatch(/改成 LiMing2 了/);
  expect(await tell('LiMing2', '我的对象')).toMatch(/张德厚/);
  expect(await tell('LiMing', '我的对象')).not.toMatch(/张德厚/);
  expect(await tell(clerk, '改账号')).not.toMatch(/改谁的/);
});

test('one sentence keeps a jobless son, once; the referral waits for his own word', async () => {
  const sentence = '家庭 孙桂兰 加 儿子 孙小军 下岗';
  expect(await tell(clerk, sentence, '1')).toMatch(/就业求助（第1号）/);
  expect(await tell(clerk, sentence, '1')).toMatch(/早就记着了（第1号）/);
  expect(world.hears('LiMing').join('\n')).toMatch(/孙老（孙桂兰）家的儿子没有工作/);
  const refer = ['家庭 孙桂兰 转介 孙小军', '县劳动就业服务中心', '12月20日', '1'];
  expect(await tell(clerk, ...refer)).toMatch(/本人还没有同意/);
  expect(await tell(clerk, '家庭 孙桂兰 同意 孙小军', '1', '1')).toMatch(/本人同意/);
  expect(await tell(clerk, ...refer)).toMatch(/转给县劳动就业服务中心/);
  expect(await tell(clerk, '家庭 孙桂兰')).toMatch(/儿子孙小军，没有工作，本人已同意/);
  expect(await world.app.db.request.count()).toBe(1);
  expect(await tell(clerk, '家庭 孙桂兰 去掉 孙小军', '1')).toMatch(/去掉了/);
});

test('四就近 waits for the old comrade’s own word, and ends with a word', async () => {
  expect(await tell(clerk, '四就近 孙桂兰', '3')).toMatch(/不急，先问过本人再来/);
  expect(await tell(clerk, '1', '1 3', '幸福社区', '赵春梅', '10000008888', '1')).toMatch(
    /办好了：孙桂兰同志就近学习、就近得到照顾，在幸福社区/,
  );
  expect(await world.app.db.consent.count({ where: { scope: 'four-nearby' } })).toBe(1);
  expect(await tell(clerk, '孙桂兰的档案')).toMatch(
    /四就近：就近学习、就近得到照顾，在幸福社区，联系人赵春梅 100\*\*\*\*8888/,
  );
  expect(await tell(clerk, '停止四就近 孙桂兰', '1')).toMatch(/停了/);
  expect(await tell(clerk, '四就近 孙桂兰')).toMatch(/就近做哪几样/);
});

test('what makes no sense is answered kindly and loses nothing', async () => {
  expect(await tell(clerk, '代办人 无此人')).toMatch(/哪位老同志|没找到|没有找到|说/);
  await tell(clerk, '取消');
  expect(await tell(clerk, '家庭 韩玉珍 改', '1', '跳过', '跳过')).toMatch(/先选1加一位/);
  await tell(clerk, '取消');
  expect(await tell('ZhangDeHou', '家庭困难，药费太贵')).not.toMatch(/要办什么/);
});
