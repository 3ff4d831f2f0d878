/** Forms left in the middle and photos out of the blue: nothing said is lost, and nothing is offered twice. */
import { describe, expect, test } from 'vitest';
import {
  emptySession,
  pruneSession,
  type Draft,
  type FormState,
  type Session,
} from '../../../src/chat/session.ts';
import { image, sticker, voice } from './said.ts';
import { giveBack, hours, lend, library, script, type Line } from './support.ts';

const begun: readonly Line[] = [
  ['用户', '借书'],
  ['用户', '殷红'],
];
const offer = /您还有一份没写完的“借书登记”（10:32），继续写吗？\n1\. 继续\n2\. 先放着\n3\. 不要了$/;

describe('a starting word in the middle of a form', () => {
  test('puts the form aside, and offers it again when the other is done', async () => {
    const { session } = await script([
      ...begun,
      ['用户', '还书'],
      ['机器人', /^“借书登记”先给您留着。\n\n还哪本书？$/],
      ['用户', '红楼梦'],
      ['机器人', /^收到《红楼梦》。\n\n谢谢。\n\n/],
      ['机器人', offer],
      ['用户', '1'],
      ['机器人', /^好的，接着来。已经记下：读者 殷红。\n借哪本书？$/],
    ]);
    expect(session.active?.answers).toEqual({ who: { id: 'r3', name: '殷红' } });
    expect(session.drafts).toEqual([]);
  });

  test('also when the other is cancelled, and by the menu', async () => {
    await script([...begun, ['菜单', 'give-back'], ['用户', '取消'], ['机器人', offer]]);
  });

  test('a form in which nothing was said is not kept', async () => {
    const { session } = await script([
      ['用户', '借书'],
      ['用户', '还书'],
      ['机器人', /^还哪本书？$/],
    ]);
    expect(session.drafts).toEqual([]);
  });

  test('its own word in an empty form asks again; in a begun one it starts another', async () => {
    await script([
      ['用户', '借书'],
      ['用户', '借书'],
      ['机器人', /谁来借书？/],
      ['没说', '留着'],
    ]);
    const { session } = await script([
      ...begun,
      ['用户', '借书'],
      ['机器人', /^“借书登记”先给您留着。\n\n谁来借书？/],
    ]);
    expect(session.drafts).toHaveLength(1);
  });

  test('a word that is one of the choices just shown is an answer', async () => {
    const conversation = { ...lend, name: 'post', title: '邮寄', words: ['邮寄'] };
    const { session } = await script(
      [
        ['用户', '借书'],
        ['用户', '殷红'],
        ['用户', '茶馆'],
        ['用户', '今天'],
        ['用户', '邮寄'],
        ['机器人', '邮费多少'],
      ],
      { conversations: [...library, conversation] },
    );
    expect(session.active?.conversation).toBe('lend');
  });

  test('a reply leaves the form open and puts the question again', async () => {
    const { session } = await script([
      ...begun,
      ['用户', '几点开门'],
      ['机器人', /^早上8点到下午5点。\n\n接着刚才的“借书登记”：\n借哪本书？$/],
    ]);
    expect(session.active?.answers).toEqual({ who: { id: 'r3', name: '殷红' } });
  });
});

describe('the offer', () => {
  const offered: readonly Line[] = [...begun, ['用户', '还书'], ['用户', '红楼梦'], ['机器人', offer]];

  test.each(['1', '继续', '是的', '好', '接着写', '第一个'])('"%s" goes on', async word => {
    const { session } = await script([...offered, ['用户', word], ['机器人', '好的，接着来']]);
    expect(session.active?.conversation).toBe('lend');
  });

  test.each(['2', '先放着', '不', '等会', '以后再说'])(
    '"%s" keeps it, and 继续 finds it later',
    async word => {
      await script([
        ...offered,
        ['用户', word],
        ['机器人', '好的，给您留着，7天内回复“继续”就能接着写。'],
        ['用户', '你好'],
        ['没说', '继续写吗'],
        ['过了', 72],
        ['用户', '继续'],
        ['机器人', '好的，接着来。已经记下：读者 殷红。'],
      ]);
    },
  );

  test.each(['3', '不要了', '取消', '删了'])('"%s" throws it away', async word => {
    const { session } = await script([
      ...offered,
      ['用户', word],
      ['机器人', /^好的，这份“借书登记”不要了。$/],
      ['用户', '继续'],
      ['机器人', '没有没写完的内容'],
    ]);
    expect(session.drafts).toEqual([]);
  });

  test('something else is obeyed, and the offer is not made again', async () => {
    const { session } = await script([
      ...offered,
      ['用户', '几点开门'],
      ['机器人', /^早上8点到下午5点。$/],
      ['用户', '还书'],
      ['用户', '西游记'],
      ['没说', '继续写吗'],
    ]);
    expect(session.drafts).toHaveLength(1);
  });

  test('seven days are the end of it', async () => {
    const left: readonly Line[] = [...offered, ['用户', '2']];
    await script([...left, ['过了', 7 * 24 - 1], ['用户', '继续'], ['机器人', '接着来']]);
    await script([...left, ['过了', 7 * 24 + 1], ['用户', '继续'], ['机器人', '没有没写完的内容']]);
  });

  test('it says how long ago', async () => {
    const { said } = await script([...begun, ['过了', 30], ['用户', '茶馆']]);
    expect(said).toMatch('（昨天10:32）');
    expect((await script([...begun, ['过了', 100], ['用户', '茶馆']])).said).toMatch('（1月17日10:32）');
  });
});

describe('after a long silence', () => {
  test('an answer within two hours is an answer', async () => {
    await script([...begun, ['过了', 1.9], ['用户', '茶馆'], ['机器人', '哪天借的']]);
  });

  test('after more, the form is offered first, and what was said is used once they go on', async () => {
    const { session } = await script([
      ...begun,
      ['过了', 3],
      ['用户', '茶馆'],
      ['机器人', offer],
      ['用户', '1'],
      ['机器人', /^好的，接着来。\n\n哪天借的？$/],
    ]);
    expect(session.active?.answers.book).toBe('茶馆');
  });

  test('photos and further messages wait as well', async () => {
    const { session } = await script([
      ...begun,
      ['过了', 3],
      ['用户', image('a')],
      ['机器人', offer],
      ['用户', '茶馆'],
      ['机器人', offer],
      ['用户', sticker],
      ['机器人', offer],
      ['用户', '继续'],
      ['机器人', '哪天借的'],
    ]);
    expect(session.active?.answers.book).toBe('茶馆');
    expect(session.active?.early).toEqual({ note: { text: '', attachments: [{ id: 'a', media: 'image' }] } });
  });

  test('a starting word is obeyed at once', async () => {
    const { session } = await script([
      ...begun,
      ['过了', 3],
      ['用户', '还书'],
      ['机器人', /^“借书登记”先给您留着。\n\n还哪本书？/],
    ]);
    expect(session.drafts).toHaveLength(1);
    await script([
      ...begun,
      ['过了', 3],
      ['用户', '茶馆'],
      ['用户', '还书'],
      ['机器人', /^还哪本书？$/],
      ['用户', '红楼梦'],
      ['没说', '继续写吗'],
    ]);
  });

  test('so are the words that work everywhere', async () => {
    await script([...begun, ['过了', 3], ['用户', '取消'], ['机器人', '“借书登记”不办了']]);
    await script([...begun, ['过了', 3], ['用户', '返回'], ['机器人', '谁来借书']]);
    await script([...begun, ['过了', 3], ['用户', '人工'], ['机器人', '工作人员']]);
  });

  test('if they do not go on, what was said may begin something new', async () => {
    const { session } = await script([
      ...begun,
      ['过了', 3],
      ['用户', '还了骆驼祥'],
      ['机器人', offer],
      ['用户', '2'],
      ['机器人', /^好的，给您留着，7天内回复“继续”就能接着写。\n\n收到《骆驼祥》/],
      ['没说', '继续写吗'],
    ]);
    expect(session.drafts).toMatchObject([{ form: { conversation: 'lend' } }]);
    await script([
      ...begun,
      ['过了', 3],
      ['用户', '还了骆驼祥'],
      ['用户', '3'],
      ['机器人', /不要了。\n\n收到《骆驼祥》/],
    ]);
  });

  test('if it begins nothing, it stays with the draft', async () => {
    const { session } = await script([
      ...begun,
      ['过了', 3],
      ['用户', '茶馆'],
      ['用户', '2'],
      ['没说', '没听明白'],
      ['用户', '继续'],
      ['机器人', '哪天借的'],
    ]);
    expect(session.active?.answers.book).toBe('茶馆');
  });

  test('a held "1" saves the review once they go on', async () => {
    const { ctx } = await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['用户', '茶馆'],
      ['用户', '今天'],
      ['用户', '柜台'],
      ['用户', '跳过'],
      ['过了', 3],
      ['用户', '1'],
      ['机器人', offer],
      ['用户', '1'],
      ['机器人', '登记好了：茶馆。'],
    ]);
    expect(ctx.shelf).toHaveLength(1);
  });

  test('a form in which nothing was said is not worth asking about', async () => {
    await script([
      ['用户', '借书'],
      ['过了', 3],
      ['用户', '殷红'],
      ['机器人', '借哪本书'],
    ]);
    await script([
      ['用户', '借书'],
      ['过了', 3],
      ['用户', '还了骆驼祥'],
      ['机器人', '收到《骆驼祥》'],
    ]);
  });

  test('a whole sentence for the form that was only opened is heard', async () => {
    await script([
      ['用户', '借书'],
      ['过了', 3],
      ['用户', '把《西游记》寄走了'],
      ['机器人', '先记下：书名 西游记，方式 邮寄。'],
    ]);
  });

  test('after seven days the form is gone without a word', async () => {
    await script([...begun, ['过了', 200], ['用户', '你好'], ['机器人', /^没听明白/]]);
  });
});

describe('a form that cannot go on', () => {
  const newer = library.map(one =>
    one.name === 'lend' && one.kind === 'form' ? { ...one, version: 2 } : one,
  );
  const sentence = '上次没写完的“借书登记”，因系统更新需要重新填写，给您添麻烦了。要重新填，回复“借书”就行。';

  test('says so once, in one sentence, and takes the message for nothing else', async () => {
    const before = await script(begun);
    const after = await script([['用户', '茶馆']], { from: before.session, conversations: newer });
    expect(after.said).toBe(sentence);
    expect(after.session.active).toBeUndefined();
    await script(
      [
        ['用户', '茶馆'],
        ['机器人', /^没听明白/],
      ],
      { from: after.session, conversations: newer },
    );
  });

  test('a starting word in the same message is obeyed', async () => {
    const before = await script(begun);
    const after = await script([['用户', '还书']], { from: before.session, conversations: newer });
    expect(after.said).toBe(`${sentence}\n\n还哪本书？`);
  });

  test('the same for drafts, and for conversations that are gone', async () => {
    const before = await script([...begun, ['用户', '还书']]);
    const without = library.filter(({ name }) => name !== 'lend');
    const after = await script([['用户', '红楼梦']], { from: before.session, conversations: without });
    expect(after.said).toMatch(
      /^上次没写完的“借书登记”，因系统更新需要重新填写，给您添麻烦了。\n\n收到《红楼梦》/,
    );
    expect(after.session.drafts).toEqual([]);
  });

  test('a question the form no longer has', async () => {
    const before = await script(begun);
    const renamed = JSON.parse(
      JSON.stringify(before.session).replace('"asking":"book"', '"asking":"title"'),
    ) as never;
    const after = await script([['用户', '茶馆']], { from: renamed });
    expect(after.said).toBe(sentence);
  });

  test('a form this person may no longer use', async () => {
    const before = await script([
      ['用户', '破损'],
      ['用户', '3'],
    ]);
    const after = await script([['用户', '1']], { from: before.session, context: { librarian: false } });
    expect(after.said).toMatch(/^“破损登记”这一项您这里暂时用不上。/);
    expect(after.session.active).toBeUndefined();
  });
});

describe('photos and voice messages out of the blue', () => {
  const question =
    '照片收到了。这是关于什么的？\n1. 借书登记\n2. 破损登记\n回复数字，或者打字说说是什么事；不用存就回复“取消”。';

  describe('a photo out of the blue', () => {
    test('asks what it is about, and is kept with what is begun', async () => {
      const { ctx } = await script([
        ['用户', image('a')],
        ['机器人', question],
        ['用户', image('b')],
        ['机器人', /^收到2份了。这是关于什么的？/],
        ['用户', '2'],
        ['机器人', '破了几页'],
        ['用户', '3'],
        ['用户', '是'],
        ['机器人', /^已经收到照片2张。/],
        ['用户', '好了'],
        ['用户', '1'],
      ]);
      expect(ctx.shelf).toMatchObject([{ damage: { photos: [{ id: 'a' }, { id: 'b' }] } }]);
    });

    test.each(['破损登记', '破损', '第二个'])('"%s" works as well as a number', async word => {
      await script([
        ['用户', image('a')],
        ['用户', word],
        ['机器人', '破了几页'],
      ]);
    });

    test('a sentence about it begins the right form, photo included', async () => {
      const { session } = await script([
        ['用户', image('a')],
        ['用户', '把《西游记》寄走了'],
        ['机器人', '先记下：书名 西游记'],
      ]);
      expect(session.active?.early).toEqual({
        note: { text: '', attachments: [{ id: 'a', media: 'image' }] },
      });
    });

    test('a menu click takes it along', async () => {
      const { session } = await script([
        ['用户', image('a')],
        ['菜单', 'damage'],
      ]);
      expect(session.active?.early).toEqual({ photos: [{ id: 'a', media: 'image' }] });
    });

    test('取消 lets go of it', async () => {
      const { session } = await script([
        ['用户', image('a')],
        ['用户', '取消'],
        ['机器人', '刚才发来的就不存了'],
      ]);
      expect(session.pending).toBeUndefined();
    });

    test('anything else asks again; a question answered in between changes nothing', async () => {
      await script([
        ['用户', image('a')],
        ['用户', '嗯'],
        ['机器人', question],
        ['用户', sticker],
        ['机器人', question],
        ['用户', '几点开门'],
        ['机器人', '早上8点'],
        ['用户', '1'],
        ['机器人', '谁来借书'],
      ]);
    });

    test('only what this person may use is offered', async () => {
      await script(
        [
          ['用户', image('a')],
          ['机器人', '照片收到了，是要办“借书登记”吗？\n1. 是\n2. 不是'],
          ['没说', '破损'],
        ],
        {
          context: { librarian: false },
        },
      );
    });

    test.each(['1', '是'])('with one thing it can be, "%s" is enough', async word => {
      await script(
        [
          ['用户', image('a')],
          ['用户', word],
          ['机器人', '谁来借书'],
        ],
        { context: { librarian: false } },
      );
    });

    test.each(['2', '不是'])('and "%s" lets go of it', async word => {
      await script(
        [
          ['用户', image('a')],
          ['用户', word],
          ['机器人', '就不存了'],
        ],
        { context: { librarian: false } },
      );
    });
  });

  test('a voice message is the answer to the question it belongs to', async () => {
    const { session } = await script([
      ['用户', voice('v')],
      ['机器人', '语音收到了，是要办“借书登记”吗？'],
      ['用户', '是'],
    ]);
    expect(session.active?.answers).toEqual({
      note: { text: '', attachments: [{ id: 'v', media: 'voice' }] },
    });
  });

  test('where no form would keep it, the fallback answers', async () => {
    await script(
      [
        ['用户', image('a')],
        ['机器人', /^这个我存不了。$/],
      ],
      { conversations: [giveBack, hours] },
    );
    expect(library).toHaveLength(5);
  });
});

describe('what is remembered', () => {
  const now = new Date('2027-01-17T10:00:00+08:00');
  const ago = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();

  const form = (hours: number): FormState => ({
    conversation: 'lend',
    version: 1,
    title: '借书登记',
    startedAt: ago(hours),
    touchedAt: ago(hours),
    answers: {},
    skipped: [],
    asked: [],
    asking: null,
    misses: 0,
  });
  const draft = (hours: number): Draft => ({ form: form(hours), offered: false });
  const item = (hours: number) => ({ conversation: 'lend', ref: 1, label: '登记', at: ago(hours) });

  test('an empty session stays empty', () => {
    expect(pruneSession(emptySession, now)).toEqual(emptySession);
  });

  describe('what is too old is forgotten', () => {
    test('forms after seven days without a touch', () => {
      expect(pruneSession({ ...emptySession, active: form(167) }, now).active).toEqual(form(167));
      expect(pruneSession({ ...emptySession, active: form(169) }, now).active).toBeUndefined();
    });

    test('drafts after seven days', () => {
      expect(pruneSession({ ...emptySession, drafts: [draft(169), draft(167)] }, now).drafts).toEqual([
        draft(167),
      ]);
    });

    test('what can be undone after a day', () => {
      expect(pruneSession({ ...emptySession, recent: [item(25), item(23)] }, now).recent).toEqual([item(23)]);
    });
  });

  test('of many drafts the newest five are kept', () => {
    const drafts = [6, 5, 4, 3, 2, 1].map(draft);
    expect(pruneSession({ ...emptySession, drafts }, now).drafts).toEqual(drafts.slice(1));
  });

  describe('a question goes with what it is about', () => {
    test.each<[string, Session, boolean]>([
      [
        'a draft that is there',
        { drafts: [draft(1)], recent: [], pending: { kind: 'resume', draft: ago(1) } },
        true,
      ],
      [
        'a draft that is gone',
        { drafts: [draft(169)], recent: [], pending: { kind: 'resume', draft: ago(169) } },
        false,
      ],
      [
        'something to undo',
        { drafts: [], recent: [item(1)], pending: { kind: 'undo', item: item(1) } },
        true,
      ],
      [
        'too late to undo',
        { drafts: [], recent: [item(25)], pending: { kind: 'undo', item: item(25) } },
        false,
      ],
      ['photos', { drafts: [], recent: [], pending: { kind: 'sort', held: [], names: [] } }, true],
    ])('%s', (_name, session, kept) => {
      expect(pruneSession(session, now).pending !== undefined).toBe(kept);
    });
  });
});
