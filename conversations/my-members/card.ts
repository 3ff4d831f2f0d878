/** A member's card: what somebody needs before they go or ring. What is personal is masked for everybody (E-1): 查看 shows it. */
import { shanghaiDate, type IsoDate } from '../../src/calendar/dates.ts';
import { dateText, shortDate } from '../../src/calendar/format.ts';
import { moneyText } from '../../src/calendar/numerals.ts';
import { mayActFor, mayReveal } from '../../src/scheme/access.ts';
import { ageOn } from '../../src/scheme/age.ts';
import { findCareFile, riskFlagsOf, wantsStudyAtHome, type CareFile } from '../../src/scheme/care-files.ts';
import { relativesOf } from '../../src/scheme/family.ts';
import {
  careFileStates,
  hardshipLevels,
  labelOf,
  labelsOf,
  livings,
  occasions,
  selfCares,
  visitWays,
} from '../../src/scheme/labels.ts';
import { riskFlags, urgentNeedKinds } from '../../src/scheme/labels/care-file.ts';
import {
  maskAddress,
  maskBankAccount,
  maskEmergencyContact,
  maskHealth,
  maskIdNumber,
  maskPhone,
} from '../../src/scheme/masking.ts';
import { dutiesAbout } from '../../src/scheme/obligations/lists.ts';
import { helpersOf, type HelperOfMember } from '../../src/scheme/pairings.ts';
import type { Member } from '../../src/scheme/people.ts';
import { isLateEntry, visitsOf, type Visit } from '../../src/scheme/visits.ts';
import type { BotContext } from '../context.ts';
import { memberInFull, phoneOf, quoted } from '../words.ts';
import { letterText } from './letter.ts';
import { dutyText } from './list.ts';

/** So many visits back help of either kind is looked for. */
const lookedBack = 30;

/** The card, as one message. The caller has made sure that the reader may see the file. */
export async function cardOf(member: Member, ctx: BotContext): Promise<string> {
  const { db, me, clock, today } = ctx;
  const helpers = await helpersOf(db, member.id, clock);
  const own = helpers.find(({ helper }) => helper.id === me.id);
  const file = await findCareFile(db, member.id);
  const visits = await visitsOf(db, member.id, { limit: lookedBack });
  const { rows } = await dutiesAbout(db, today, member.id);
  return [
    `${memberInFull(member, today)}，${member.organisation.name}`,
    whoTheyAre(member, file, today),
    masked(member, file),
    await relativesText(member, ctx),
    needs(file),
    agreed(own),
    own ? await letterText(own.pairing.id, ctx) : '',
    ...visitLines(visits, own !== undefined || (await mayActFor(db, me, member.id, clock))),
    ...rows.map(duty => `要办：${dutyText(duty, today)}`),
    own ? '' : helpersText(helpers),
    (await mayReveal(db, me, member.id, 'phone', clock))
      ? `要看完整的，回复如“查看 ${member.name} 电话”，说一声做什么用就行。`
      : '',
  ]
    .filter(line => line !== '')
    .join('\n');
}

function whoTheyAre({ member }: Member, file: CareFile | null, today: IsoDate): string {
  const age = ageOn(member, today);
  const parts = [
    member.state === 'enrolled' ? '' : labelOf(careFileStates, member.state),
    age === undefined ? '' : `${age}岁`,
    labelOf(livings, file?.living),
    labelOf(selfCares, file?.selfCare),
    labelOf(hardshipLevels, file?.hardshipLevel),
  ];
  const flags = file
    ? labelsOf(
        riskFlags,
        riskFlagsOf(file, today).filter(flag => !saidAlready.includes(flag)),
      )
    : '';
  return [...parts, flags].filter(part => part !== '').join('，');
}

/** Where somebody lives and whether they manage is said in full beside these. */
const saidAlready: readonly string[] = ['alone', 'empty-nest', 'dependent', 'partly-dependent'];

/** What they want most (S2-4.1), and what follows from how they are (S1-3.2). */
function needs(file: CareFile | null): string {
  if (!file) return '';
  const kinds = labelsOf(urgentNeedKinds, file.urgentNeedKinds);
  const parts = [kinds, file.urgentNeeds ?? '', wantsStudyAtHome(file) ? '送学上门' : ''];
  const said = parts.filter(part => part !== '').join('；');
  return said === '' ? '' : `需要：${said}`;
}

/** E-1, C5.35. */
function masked(member: Member, file: CareFile | null): string {
  const lines = [
    ['电话', maskPhone(file?.phone ?? member.phone)],
    ['住址', maskAddress(file?.address)],
    ['紧急联系人', maskEmergencyContact(file?.emergencyContact)],
    ['身体', maskHealth(file?.health ?? file?.disease ?? file?.disability)],
    ['身份证', maskIdNumber(file?.idNumber)],
    ['银行卡', maskBankAccount(file?.bankAccount)],
  ] as const;
  return lines.flatMap(([label, shown]) => (shown === '' ? [] : [`${label}：${shown}`])).join('\n');
}

async function relativesText(member: Member, { db }: BotContext): Promise<string> {
  const relatives = await relativesOf(db, member.id);
  const said = relatives.map(({ person: { name, phone }, relation }) =>
    [`${relation}${name}`, maskPhone(phone)].filter(part => part !== '').join(' '),
  );
  return said.length === 0 ? '' : `家属：${said.join('；')}`;
}

/** What was agreed in the pairing (S2-4.4b). */
function agreed(own: HelperOfMember | undefined): string {
  const { project, task, goal } = own?.pairing ?? {};
  const parts = [project, task, goal].flatMap(part => part ?? []);
  return parts.length === 0 ? '' : `帮扶：${parts.join('；')}`;
}

/** The last visit, and when help of either kind was last given (S1-3.2b). What was found is for those who act, not for those who only read. */
function visitLines(visits: readonly Visit[], acts: boolean): string[] {
  const [last] = visits;
  if (!last) return ['还没有走访记录'];
  const condition = acts && last.condition ? `，${quoted(last.condition, 60)}` : '';
  const spirit = visits.find(({ helpKind }) => helpKind !== 'material');
  const material = visits.find(({ helpKind }) => helpKind !== 'spirit');
  const followUp = acts && last.followUp ? [`上次说好：${last.followUp}`] : [];
  return [
    `上次走访：${dateText(last.visitedOn)}${labelOf(visitWays, last.way)}${lateText(last)}，${labelOf(occasions, last.occasion)}${condition}`,
    ...followUp,
    `精神慰藉：${spirit ? dateText(spirit.visitedOn) : '还没有'}；物质帮扶：${material ? `${dateText(material.visitedOn)}${givenText(material)}` : '还没有'}`,
  ];
}

const lateText = (visit: Visit): string =>
  isLateEntry(visit) ? `（${shortDate(shanghaiDate(visit.loggedAt))}补录）` : '';

const givenText = ({ moneyFen, goods }: Visit): string =>
  [moneyFen === null ? '' : moneyText(moneyFen), goods ?? '']
    .filter(part => part !== '')
    .map(part => ` ${part}`)
    .join('、');

const helpersText = (helpers: readonly HelperOfMember[]): string =>
  helpers.length === 0
    ? '现在没有帮扶人'
    : `帮扶人：${helpers.map(({ helper }) => `${helper.name}${phoneOf(helper)}`).join('；')}`;
