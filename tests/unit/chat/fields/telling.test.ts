/** Fields of words, voice and pictures. */
import { describe, expect, test } from 'vitest';
import { attachments, attachmentsText } from '../../../../src/chat/fields/attachments.ts';
import { longText, shortText } from '../../../../src/chat/fields/text.ts';
import { image, voice } from '../said.ts';
import { answer, ctx, tenThousand, unreadable, wordless } from './support.ts';

describe('text', () => {
  describe('short text', () => {
    const title = shortText({ label: '书名', question: '借哪本书？', example: '红楼梦' });

    test.each([
      ['红楼梦', '红楼梦'],
      ['  《红楼梦》 ', '《红楼梦》'],
      ['红楼梦\n下册', '红楼梦 下册'],
      ['7', '7'],
      ['红楼梦😀', '红楼梦😀'],
    ])('"%s"', async (text, value) => {
      expect(await answer(title, text)).toEqual({ value });
    });

    test.each(wordless)('"%s" holds no words', async text => {
      expect(await answer(title, text)).toEqual({ hint: '这里要请您写几个字，比如“红楼梦”。' });
    });

    test('exactly the greatest length is taken, one more is not', async () => {
      expect((await answer(title, '书'.repeat(60))).value).toHaveLength(60);
      expect((await answer(title, '书'.repeat(61))).hint).toBe('有点长，请用60个字以内说，比如“红楼梦”。');
      expect((await answer(title, tenThousand)).hint).toMatch('60个字以内');
    });

    test('characters are counted, not their parts', async () => {
      expect((await answer(shortText({ label: '名', question: '?', max: 2 }), '𠮷𠮷')).value).toBe('𠮷𠮷');
    });

    test('too short, and a check of its own', async () => {
      const phone = shortText({
        label: '电话',
        question: '?',
        min: 7,
        refuse: text => (/^\d+$/.test(text) ? undefined : '电话号码只有数字。'),
      });
      expect((await answer(phone, '110')).hint).toBe('有点短，请再写清楚些。');
      expect((await answer(phone, '一三八零零零零')).hint).toBe('电话号码只有数字。');
      expect((await answer(phone, '13800000000')).value).toBe('13800000000');
    });

    test.each([['照片', image('a')], ['语音', voice('b')], ...unreadable] as const)(
      '%s is no text',
      async (name, said) => {
        expect((await answer(title, said)).hint).toMatch(new RegExp(`^${name}.*打几个字.*红楼梦`));
      },
    );
  });

  describe('long text', () => {
    const note = longText({ label: '说明', question: '怎么回事？', example: '书页掉了' });
    const kept = { text: '', attachments: [{ id: 'a', media: 'image' }] };

    test('words are kept as they were said', async () => {
      expect(await answer(note, ' 掉了三页。\n不要紧。 ')).toEqual({
        value: { text: '掉了三页。\n不要紧。', attachments: [] },
      });
    });

    test('a voice message is an answer by itself', async () => {
      expect(await answer(note, voice('v1'))).toEqual({
        value: { text: '', attachments: [{ id: 'v1', media: 'voice' }] },
      });
    });

    test('after a photo a few words are welcome, and the photo is kept with them', async () => {
      const { value, more } = await answer(note, image('a'));
      expect(value).toEqual(kept);
      expect(more).toMatch('没有要补充的就回复“好了”');
      expect((await answer(note, '第三页', { gathered: kept })).value).toEqual({ ...kept, text: '第三页' });
      expect((await answer(note, '好了', { gathered: kept })).value).toEqual(kept);
      expect((await answer(note, image('b'), { gathered: kept })).value?.attachments).toHaveLength(2);
    });

    test('"好了" without anything is words like any other', async () => {
      expect((await answer(note, '好了')).value?.text).toBe('好了');
    });

    test.each(wordless)('"%s" holds no words', async text => {
      expect(await answer(note, text)).toEqual({ hint: '请您用几个字说一说，比如“书页掉了”。' });
    });

    test('ten thousand characters: says the greatest length and how to send the rest', async () => {
      expect((await answer(note, '一'.repeat(500))).value?.text).toHaveLength(500);
      expect((await answer(note, tenThousand)).hint).toBe(
        '这段话有10000个字，这里一次最多能记500个字。请把要紧的先发来，其余的可以随后拍照或发语音，会一起保存。',
      );
    });

    test('too short', async () => {
      const long = longText({ label: '说明', question: '?', min: 4 });
      expect((await answer(long, '坏了')).hint).toBe('请再说详细一点。');
      expect((await answer(long, '坏了三页')).value?.text).toBe('坏了三页');
    });

    test('where only photos are kept, a voice message is asked for in words', async () => {
      const photos = longText({ label: '说明', question: '?', keeps: ['image'] });
      expect((await answer(photos, voice('v'))).hint).toMatch('语音');
      expect((await answer(photos, image('a'))).value).toEqual(kept);
    });

    test.each(unreadable)('%s cannot be kept', async (name, said) => {
      expect((await answer(note, said)).hint).toMatch(name);
    });

    test('shows words and what was sent', () => {
      const sent = [
        { id: 'a', media: 'image' as const },
        { id: 'b', media: 'image' as const },
        { id: 'c', media: 'voice' as const },
      ];
      expect(note.show({ text: '掉了', attachments: sent }, ctx)).toBe('掉了 （照片2张、语音1条）');
      expect(note.show({ text: '', attachments: sent.slice(2) }, ctx)).toBe('（语音1条）');
    });

    test('what comes late is added', () => {
      expect(note.add?.(undefined, 'image', 'a')).toEqual(kept);
      expect(note.add?.({ text: '掉了', attachments: [] }, 'image', 'a')).toEqual({ ...kept, text: '掉了' });
    });
  });
});

describe('attachments', () => {
  const photos = attachments({ label: '照片', question: '拍几张？', max: 3 });
  const one = { id: 'a', media: 'image' as const };

  test('gathers photo after photo until 好了', async () => {
    expect(await answer(photos, image('a'))).toEqual({
      value: [one],
      more: '收到1份了，还有就接着发，发完了回复“好了”。',
    });
    const two = await answer(photos, image('b'), { gathered: [one] });
    expect(two.value).toHaveLength(2);
    expect(await answer(photos, '发完了', { gathered: two.value })).toEqual({ value: two.value });
  });

  test('the last photo allowed ends it', async () => {
    const gathered = [one, { ...one, id: 'b' }];
    const { value, more } = await answer(photos, image('c'), { gathered });
    expect(value?.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(more).toBeUndefined();
    expect(photos.add?.(value, 'image', 'd')).toHaveLength(3);
    expect(photos.refuse([...(value ?? []), one], ctx)).toMatch('最多能存3个');
  });

  test('words are asked back', async () => {
    expect((await answer(photos, '在这里')).hint).toBe('这里请发照片。');
    expect((await answer(photos, '好了')).hint).toBe('这里请发照片。');
    expect((await answer(photos, '再等等', { gathered: [one] })).hint).toMatch('发完了就回复“好了”');
  });

  test('what it does not keep is refused', async () => {
    expect((await answer(photos, voice('v'))).hint).toBe('这里只能存照片，请换一种发来。');
    for (const [, said] of unreadable) expect((await answer(photos, said)).hint).toMatch('请发照片');
  });

  test('counts by kind', () => {
    expect(photos.show([one, { ...one, id: 'b' }], ctx)).toBe('照片2张');
    expect(attachmentsText([one, { id: 'v', media: 'video' }])).toBe('（照片1张、视频1段）');
    expect(attachmentsText([])).toBe('');
  });
});
