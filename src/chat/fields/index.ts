/** Every kind of field, and the helpers their conversations need. */
export { attachments, attachmentsText, type AttachmentsOptions, type Kept } from './attachments.ts';
export { choice, choices, type ChoiceList, type ChoiceOptions, type ChoicesOptions } from './choice.ts';
export { date, type DateOptions } from './date.ts';
export type {
  Asked,
  Choice,
  CommonOptions,
  Field,
  Json,
  Known,
  Parsed,
  Presence,
  TurnContext,
} from './field.ts';
export { money, type MoneyOptions } from './money.ts';
export { bareName, bestByName, nameParts, nameScore } from './names.ts';
export { number, type NumberOptions } from './number.ts';
export { person, personChoices, type Person, type PersonChoice, type PersonOptions } from './person.ts';
export { longText, shortText, type LongText, type LongTextOptions, type ShortTextOptions } from './text.ts';
export { yesNo, type YesNoOptions } from './yes-no.ts';
