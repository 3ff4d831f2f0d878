/** R4 受灾、意外、家庭变故 (S1-3.3b, S5-4): within 24 hours; prompted at once and 4 hours later, the leader when 24 hours are over. */
import { dateText } from '../../calendar/format.ts';
import { happeningKinds, labelOf } from '../labels.ts';
import { howToAnswer, oncePerHappening, quoted } from './happening.ts';
import { hours, on, tells, type HeldOf } from './knobs.ts';
import { ruleWith } from './rule.ts';
import { livingMembers } from './subjects.ts';
import { atOnce, dayAfterHours, hoursAfterNews } from './times.ts';

const knobs = {
  on,
  window: hours('几小时内去看望', 24, { least: 12, most: 96 }),
  again: hours('几小时后再提醒', 4, { least: 1, most: 24 }),
  tells: tells('leader'),
};

export const disaster = ruleWith({
  code: 'disaster',
  id: 'R4',
  version: 1,
  name: '受灾意外看望',
  clauses: ['S1-3.3b', 'S5-4'],
  owner: 'helper',
  subjects: livingMembers,
  knobs,
  occurrences: oncePerHappening(
    ['disaster', 'accident', 'upheaval'],
    'visit',
    '受灾意外看望',
    (reportedAt, { window }: HeldOf<typeof knobs>) => dayAfterHours(reportedAt, window),
  ),
  steps: ({ window, again, tells: to }) => [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${call.who}家里出了事（${labelOf(happeningKinds, call.happening?.kind)}）。请在${window}小时内去看望，问清要什么帮助。\n` +
        `${quoted(call)}${howToAnswer(call, '上门')}`,
    },
    {
      to: 'owner',
      manner: 'own',
      at: hoursAfterNews(again),
      say: call =>
        `${call.who}家里的事还没有看望记录。去不了请告诉支部书记一声，好另外安排；${howToAnswer(call, '上门')}`,
    },
    { to, manner: 'own', at: hoursAfterNews(window), graceDays: 1 },
  ],
  occasion: 'disaster',
  closedBy: { ways: ['home', 'hospital'], late: true, sinceReport: true },
  usualWay: 'home',
  line: ({ dueOn }) => `受灾或意外，${dateText(dueOn)}前上门看望`,
});
