/** The lists behind the numbers of a 简报: code → the word that shows it, then other words for the same. */
import type { CodeOf, Labels } from '../labels.ts';

/** 名单. */
export const staffLists = {
  happenings: ['要紧的事', '要紧事', '住院名单', '谁住院了', '还在住院的'],
  requests: ['待接求助', '等人接的求助', '没人接的求助', '待办求助'],
  overdue: ['逾期名单', '逾期', '逾期的', '逾期事项', '逾期的有哪些', '哪些逾期了', '已经逾期的'],
  reports: ['待报报告', '要报的报告', '还没报的报告', '待报的报告'],
  unpaired: ['未结对', '未结对名单', '没结对', '没有结对', '没结对的', '没有帮扶人的', '谁没有帮扶人'],
  leaders: ['未结对领导', '没结对的领导', '没有结对的领导'],
  letters: ['未签责任书', '没签的责任书', '没签齐的责任书', '未签订'],
} as const satisfies Labels;
export type StaffList = CodeOf<typeof staffLists>;
