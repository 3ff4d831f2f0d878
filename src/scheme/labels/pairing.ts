/** 结对 and 帮扶责任书: the codes that are stored and what people read. */
import type { CodeOf, Labels } from '../labels.ts';

/** What a helper is to the scheme (S3-3.2): staff of the old-cadre bureau, or a leader of the member's own unit. */
export const helperKinds = {
  bureau: ['老干部局工作人员'],
  'unit-leader': ['所在单位领导或工作人员'],
} as const satisfies Labels;
export type HelperKind = CodeOf<typeof helperKinds>;

/** Why a pairing ended. `declined`: it never began, because the second person said no (E-11). */
export const endReasons = {
  moved: ['帮扶人调到别的单位'],
  left: ['帮扶人退休或离岗'],
  'handed-over': ['移交'],
  deceased: ['老同志去世'],
  declined: ['没有同意'],
  other: ['其他'],
} as const satisfies Labels;
export type EndReason = CodeOf<typeof endReasons>;

/** Where a letter stands. */
export const letterStates = {
  signing: ['等签字'],
  'in-force': ['已生效'],
  superseded: ['已换新版'],
  ended: ['已终止'],
} as const satisfies Labels;
export type LetterState = CodeOf<typeof letterStates>;

/** The three parties of a letter (S5-3c), in the order in which they stand in it. */
export const letterParties = {
  branch: ['甲方（党支部）', '甲方', '支部', '党支部', '单位'],
  helper: ['乙方（帮扶人）', '乙方', '帮扶人'],
  member: ['丙方（帮扶对象）', '丙方', '帮扶对象', '老同志'],
} as const satisfies Labels;
export type LetterParty = CodeOf<typeof letterParties>;

/** How somebody signed (D3b). */
export const signatureWays = {
  chat: ['微信确认'],
  photo: ['手写签名（照片存档）'],
  proxy: ['代签'],
} as const satisfies Labels;
export type SignatureWay = CodeOf<typeof signatureWays>;
