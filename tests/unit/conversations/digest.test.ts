import { expect, test } from 'vitest';
import { digest } from '../../../conversations/digest.ts';
import { myRequests } from '../../../conversations/my-requests.ts';
import { turnOf } from './people.ts';

test.each(['看看简报', '给我看一下今天的简报', '本周汇总', '最近的工作情况怎么样？'])(
  '%s asks for a digest',
  async said => {
    expect(await digest.recognise?.(said, turnOf('leader'))).toBe(true);
  },
);

test.each(['简报写得不错', '今天去看了张老', '汇总表交给谁'])('%s does not', async said => {
  expect(await digest.recognise?.(said, turnOf('leader'))).toBe(false);
});

test('whoever sees members in a list may see the digest; a cashier, an administrator and members may not', () => {
  for (const role of ['helper', 'leader', 'secretary', 'clerk', 'supervisor', 'approver'] as const)
    expect(digest.mayUse(turnOf(role))).toBe(true);
  for (const role of ['cashier', 'administrator', 'member', 'family'] as const)
    expect(digest.mayUse(turnOf(role))).toBe(false);
});

test.each(['我的事办得怎么样了', '第3号怎么样了', '申请有进展吗', '3号办了没', '第12号'])(
  '%s asks how far it is',
  async said => {
    expect(await myRequests.recognise?.(said, turnOf('member'))).toBe(true);
  },
);

test.each(['我的申请书丢了', '3号去看了张老', '身体怎么样了，您'])('%s does not', async said => {
  expect(await myRequests.recognise?.(said, turnOf('member'))).toBe(false);
});
