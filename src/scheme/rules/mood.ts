/** R5 思想情绪、家庭矛盾、意见建议 (S3-3.5b, S5-4; D4): within 3 working days; at once, day 2, then the secretary. */
import { dateText } from '../../calendar/format.ts';
import type { HappeningKind } from '../labels.ts';
import { howToAnswer, oncePerHappening } from './happening.ts';
import { dayList, on, tells, workdays, type HeldOf } from './knobs.ts';
import { ruleWith } from './rule.ts';
import { livingMembers } from './subjects.ts';
import { atOnce, dayAfterWorkdays, morningAfter, promptsOnWorkdays } from './times.ts';

const knobs = {
  on,
  window: workdays('几个工作日内去谈心', 3, { least: 1, most: 20 }),
  prompts: dayList('再提醒（第几个工作日）', [2], { least: 1, most: 20 }),
  tells: tells('secretary'),
};

/** What the helper is told first; what it is about is told face to face. */
const newsOf: Readonly<Partial<Record<HappeningKind, string>>> & { readonly mood: string } = {
  mood: '这几天心里有事',
  conflict: '家里有些矛盾',
  opinion: '有意见建议想反映',
};

export const mood = ruleWith({
  code: 'mood',
  id: 'R5',
  version: 1,
  name: '谈心走访',
  clauses: ['S3-3.5b', 'S5-4'],
  owner: 'helper',
  subjects: livingMembers,
  knobs,
  occurrences: oncePerHappening(
    ['mood', 'conflict', 'opinion'],
    'visit',
    '谈心走访',
    (reportedAt, { window }: HeldOf<typeof knobs>, table) => dayAfterWorkdays(reportedAt, window, table),
  ),
  steps: ({ window, prompts, tells: to }) => [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${call.who}${newsOf[call.happening?.kind ?? 'mood'] ?? newsOf.mood}。` +
        `请在${dateText(call.duty.dueOn)}前去听一听、谈一谈。\n${howToAnswer(call, '上门')}`,
    },
    ...promptsOnWorkdays(prompts.filter(each => each <= window)),
    { to, manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  occasion: 'mood',
  closedBy: {
    ways: ['home', 'hospital', 'meeting'],
    statedWays: ['phone', 'video', 'other'],
    late: true,
    sinceReport: true,
  },
  usualWay: 'home',
  line: ({ dueOn }) => `谈心走访，${dateText(dueOn)}前去听一听、谈一谈`,
});
