/** Why somebody was not reached, and how they were told otherwise (C2.13). */
import type { CodeOf, Labels } from '../labels.ts';

/** 没联系上的原因. */
export const missedReasons = {
  'no-account': ['没有企业微信账号'],
  'not-visible': ['不在企业微信可见范围，或者账号停用了'],
  'no-wechat': ['还没有绑定微信'],
  'not-delivered': ['消息没送到'],
  'too-late': ['消息过了时间没发出去'],
  unsure: ['消息不知道送到没有'],
} as const satisfies Labels;
export type MissedReason = CodeOf<typeof missedReasons>;

/** 另外通知的方式. */
export const toldWays = {
  phone: ['打电话', '电话', '去电', '通话', '打了电话'],
  visit: ['上门', '当面', '登门', '入户'],
  other: ['托人转告', '转告', '捎话', '通知'],
} as const satisfies Labels;
export type ToldWay = CodeOf<typeof toldWays>;
