/** Which fields of a care file are 敏感个人信息 (PIPL 28, E-1): kept only while a consent of scope `sensitive` holds. */
import type { CodeOf } from './labels.ts';
import { labelOf } from './labels.ts';
import { sensitiveFieldLabels } from './labels/privacy.ts';

/** A field of a care file that needs its own consent. */
export type SensitiveField = CodeOf<typeof sensitiveFieldLabels>;

/** All of them, in the order in which they are read out. */
export const sensitiveFields = Object.keys(sensitiveFieldLabels) as readonly SensitiveField[];

/** Whether this field of a care file needs a consent. */
export const isSensitive = (field: string): field is SensitiveField =>
  Object.hasOwn(sensitiveFieldLabels, field);

/** The fields in Chinese, joined by 、: 健康状况、身份证号. */
export const sensitiveWords = (fields: readonly SensitiveField[]): string =>
  fields.map(field => labelOf(sensitiveFieldLabels, field)).join('、');
