/** The rules that create duties. A new one is a file and a line here. */
import { acceptedRequest } from './accepted-request.ts';
import { birthday } from './birthday.ts';
import { careFileReassess } from './care-file-reassess.ts';
import { careFileReview } from './care-file-review.ts';
import { correction } from './correction.ts';
import { death } from './death.ts';
import { despair } from './despair.ts';
import { disaster } from './disaster.ts';
import { festival } from './festival.ts';
import { festivalPlan } from './festival-plan.ts';
import { festivalReview } from './festival-review.ts';
import { halfYearReport } from './half-year-report.ts';
import { hardship } from './hardship.ts';
import { discharge, illness, longIllness } from './illness.ts';
import { letterUnsigned } from './letter-unsigned.ts';
import { mood } from './mood.ts';
import { noContact } from './no-contact.ts';
import { pairingUnagreed } from './pairing-unagreed.ts';
import { referral } from './referral.ts';
import { regularContact } from './regular-contact.ts';
import type { Rule } from './rule.ts';
import { survivors } from './survivors.ts';
import { yearReport } from './year-report.ts';

export const rules: readonly Rule[] = [
  festival,
  illness,
  longIllness,
  discharge,
  death,
  survivors,
  disaster,
  mood,
  despair,
  birthday,
  hardship,
  acceptedRequest,
  referral,
  regularContact,
  // After all the visits: it waits while one of them is due.
  noContact,
  careFileReview,
  careFileReassess,
  festivalReview,
  festivalPlan,
  letterUnsigned,
  pairingUnagreed,
  halfYearReport,
  yearReport,
  correction,
];

/** The rules whose duties speak of somebody who has died: all others end with a death (E-6). */
export const rulesOfTheDead: readonly string[] = [death.code, survivors.code];

/** The rules by which a file is gone through: one look ends what is open of all of them. */
export const reviewRules: readonly string[] = [careFileReview.code, festivalReview.code];

/** The rules by which something is handed in to a superior. */
export const reportRules: readonly string[] = rules.flatMap(({ code, recipients }) =>
  recipients ? [code] : [],
);

const byCode = new Map(rules.map(rule => [rule.code, rule]));

/** The rule of a duty; undefined for one whose rule no longer exists. */
export const ruleOf = (code: string): Rule | undefined => byCode.get(code);

/** The rules that visits fulfil, by code. */
export const visitRules: readonly string[] = rules.flatMap(({ closedBy, code }) => (closedBy ? [code] : []));

/** The rules whose duties are the clerk's or the secretary's and that nobody is visited for, by code. */
export const clerksRules: readonly string[] = rules.flatMap(({ owner, code }) =>
  owner !== 'helper' ? [code] : [],
);
