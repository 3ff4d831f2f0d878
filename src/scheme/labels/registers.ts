/** The registers somebody may have as a file. */
import type { CodeOf, Labels } from '../labels.ts';

/** 名册: code → what it is called. */
export const registers = {
  'by-category': ['分类花名册', '花名册', '分类', '登记造册'],
  pairings: ['结对花名册', '结对名册', '结对'],
  'care-files': ['关爱档案', '档案', '档案表'],
  'whole-workbook': ['整套工作簿', '全部', '工作簿', '全套'],
} as const satisfies Labels;
export type Register = CodeOf<typeof registers>;
