/**
 * The words people consent to (PIPL 17, 29, 30; E-2): what is kept, why it is needed, what follows from refusing, how to
 * take it back. Short enough to be read aloud. A text that was once shown is never edited: changed words are a new version
 * on top of the list, and old versions stay, because consents name them.
 */
import { createHash } from 'node:crypto';
import type { ConsentScope } from './labels/privacy.ts';

/** One version of the words for one scope. */
export interface ConsentText {
  readonly scope: ConsentScope;
  /** Names these very words for ever: scope, year, number. */
  readonly version: string;
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string;
  /** How many months a consent to it holds when nothing else is agreed; until it is taken back where absent. */
  readonly months?: number;
}

interface Words {
  readonly version: string;
  readonly text: string;
  readonly months?: number;
}

const words: Readonly<Record<ConsentScope, readonly [newest: Words, ...older: Words[]]>> = {
  sensitive: [
    {
      version: 'sensitive-2026-1',
      text: [
        '我们想记下您的健康状况、病种和残疾情况，还有身份证号、银行卡号和开户银行。',
        '为什么要记：知道身体情况，才好安排探望、照料和看病帮扶；证件和银行卡，只用来办补助。',
        '怎么保管：加密存放，只有您的帮扶人和管这件事的同志办事时才能看，看一次记一次，不给别人。',
        '不同意也可以：走访和关心一样不少，只是要凭病情、证件或银行卡才能办的补助，可能办不了。',
        '以后想改主意，回复“撤回同意”就行，这些内容会马上删掉。',
      ].join('\n'),
    },
  ],
  publicity: [
    {
      version: 'publicity-2026-1',
      months: 12,
      text: [
        '发放补助以前要公示，请大家监督。公示里只写您的姓名、所在支部、补助类别，单位要求时写金额。',
        '为什么要公示：让补助发得公道、看得见。',
        '不写的：身份证号、电话、住址、银行卡、病情和收入，一样都不写。',
        '不同意也可以：不影响走访和关心；但按规定必须公示才能发的补助，可能办不了。',
        '这个同意一年有效。以后想改主意，回复“撤回同意”就行，从那时起不再公示。',
      ].join('\n'),
    },
  ],
  'four-nearby': [
    {
      version: 'four-nearby-2026-1',
      text: [
        '您住得远或者行动不方便，可以“四就近”：就近学习、就近活动、就近得到照顾、就近发挥作用。',
        '要做什么：我们把您的姓名和怎么联系您，告诉您家附近的社区联系人，好请他们照应您。',
        '不告诉社区的：身份证号、银行卡、病情和收入。组织关系不变，还在原来的支部。',
        '不同意也可以：完全自愿，原来的走访和关心一样不少，只是社区那边没人专门照应。',
        '以后想改主意，回复“撤回同意”就行，当天就停。',
      ].join('\n'),
    },
  ],
  family: [
    {
      version: 'family-2026-1',
      text: [
        '我们想在老同志的档案里记下您这位家里人：姓名、关系、出生年份、工作和收入、身体情况。',
        '为什么要记：了解家里的难处，才好帮着找工作、办困难补助。用不着的不记。',
        '怎么保管：加密存放，只有帮扶人和管这件事的同志办事时才能看，不给别人。',
        '不同意也可以：老同志的走访和关心一样不少，只是涉及您的事，比如帮您找工作，就办不了。',
        '以后想改主意，请老同志或您自己跟经办同志说一声“撤回同意”，这些内容会马上删掉。',
      ].join('\n'),
    },
  ],
};

const hashed = (scope: ConsentScope, each: Words): ConsentText => ({
  scope,
  ...each,
  hash: createHash('sha256').update(each.text).digest('hex'),
});

/** The words that are shown today for a scope. */
export const consentText = (scope: ConsentScope): ConsentText => hashed(scope, words[scope][0]);

/** The words of a version, or undefined when there never was one of that name. */
export function consentTextOf(version: string): ConsentText | undefined {
  for (const scope of Object.keys(words) as ConsentScope[]) {
    const found = words[scope].find(each => each.version === version);
    if (found) return hashed(scope, found);
  }
  return undefined;
}

/** Grows with every new text: forms that show the words are begun anew when it does. */
export const textsVersion = Object.values(words).reduce((sum, each) => sum + each.length, 0);
