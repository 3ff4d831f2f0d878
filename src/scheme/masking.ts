/**
 * What is shown of somebody's particulars before anybody asked for the whole and said what for (E-1, C5.35): enough to
 * tell one from another, and nothing to ring, to visit or to pay by. One function for each kind; '' where nothing is known.
 */
import { lastFour } from './audit-trail.ts';

const hidden = '****';

/** 138****1234; of a shorter number the last four digits; of what is no number nothing. */
export function maskPhone(phone: string | null | undefined): string {
  const number = (phone ?? '').normalize('NFKC').replaceAll(/[\s-]/g, '');
  if (number === '') return '';
  if (!/^\+?\d{7,}$/.test(number)) return hidden;
  return `${number.length >= 11 ? number.slice(0, 3) : ''}${hidden}${number.slice(-4)}`;
}

/** The last four characters: **************0012. */
export function maskIdNumber(idNumber: string | null | undefined): string {
  const number = (idNumber ?? '').trim();
  return number === '' ? '' : number.length < 12 ? hidden : lastFour(number);
}

/** 尾号1234. */
export function maskBankAccount(account: string | null | undefined): string {
  const number = (account ?? '').replaceAll(/[\s-]/g, '');
  return number === '' ? '' : number.length < 8 ? hidden : `尾号${number.slice(-4)}`;
}

const road = /^(.*?(?:路|街|巷|大道|胡同))/u;
const county = /^(.*(?:县|旗|(?<![小社园])区))/u;
const town = /^(.*?市)/u;

/** As far as the road, else the county: 宝岭县和平路****. House and flat are for whoever goes there. */
export function maskAddress(address: string | null | undefined): string {
  const text = (address ?? '').trim();
  if (text === '') return '';
  // What follows the first digit is the house.
  const place = text.split(/[\d０-９]/u)[0] ?? '';
  return `${(road.exec(place) ?? county.exec(place) ?? town.exec(place))?.[1] ?? ''}${hidden}`;
}

const numbers = /\+?[\d０-９][\d０-９\s-]{5,}[\d０-９]/gu;

/** Name and relation as they are, the numbers masked: 张小梅 女儿 139****5678. */
export const maskEmergencyContact = (contact: string | null | undefined): string =>
  (contact ?? '').trim().replaceAll(numbers, number => maskPhone(number));

/** Only that something is known. */
export const maskHealth = (health: string | null | undefined): string =>
  (health ?? '').trim() === '' ? '' : '有记录';

/** Whether a text is what one of these masks left over, which is nothing to store. */
export const isMasked = (text: string): boolean =>
  text.includes(hidden) || text === maskHealth('x') || /^尾号\d{4}$/u.test(text);
