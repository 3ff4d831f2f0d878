/** 我的待办: what the writer has to do now, overdue first, by numbers that can be answered: "1 已上门，一切都好" (C1.8, C3.28). */
import { hasRole } from '../src/scheme/people.ts';
import { defineConversation } from './context.ts';
import { pageIn } from './lists/paging.ts';
import { tasksText } from './my-tasks/list.ts';
import { entrances } from './words.ts';

/** Lists what is to be done. */
export const myTasks = defineConversation({
  kind: 'reply',
  name: 'my-tasks',
  opens: /^我的待办\s*第\s*\d{1,2}\s*页/u,
  ...entrances['my-tasks'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  recognise: text => asks.test(text.trim()) || isNextPage(text),
  answer: (text, ctx) => tasksText(ctx, pageIn(text).page),
});

const asks =
  /^(?:我)?(?:今天|这周|本周|这几天|最近|现在|目前)?(?:我)?(?:还)?(?:有|剩)(?:哪些|什么|几个|多少|几件)?(?:没办|没去|该去|要去|要办|待办|任务|事情?要办|老同志要(?:看|走访|看望))(?:的|了|呢)?(?:事|吗|没有)?[？?]?$/u;

/** "我的待办 第2页". */
function isNextPage(said: string): boolean {
  const { text, page } = pageIn(said);
  return page > 1 && [entrances['my-tasks'].title, ...entrances['my-tasks'].words].includes(text);
}
