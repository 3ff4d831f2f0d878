/** 简报: what somebody of the staff has to know right now; helpers see their own short one. */
import { digestFor } from '../src/scheme/digests.ts';
import { hasRole } from '../src/scheme/people.ts';
import { defineConversation } from './context.ts';
import { entrances } from './words.ts';

/** Shows the digest of this moment, from the same queries as the one sent on schedule. */
export const digest = defineConversation({
  kind: 'reply',
  name: 'digest',
  ...entrances.digest,
  mayUse: ({ me }) => hasRole(me, 'helper', 'leader', 'secretary', 'clerk', 'supervisor', 'approver'),
  recognise: text => asksForDigest.test(text.trim()),
  answer: async (_text, { db, clock, me }) => (await digestFor(db, clock, me, 'now')).text,
});

const asksForDigest =
  /^(?:看看|看一下|我要看|给我(?:看|发)?(?:一下)?|发(?:一下)?|来(?:一)?份)?(?:今天|今日|本周|这周|本月|这个月|最近)?的?(?:简报|汇总|工作情况|总体情况)(?:给我)?(?:看看|看一下|怎么样)?[。？?]?$/;
