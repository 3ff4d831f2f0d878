/**
 * R3 亡故 (S5-4, E-6): somebody visits the family within 24 hours. That everything else of the member ends is done where a
 * death is recorded (happenings.ts).
 */
import { dateText } from '../../calendar/format.ts';
import { oncePerHappening } from './happening.ts';
import { hours, type HeldOf } from './knobs.ts';
import { ruleWith, type Call } from './rule.ts';
import { deceasedMembers } from './subjects.ts';
import { atOnce, dayAfterHours } from './times.ts';

/** It cannot be switched off: a family that mourns is visited. */
const knobs = { window: hours('几小时内去看望家属', 24, { least: 12, most: 72 }) };

const news = ({ who, happening, duty }: Call): string =>
  `有个难过的消息：${who}${dateText(happening?.happenedOn ?? duty.opensOn)}去世了。`;

export const death = ruleWith({
  code: 'death',
  id: 'R3',
  version: 1,
  name: '亡故慰问',
  clauses: ['S5-4', 'E-6'],
  owner: 'helper',
  subjects: deceasedMembers,
  knobs,
  occurrences: oncePerHappening(
    ['died'],
    'family',
    '亡故慰问',
    (reportedAt, { window }: HeldOf<typeof knobs>) => dayAfterHours(reportedAt, window),
  ),
  steps: ({ window }) => [
    {
      to: 'owner',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${news(call)}请您替大家去看看家里人，陪着坐一坐，问问后事上有什么要帮的，${window}小时内去最好。` +
        `以前提醒您的那些事，都不用管了。\n` +
        `去过以后，直接告诉我一句就行，比如“今天看望了${call.address}的家属”。`,
    },
    {
      to: 'secretary',
      manner: 'own',
      at: atOnce,
      say: call =>
        `${news(call)}已请${call.owner}${window}小时内去看望家里人，后事慰问请您安排。别的提醒都停了，不会再打扰家里。`,
    },
  ],
  occasion: 'death',
  closedBy: { ways: ['home', 'hospital', 'meeting', 'other'], late: true, sinceReport: true, toFamily: true },
  usualWay: 'home',
  discreet: true,
  line: ({ dueOn }) => `已去世，${dateText(dueOn)}前看望家属`,
});
