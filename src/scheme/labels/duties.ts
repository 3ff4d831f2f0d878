/** The words for what becomes of a duty: its states, why it ended, what came of a prompt and of handing it back. */
import type { CodeOf, Labels } from '../labels.ts';

/** 应办事项的状态. Overdue may still be made good; the last four are final. */
export const dutyStates = {
  open: ['待办'],
  overdue: ['逾期'],
  done: ['已办'],
  missed: ['错过'],
  excused: ['免于'],
  cancelled: ['取消'],
} as const satisfies Labels;
export type DutyState = CodeOf<typeof dutyStates>;

/** 为什么结束: every duty that ends has one of these. */
export const closeReasons = {
  visited: ['走访过了'],
  'visited-late': ['过后补访了'],
  reported: ['已经报出'],
  reviewed: ['复核过了'],
  reassessed: ['重新评估过了'],
  signed: ['签字了'],
  agreed: ['帮扶内容填好了'],
  answered: ['已经答复'],
  asked: ['已经问过'],
  missed: ['时间过了，补不上了'],
  excused: ['同意这次不去'],
  'owner-changed': ['转给别的同志了'],
  'no-longer-due': ['不用再办了'],
  'rule-changed': ['规则改了'],
  death: ['老同志去世'],
  'taken-back': ['登记撤销了'],
} as const satisfies Labels;
export type CloseReason = CodeOf<typeof closeReasons>;

/** What came of one prompt. */
export const stepResults = {
  told: ['已提醒'],
  missed: ['没赶上时间，没有提醒'],
  'not-reachable': ['联系不上'],
} as const satisfies Labels;

/** What came of asking somebody to go instead. */
export const handBackAnswers = {
  taken: ['答应去'],
  refused: ['也不便'],
  expired: ['没有回话'],
  excused: ['定了这次不去'],
  restored: ['撤销了免访'],
  withdrawn: ['又能去了'],
  nobody: ['没有找到能去的同志'],
} as const satisfies Labels;
