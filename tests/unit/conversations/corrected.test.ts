import { expect, test } from 'vitest';
import { corrected } from '../../../conversations/spoken/corrected.ts';

test.each([
  ['是李老不是张老', '李老'],
  ['不是张老，是李老', '李老'],
  ['不是张老而是李老', '李老'],
  ['刚才说错了，是李老', '李老'],
  ['不好意思，人记错了，应该是李老', '李老'],
  ['是李老，送了500元', '李老,送了500元'],
])('“%s” comes to “%s”', (said, meant) => expect(corrected(said)?.replaceAll('，', ',')).toBe(meant));

test.each(['李老', '还送了500元', '是的', '是吗', '血压有点高', '送错了东西'])(
  '“%s” takes nothing back',
  said => expect(corrected(said)).toBeUndefined(),
);
