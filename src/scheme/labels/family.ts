/** The codes of families and of 四就近, with their Chinese words (labels.ts says how such tables are read). */
import type { CodeOf, Labels } from '../labels.ts';

/** 家庭成员和老同志的关系. */
export const familyRelations = {
  spouse: ['老伴', '配偶', '爱人', '妻子', '丈夫', '夫人', '老婆', '老公'],
  son: ['儿子', '长子', '次子', '大儿子', '二儿子', '小儿子'],
  daughter: ['女儿', '长女', '次女', '大女儿', '二女儿', '小女儿', '闺女'],
  parent: ['父母', '父亲', '母亲', '爸爸', '妈妈'],
  sibling: ['兄弟姐妹', '哥哥', '弟弟', '姐姐', '妹妹', '兄弟', '姐妹'],
  grandchild: ['孙辈', '孙子', '孙女', '外孙', '外孙女'],
  other: ['其他', '儿媳', '女婿', '亲戚', '其它'],
} as const satisfies Labels;
export type FamilyRelation = CodeOf<typeof familyRelations>;

/** 四就近 (S3-3.3). */
export const nearbyKinds = {
  study: ['就近学习', '学习'],
  activities: ['就近活动', '活动', '参加活动'],
  care: ['就近得到照顾', '照顾', '就近照顾', '得到照顾'],
  contribution: ['就近发挥作用', '发挥作用', '作用'],
} as const satisfies Labels;
export type NearbyKind = CodeOf<typeof nearbyKinds>;
