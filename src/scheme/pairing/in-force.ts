/** Whether a pairing is 生效: whether it holds, and 项目 任务 目标 are agreed (S2-4.4b). */
import { isCurrentOn } from './holding.ts';
import type { Pairing } from './reads.ts';

/** The words that are agreed in a pairing. */
export type Agreed = Pick<Pairing, 'direction' | 'project' | 'task' | 'goal' | 'frequency'>;

/** What must be there before a pairing is 生效, and what it is called. */
const required = { project: '帮扶项目', task: '帮扶任务', goal: '帮扶目标' } as const;

/** The names of what is still to be agreed: of 项目, 任务 and 目标 those that are empty. */
export const lackingIn = (pairing: Pick<Pairing, keyof typeof required>): string[] =>
  (Object.keys(required) as (keyof typeof required)[]).flatMap(field =>
    isBlank(pairing[field]) ? [required[field]] : [],
  );

/**
 * Whether a pairing is 生效 on `today`: it holds, and 项目 任务 目标 are filled in (S2-4.4b). Only then is a letter written. Who may
 * see whom, and whose a duty is, go by the days alone: nobody stays away because a form is not finished.
 */
export const inForce = (pairing: Pairing, today: string): boolean =>
  isCurrentOn(pairing, today) && lackingIn(pairing).length === 0;

/** Whether nothing is written there. */
export const isBlank = (word: string | null | undefined): boolean => (word ?? '').trim() === '';
