/** Questions that several of the family conversations ask in the same words. */
import type { Choice } from '../../src/chat/form.ts';
import { isAccount } from '../../src/scheme/accounts.ts';

/** One kind sentence for what cannot be a number to ring. */
export const refusePhone = (text: string): string | undefined =>
  /^\+?[\d\s-]{7,20}$/.test(text.normalize('NFKC'))
    ? undefined
    : '电话好像不对，请再看看，比如“10000001234”。没有就回复“跳过”。';

/** One kind sentence for what cannot be an account. */
export const refuseAccount = (text: string): string | undefined =>
  isAccount(text.trim()) ? undefined : '账号由字母、数字组成，比如“ZhangXiaoMei”，请再核对一下。';

/** One kind sentence for what cannot be somebody's name. */
export const refuseName = (text: string): string | undefined =>
  /^[\p{Script=Han}·]{2,12}$/u.test(text.trim()) ? undefined : '请写姓名，比如“张小梅”。';

/** How a consent was given that is not given in the chat. */
export type Way = 'witness' | 'signed-photo';

/** The ways in which somebody who does not write here may have said yes. */
export const consentWayChoices: readonly Choice<Way>[] = [
  {
    value: 'witness',
    label: '本人口头同意，我在场',
    words: ['口头', '口头同意', '同意', '同意了', '本人同意'],
  },
  { value: 'signed-photo', label: '本人签了字，我发照片', words: ['签字', '签了字', '照片', '书面'] },
];

/** How a way of consenting reads in the review. */
export const wayText = (way: Way): string => (way === 'witness' ? '本人口头同意，您在场' : '本人签字');
