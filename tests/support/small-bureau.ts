/** A small bureau as a workbook: what import tests start from. */
import type { SheetRows } from './workbook.ts';

export const bureau: Readonly<Record<string, string>>[] = [
  { 组织名称: '云溪县委老干部局', 类别: '老干部局' },
  { 组织名称: '第一党支部', 上级组织: '云溪县委老干部局', 类别: '支部' },
  { 组织名称: '第二党支部', 上级组织: '云溪县委老干部局', 类别: '支部' },
];
export const liMing = {
  姓名: '李明',
  企业微信账号: 'LiMing',
  所属组织: '第一党支部',
  角色: '帮扶人',
  手机: '10000000001',
};
export const zhang = {
  姓名: '张德厚',
  企业微信账号: 'ZhangDeHou',
  所属组织: '第一党支部',
  出生日期: '1944-03-12',
  状态: '草稿',
};
/** 张德厚's consent to have his health and papers kept. */
export const agreed = {
  姓名: '张德厚',
  企业微信账号: 'ZhangDeHou',
  所属组织: '第一党支部',
  同意事项: '健康、证件和银行卡',
  方式: '签字照片',
  日期: '2026-03-01',
};
export const pair = { 帮扶人: '李明', 帮扶对象: '张德厚', 开始日期: '2026-03-01' };

/** The bureau with one helper and one member, and whatever a test puts in the place of its sheets. */
export const good = (changes: SheetRows = {}): SheetRows => ({
  组织: bureau,
  人员: [liMing],
  关爱档案: [zhang],
  结对: [pair],
  ...changes,
});
