/** What is kept about a member, in large simple words (PIPL 44, 45): what it says, what was agreed to, who looked. */
import { shanghaiDate } from '../../src/calendar/dates.ts';
import { birthParts, type BirthDay } from '../../src/scheme/age.ts';
import { findCareFile, type CareFile } from '../../src/scheme/care-files.ts';
import { consentsOf, holds, type Consent } from '../../src/scheme/consents.ts';
import { correctionNumber, correctionsOf } from '../../src/scheme/corrections.ts';
import { relativesOf } from '../../src/scheme/family.ts';
import {
  labelOf,
  labelsOf,
  hardshipKinds,
  livings,
  marriages,
  roles,
  selfCares,
} from '../../src/scheme/labels.ts';
import {
  consentScopes,
  consentWays,
  correctionStates,
  lookPurposes,
} from '../../src/scheme/labels/privacy.ts';
import { looksAt } from '../../src/scheme/looks.ts';
import { maskBankAccount, maskIdNumber } from '../../src/scheme/masking.ts';
import type { Member } from '../../src/scheme/people.ts';
import { dateText } from '../../src/calendar/format.ts';
import { moneyText } from '../../src/calendar/numerals.ts';
import type { BotContext } from '../context.ts';
import { firstOf, quoted } from '../words.ts';

/** So far back the looks are told. */
const lookedBackDays = 90;

/** Everything about one member, section by section. The caller has made sure that it is the member or acts for them. */
export async function keptAbout(member: Member, whose: string, ctx: BotContext): Promise<string[]> {
  const { db } = ctx;
  const file = await findCareFile(db, member.id);
  return [
    [`${whose}档案里记着这些：`, ...(await fileLines(member, file, ctx))].join('\n'),
    await recordsLine(member.id, ctx),
    consentLines(await consentsOf(db, member.id), ctx),
    await lookLines(member.id, ctx),
    await correctionLines(member.id, ctx),
    '哪里不对，回复“更正”，再说是什么，比如“更正 电话换成0917-3200000”。不想让我们再记的，也这样说。',
  ].filter(section => section !== '');
}

async function fileLines(member: Member, file: CareFile | null, { db }: BotContext): Promise<string[]> {
  const relatives = await relativesOf(db, member.id);
  const lines: readonly (readonly [string, string | null | undefined])[] = [
    ['姓名', member.name],
    ['所在组织', member.organisation.name],
    ['出生日期', birthText(member.member)],
    ['电话', file?.phone ?? member.phone],
    ['住址', file?.address],
    ['紧急联系人', file?.emergencyContact],
    ['家里人', relatives.map(({ person, relation }) => `${relation}${person.name}`).join('、')],
    ['婚姻', labelOf(marriages, file?.marriage)],
    ['居住', labelOf(livings, file?.living)],
    ['自理', labelOf(selfCares, file?.selfCare)],
    ['身体', [file?.health, file?.disease, file?.disability].filter(Boolean).join('，')],
    ['困难', labelsOf(hardshipKinds, file?.hardshipKinds ?? [])],
    ['每月离退休费', typeof file?.pensionFen === 'number' ? moneyText(file.pensionFen) : ''],
    ['身份证', maskIdNumber(file?.idNumber)],
    ['银行卡', [file?.bankName, maskBankAccount(file?.bankAccount)].filter(Boolean).join(' ')],
  ];
  return lines.flatMap(([label, value]) => (value ? [`${label}：${firstOf(value, 60)}`] : []));
}

function birthText({ birthDate, birthCalendar, birthLeapMonth }: BirthDay): string {
  const parts = birthDate === null ? undefined : birthParts(birthDate);
  if (!parts) return '';
  const calendar = birthCalendar === 'lunar' ? `农历${birthLeapMonth ? '闰' : ''}` : '';
  return `${calendar}${parts.year}年${parts.month}月${parts.day}日`;
}

async function recordsLine(memberId: string, { db }: BotContext): Promise<string> {
  const [visits, happenings, requests] = [
    await db.visit.count({ where: { memberId, undoneAt: null } }),
    await db.happening.count({ where: { memberId, undoneAt: null } }),
    await db.request.count({ where: { memberId } }),
  ];
  return `另外记着走访${visits}次、情况${happenings}件、求助${requests}件。身份证和银行卡这里只显示最后几位；想看全部记录，请经办同志当面给您看。`;
}

function consentLines(consents: readonly Consent[], { today }: BotContext): string {
  if (consents.length === 0)
    return '同意书：还没有您的同意记录；没有同意，病情、证件、银行卡不会再添新的。回复“同意书”可以看一看。';
  const lines = consents.slice(0, 4).map(consent => {
    const state = holds(consent, today) ? '' : consent.withdrawnAt ? '（已撤回）' : '（已到期）';
    return `${labelOf(consentScopes, consent.scope)}：${dateText(consent.givenOn)}，${labelOf(consentWays, consent.way)}${state}`;
  });
  return ['同意书：', ...lines, '要撤回，回复“撤回同意”。'].join('\n');
}

async function lookLines(memberId: string, { db, clock }: BotContext): Promise<string> {
  const looks = await looksAt(db, memberId, lookedBackDays, clock);
  const total = looks.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return `最近${lookedBackDays}天，没有人调看过电话、住址、病情这些。`;
  const lines = looks
    .slice(0, 5)
    .map(
      ({ role, purpose, count }) =>
        `${labelOf(roles, role)}为了${labelOf(lookPurposes, purpose).split('，')[0]}看过${count}次`,
    );
  return [`最近${lookedBackDays}天，电话、住址、病情这些被调看过${total}次：`, ...lines].join('\n');
}

async function correctionLines(memberId: string, { db }: BotContext): Promise<string> {
  const corrections = await correctionsOf(db, memberId, 3);
  return corrections
    .map(each => {
      const answer = each.answer === null ? '' : `：${quoted(each.answer, 40)}`;
      const day = dateText(shanghaiDate(each.createdAt));
      return `${correctionNumber(each)}，${day}提出：${quoted(each.wish, 20)}，${labelOf(correctionStates, each.state)}${answer}`;
    })
    .join('\n');
}
