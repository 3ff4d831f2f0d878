/** What nobody understood is kept as such, and leaves the house only without the people in it. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { forgetInbound } from '../../src/chat/inbox.ts';
import { misunderstoodCommand } from '../../src/misunderstood.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let folder: string;
beforeAll(async () => {
  world = await createWorld();
  folder = await mkdtemp(join(tmpdir(), 'bangfu-misunderstood-'));
});
beforeEach(() => world.reset());
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true });
});

const outcomes = async () =>
  (await world.app.db.inboundMessage.findMany({ where: { kind: 'text' }, orderBy: { id: 'asc' } })).map(
    ({ outcome }) => outcome,
  );

let files = 0;
async function exported(...more: readonly string[]) {
  files += 1;
  const file = join(folder, `${files}.jsonl`);
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const done = await misunderstoodCommand({ ...world.app, say }, ['--out', file, ...more]);
  return { done, said: said.join('\n'), file, text: done ? await readFile(file, 'utf8') : '' };
}
const linesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as unknown);

test('what nobody understood is marked; what was understood is not', async () => {
  await world.says('LiMing', '花盆里的土该换了吧这个季节');
  await world.says('LiMing', '今天上午去医院看了张老，血压高住院第三天，精神还好');
  await world.says('LiMing', '1');
  expect(await outcomes()).toEqual(['not-understood', null, null]);
});

test('the sentence behind what was corrected or given up is marked', async () => {
  await world.says('LiMing', '今天上门看了张老，血压高，精神还好');
  await world.says('LiMing', '改3 电话');
  expect(await outcomes()).toEqual(['corrected', null]);
  await world.says('LiMing', '1');
  world.clock.advance(3_600_000);
  await world.says('LiMing', '昨天上门看了张老，都挺好');
  await world.says('LiMing', '取消');
  expect(await outcomes()).toEqual(['corrected', null, null, 'corrected', null]);
});

const planted = [
  '花盆里的土张德厚说该换了，他女儿张小梅电话13912345678，身份证110105194912310021，住和平路12号',
  '土豆子炖李明家的砂锅，微信limingabc123，幺三九一二三四五六七八',
];
/** Neither names nor numbers nor where somebody lives. */
const secrets = [
  '张德厚',
  '德厚',
  '张小梅',
  '小梅',
  '李明',
  '13912345678',
  '139',
  '1949',
  '110105',
  '和平路',
  'liming',
  '幺三九',
];

test('the file holds the way of speaking and nobody’s name, number or house; the trail holds who was let out', async () => {
  for (const text of planted) await world.says('LiMing', text);
  const { done, said, file, text } = await exported();
  expect(done).toBe(true);
  expect(said).toContain('共2句');
  for (const secret of secrets) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/[1-9]/);
  expect(linesOf(text)).toHaveLength(2);
  expect(linesOf(text)[0]).toMatchObject({ as: 'helper', outcome: 'not-understood' });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const entries = await world.app.db.auditEntry.findMany({ where: { action: 'export' } });
  expect(entries.length).toBeGreaterThan(0);
});

test('nothing of what was forgotten, nothing from before the day, nothing of the no longer registered', async () => {
  await world.says('LiMing', '花盆里的土该换了吧这个季节');
  expect(linesOf((await exported('--since', '2026-11-24')).text)).toHaveLength(0);
  expect(linesOf((await exported('--since', '11月23日')).text)).toHaveLength(1);
  await world.app.db.person.updateMany({
    where: { userId: 'LiMing' },
    data: { userId: null, userIdKey: null },
  });
  expect(linesOf((await exported()).text)).toHaveLength(0);
  await world.reset();
  await world.says('LiMing', '花盆里的土该换了吧这个季节');
  await forgetInbound(world.app.db, new Date('2030-01-01T00:00:00+08:00'), 100);
  expect(linesOf((await exported()).text)).toHaveLength(0);
});

test('a wrong option and a file that exists get a plain answer, and nothing is written over', async () => {
  const { file, text } = await exported();
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  const run = (...args: string[]) => misunderstoodCommand({ ...world.app, say }, args);
  expect(await run()).toBe(false);
  expect(await run('--out')).toBe(false);
  expect(await run('--all', 'x')).toBe(false);
  expect(await run('--out', join(folder, 'never'), '--since', '昨儿那会儿')).toBe(false);
  expect(await run('--out', file)).toBe(false);
  expect(said).toHaveLength(5);
  expect(said.at(-2)).toContain('不是一个日子');
  expect(said.at(-1)).toContain('已经有了');
  expect(await readFile(file, 'utf8')).toBe(text);
});
