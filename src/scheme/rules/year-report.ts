/**
 * R11 年度报告 (S1-4): the working of the whole scheme is reported by 12-31 to the superior organisation department and to the
 * superior old-cadre bureau: two recipients. The clerk is prompted at T-30, T-7 and T-1, the leader when it is late.
 */
import { reportRule } from './reports.ts';

const opensDays = 30;

export const yearReport = reportRule({
  code: 'year-report',
  id: 'R11',
  version: 1,
  name: '年度帮扶工作报告',
  clauses: ['S1-4'],
  opensDays,
  days: [{ part: '', monthDay: '12-31', title: '年度帮扶工作报告' }],
  recipients: '上级组织部门和上级老干部部门两家',
});
