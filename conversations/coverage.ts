/** 走访情况: how many are to be visited, how many were, and who is left, for a festival or a month (C3.29); nobody is ranked (E-10). */
import { hasRole } from '../src/scheme/people.ts';
import { defineConversation } from './context.ts';
import { coverageText } from './coverage/text.ts';
import { subjectOf } from './coverage/which.ts';
import { wishIn } from './coverage/wish.ts';
import { pageIn } from './lists/paging.ts';
import { entrances } from './words.ts';

/** Shows how far the visits are. */
export const coverage = defineConversation({
  kind: 'reply',
  name: 'coverage',
  opens: /^\S{1,8}走访情况(?:\s*第\s*\d{1,2}\s*页)?$/u,
  ...entrances.coverage,
  mayUse: ({ me }) => hasRole(me, 'leader', 'secretary', 'clerk', 'supervisor', 'approver'),
  recognise: async (said, ctx) => {
    const wish = wishIn(pageIn(said).text, ctx.today);
    if (!wish) return false;
    if (wish.kind === 'festival') return (await subjectOf(wish, ctx)) !== null && 0.9;
    return 0.9;
  },
  answer: async (said, ctx) => {
    const { text, page } = pageIn(said);
    const wish = wishIn(text, ctx.today) ?? ({ kind: 'usual' } as const);
    const subject = await subjectOf(wish, ctx);
    return subject === null || typeof subject === 'string'
      ? (subject ?? '')
      : coverageText(subject, ctx, page);
  },
});
