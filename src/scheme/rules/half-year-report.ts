/**
 * R10 半年结对帮扶情况报告 (S1-3.2c): bureaus, and general branches with a superior, report by 06-30 and 12-31 to the superior
 * old-cadre bureau, and to it alone. The clerk is prompted at T-20, T-7 and T-1, the leader when it is late.
 */
import { reportRule } from './reports.ts';

const opensDays = 20;

export const halfYearReport = reportRule({
  code: 'half-year-report',
  id: 'R10',
  version: 1,
  name: '半年结对帮扶情况报告',
  clauses: ['S1-3.2c'],
  opensDays,
  days: [
    { part: '-H1', monthDay: '06-30', title: '上半年结对帮扶情况报告' },
    { part: '-H2', monthDay: '12-31', title: '下半年结对帮扶情况报告' },
  ],
  recipients: '上级老干部部门',
});
