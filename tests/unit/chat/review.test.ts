/** The review: save, correct, think again. */
import { describe, expect, test } from 'vitest';
import { sticker } from './said.ts';
import { script, type Line } from './support.ts';

const filled: readonly Line[] = [
  ['用户', '借书'],
  ['用户', '殷红'],
  ['用户', '茶馆'],
  ['用户', '今天'],
  ['用户', '柜台'],
  ['用户', '旧书'],
  ['机器人', '请您看看对不对'],
];

describe('saving', () => {
  test.each(['1', '１', '①', '1。', '保存', '保存吧', '对', '好的', '没错', '可以', '确认', '是', '[OK]好'])(
    '"%s" saves',
    async text => {
      const { ctx } = await script([...filled, ['用户', text], ['机器人', '登记好了']]);
      expect(ctx.shelf).toHaveLength(1);
    },
  );

  test.each(['不要了', '不保存', '取消', '算了'])('"%s" saves nothing', async text => {
    const { ctx, session } = await script([...filled, ['用户', text], ['机器人', '好的']]);
    expect([ctx.shelf, session.active, session.drafts]).toEqual([[], undefined, []]);
  });

  test.each(['改1', '第一项', '1 张秀兰', '2', '嗯？不对', '[微笑]', '保存在柜台'])(
    '"%s" does not save',
    async text => {
      const { ctx, session } = await script([...filled, ['用户', text]]);
      expect(ctx.shelf).toEqual([]);
      expect(session.active).toBeDefined();
    },
  );
});

describe('correcting', () => {
  test.each([
    ['改2 骆驼祥子', '②书名：骆驼祥子'],
    ['改书名 骆驼祥子', '②书名：骆驼祥子'],
    ['书名改成骆驼祥子', '②书名：骆驼祥子'],
    ['2、骆驼祥子', '②书名：骆驼祥子'],
    ['改3 昨天', '③日期：1月16日（腊月初九，周六）'],
    ['不对，把日期改成昨天', '③日期：1月16日（腊月初九，周六）'],
    ['改1 2', '①读者：张秀兰'],
    ['改6 30元', '⑥押金：30元'],
    ['押金30元', '⑥押金：30元'],
    ['不对，借的是《骆驼祥子》', '②书名：骆驼祥子'],
  ])('"%s" in one go', async (text, line) => {
    await script([...filled, ['用户', text], ['机器人', /^改好了。\n请您看看对不对/], ['机器人', line]]);
  });

  test.each(['改2', '改第二项', '2', '第2个', '改书名', '书名不对', '书名'])(
    '"%s" asks that question again',
    async text => {
      const { session } = await script([
        ...filled,
        ['用户', text],
        ['机器人', /^现在填的是“茶馆”，不用改就回复“不变”。\n借哪本书？$/],
        ['用户', '骆驼祥子'],
        ['机器人', /^改好了。\n请您看看对不对/],
        ['机器人', '②书名：骆驼祥子'],
      ]);
      expect(session.active?.answers.on).toBe('2027-01-17');
    },
  );

  test.each(['返回', '不变', '跳过'])('"%s" out of a correction leaves the answer as it was', async text => {
    await script([...filled, ['用户', '改2'], ['用户', text], ['机器人', /请您看看对不对[^]*②书名：茶馆/]]);
  });

  test('a wrong new answer asks the question, with what was wrong', async () => {
    await script([
      ...filled,
      ['用户', '改3 2099年1月1日'],
      ['机器人', /还没到[^]*\n哪天借的？$/],
      ['用户', '昨天'],
      ['机器人', '③日期：1月16日'],
    ]);
  });

  test('a new answer that may be two people asks which', async () => {
    await script([
      ...filled,
      ['用户', '改1 老张'],
      ['机器人', /^您说的是哪一位？\n1\. 张德厚/],
      ['用户', '1'],
      ['机器人', '①读者：张德厚'],
    ]);
  });

  test.each<[string, readonly Line[]]>([
    ['in one go', [['用户', '改5 没有']]],
    [
      'when asked again',
      [
        ['用户', '改5'],
        ['用户', '不填'],
      ],
    ],
    [
      'in words that would be a text elsewhere',
      [
        ['用户', '改5'],
        ['用户', '没有'],
      ],
    ],
    [
      'where it is an amount',
      [
        ['用户', '改6 30元'],
        ['机器人', '⑥押金：30元'],
        ['用户', '改6'],
        ['用户', '不填'],
        ['用户', '改5 没有'],
      ],
    ],
  ])('an optional answer can be taken away again: %s', async (_how, lines) => {
    const { ctx } = await script([...filled, ...lines, ['机器人', '没填的：⑤备注 ⑥押金'], ['用户', '1']]);
    expect(ctx.shelf).toHaveLength(1);
    expect(ctx.shelf[0]).not.toHaveProperty('lend.note');
    expect(ctx.shelf[0]).not.toHaveProperty('lend.deposit');
  });

  test('new words leave the photos with them', async () => {
    const { session } = await script([
      ...filled,
      ['用户', { kind: 'attachment', media: 'image', attachmentId: 'a' }],
      ['用户', '改5 很旧'],
      ['机器人', '⑤备注：很旧 （照片1张）'],
    ]);
    expect(session.active?.answers.note).toEqual({
      text: '很旧',
      attachments: [{ id: 'a', media: 'image' }],
    });
  });

  test('answers that do not go together are asked again, also when saving', async () => {
    const { ctx } = await script([
      ...filled,
      ['用户', '改6 60元'],
      ['机器人', /押金最多50元，请改一下。\n押金多少？/],
      ['用户', '返回'],
      ['用户', '1'],
      ['机器人', '押金最多50元'],
      ['用户', '50'],
      ['机器人', '⑥押金：50元'],
      ['用户', '1'],
    ]);
    expect(ctx.shelf).toMatchObject([{ lend: { deposit: 5_000 } }]);
  });

  test('a doubt in a correction is asked', async () => {
    await script([
      ...filled,
      ['用户', '不对，书是拿走的'],
      ['机器人', '“拿走”是说：'],
      ['用户', '寄走'],
      ['机器人', '邮费多少'],
    ]);
  });
});

describe('what is not understood', () => {
  test('is answered shortly, without the whole review; the third time with the ways out', async () => {
    await script([
      ...filled,
      ['用户', '今天天气不错'],
      ['机器人', /^没看明白要改哪一项。\n回复“1”或“保存”保存/],
      ['没说', '①'],
      ['用户', '改9'],
      ['机器人', /^没有第9项。/],
      ['用户', sticker],
      ['机器人', /^表情或文件我看不懂/],
      ['机器人', '回复“人工”请人帮您'],
    ]);
  });

  test.each(['不对', '不是', '错了', '我要改', '不'])('"%s" asks which', async text => {
    await script([...filled, ['用户', text], ['机器人', /^哪一项要改？回复“改”加前面的号码，比如“改3”/]]);
  });

  test('a form of two lines does not speak of a third', async () => {
    await script([
      ['用户', '破损'],
      ['用户', '3'],
      ['用户', '是'],
      ['用户', '跳过'],
      ['机器人', '改3'],
    ]);
  });
});

test('long answers are cut in the review and saved whole', async () => {
  const long = '旧'.repeat(500);
  const { ctx, said } = await script([
    ...filled.slice(0, 5),
    ['用户', long],
    ['机器人', `⑤备注：${'旧'.repeat(80)}…`],
  ]);
  expect(said).not.toContain('旧'.repeat(81));
  expect(ctx.shelf).toEqual([]);
});
