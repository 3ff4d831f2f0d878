/** Taking back what was saved. */
import { describe, expect, test } from 'vitest';
import { script, type Line } from './support.ts';

const saved: readonly Line[] = [
  ['用户', '借书'],
  ['用户', '殷红'],
  ['用户', '茶馆'],
  ['用户', '今天'],
  ['用户', '柜台'],
  ['用户', '跳过'],
  ['用户', '1'],
  ['机器人', '登记好了'],
];
const question = '要撤销刚才 10:32 记录的“茶馆”的借书登记吗？\n1. 撤销\n2. 不撤销';

test.each(['1', '撤销', '是', '好的'])('asks once, naming it; "%s" takes it back', async word => {
  const { ctx, session } = await script([
    ...saved,
    ['用户', '撤销'],
    ['机器人', question],
    ['用户', word],
    ['机器人', /^已经撤销了。$/],
    ['用户', '撤销'],
    ['机器人', '没有可以撤销的'],
  ]);
  expect(ctx.shelf).toEqual([
    expect.objectContaining({ lend: expect.anything() as unknown }),
    { undone: '茶馆' },
  ]);
  expect(session.recent).toEqual([]);
});

test.each(['2', '不撤销', '不', '取消', '不用了'])('"%s" leaves it', async word => {
  const { ctx, session } = await script([
    ...saved,
    ['用户', '撤销'],
    ['用户', word],
    ['机器人', '好的，不撤销，都留着。'],
  ]);
  expect(ctx.shelf).toHaveLength(1);
  expect(session.recent).toHaveLength(1);
});

test('anything else is not taken for a yes', async () => {
  const { ctx, session } = await script([
    ...saved,
    ['用户', '撤销'],
    ['用户', '还书'],
    ['机器人', /^还哪本书？$/],
  ]);
  expect(ctx.shelf).toHaveLength(1);
  expect(session.pending).toBeUndefined();
});

test('the last one first', async () => {
  const { ctx } = await script([
    ...saved,
    ['用户', '借书'],
    ['用户', '殷红'],
    ['用户', '围城'],
    ['用户', '今天'],
    ['用户', '柜台'],
    ['用户', '跳过'],
    ['用户', '1'],
    ['用户', '撤销'],
    ['机器人', '“围城”'],
    ['用户', '1'],
    ['用户', '撤销'],
    ['机器人', '“茶馆”'],
    ['用户', '1'],
  ]);
  expect(ctx.shelf.slice(2)).toEqual([{ undone: '围城' }, { undone: '茶馆' }]);
});

describe('within a day', () => {
  test('23 hours later it still can be, and says when it was', async () => {
    await script([...saved, ['过了', 23], ['用户', '撤销'], ['机器人', '要撤销刚才 昨天10:32 记录的']]);
  });

  test('25 hours later it cannot', async () => {
    const { ctx } = await script([
      ...saved,
      ['过了', 25],
      ['用户', '撤销'],
      ['机器人', '最近24小时里没有可以撤销的。更早的要改，回复“人工”请工作人员帮您。'],
      ['用户', '1'],
    ]);
    expect(ctx.shelf).toHaveLength(1);
  });

  test('a question left standing for a day is no longer answered', async () => {
    const { ctx } = await script([...saved, ['用户', '撤销'], ['过了', 25], ['用户', '1']]);
    expect(ctx.shelf).toHaveLength(1);
  });
});

test('in the middle of a form, which goes on afterwards', async () => {
  const { session, ctx } = await script([
    ...saved,
    ['用户', '还书'],
    ['用户', '撤销'],
    ['机器人', question],
    ['用户', '1'],
    ['机器人', /^已经撤销了。\n\n接着刚才的“还书”：\n还哪本书？$/],
  ]);
  expect(ctx.shelf).toContainEqual({ undone: '茶馆' });
  expect(session.active?.conversation).toBe('give-back');
});

test('what cannot be taken back any more is said kindly', async () => {
  await script([
    ['用户', '破损'],
    ['用户', '3'],
    ['用户', '是'],
    ['用户', '跳过'],
    ['用户', '1'],
    ['用户', '撤销'],
    ['机器人', '破损登记吗'],
    ['用户', '1'],
    ['机器人', '这一条现在撤销不了，请回复“人工”'],
  ]);
});
