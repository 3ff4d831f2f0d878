/** 身份证号: what the number itself says, by GB 11643. */

/** What an 18-digit number tells. */
export interface IdNumberFacts {
  /** 'YYYY-MM-DD', always by the solar calendar. */
  readonly birthDate: string;
  readonly sex: 'male' | 'female';
  readonly checkDigitRight: boolean;
  /** The last character that would be right. */
  readonly checkDigit: string;
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** The last character for the first 17 digits (ISO 7064 MOD 11-2). */
export function checkDigitOf(first17: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(first17[index]), 0);
  return '10X98765432'[sum % 11] ?? '';
}

/** What an ID number of 18 (or, before 1999, 15) characters says; undefined when it is neither. */
export function idNumberFacts(idNumber: string): IdNumberFacts | undefined {
  if (/^\d{15}$/.test(idNumber)) return oldFacts(idNumber);
  const parts = /^(\d{6}(\d{4})(\d{2})(\d{2})\d{2}(\d))([\dX])$/.exec(idNumber);
  if (!parts) return undefined;
  const [, first17 = '', year = '', month = '', day = '', order = '', last = ''] = parts;
  const checkDigit = checkDigitOf(first17);
  return {
    birthDate: `${year}-${month}-${day}`,
    sex: Number(order) % 2 === 1 ? 'male' : 'female',
    checkDigit,
    checkDigitRight: last === checkDigit,
  };
}

/** Old numbers have a two-digit year of the 20th century and no check digit, so there is none that could be wrong. */
function oldFacts(idNumber: string): IdNumberFacts {
  const [year, month, day] = [idNumber.slice(6, 8), idNumber.slice(8, 10), idNumber.slice(10, 12)];
  const sex = Number(idNumber[14]) % 2 === 1 ? 'male' : 'female';
  return { birthDate: `19${year}-${month}-${day}`, sex, checkDigit: '', checkDigitRight: true };
}
