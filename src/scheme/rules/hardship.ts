/** R7 生产生活困难 (S5-4, S2-2.1 … 2.4): within 5 working days; at once, day 3, then the secretary. */
import { dateText } from '../../calendar/format.ts';
import { howToAnswer, oncePerHappening, quoted } from './happening.ts';
import { dayList, on, tells, workdays, type HeldOf } from './knobs.ts';
import { ruleWith } from './rule.ts';
import { livingMembers } from './subjects.ts';
import { atOnce, dayAfterWorkdays, morningAfter, promptsOnWorkdays } from './times.ts';

const knobs = {
  on,
  window: workdays('几个工作日内去了解', 5, { least: 1, most: 20 }),
  prompts: dayList('再提醒（第几个工作日）', [3], { least: 1, most: 20 }),
  tells: tells('secretary'),
};

export const hardship = ruleWith({
  code: 'hardship',
  id: 'R7',
  version: 1,
  name: '困难走访',
  clauses: ['S5-4', 'S2-2.1'],
  owner: 'helper',
  subjects: livingMembers,
  knobs,
  occurrences: oncePerHappening(
    ['hardship'],
    'visit',
    '困难走访',
    (reportedAt, { window }: HeldOf<typeof knobs>, table) => dayAfterWorkdays(reportedAt, window, table),
  ),
  steps: ({ window, prompts, tells: to }) => [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${call.who}遇到了困难。请在${dateText(call.duty.dueOn)}前去了解一下，看能帮什么。\n${quoted(call)}${howToAnswer(call, '上门')}`,
    },
    ...promptsOnWorkdays(prompts.filter(each => each <= window)),
    { to, manner: 'digest', at: morningAfter, graceDays: 3 },
  ],
  occasion: 'hardship',
  closedBy: {
    ways: ['home', 'hospital', 'meeting'],
    statedWays: ['phone', 'video', 'other'],
    late: true,
    sinceReport: true,
  },
  usualWay: 'home',
  line: ({ dueOn }) => `生活有困难，${dateText(dueOn)}前去了解一下`,
});
