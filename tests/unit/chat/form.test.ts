/** A form from the first question to the last, as people talk, and the engine as a function of state. */
import { describe, expect, test } from 'vitest';
import { answerForm, beginForm, settled } from '../../../src/chat/engine.ts';
import { longText } from '../../../src/chat/fields/index.ts';
import type { FormState } from '../../../src/chat/session.ts';
import { image, sticker, voice } from './said.ts';
import { damage, giveBack, lend, libraryContext, script } from './support.ts';

const tenThousand = '书'.repeat(10_000);

describe('question by question', () => {
  test('every question is asked once, then the review, then it is saved', async () => {
    const { ctx, session } = await script([
      ['用户', '借书'],
      ['机器人', '谁来借书？（回复数字即可）\n1. 张德厚（一车间）\n2. 张秀兰\n3. 殷红'],
      ['用户', '3'],
      ['机器人', /^借哪本书？$/],
      ['用户', '秦腔史话'],
      ['机器人', /^哪天借的？$/],
      ['用户', '昨天'],
      ['机器人', '怎么取书？（回复数字即可）\n1. 柜台取\n2. 邮寄'],
      ['用户', '柜台'],
      ['机器人', /^还有什么要说的吗？（可跳过）$/],
      ['用户', '书角有点破'],
      [
        '机器人',
        [
          '请您看看对不对：',
          '①读者：殷红',
          '②书名：秦腔史话',
          '③日期：1月16日（腊月初九，周六）',
          '④方式：柜台取',
          '⑤备注：书角有点破',
          '没填的：⑥押金',
          '回复“1”或“保存”保存；要改哪项，回复“改3”这样的话；不要了回复“取消”。',
        ].join('\n'),
      ],
      ['用户', '1'],
      ['机器人', /^登记好了：秦腔史话。$/],
    ]);
    expect(ctx.shelf).toEqual([
      {
        lend: {
          who: { id: 'r3', name: '殷红' },
          book: '秦腔史话',
          on: '2027-01-16',
          how: 'counter',
          note: { text: '书角有点破', attachments: [] },
        },
      },
    ]);
    expect(session.active).toBeUndefined();
  });

  test('a question asked only under a condition, and its answer goes with the condition', async () => {
    const { ctx } = await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['用户', '茶馆'],
      ['用户', '今天'],
      ['用户', '邮寄'],
      ['机器人', /^邮费多少？$/],
      ['用户', '8块'],
      ['用户', '跳过'],
      ['机器人', '⑤邮费：8元'],
      ['用户', '改4 柜台取'],
      ['没说', '邮费'],
      ['用户', '保存'],
    ]);
    expect(ctx.shelf).toEqual([
      { lend: { who: { id: 'r3', name: '殷红' }, book: '茶馆', on: '2027-01-17', how: 'counter' } },
    ]);
  });

  test('a condition that newly holds asks its question before the review comes back', async () => {
    await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['用户', '茶馆'],
      ['用户', '今天'],
      ['用户', '柜台取'],
      ['用户', '跳过'],
      ['用户', '改4 邮寄'],
      ['机器人', '改好了。\n邮费多少？'],
      ['用户', '8元'],
      ['机器人', '⑤邮费：8元'],
    ]);
  });

  test('a form without a review saves after its last answer and may say several things', async () => {
    const { ctx, said } = await script([
      ['用户', '还书'],
      ['机器人', /^还哪本书？$/],
      ['用户', '红楼梦'],
    ]);
    expect(said).toBe('收到《红楼梦》。\n\n谢谢。');
    expect(ctx.shelf).toEqual([{ back: '红楼梦' }]);
  });

  test('optional questions: 没有, 跳过 and 好了 leave them empty', async () => {
    for (const nothing of ['没有', '跳过', '好了', '没有了。', '不用了', '保存']) {
      await script([
        ['用户', '借书'],
        ['用户', '殷红'],
        ['用户', '茶馆'],
        ['用户', '今天'],
        ['用户', '柜台取'],
        ['用户', nothing],
        ['机器人', /好的，这一项不填。\n请您看看对不对/],
        ['机器人', '没填的：⑤备注 ⑥押金'],
      ]);
    }
  });
});

describe('a wrong answer', () => {
  test('gets one kind sentence and the question again; the third time also the ways out', async () => {
    await script([
      ['用户', '借书'],
      ['用户', '李白'],
      ['机器人', /^没找到这个人，请说一下全名，比如“王秀英”。\n谁来借书？（回复数字即可）\n1\. 张德厚/],
      ['用户', '7'],
      ['机器人', /^没有第7位，请回复1到3里的数字。/],
      ['没说', '人工'],
      ['用户', '😀'],
      ['机器人', /请告诉我姓名/],
      ['机器人', /不好答也没关系：回复“人工”请人帮您，不想填了就回复“取消”。$/],
      ['没说', '跳过'],
      ['用户', '殷红'],
      ['机器人', /^借哪本书？$/],
      ['用户', tenThousand],
      ['机器人', /^有点长，请用60个字以内说/],
      ['没说', '人工'],
    ]);
  });

  test('at an optional question the third time offers to skip', async () => {
    await script([
      ['用户', '破损'],
      ['用户', '3页'],
      ['用户', '修好了吗不知道'],
      ['用户', '1'],
      ['机器人', '拍几张照片吧。（可跳过）'],
      ['用户', '等等'],
      ['用户', '找手机呢'],
      ['用户', '怎么拍'],
      ['机器人', '回复“跳过”先不填'],
    ]);
  });

  test('stickers, files, places and empty messages are answered kindly and the question is kept', async () => {
    await script([
      ['用户', '还书'],
      ['用户', sticker],
      ['机器人', /^表情或文件我看不懂，麻烦您打几个字，比如“红楼梦”。\n还哪本书？/],
      ['用户', { kind: 'other', what: 'location', text: '图书馆' }],
      ['机器人', /^位置我看不懂.*\n还哪本书？/],
      ['用户', ''],
      ['机器人', /^这里要请您写几个字.*\n还哪本书？/],
      ['用户', '红楼梦'],
      ['机器人', '收到《红楼梦》'],
    ]);
  });
});

describe('who is meant', () => {
  test('two people of one surname: asks which, and a number or a name settles it', async () => {
    for (const reply of ['2', '第二个', '张秀兰', '秀兰']) {
      const { session } = await script([
        ['用户', '借书'],
        ['用户', '老张'],
        ['机器人', /^您说的是哪一位？\n1\. 张德厚（一车间）\n2\. 张秀兰$/],
        ['用户', reply],
        ['机器人', '借哪本书？'],
      ]);
      expect(session.active?.answers.who).toEqual({ id: 'r2', name: '张秀兰' });
    }
  });

  test('a number that is not among the two is said so; another name is looked for', async () => {
    await script([
      ['用户', '借书'],
      ['用户', '老张'],
      ['用户', '3'],
      ['机器人', /^没有第3项，请回复1到2里的数字。\n您说的是哪一位？\n1\. 张德厚/],
      ['用户', '殷红'],
      ['机器人', '借哪本书？'],
    ]);
  });

  test('names by sound', async () => {
    const { session } = await script([
      ['用户', '借书'],
      ['用户', '尹红'],
    ]);
    expect(session.active?.answers.who).toEqual({ id: 'r3', name: '殷红' });
  });
});

describe('everything in one sentence', () => {
  test('what was understood is not asked again, and is said back', async () => {
    await script([
      ['用户', '把《西游记》寄走了，押金20元'],
      ['机器人', /^先记下：书名 西游记，方式 邮寄，押金 20元。\n谁来借书？/],
      ['用户', '殷红'],
      ['机器人', '哪天借的'],
      ['用户', '昨天'],
      ['机器人', '邮费多少'],
    ]);
  });

  test('an answer may hold other answers too', async () => {
    const { session } = await script([
      ['用户', '借书'],
      ['用户', '3'],
      ['用户', '要借《西游记》，押金20元'],
      ['机器人', /^先记下：书名 西游记，押金 20元。\n哪天借的？$/],
    ]);
    expect(session.active?.answers).toMatchObject({ book: '西游记', deposit: 2_000 });
  });

  test('a sentence that does not answer the question but another one is not lost', async () => {
    await script([
      ['用户', '借书'],
      ['用户', '押金20元，先交了'],
      ['机器人', /^先记下：押金 20元。\n谁来借书？/],
    ]);
  });

  test('what a sentence says is held to the same bounds as an answer', async () => {
    const { session } = await script([
      ['用户', '借《西游记》，押金99999999元'],
      ['机器人', /^金额要不超过.*\n先记下：书名 西游记。\n谁来借书？/],
    ]);
    expect(session.active?.answers).not.toHaveProperty('deposit');
  });

  test('a doubt is asked before everything else', async () => {
    const asked = await script([
      ['用户', '《西游记》拿走了'],
      ['机器人', /“拿走”是说：\n1\. 当面取走\n2\. 寄走\n3\. 不是借书$/],
    ]);
    const settled = await script(
      [
        ['用户', '2'],
        ['机器人', '谁来借书'],
      ],
      { from: asked.session },
    );
    expect(settled.session.active?.answers.how).toBe('post');
    const cancelled = await script(
      [
        ['用户', '不是借书'],
        ['机器人', '好的，这次就不记了。'],
      ],
      { from: asked.session },
    );
    expect(cancelled.session.active).toBeUndefined();
    expect(cancelled.ctx.shelf).toEqual([]);
  });

  test('a doubt may be an open question, and one about an optional field may be skipped', async () => {
    await script([
      ['用户', '借《西游记》，押金好几十'],
      ['机器人', /先记下：书名 西游记。\n押金具体是多少元？$/],
      ['用户', '记不清'],
      ['机器人', /^没看明白是多少钱[^]*\n押金具体是多少元？$/],
      ['用户', '30'],
      ['机器人', '谁来借书'],
    ]);
    const { session } = await script([
      ['用户', '借《西游记》，押金好几十'],
      ['用户', '跳过'],
      ['机器人', /好的，这一项不填。\n谁来借书？/],
    ]);
    expect(session.active?.doubts).toEqual({});
  });

  test('a doubt is not skipped, and an answer that is none of its options is asked again', async () => {
    await script([
      ['用户', '《西游记》拿走了'],
      ['用户', '跳过'],
      ['机器人', /“方式”少不了[^]*“拿走”是说：/],
      ['用户', '8'],
      ['机器人', /没有第8项，请回复1到3里的数字。[^]*“拿走”是说：/],
    ]);
  });
});

describe('photos and voice', () => {
  test('at a free-text question they are kept with the words', async () => {
    const { session } = await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['用户', '茶馆'],
      ['用户', '今天'],
      ['用户', '柜台'],
      ['用户', image('a')],
      ['机器人', '没有要补充的就回复“好了”'],
      ['用户', image('b')],
      ['用户', '封面破了'],
      ['机器人', '⑤备注：封面破了 （照片2张）'],
    ]);
    expect(session.active?.answers.note).toEqual({
      text: '封面破了',
      attachments: [
        { id: 'a', media: 'image' },
        { id: 'b', media: 'image' },
      ],
    });
  });

  test('skipping after a photo keeps the photo', async () => {
    await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['用户', '茶馆'],
      ['用户', '今天'],
      ['用户', '柜台'],
      ['用户', image('a')],
      ['用户', '跳过'],
      ['机器人', '⑤备注：（照片1张）'],
    ]);
  });

  test('a voice message answers a free-text question', async () => {
    await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['用户', '茶馆'],
      ['用户', '今天'],
      ['用户', '柜台'],
      ['用户', voice('v')],
      ['机器人', '⑤备注：（语音1条）'],
    ]);
  });

  test('during another question they wait for theirs', async () => {
    await script([
      ['用户', '借书'],
      ['用户', image('a')],
      ['机器人', /^照片收到了，会和这次的内容一起保存。\n谁来借书？/],
      ['用户', voice('v')],
      ['机器人', '不过这一问还得请您打几个字'],
      ['用户', '殷红'],
      ['用户', '茶馆'],
      ['用户', '今天'],
      ['用户', '柜台'],
      ['机器人', /^已经收到照片1张、语音1条。\n还有什么要说的吗？/],
      ['用户', '好了'],
      ['机器人', '⑤备注：（照片1张、语音1条）'],
    ]);
  });

  test('in the review they join the answer that takes them', async () => {
    const { ctx } = await script([
      ['用户', '借书'],
      ['用户', '殷红'],
      ['用户', '茶馆'],
      ['用户', '今天'],
      ['用户', '柜台'],
      ['用户', '旧书'],
      ['用户', image('a')],
      ['机器人', /^照片收到了，会和这次的内容一起保存。\n回复“1”或“保存”保存/],
      ['用户', '1'],
    ]);
    expect(ctx.shelf).toMatchObject([
      { lend: { note: { text: '旧书', attachments: [{ id: 'a', media: 'image' }] } } },
    ]);
  });

  test('photo after photo follows the answer given last', async () => {
    const second = longText({ label: '经过', question: '怎么破的？' });
    const first = longText({ label: '样子', question: '什么样子？' });
    const conversation = { ...damage, fields: { first, second, ...damage.fields } };
    const { session } = await script(
      [
        ['用户', '破损'],
        ['用户', '卷了'],
        ['用户', '淋雨'],
        ['机器人', '破了几页'],
        ['用户', image('a')],
        ['用户', image('b')],
      ],
      { conversations: [conversation] },
    );
    expect(session.active?.answers.first).toEqual({ text: '卷了', attachments: [] });
    expect(session.active?.answers.second).toMatchObject({ attachments: [{ id: 'a' }, { id: 'b' }] });
  });

  test('what was skipped stays skipped when more is skipped', async () => {
    const optional = { question: '？', optional: true } as const;
    const first = longText({ label: '样子', ...optional });
    const second = longText({ label: '经过', ...optional });
    const third = longText({ label: '打算', ...optional });
    const conversation = { ...damage, fields: { first, second, third, ...damage.fields } };
    const { session } = await script(
      [
        ['用户', '破损'],
        ['用户', '跳过'],
        ['用户', '跳过'],
        ['用户', '跳过'],
        ['机器人', '破了几页'],
      ],
      { conversations: [conversation] },
    );
    expect(session.active?.skipped).toEqual(['first', 'second', 'third']);
  });

  test('a form that keeps none says so', async () => {
    await script([
      ['用户', '还书'],
      ['用户', image('a')],
      ['机器人', /^照片收到了，不过这里麻烦您打几个字，比如“红楼梦”。\n还哪本书？/],
    ]);
  });

  test('photos one after another until 好了', async () => {
    const { ctx } = await script([
      ['用户', '破损'],
      ['用户', '3'],
      ['用户', '是'],
      ['用户', image('a')],
      ['机器人', '收到1份了'],
      ['用户', image('b')],
      ['用户', '好了'],
      ['机器人', '③照片：照片2张'],
      ['用户', '保存'],
    ]);
    expect(ctx.shelf).toMatchObject([
      { damage: { pages: 3, mended: true, photos: [{ id: 'a' }, { id: 'b' }] } },
    ]);
  });
});

describe('the engine by itself', () => {
  const through = (state: FormState): FormState => JSON.parse(JSON.stringify(state)) as FormState;
  const text = (said: string) => ({ kind: 'text', text: said }) as const;

  test('everything known: straight to the review, or to the end', async () => {
    const ctx = libraryContext();
    const all = { who: { id: 'r3', name: '殷红' }, book: '茶馆', on: '2027-01-17', how: 'counter' as const };
    const { state, done } = await beginForm(lend, { answers: all }, ctx);
    expect([state.asking, done]).toEqual(['note', undefined]);
    const ended = await beginForm(giveBack, { answers: { book: '茶馆' } }, ctx);
    expect([ended.done, ended.say]).toEqual(['save', []]);
    expect(settled(giveBack, ended.state)).toEqual({ book: '茶馆' });
  });

  test('saving is the caller’s: the engine only says when', async () => {
    const ctx = libraryContext();
    const begun = await beginForm(giveBack, null, ctx);
    const turn = await answerForm(giveBack, through(begun.state), text('茶馆'), ctx);
    expect([turn.done, ctx.shelf]).toEqual(['save', []]);
  });

  test('the state it was given is not changed', async () => {
    const ctx = libraryContext();
    const { state } = await beginForm(lend, null, ctx);
    const before = JSON.stringify(state);
    await answerForm(lend, state, text('殷红'), ctx);
    expect(JSON.stringify(state)).toBe(before);
  });

  test('every touch is noted', async () => {
    const { state } = await beginForm(lend, null, libraryContext());
    const later = libraryContext({ now: new Date('2027-01-17T11:00:00+08:00') });
    const turn = await answerForm(lend, through(state), text('？'), later);
    expect(turn.state.touchedAt).toBe('2027-01-17T03:00:00.000Z');
    expect(turn.state.startedAt).toBe(state.startedAt);
  });

  test('人工 without a dispatcher asks the context', async () => {
    const ctx = libraryContext({ callHuman: async () => '马上来。' });
    const { state } = await beginForm(lend, null, ctx);
    const turn = await answerForm(lend, state, text('人工'), ctx);
    expect(turn.say.join()).toMatch(/^马上来。\n“借书登记”填到一半的内容都留着/);
  });

  test('a list of one is taken without asking where the field says so', async () => {
    const taking = { ...lend, fields: { ...lend.fields, who: { ...lend.fields.who, takeOnlyOne: true } } };
    const one = libraryContext({ readers: [{ id: 'r9', name: '白鹿' }] });
    const { state, say } = await beginForm(taking, null, one);
    expect(state.answers.who).toEqual({ id: 'r9', name: '白鹿' });
    expect(say.join()).toMatch(/借哪本书？$/);
    expect((await beginForm(taking, null, libraryContext())).state.asking).toBe('who');
  });
});
