/** Who answers what. */
import { describe, expect, test } from 'vitest';
import { createDispatcher } from '../../../src/chat/dispatcher.ts';
import type { Conversation } from '../../../src/chat/form.ts';
import { menuOf } from '../../../src/chat/menu.ts';
import { emptySession } from '../../../src/chat/session.ts';
import { sticker } from './said.ts';
import { damage, giveBack, hours, libraryContext, library, script, type LibraryContext } from './support.ts';

describe('starting', () => {
  test.each(['借书', '借书。', '“借书”', '登记借书', '借书登记', '借书吧'])('"%s" starts it', async word => {
    await script([
      ['用户', word],
      ['机器人', /^谁来借书？/],
    ]);
  });

  test('a menu click does the same; an old menu says so', async () => {
    await script([
      ['菜单', 'lend'],
      ['机器人', /^谁来借书？/],
      ['菜单', 'gone'],
      ['机器人', /^这个菜单已经不用了[^]*谁来借书/],
      ['菜单', 'hours'],
      ['机器人', '早上8点'],
    ]);
  });

  test('a reply answers at once', async () => {
    const { session } = await script([
      ['用户', '时间'],
      ['机器人', /^早上8点到下午5点。$/],
    ]);
    expect(session).toEqual(emptySession);
  });

  test('what somebody may not use is said kindly, in a form and out of one', async () => {
    const context = { librarian: false };
    await script(
      [
        ['用户', '破损'],
        ['机器人', /^“破损登记”这一项您这里暂时用不上。要是确实需要，回复“人工”，请工作人员帮您。$/],
      ],
      { context },
    );
    await script(
      [
        ['菜单', 'damage'],
        ['机器人', '暂时用不上'],
      ],
      { context },
    );
    await script(
      [
        ['用户', '还书'],
        ['用户', '破损'],
        ['机器人', /暂时用不上[^]*接着刚才的“还书”：\n还哪本书？/],
      ],
      { context },
    );
  });

  test('of two conversations with one word, the one this person may use', async () => {
    const reply: Conversation<LibraryContext> = {
      ...hours,
      name: 'damage-info',
      title: '破损说明',
      words: ['破损'],
    };
    await script(
      [
        ['用户', '破损'],
        ['机器人', '早上8点'],
      ],
      {
        conversations: [damage, reply],
        context: { librarian: false },
      },
    );
  });

  test('a form may have its reasons not to start', async () => {
    const closed = { ...damage, opening: () => ({ stop: '今天不登记，明天再来。' }) };
    const { session } = await script(
      [
        ['用户', '破损'],
        ['机器人', /^今天不登记，明天再来。$/],
      ],
      {
        conversations: [closed],
      },
    );
    expect(session.active).toBeUndefined();
    await script(
      [
        ['用户', '还书'],
        ['用户', '破损'],
        ['机器人', /明天再来。\n\n接着刚才的“还书”/],
      ],
      {
        conversations: library.map(one => (one.name === 'damage' ? closed : one)),
      },
    );
  });

  test('an opening is said before the first question', async () => {
    const opened = { ...damage, opening: '麻烦您了。' };
    await script(
      [
        ['用户', '破损'],
        ['机器人', /^麻烦您了。\n破了几页？$/],
      ],
      { conversations: [opened] },
    );
  });
});

describe('a free sentence', () => {
  const claiming = (name: string, confidence: number | undefined): Conversation<LibraryContext> => ({
    ...damage,
    name,
    title: name,
    words: [name],
    opening: `这里是${name}。`,
    recognise: () => (confidence === undefined ? { answers: {} } : { answers: {}, confidence }),
  });

  test('the surest conversation takes it', async () => {
    const conversations = [claiming('甲', 0.4), claiming('乙', 0.9), claiming('丙', 0.6)];
    await script(
      [
        ['用户', '有一本书'],
        ['机器人', '这里是乙'],
      ],
      { conversations },
    );
  });

  test('between equals the order of the list decides; unsure of itself counts half', async () => {
    await script(
      [
        ['用户', '有一本书'],
        ['机器人', '这里是甲'],
      ],
      { conversations: [claiming('甲', 0.5), claiming('乙', undefined)] },
    );
    await script(
      [
        ['用户', '有一本书'],
        ['机器人', '这里是乙'],
      ],
      { conversations: [claiming('甲', 0.4), claiming('乙', undefined)] },
    );
    await script(
      [
        ['用户', '几点开门'],
        ['机器人', '早上8点'],
      ],
      { conversations: [claiming('甲', 0.4), hours] },
    );
  });

  test('nobody who may not use it is asked', async () => {
    await script(
      [
        ['用户', '有一本书'],
        ['机器人', /^没听明白/],
      ],
      {
        conversations: [claiming('甲', 1)],
        context: { librarian: false },
      },
    );
  });

  test('nothing matches: the fallback', async () => {
    await script([
      ['用户', '今天天气不错'],
      ['机器人', /^没听明白，回复“帮助”看看能做什么。$/],
    ]);
  });

  test('an unmistakable beginning is heard in the middle of another form, if it is recognised too', async () => {
    const opening = { ...giveBack, opens: /^还了/ };
    const conversations = library.map(one => (one.name === 'give-back' ? opening : one));
    const { session, ctx } = await script(
      [
        ['用户', '借书'],
        ['用户', '殷红'],
        ['用户', '还了骆驼祥'],
        ['机器人', /^“借书登记”先给您留着。\n\n收到《骆驼祥》/],
      ],
      { conversations },
    );
    expect(ctx.shelf).toEqual([{ back: '骆驼祥' }]);
    expect(session.drafts).toMatchObject([{ form: { conversation: 'lend' } }]);
    await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['用户', '还了骆驼祥'],
      ['机器人', '哪天借的'],
    ]);
    await script(
      [
        ['用户', '还书'],
        ['用户', '还了骆驼祥'],
        ['机器人', '收到《还了骆驼祥》'],
      ],
      { conversations },
    );
  });

  test('an open form has the first word', async () => {
    await script([
      ['用户', '还书'],
      ['用户', '借《西游记》'],
      ['机器人', '收到《借《西游记》》'],
    ]);
  });
});

describe('what must be heard in every state', () => {
  test.each([[[]], [['借书']], [['借书', '殷红']], [['借书', '殷红', '茶馆', '今天', '柜台', '跳过']]])(
    'after %j',
    async before => {
      const start = await script(before.map(text => ['用户', text] as const));
      const after = await script(
        [
          ['用户', '书架着火了'],
          ['机器人', /^请马上离开，我已经通知值班室。$/],
        ],
        { from: start.session },
      );
      expect(after.session).toEqual(JSON.parse(JSON.stringify(start.session)));
    },
  );

  test('no draft is offered beside it', async () => {
    await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['过了', 3],
      ['用户', '着火了'],
      ['机器人', /^请马上离开，我已经通知值班室。$/],
    ]);
  });
});

describe('what cannot be read', () => {
  test.each([
    [sticker, '表情或文件我看不懂'],
    [{ kind: 'other', what: 'location', text: '人民公园' } as const, '位置我看不懂'],
    [{ kind: 'other', what: 'link' } as const, '链接我看不懂'],
    ['', '收到。有事您直接打字说就行'],
    ['😀', '收到。有事您直接打字说就行'],
    ['。', '收到。有事您直接打字说就行'],
  ])('%j', async (said, answer) => {
    await script([
      ['用户', said],
      ['机器人', answer],
    ]);
  });

  test('ten thousand characters', async () => {
    await script([
      ['用户', '书'.repeat(10_000)],
      ['机器人', /^没听明白/],
    ]);
  });
});

test('somebody is called through the context where the dispatcher has nobody', async () => {
  const dispatcher = createDispatcher<LibraryContext>({ conversations: library, fallback: () => '' });
  const called = await dispatcher.handle(
    emptySession,
    { kind: 'text', text: '人工' },
    libraryContext({ callHuman: async () => '马上来。' }),
  );
  expect(called.say).toEqual(['马上来。']);
  const nobody = await dispatcher.handle(emptySession, { kind: 'text', text: '人工' }, libraryContext());
  expect(nobody.say[0]).toMatch('现在联系不上工作人员');
});

test('a form is saved only by somebody who may', async () => {
  const before = await script([
    ['用户', '破损'],
    ['用户', '3'],
    ['用户', '是'],
    ['用户', '跳过'],
  ]);
  const { ctx } = await script([['用户', '1']], { from: before.session, context: { librarian: false } });
  expect(ctx.shelf).toEqual([]);
});

test('what save throws is the caller’s to handle, and the session it held is unchanged', async () => {
  const failing = { ...damage, save: () => Promise.reject(new Error('no shelf')) };
  const before = await script([
    ['用户', '破损'],
    ['用户', '3'],
    ['用户', '是'],
    ['用户', '跳过'],
  ]);
  const frozen = JSON.stringify(before.session);
  await expect(script([['用户', '1']], { from: before.session, conversations: [failing] })).rejects.toThrow(
    'no shelf',
  );
  expect(JSON.stringify(before.session)).toBe(frozen);
});

test('the menu: groups in the order of their first item, items in order', () => {
  expect(menuOf([hours, ...library])).toEqual([
    {
      name: '图书',
      items: [
        { title: '借书登记', name: 'lend' },
        { title: '还书', name: 'give-back' },
      ],
    },
    {
      name: '管理',
      items: [
        { title: '破损登记', name: 'damage' },
        { title: '开馆时间', name: 'hours' },
        { title: '开馆时间', name: 'hours' },
      ],
    },
  ]);
});
