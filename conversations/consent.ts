/**
 * 同意书 (PIPL 14–16, 29, 30; E-2): a member, or the relative who acts for them, reads the words and answers 同意 or 不同意. Refusing
 * costs them nothing else. 撤回同意 says what it will erase and waits for "1".
 */
import { dateText } from '../src/calendar/format.ts';
import { bestByName, choice, person } from '../src/chat/fields/index.ts';
import type { PersonChoice } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { findVisibleMembers, mayActFor } from '../src/scheme/access.ts';
import { logChange } from '../src/scheme/audit-trail.ts';
import {
  activeConsent,
  recordConsent,
  sensitiveWords,
  textsVersion,
  withdrawConsent,
  type SensitiveField,
} from '../src/scheme/consents.ts';
import { filledSensitive } from '../src/scheme/consent-effects.ts';
import { labelOf } from '../src/scheme/labels.ts';
import { consentScopes, consentWays } from '../src/scheme/labels/privacy.ts';
import { addressOf, findMember, hasRole } from '../src/scheme/people.ts';
import { noteUnseen } from '../src/scheme/reveals.ts';
import { chatScopes, scope, scopeIn, word, type ChatScope } from './consent/fields.ts';
import { defineConversation, type BotContext } from './context.ts';
import { ownChoices } from './my-information/own.ts';
import { calmly, isMemberOrFamily, memberInFull, timely, staffToCall } from './words.ts';

type Named = { readonly id: string; readonly name: string };

const nobody = '这里还没有您的档案，请给单位经办同志打个电话，或者回复“人工”。';

/** Reads a text and answers it. */
export const giveConsent = defineConversation({
  kind: 'form',
  name: 'give-consent',
  title: '同意书',
  words: ['同意书', '看同意书', '签同意书', '我要签同意书', '知情同意'],
  // Open forms show words that may have changed: with other texts they begin anew.
  version: textsVersion,
  mayUse: ({ me }) => isMemberOrFamily(me),
  review: false,
  fields: {
    member: person({
      label: '老同志',
      question: '是哪位老同志的同意书？',
      list: ownChoices,
      takeOnlyOne: true,
    }),
    scope,
    word,
  },
  opening: async ctx => ((await ownChoices(ctx)).length > 0 ? '' : { stop: nobody }),
  recognise: text =>
    naming.test(text.trim()) ? { answers: { scope: scopeIn(text) }, confidence: 0.9 } : null,
  understand: () => null,
  save: (answers, ctx) =>
    calmly<Saved>(
      () => answered(answers, ctx),
      say => ({ say }),
    ),
});

const naming = /^(?:看一?下?|签|我要签)?(?:健康|公示|四就近|就近|敏感信息|证件)\S{0,6}同意书$/u;

interface Answered {
  readonly member: Named;
  readonly scope: ChatScope;
  readonly word: string;
}

async function answered({ member, scope: of, word: said }: Answered, ctx: BotContext): Promise<Saved> {
  const { db, me, clock } = ctx;
  if (!(await mayActFor(db, me, member.id, clock))) return { say: nobody };
  if (said === '不同意') {
    const refusal = { action: 'refuse-consent', subject: 'person', subjectId: member.id } as const;
    await logChange(db, clock, { ...refusal, actorId: me.id, ref: member.id, after: { scope: of } });
    return { say: '好的，听您的，这些就不记了。走访和关心一样不少。以后想改主意，回复“同意书”就行。' };
  }
  const given = {
    memberId: member.id,
    scope: of,
    way: 'chat',
    givenById: me.id,
    recordedById: me.id,
  } as const;
  const consent = await recordConsent(db, given, clock);
  const until = consent.expiresOn === null ? '' : `，${dateText(consent.expiresOn, { year: true })}以前有效`;
  return {
    say: `谢谢您的信任，您的同意记下了${until}。以后随时可以改主意，回复“撤回同意”就行。`,
  };
}

/** Takes a consent back. */
export const takeBackConsent = defineConversation({
  kind: 'form',
  name: 'withdraw-consent',
  title: '撤回同意',
  words: ['撤回同意', '收回同意', '取消同意', '我不同意了', '撤回同意书', '撤销同意'],
  version: 1,
  mayUse: ({ me }) => isMemberOrFamily(me) || hasRole(me, 'helper', 'secretary', 'clerk'),
  reviewTitle: whatGoes,
  fields: {
    member: person({
      label: '老同志',
      question: '撤回哪位老同志的同意？说名字就行。',
      list: (ctx: BotContext) => (isMemberOrFamily(ctx.me) ? ownChoices(ctx) : []),
      find: findMembers,
      takeOnlyOne: true,
    }),
    scope: choice({
      label: '撤回',
      question: '撤回哪一份？',
      options: (answers, ctx: BotContext) => standing(answers, ctx),
      showAs: scope => labelOf(consentScopes, scope),
      takeOnlyOne: true,
    }),
  },
  check: async ({ member, scope: of }, { db, today }) =>
    (await activeConsent(db, member.id, of, today)) ? null : { field: 'member', hint: nothingStands },
  save: (answers, ctx) =>
    calmly<Saved>(
      () => takeBack(answers, ctx),
      say => ({ say }),
    ),
});

const nothingStands = '这位老同志现在没有可以撤回的同意。想看别的，回复“取消”以后再说。';

async function findMembers(text: string, { db, me, clock }: BotContext): Promise<PersonChoice[]> {
  const found = await findVisibleMembers(db, me, { clock, text, limit: 50 });
  if (found.length === 0) await noteUnseen(db, me, text, clock);
  return bestByName(
    text,
    found.map(({ id, name, organisation }) => ({ id, name, detail: organisation.name })),
  );
}

/** What the member has agreed to and may take back. */
async function standing(answers: Known, { db, today }: BotContext): Promise<Choice<ChatScope>[]> {
  const member = answers['member'] as Named | undefined;
  const found: Choice<ChatScope>[] = [];
  for (const each of chatScopes) {
    const consent = member && (await activeConsent(db, member.id, each.value, today));
    if (consent) {
      const label = `${each.label}（${dateText(consent.givenOn)}${labelOf(consentWays, consent.way)}）`;
      found.push({ ...each, label, words: [each.label, ...(each.words ?? [])] });
    }
  }
  return found.length > 0 ? found : [...chatScopes];
}

/** The first line of the review: what will be gone, by name, and what stays. */
async function whatGoes(answers: Known, { db }: BotContext): Promise<string> {
  const member = answers['member'] as Named;
  const of = answers['scope'] as ChatScope;
  const held = of === 'sensitive' ? await filledSensitive(db, member.id) : [];
  return `请您看清楚再定。撤回以后：${effects[of](held)}走访和关心一样不少。`;
}

const effects: Readonly<Record<ChatScope, (held: readonly SensitiveField[]) => string>> = {
  sensitive: held =>
    held.length > 0
      ? `${sensitiveWords(held)}会马上删掉，删了就找不回来；要凭这些办的补助，可能办不了。`
      : '健康、证件和银行卡就不再记了，现在档案里也没有记着这些。',
  publicity: () => '从现在起不再公示姓名；按规定要公示才能发的补助，可能办不了。',
  'four-nearby': () => '从今天起社区那边不再专门照应，社区联系人的姓名和电话会删掉。',
};

async function takeBack(
  { member, scope: of }: { member: Named; scope: ChatScope },
  ctx: BotContext,
): Promise<Saved> {
  const { db, me, clock, today } = ctx;
  if (!(await mayActFor(db, me, member.id, clock))) return { say: nothingStands };
  const done = await withdrawConsent(db, { memberId: member.id, scope: of, actorId: me.id }, clock);
  if (done.consents === 0) return { say: nothingStands };
  const found = await findMember(db, member.id);
  const whose = found && found.id !== me.id ? `${addressOf(found, today)}的` : '您的';
  const gone =
    of === 'sensitive' && done.erased.length > 0
      ? `，${sensitiveWords(done.erased as SensitiveField[])}已经删掉`
      : '';
  if (found) {
    const clerk = await staffToCall(ctx, found.organisation.id, [me.id]);
    const text = `${memberInFull(found, today)}撤回了“${labelOf(consentScopes, of)}”的同意${gone}。以后要记，请先重新取得同意。`;
    if (clerk)
      await ctx.tell({
        to: clerk.person,
        text,
        ...timely(ctx, 'notice'),
        conditions: { memberId: found.id },
      });
  }
  return { say: `${whose}同意已经撤回${gone}。以后想改主意，回复“同意书”就行。` };
}
