/**
 * 结对: which helper is there for which member, from when to when, and what was agreed (S1-3.2a, S2-4.4, S3-3.2, S5-3). The door of
 * its room: everything outside reads and changes pairings through it.
 */
export { agree, type AgreedChange, type Agreement } from './pairing/agreed.ts';
export { confirmPairing, waitingFor, type Waiting, type Word } from './pairing/confirm.ts';
export { conflictsOf as conflictsBetween } from './pairing/conflicts.ts';
export { burdenOf, createPairing, type Made, type NewPairing } from './pairing/create.ts';
export { endPairing, handOver, type Ending, type HandedOver, type HandOver } from './pairing/end.ts';
export { currentOn, isCurrentOn, isWaiting } from './pairing/holding.ts';
export { inForce, lackingIn, type Agreed } from './pairing/in-force.ts';
export { helperLeaves, type Leaving, type Left } from './pairing/leave.ts';
export { leadersWithoutMember, lackingAgreement } from './pairing/lists.ts';
export * from './pairing/reads.ts';
export { manageableMembers, mayManage } from './pairing/who.ts';
