/** The numbers of 我的待办, for whoever is writing. */
import { numberDuties, type NumberedDuty } from '../../src/scheme/obligations/numbers.ts';
import type { Duty } from '../../src/scheme/obligations/steps.ts';
import type { BotContext } from '../context.ts';

export type { NumberedDuty };

/** The duties with the writer's numbers of today, in the order given. */
export const numberedToday = (
  duties: readonly Duty[],
  { db, me, today, now }: BotContext,
): Promise<NumberedDuty[]> => numberDuties(db, { personId: me.id, today, now }, duties);
