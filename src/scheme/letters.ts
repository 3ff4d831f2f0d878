/** 帮扶责任书 (S5-3c, D3b): three parties, one text, signed as it was shown. The door of its room. */
export type { LetterFacts } from './letters/document.ts';
export { letterDocument, signaturesOf } from './letters/document.ts';
export { endLettersOfMember, restoreLetters, type EndedLetter } from './letters/ending.ts';
export { branchHead } from './letters/facts.ts';
export { letterFile, signatureLines, type LetterFile } from './letters/file.ts';
export {
  lettersFor,
  lettersToRecord,
  signWithinDays,
  unsignedLetters,
  withoutLetter,
  type ToSign,
} from './letters/lists.ts';
export { hashOfText, makeLetter, type Written } from './letters/make.ts';
export {
  currentLetter,
  findLetter,
  lettersWhere,
  unsignedParties,
  type Letter,
  type LetterSignature,
} from './letters/reads.ts';
export type { Refreshed } from './letters/refresh.ts';
export { signLetter, type SignedNow, type Signing } from './letters/sign.ts';
export { isRelative, mayRead, maySign, type MaySign } from './letters/who.ts';
