/**
 * The states of a file in ONE table: from where to where, who may, and what must be said. Nothing else changes a state but a
 * death, which is a happening (recordHappening) and has its own way back.
 *
 * Recognition (组织认定) is the organisation department's word (domain D1, D5 step 5: 老干部局/组织部审批): it belongs to the role
 * 审批 of the member's organisation or above, and not to whoever proposed the file. 监督, the department's own role here, only
 * reads (S1-3.4b), so it is not theirs.
 */
import type { CareFileState, Role } from '../labels.ts';

/** States in which a member is no longer visited or written about; they are offered only where asked for. */
export const closedStates: readonly CareFileState[] = ['deceased', 'moved-away'];

/** One way from a state to another. */
export interface Transition {
  readonly verb: StateVerb;
  readonly from: readonly CareFileState[];
  readonly to: CareFileState;
  readonly by: readonly Role[];
  /** Whether a reason must be given. */
  readonly reason: boolean;
  /** Asked for the reason, where there must be one. */
  readonly ask: string;
  /** Whether the day it holds from matters to others: 迁出 脱困. */
  readonly dated: boolean;
}

/** What people call the change. */
export type StateVerb =
  | '提请认定'
  | '认定'
  | '退回'
  | '暂停'
  | '恢复'
  | '脱困'
  | '返困'
  | '迁出'
  | '迁回'
  | '更正去世';

const way = (
  verb: StateVerb,
  from: readonly CareFileState[],
  to: CareFileState,
  by: readonly Role[],
  ask = '',
  dated = false,
): Transition => ({ verb, from, to, by, reason: ask !== '', ask, dated });

const keepers: readonly Role[] = ['clerk', 'secretary', 'leader'];
const living: readonly CareFileState[] = ['draft', 'proposed', 'enrolled', 'suspended', 'recovered'];

/** Every way there is. */
export const transitions: readonly Transition[] = [
  way('提请认定', ['draft'], 'proposed', ['clerk', 'secretary']),
  way('认定', ['proposed'], 'enrolled', ['approver']),
  way('退回', ['proposed'], 'draft', ['approver', 'clerk'], '为什么退回？写一句，好让经办同志补充。'),
  way('暂停', ['enrolled'], 'suspended', keepers, '为什么暂停？写一句就行。'),
  way('恢复', ['suspended'], 'enrolled', keepers, '为什么恢复？写一句就行。'),
  way('脱困', ['enrolled', 'suspended'], 'recovered', keepers, '是怎么脱困的？写一句就行。', true),
  way('返困', ['recovered'], 'proposed', keepers, '现在又遇到了什么困难？写一句就行。'),
  way('迁出', living, 'moved-away', keepers, '迁到哪里去了？写一句就行。', true),
  way('迁回', ['moved-away'], 'proposed', keepers, '什么时候、为什么迁回的？写一句就行。'),
  // Only by correctDeath (happening-undo.ts), which puts back what the death had ended.
  way('更正去世', ['deceased'], 'suspended', ['clerk', 'administrator'], '是怎么登记错的？写一句就行。'),
];

/** The way between two states; undefined where there is none. */
export const transitionBetween = (from: CareFileState, to: CareFileState): Transition | undefined =>
  transitions.find(each => each.to === to && each.from.includes(from));

/** What may be done with a file in this state, by somebody with these roles. */
export const openTransitions = (from: CareFileState, roles: readonly Role[]): Transition[] =>
  transitions.filter(each => each.from.includes(from) && each.by.some(role => roles.includes(role)));

/** States of files that count in statistics while they last; the gone count if they had been recognised (D1). */
const countedStates: readonly CareFileState[] = ['enrolled', 'suspended', 'recovered'];

/** Whether a file counts in statistics: 组织认定 has been given. 草稿 and 待认定 never do, nor who left or died before it. */
export const isRecognised = (file: {
  readonly state: string;
  readonly recognisedOn: string | null;
}): boolean =>
  countedStates.some(state => state === file.state) ||
  (file.recognisedOn !== null && (file.state === 'moved-away' || file.state === 'deceased'));

/** The same as the `where` of a query over care files. */
export const recognised = {
  OR: [
    { state: { in: [...countedStates] } },
    { state: { in: ['moved-away', 'deceased'] }, recognisedOn: { not: null } },
  ],
};
