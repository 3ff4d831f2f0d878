/**
 * R5, the gravest case: words of despair. The helper and the secretary are told at once, at any hour; somebody goes within
 * 24 hours (a call alone does not close it), and after that the leader hears of it.
 */
import { oncePerHappening } from './happening.ts';
import { hours, type HeldOf } from './knobs.ts';
import { ruleWith, type Call } from './rule.ts';
import { everyLivingMember } from './subjects.ts';
import { atOnce, dayAfterHours, hoursAfterNews } from './times.ts';

/** It cannot be switched off, nor made slower than a day: a life may hang on it. */
const knobs = { window: hours('几小时内到身边', 24, { least: 4, most: 24 }) };

const plea = (call: Call, ending: string): string =>
  `【紧急】${call.who}情绪很不好，话里有轻生的意思。${ending}\n有危险时请拨打110、120。`;

export const despair = ruleWith({
  code: 'despair',
  id: 'R5',
  version: 1,
  name: '紧急关怀',
  clauses: ['S2-3.1', 'S3-2.3', 'S5-4'],
  owner: 'helper',
  subjects: everyLivingMember,
  knobs,
  occurrences: oncePerHappening(
    ['despair'],
    'visit',
    '紧急关怀',
    (reportedAt, { window }: HeldOf<typeof knobs>) => dayAfterHours(reportedAt, window),
  ),
  steps: ({ window }) => [
    {
      to: 'owner',
      manner: 'alarm',
      at: atOnce,
      say: call => plea(call, '请现在就打电话，尽快到身边去陪一陪；也联系家属。去过以后告诉我一句。'),
    },
    {
      to: 'secretary',
      manner: 'alarm',
      at: atOnce,
      say: call => plea(call, `已请${call.owner}马上联系，请您同时过问，确保有人在身边。`),
    },
    { to: 'leader', manner: 'own', at: hoursAfterNews(window), graceDays: 1 },
  ],
  occasion: 'mood',
  closedBy: { ways: ['home', 'hospital'], late: true, sinceReport: true },
  usualWay: 'home',
  discreet: true,
  line: () => `紧急关怀，请马上联系并到身边去`,
});
