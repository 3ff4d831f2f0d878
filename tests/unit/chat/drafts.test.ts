/** Forms left in the middle: nothing said is lost, and nothing is offered twice. */
import { describe, expect, test } from 'vitest';
import { image, sticker } from './said.ts';
import { lend, library, script, type Line } from './support.ts';

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
    await script([...begun, ['过了', 3], ['用户', '茶馆'], ['用户', '还书'], ['机器人', /^还哪本书？$/]]);
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
