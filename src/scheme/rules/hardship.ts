/** R7 生产生活困难 (S5-4, S2-2.1 … 2.4): within 5 working days; at once, day 3, then the secretary. */
import { dateText } from '../../calendar/format.ts';
import { howToAnswer, oncePerHappening, quoted } from './happening.ts';
import type { Rule } from './rule.ts';
import { livingMembers } from './subjects.ts';
import { atOnce, dayAfterWorkdays, morningAfter, workdayMorning } from './times.ts';

const windowWorkdays = 5;

export const hardship: Rule = {
  code: 'hardship',
  id: 'R7',
  version: 1,
  name: '困难走访',
  clauses: ['S5-4', 'S2-2.1'],
  owner: 'helper',
  subjects: livingMembers,
  occurrences: oncePerHappening(['hardship'], 'visit', '困难走访', reportedAt =>
    dayAfterWorkdays(reportedAt, windowWorkdays),
  ),
  steps: [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${call.who}遇到了困难。请在${dateText(call.duty.dueOn)}前去了解一下，看能帮什么。\n${quoted(call)}${howToAnswer(call, '上门')}`,
    },
    { to: 'owner', manner: 'digest', at: workdayMorning(3) },
    { to: 'secretary', manner: 'digest', at: morningAfter, graceDays: 3 },
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
};
