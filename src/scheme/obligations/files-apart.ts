/** Files to look through (S1-3.1c) come by the dozen and are gone through in a list of their own: a message counts them. */
import { reviewRules } from '../rules/index.ts';
import type { Duty } from './steps.ts';

/** More of them than this are one line. */
const listedAtMost = 3;

/** What is listed line by line, in its order, and how many files to look through are not. */
export function filesApart<D extends Pick<Duty, 'rule'>>(
  duties: readonly D[],
): { readonly singly: D[]; readonly files: number } {
  const singly = duties.filter(({ rule }) => !reviewRules.includes(rule));
  const files = duties.length - singly.length;
  return files > listedAtMost ? { singly, files } : { singly: [...duties], files: 0 };
}

/** The line that counts them; `besides` other things. */
export const filesLine = (files: number, besides: boolean): string =>
  `${besides ? '还' : ''}有${files}份档案到了该核对的时候，回复“复核”一份一份看；没有变化的，几份可以一起回。`;
