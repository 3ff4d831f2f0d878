/** The codes of consents, looks and corrections, with their Chinese words (labels.ts says how such tables are read). */
import type { CodeOf, Labels } from '../labels.ts';

/** 同意事项: what somebody consents to (E-2). */
export const consentScopes = {
  sensitive: ['健康、证件和银行卡', '敏感信息', '健康证件银行卡', '健康信息'],
  publicity: ['公示', '公示姓名'],
  'four-nearby': ['四就近', '就近联系'],
  family: ['家庭成员信息', '家庭成员', '家属信息'],
} as const satisfies Labels;
export type ConsentScope = CodeOf<typeof consentScopes>;

/** 同意方式. */
export const consentWays = {
  chat: ['微信确认', '微信', '本人微信确认'],
  'signed-photo': ['签字照片', '签字', '书面签字', '照片'],
  witness: ['见证人', '口头同意有见证人', '见证'],
} as const satisfies Labels;
export type ConsentWay = CodeOf<typeof consentWays>;

/** What can be looked at by asking for it. */
export const lookKinds = {
  phone: ['电话', '手机', '手机号', '电话号码', '联系电话', '号码', '联系方式', '手机号码'],
  address: ['住址', '地址', '家庭住址', '住处', '家庭地址', '住哪'],
  'emergency-contact': ['紧急联系人', '家属电话', '紧急联系电话', '家里人电话'],
  health: ['身体情况', '健康状况', '身体', '病情', '病种', '健康情况', '健康', '残疾情况'],
  'id-number': ['身份证号', '身份证', '身份证号码', '证件号'],
  bank: ['银行卡', '银行卡号', '银行账号', '卡号', '账号', '开户行'],
} as const satisfies Labels;
export type LookKind = CodeOf<typeof lookKinds>;

/** 查看用途: why somebody looks at what is masked (E-1). */
export const lookPurposes = {
  visit: ['上门走访', '走访', '上门', '探望', '看望'],
  call: ['打电话联系', '打电话', '联系', '通话'],
  subsidy: ['办理补助', '补助', '办补助', '发补助', '打款'],
  other: ['其他，请说明', '其他', '其它'],
} as const satisfies Labels;
export type LookPurpose = CodeOf<typeof lookPurposes>;

/** 更正请求的状态 (PIPL 46). */
export const correctionStates = {
  open: ['待处理'],
  done: ['已更正', '更正了', '改好了'],
  declined: ['不更正', '没有更正'],
} as const satisfies Labels;
export type CorrectionState = CodeOf<typeof correctionStates>;

/** The Chinese words for the sensitive fields of a care file. */
export const sensitiveFieldLabels = {
  health: ['健康状况'],
  disease: ['病种'],
  disability: ['残疾情况'],
  idNumber: ['身份证号'],
  bankAccount: ['银行卡号'],
  bankName: ['开户银行'],
} as const satisfies Labels;
