/** Wishes that leave something out, or come at the wrong moment: what is missing is asked, and whoever may not hears who may. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditIn } from '../support/sealed.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

async function talk(userId: string, ...texts: readonly string[]): Promise<string> {
  world.hears(userId);
  for (const text of texts) await world.says(userId, text);
  return world.hears(userId).join('\n');
}
const audited = (action: string) => auditIn(world.app.db, { action });

test('“查看 张德厚” is asked which item; “改账号 李明” which account', async () => {
  expect(await talk('ZhaoJing', '查看 张德厚')).toMatch(/想看哪一项？[\s\S]*1\. 电话/);
  await world.says('ZhaoJing', '取消');
  expect(await talk('HeLei', '改账号 李明')).toMatch(/李明的新账号是什么？/);
});

test('a leader hears who may look and whom to ask, and the try is kept', async () => {
  expect(await talk('ChenZhiYuan', '查看 张德厚 电话')).toMatch(
    /张德厚同志的电话，由帮扶人李明、书记和经办来看.*需要的话，请找李明或者经办赵静同志。/,
  );
  expect(await talk('ZhouGuoDong', '查看 张德厚 电话')).toMatch(
    /您这里没有开放。需要的话，请找经办赵静同志。/,
  );
  expect(await audited('deny')).toHaveLength(2);
  expect(await talk('LiMing', '查看 张德厚 身份证号')).toMatch(/只有书记和经办能看/);
});

test('导出 by somebody who may not is answered and kept', async () => {
  expect(await talk('LiMing', '导出')).toBe('导出由经办同志或书记来做，需要的话请找他们。');
  expect(await audited('deny')).toHaveLength(1);
  expect(await world.app.db.exportOrder.count()).toBe(0);
});

test('the question which register takes no sentence about a pairing for an answer', async () => {
  await talk('ZhaoJing', '导出');
  expect(await talk('ZhaoJing', '给张德厚安排李明结对帮扶')).toContain('这里问的是导出哪一种名册');
  expect(await talk('ZhaoJing', '罗志强和朱凤英结对，方向生活照料')).not.toMatch(/号码住址|手机、身份证号/);
  expect(await world.app.db.exportOrder.count()).toBe(0);
});

test('“家庭 张德厚” names the daughter who acts for him', async () => {
  expect(await talk('LiMing', '家庭 张德厚')).toMatch(/张小梅，是代办人/);
});

test('“本人确认签订” with nothing open shows the one letter that waits, and signs nothing', async () => {
  const { db } = world.app;
  const list = await talk('WangFang', '责任书');
  await talk('WangFang', /(\d+)\. 李明帮扶张老（张德厚）（还没有写）/.exec(list)?.[1] ?? '');
  expect(await talk('ZhangDeHou', '本人确认签订')).toMatch(
    /编号：[\s\S]*看明白了、愿意签，就回复“本人确认签订”/,
  );
  expect(await db.letterSignature.count()).toBe(0);
  expect(await talk('ZhangXiaoMei', '责任书')).toMatch(/编号：[\s\S]*由您代签。为什么由您来签/);
  expect(await talk('ZhangDeHou', '本人确认签订')).toContain('签好了，谢谢您');
  expect(await talk('HuangLiJuan', '本人确认签订')).toContain('现在没有您要看、要签的责任书');
});

test('a number out of the file goes out with a call for help as a look that is kept', async () => {
  const { db } = world.app;
  await db.person.updateMany({ where: { name: '张小梅' }, data: { phone: null, phoneIndex: null } });
  await talk('ZhangXiaoMei', '我要求助', '生活', '灯坏了，想请人来看看', '不急', '没有');
  const call = world.hears('LiMing').join('\n');
  expect(call).toMatch(/联系电话：1000000\d{4}/);
  const looks = await audited('reveal');
  expect(looks).toMatchObject([{ after: { kind: 'phone', filled: true } }]);
});
