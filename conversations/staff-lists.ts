/** 逾期名单, 待接求助, 未结对名单 …: the lists behind the numbers of a 简报, by the words it names them with (C3.29). */
import { codeOf, codesOf } from '../src/scheme/labels.ts';
import { staffLists as lists } from '../src/scheme/labels/lists.ts';
import { hasRole } from '../src/scheme/people.ts';
import { defineConversation } from './context.ts';
import { pageIn } from './lists/paging.ts';
import { staffListText } from './lists/show.ts';

const words = codesOf(lists).flatMap(code => [...lists[code]]);
const asWord = (text: string): string =>
  text.replace(/^(?:看看?|查看?)\s*/u, '').replace(/[。.？?！!]+$/u, '');

/** Shows one of them. */
export const staffLists = defineConversation({
  kind: 'reply',
  name: 'staff-lists',
  title: '名单',
  words: ['名单', ...words],
  mayUse: ({ me }) => hasRole(me, 'leader', 'secretary', 'clerk', 'supervisor', 'approver'),
  recognise: said => codeOf(lists, asWord(pageIn(said).text)) !== undefined,
  answer: async (said, ctx) => {
    const { text, page } = pageIn(said);
    const code = codeOf(lists, asWord(text));
    return code === undefined ? whichThereAre : staffListText(code, ctx, page);
  },
});

const whichThereAre = `能看的名单有：${codesOf(lists)
  .map(code => `“${lists[code][0]}”`)
  .join('')}；走访的看“走访情况”，没通知到的看“未送达名单”。`;
