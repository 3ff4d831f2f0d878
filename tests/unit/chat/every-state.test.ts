/** 取消 返回 跳过 重来 人工 帮助 撤销 in every state there is. */
import { describe, expect, test } from 'vitest';
import { image } from './said.ts';
import { script, type Line } from './support.ts';

const states: Readonly<Record<string, readonly Line[]>> = {
  idle: [['用户', '你好']],
  first: [['用户', '借书']],
  later: [
    ['用户', '借书'],
    ['用户', '殷红'],
  ],
  doubt: [
    ['用户', '借书'],
    ['用户', '老张'],
  ],
  optional: [
    ['用户', '借书'],
    ['用户', '殷红'],
    ['用户', '茶馆'],
    ['用户', '今天'],
    ['用户', '柜台'],
  ],
  gathering: [
    ['用户', '借书'],
    ['用户', '殷红'],
    ['用户', '茶馆'],
    ['用户', '今天'],
    ['用户', '柜台'],
    ['用户', image('a')],
  ],
  review: [
    ['用户', '借书'],
    ['用户', '殷红'],
    ['用户', '茶馆'],
    ['用户', '今天'],
    ['用户', '柜台'],
    ['用户', '跳过'],
  ],
  editing: [
    ['用户', '借书'],
    ['用户', '殷红'],
    ['用户', '茶馆'],
    ['用户', '今天'],
    ['用户', '柜台'],
    ['用户', '跳过'],
    ['用户', '改2'],
  ],
};

type State = keyof typeof states;
const inForm = Object.keys(states).filter(state => state !== 'idle');
const at = (state: State): readonly Line[] => states[state] ?? [];

describe.each(['取消', '取消吧。', '算了', '“取消”'])('%s', word => {
  test.each(inForm)('at %s ends the form and saves nothing', async state => {
    const { session, ctx } = await script([
      ...at(state),
      ['用户', word],
      ['机器人', '好的，“借书登记”不办了，刚才填的没有保存。'],
    ]);
    expect([session.active, session.drafts, ctx.shelf]).toEqual([undefined, [], []]);
  });

  test('with nothing open there is nothing to end', async () => {
    await script([
      ['用户', word],
      ['机器人', '现在没有正在填的，不用取消。'],
    ]);
  });
});

describe('返回', () => {
  const expected: Readonly<Record<State, RegExp>> = {
    idle: /现在没有正在填的/,
    first: /^前面没有别的问题了。\n谁来借书？/,
    later: /^现在填的是“殷红”，不用改就回复“不变”。\n谁来借书？/,
    doubt: /^前面没有别的问题了。\n您说的是哪一位？/,
    optional: /^现在填的是“柜台取”，不用改就回复“不变”。\n怎么取书？/,
    gathering: /怎么取书？/,
    review: /^还有什么要说的吗？/,
    editing: /^好的，这一项没有改。\n请您看看对不对/,
  };
  test.each(Object.entries(expected))('at %s', async (state, said) => {
    await script([...at(state), ['用户', '返回'], ['机器人', said]]);
  });

  test('a new answer replaces the old one; the way forward goes on where it was', async () => {
    const { session } = await script([
      ...at('optional'),
      ['用户', '上一步'],
      ['用户', '上一步'],
      ['机器人', /现在填的是“1月17日（腊月初十，周日）”[^]*哪天借的？/],
      ['用户', '昨天'],
      ['机器人', '还有什么要说的吗？'],
    ]);
    expect(session.active?.answers).toMatchObject({ on: '2027-01-16', how: 'counter' });
  });

  test('all the way back to the first question', async () => {
    await script([
      ...at('optional'),
      ['用户', '返回'],
      ['用户', '返回'],
      ['用户', '返回'],
      ['用户', '返回'],
      ['机器人', '谁来借书'],
      ['用户', '返回'],
      ['机器人', '前面没有别的问题了'],
    ]);
  });

  test('what a question had gathered is there when it is asked again', async () => {
    await script([
      ...at('gathering'),
      ['用户', '返回'],
      ['用户', '不变'],
      ['机器人', /^已经收到照片1张。\n还有什么要说的吗？/],
    ]);
  });

  test('past a question that was skipped, and past one that was changed on the way', async () => {
    await script([...at('review'), ['用户', '返回'], ['用户', '返回'], ['机器人', '怎么取书']]);
    await script([
      ...at('optional'),
      ['用户', '改日期'],
      ['用户', '前天'],
      ['用户', '返回'],
      ['机器人', '哪天借的'],
      ['用户', '返回'],
      ['机器人', '怎么取书'],
    ]);
  });

  test('going back keeps nothing that was not there', async () => {
    const { session } = await script([...at('optional'), ['用户', '返回']]);
    expect(session.active?.early).toEqual({});
  });

  test('after everything was said in one sentence there is no question to go back to', async () => {
    await script([
      ['用户', '借《西游记》'],
      ['用户', '返回'],
      ['机器人', /^前面没有别的问题了。\n谁来借书？/],
    ]);
  });
});

describe('跳过', () => {
  const expected: Readonly<Record<State, RegExp>> = {
    idle: /现在没有正在填的/,
    first: /^“读者”少不了，麻烦您说一下；实在说不上来，回复“人工”请人帮您。\n谁来借书？/,
    later: /^不知道书名，就没法登记了。\n借哪本书？/,
    doubt: /^“读者”少不了[^]*您说的是哪一位？/,
    optional: /^好的，这一项不填。\n请您看看对不对/,
    gathering: /⑤备注：（照片1张）/,
    review: /^问题都答完了，就差保存了。\n回复“1”或“保存”保存/,
    editing: /^好的，这一项没有改。\n请您看看对不对[^]*②书名：茶馆/,
  };
  test.each(Object.entries(expected))('at %s', async (state, said) => {
    await script([...at(state), ['用户', '跳过'], ['机器人', said]]);
  });
});

describe('重来', () => {
  test.each(inForm)('at %s starts from an empty form', async state => {
    const { session } = await script([
      ...at(state),
      ['用户', '重来'],
      ['机器人', /^好的，我们从头来。\n谁来借书？/],
    ]);
    expect(session.active?.answers).toEqual({});
  });

  test('with nothing open', async () => {
    await script([
      ['用户', '重来'],
      ['机器人', '现在没有正在填的'],
    ]);
  });
});

describe('人工', () => {
  test.each(inForm)('at %s calls somebody and keeps the form as it is', async state => {
    const before = await script(at(state));
    const after = await script(
      [
        ['用户', '人工'],
        ['机器人', '已经请工作人员联系您了。\n\n“借书登记”填好的内容都留着，随时可以接着回答。'],
      ],
      { from: before.session },
    );
    expect(after.session).toEqual(JSON.parse(JSON.stringify(before.session)));
  });

  test('with nothing open', async () => {
    await script([
      ['用户', '转人工'],
      ['机器人', /^已经请工作人员联系您了。$/],
    ]);
  });
});

describe('帮助', () => {
  test.each(inForm.filter(state => state !== 'review'))('at %s explains the question', async state => {
    await script([
      ...at(state),
      ['用户', '帮助'],
      ['机器人', /^正在填“借书登记”。/],
      ['机器人', /回复“返回”改上一个问题，“重来”从头填，“取消”不填了，“人工”请人帮您。$/],
    ]);
  });

  test('gives an example, and says when the question may be skipped', async () => {
    await script([...at('doubt'), ['用户', '帮助'], ['没说', '可以这样回答']]);
    await script([
      ...at('later'),
      ['用户', '帮助'],
      ['机器人', '可以这样回答：“红楼梦”。'],
      ['没说', '跳过'],
    ]);
    await script([...at('optional'), ['用户', '怎么填'], ['机器人', '这一项也可以回复“跳过”。']]);
  });

  test('in the review', async () => {
    await script([...at('review'), ['用户', '？'], ['机器人', '“借书登记”都填好了。\n回复“1”或“保存”保存']]);
  });

  test('with nothing open names what this person can do', async () => {
    await script([
      ['用户', '帮助'],
      ['机器人', '借书\n还书\n破损\n时间'],
    ]);
    await script(
      [
        ['用户', '帮助'],
        ['没说', '破损'],
      ],
      { context: { librarian: false } },
    );
  });
});

describe('撤销', () => {
  test.each(inForm)('at %s with nothing saved says so and goes on', async state => {
    const before = await script(at(state));
    const after = await script(
      [
        ['用户', '撤销'],
        [
          '机器人',
          /^最近24小时里没有可以撤销的。现在正在填的，回复“取消”就不填了。\n\n接着刚才的“借书登记”：/,
        ],
      ],
      { from: before.session },
    );
    expect(after.session.active?.asking).toBe(before.session.active?.asking ?? null);
  });
});

test('an earlier answer is changed in the middle of the form', async () => {
  const { session } = await script([
    ...at('optional'),
    ['用户', '改日期 昨天'],
    ['机器人', /^改好了。\n还有什么要说的吗？/],
    ['用户', '把书名改成骆驼祥子'],
    ['机器人', /^改好了。/],
    ['用户', '改日期 2099年1月1日'],
    ['机器人', /还没到[^]*哪天借的？/],
    ['用户', '前天'],
    ['机器人', '还有什么要说的吗？'],
  ]);
  expect(session.active?.answers).toMatchObject({ on: '2027-01-15', book: '骆驼祥子' });
});

describe('taking back what was saved', () => {
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
});
