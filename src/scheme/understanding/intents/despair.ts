/** Words of despair: heard before anything else, in every hour (R5). */
import { findDespair } from '../despair.ts';
import { findPeopleIn } from '../people-in.ts';
import type { IntentReader } from './reading.ts';

/** Hears despair, the writer's own or repeated of somebody else. */
export const despairIntent: IntentReader = (said, { people }) => {
  if (!findDespair(said)) return null;
  const members = findPeopleIn(said, people).filter(({ ids }) => ids.length > 0);
  return {
    intent: 'despair',
    confidence: 1,
    facts: { happening: 'despair', ...(members.length > 0 ? { members } : {}) },
    doubts: [],
  };
};
