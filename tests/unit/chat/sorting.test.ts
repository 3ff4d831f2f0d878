/** Photos and voice messages out of the blue. */
import { describe, expect, test } from 'vitest';
import { image, sticker, voice } from './said.ts';
import { giveBack, hours, library, script } from './support.ts';

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
    expect(session.active?.early).toEqual({ note: { text: '', attachments: [{ id: 'a', media: 'image' }] } });
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
  expect(session.active?.answers).toEqual({ note: { text: '', attachments: [{ id: 'v', media: 'voice' }] } });
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
