/**
 * R5, the gravest case: words of despair. The helper and the secretary are told at once, at any hour; somebody goes within
 * 24 hours (a call alone does not close it), and after that the leader hears of it.
 */
import { oncePerHappening } from './happening.ts';
import type { Call, Rule } from './rule.ts';
import { everyLivingMember } from './subjects.ts';
import { atOnce, dayAfterHours, hoursAfterNews } from './times.ts';

const windowHours = 24;

const plea = (call: Call, ending: string): string =>
  `【紧急】${call.who}情绪很不好，话里有轻生的意思。${ending}\n有危险时请拨打110、120。`;

export const despair: Rule = {
  code: 'despair',
  id: 'R5',
  version: 1,
  name: '紧急关怀',
  clauses: ['S2-3.1', 'S3-2.3', 'S5-4'],
  owner: 'helper',
  subjects: everyLivingMember,
  occurrences: oncePerHappening(['despair'], 'visit', '紧急关怀', reportedAt =>
    dayAfterHours(reportedAt, windowHours),
  ),
  steps: [
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
    { to: 'leader', manner: 'own', at: hoursAfterNews(windowHours), graceDays: 1 },
  ],
  occasion: 'mood',
  closedBy: { ways: ['home', 'hospital'], late: true, sinceReport: true },
  usualWay: 'home',
  discreet: true,
  line: () => `紧急关怀，请马上联系并到身边去`,
};
