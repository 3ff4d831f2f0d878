/** “老张昨天住院了”: from a colleague's sentence to the helper's visit; and what happens when the news is a death. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';
import { careFileIn } from '../support/sealed.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const duties = (rule: string) => world.app.db.obligation.findMany({ where: { rule } });

/** Answers what the bot asks until it has saved: the member by full name, everything else with “1”. */
async function report(userId: string, sentence: string): Promise<string> {
  await world.says(userId, sentence);
  for (let turn = 0; turn < 6; turn += 1) {
    const heard = world.hears(userId).join('\n');
    if (/已告诉|已记下|已通知|已转告/.test(heard)) return heard;
    await world.says(userId, /哪一位|是哪位|说的是/.test(heard) && !/保存/.test(heard) ? '张德厚' : '1');
  }
  throw new Error('the report was never saved');
}

test('reported by a colleague, prompted at once, next morning and on the last day; a hospital visit closes it', async () => {
  await report('WangFang', '老张昨天住院了');
  world.reads('LiMing', /张(老|德厚)[\s\S]*住院/);
  expect(await duties('illness')).toMatchObject([{ state: 'open' }]);

  await world.moveTo('2026-11-24T09:02:00+08:00');
  world.reads('LiMing', /张(老|德厚)/);
  await world.says('LiMing', '今天去医院看了张老，恢复得不错');
  await world.says('LiMing', '1');
  expect(await duties('illness')).toMatchObject([{ state: 'done' }]);
  world.hears('LiMing');
  await world.moveTo('2026-11-26T09:02:00+08:00');
  expect(world.hears('LiMing').join('\n')).not.toMatch(/住院/);
});

test('reported by two people: one happening, one duty', async () => {
  await report('WangFang', '张德厚昨天住院了');
  await world.says('ZhaoJing', '张德厚昨天住院了');
  for (let turn = 0; turn < 4; turn += 1) {
    const heard = world.hears('ZhaoJing').join('\n');
    if (heard.includes('已经有人')) break;
    await world.says('ZhaoJing', '1');
  }
  expect(await world.app.db.happening.count({ where: { kind: 'hospitalised' } })).toBe(1);
  expect(await duties('illness')).toHaveLength(1);
});

test('nobody goes: on the last day once more, then the secretary hears of it', async () => {
  await report('WangFang', '张德厚今天住院了');
  world.hears('WangFang');
  world.hears('LiMing');
  for (const day of ['24', '25', '26', '27']) await world.moveTo(`2026-11-${day}T09:02:00+08:00`);
  expect(world.hears('WangFang').join('\n')).toMatch(/张(老|德厚)/);
});

test('a death is asked about again, and then nothing about that member is ever sent', async () => {
  await world.moveTo('2027-01-17T09:02:00+08:00');
  world.hears('LiMing');
  await world.says('WangFang', '张德厚今天早上去世了');
  const member = await world.app.db.person.findFirstOrThrow({
    where: { name: '张德厚' },
    include: { careFile: true },
  });
  expect(member.careFile?.state).toBe('enrolled');
  let asks = 0;
  for (let turn = 0; turn < 6; turn += 1) {
    const heard = world.hears('WangFang').join('\n');
    if (/节哀|不再/.test(heard) && !/确认|吗[？?]/.test(heard)) break;
    asks += 1;
    await world.says('WangFang', '1');
  }
  expect(asks).toBeGreaterThanOrEqual(2);
  const file = await careFileIn(world.app.db, member.id);
  expect(file.state).toBe('deceased');
  const open = await world.app.db.obligation.findMany({ where: { memberId: member.id, state: 'open' } });
  expect(open.every(duty => duty.rule === 'death' || duty.rule === 'survivors')).toBe(true);
  world.hears('LiMing');
  for (const day of ['2027-01-27', '2027-02-03', '2027-02-05']) await world.moveTo(`${day}T09:02:00+08:00`);
  expect(world.hears('LiMing').join('\n')).not.toMatch(/张老|张德厚[^\n]*春节/);
});

test('seen at home in the morning, fallen in the afternoon: the helper is told all the same', async () => {
  await world.says('LiMing', '今天上午上门看了张德厚，一切都好');
  await world.says('LiMing', '1');
  world.hears('LiMing');
  world.clock.advance(3 * 60 * 60 * 1000);
  await report('WangFang', '张德厚刚才摔伤了');
  world.reads('LiMing', /张(老|德厚)/);
  expect(await duties('disaster')).toMatchObject([{ state: 'open' }]);
});

test('a death ends open requests, and a visit to the family is the one duty that is left', async () => {
  for (const text of ['我要求助', '1', '水管漏水', '2', '1']) await world.says('ZhangDeHou', text);
  await world.says('WangFang', '张德厚今天早上去世了');
  for (let turn = 0; turn < 3; turn += 1) await world.says('WangFang', '1');
  expect(await world.app.db.request.findMany()).toMatchObject([{ state: 'withdrawn' }]);
  world.reads('LiMing', /去世/);
  await world.says('LiMing', '今天上门看望了张德厚的家属，家里人都还好');
  const heard = world.hears('LiMing').join('\n');
  expect(heard).not.toContain('老人家现在怎么样');
  if (heard.includes('见到谁')) await world.says('LiMing', '家属');
  await world.says('LiMing', '1');
  expect(await duties('death')).toMatchObject([{ state: 'done' }]);
});

test('“老王走了” is never believed by itself', async () => {
  await world.says('WangFang', '老王走了');
  const asked = world.hears('WangFang').join('\n');
  expect(asked).toMatch(/去世/);
  expect(asked).toMatch(/离开/);
  await world.says('WangFang', '取消');
  expect(await world.app.db.happening.count()).toBe(0);
});
