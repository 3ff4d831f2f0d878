import { expect, test } from 'vitest';
import { attachments, attachmentsText } from '../../../../src/chat/fields/attachments.ts';
import { image, voice } from '../said.ts';
import { answer, ctx, unreadable } from './support.ts';

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
