/**
 * R3 亡故 (S5-4, E-6): somebody visits the family within 24 hours. That everything else of the member ends is done where a
 * death is recorded (happenings.ts).
 */
import { dateText } from '../../calendar/format.ts';
import { oncePerHappening } from './happening.ts';
import type { Call, Rule } from './rule.ts';
import { deceasedMembers } from './subjects.ts';
import { atOnce, dayAfterHours } from './times.ts';

const windowHours = 24;

const news = ({ who, happening, duty }: Call): string =>
  `${who}于${dateText(happening?.happenedOn ?? duty.opensOn)}去世，深表哀悼。`;

export const death: Rule = {
  code: 'death',
  id: 'R3',
  version: 1,
  name: '亡故慰问',
  clauses: ['S5-4', 'E-6'],
  owner: 'helper',
  subjects: deceasedMembers,
  occurrences: oncePerHappening(['died'], 'family', '亡故慰问', reportedAt =>
    dayAfterHours(reportedAt, windowHours),
  ),
  steps: [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${news(call)}请在24小时内代表组织看望家属，问问有什么要帮着办的。其他提醒都已停止。\n` +
        `去过以后，直接告诉我一句就行，比如“已看望${call.address}的家属”。`,
    },
    {
      to: 'secretary',
      manner: 'own',
      at: atOnce,
      say: call => `${news(call)}已请${call.owner}在24小时内看望家属，其他提醒都已停止。请您安排后事慰问。`,
    },
  ],
  occasion: 'death',
  closedBy: { ways: ['home', 'hospital', 'meeting', 'other'], late: true, sinceReport: true, toFamily: true },
  usualWay: 'home',
  discreet: true,
  line: ({ dueOn }) => `已去世，${dateText(dueOn)}前看望家属`,
};
