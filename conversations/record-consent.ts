/**
 * 登记同意 (E-2): somebody of the staff reads the words to a member who cannot use the chat, and records how the consent was
 * given: a photo of the signed paper, or a witness. Whoever records it is not its witness.
 */
import { attachments, bestByName, choice, date, person, shortText } from '../src/chat/fields/index.ts';
import type { PersonChoice } from '../src/chat/fields/index.ts';
import type { Saved } from '../src/chat/form.ts';
import { findVisibleMembers, findVisiblePeople, mayActFor } from '../src/scheme/access.ts';
import { consentText, recordConsent, textsVersion, type ConsentText } from '../src/scheme/consents.ts';
import { labelOf } from '../src/scheme/labels.ts';
import { consentScopes, consentWays, type ConsentScope } from '../src/scheme/labels/privacy.ts';
import { findMember, hasRole } from '../src/scheme/people.ts';
import { noteUnseen } from '../src/scheme/reveals.ts';
import { scope } from './consent/fields.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, memberInFull } from './words.ts';

/** Records a consent that was given on paper or by word of mouth. */
export const recordConsentForm = defineConversation({
  kind: 'form',
  name: 'record-consent',
  title: '登记同意',
  words: ['登记同意', '登记同意书', '记同意书', '录同意书', '同意书登记'],
  version: textsVersion,
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'clerk'),
  fields: {
    member: person({ label: '老同志', question: '是哪位老同志的同意？说名字就行。', find: findMembers }),
    scope,
    way: choice({
      label: '方式',
      question: ({ scope: of }) =>
        `请把下面这段念给老同志听：\n${textOf(of).text}\n\n听完同意的，是怎么表示的？`,
      options: [
        { value: 'signed-photo', label: '在纸上签了字，拍照片', words: consentWays['signed-photo'] },
        { value: 'witness', label: '口头同意，有别人在场见证', words: consentWays.witness },
      ] as const,
    }),
    photos: attachments({
      label: '照片',
      question: '请把签字的纸拍照发来。',
      when: ({ way }) => way === 'signed-photo',
    }),
    witness: shortText({
      label: '见证人',
      question: '见证人是谁？姓名和身份，比如“邻居王秀兰”。',
      example: '社区张主任',
      max: 30,
      when: ({ way }) => way === 'witness',
    }),
    givenOn: date({ label: '日期', question: '是哪一天同意的？', example: '今天', past: true }),
  },
  check: ({ witness }, { me }) =>
    witness?.includes(me.name) === true
      ? { field: 'witness', hint: '您是登记人，见证人要请另外一位。是谁在场？' }
      : null,
  save: (answers, ctx) =>
    calmly<Saved>(
      () => keep(answers, ctx),
      say => ({ say }),
    ),
});

const textOf = (of: unknown): ConsentText => consentText(of as ConsentScope);

async function findMembers(text: string, { db, me, clock }: BotContext): Promise<PersonChoice[]> {
  const found = await findVisibleMembers(db, me, { clock, text, limit: 50 });
  if (found.length === 0) await noteUnseen(db, me, text, clock);
  return bestByName(
    text,
    found.map(({ id, name, organisation }) => ({ id, name, detail: organisation.name })),
  );
}

interface Given {
  readonly member: { readonly id: string };
  readonly scope: Exclude<ConsentScope, 'family'>;
  readonly way: 'signed-photo' | 'witness';
  readonly photos?: readonly { readonly id: string }[] | undefined;
  readonly witness?: string | undefined;
  readonly givenOn: string;
}

async function keep(
  { member: { id }, photos = [], witness, ...given }: Given,
  ctx: BotContext,
): Promise<Saved> {
  const { db, me, clock, today } = ctx;
  const member = await findMember(db, id);
  if (!member || !(await mayActFor(db, me, id, clock)))
    return { say: '没有找到这位同志，或者您暂时不能办，没有记。' };
  await recordConsent(
    db,
    {
      ...given,
      memberId: id,
      givenById: id,
      recordedById: me.id,
      witnessId: witness === undefined ? null : await knownWitness(witness, ctx),
      note: witness ?? null,
      attachmentIds: photos.map(photo => photo.id),
    },
    clock,
  );
  const what = labelOf(consentScopes, given.scope);
  return {
    say: `${memberInFull(member, today)}“${what}”的同意记下了。本人随时可以撤回，回复“撤回同意”就能办。`,
  };
}

/** The witness, where it is exactly one of the people the writer knows. */
async function knownWitness(said: string, { db, me }: BotContext): Promise<string | null> {
  const found = (await findVisiblePeople(db, me, { text: said, limit: 5 })).filter(({ name }) =>
    said.includes(name),
  );
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}
