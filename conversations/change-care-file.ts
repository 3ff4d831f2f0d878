/**
 * 改档案: one field of a care file, after the old and the new value were shown (S1-3.1c 准确). What is sensitive is kept only
 * with the member's consent (E-2); without it nothing is asked any further, and it is said how to get one.
 */
import { choice, choices, person, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Json, Known, Saved } from '../src/chat/form.ts';
import { mayActFor } from '../src/scheme/access.ts';
import {
  fileField,
  findCareFile,
  mayChange,
  oneOutOf,
  patchFrom,
  severalOutOf,
  stampReview,
  updateCareFile,
  type CareFile,
  type CareFilePatch,
  type FieldName,
  type FileField,
} from '../src/scheme/care-files.ts';
import { activeConsent } from '../src/scheme/consents.ts';
import { labelOf, type Labels } from '../src/scheme/labels.ts';
import { addressOf, findMember, hasRole } from '../src/scheme/people.ts';
import { maskedValue } from './care-file/text.ts';
import { theField, type Which } from './care-file/which-field.ts';
import {
  actableCalled,
  memberByNumber,
  nobodyCalled,
  notFound,
  ownChoices,
  toChoose,
  whichOf,
} from './care-file/whom.ts';
import { wishIn, type ChangeWish } from './care-file/wish.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances } from './words.ts';

/** Whose file: without an id a name that nobody they may write for has; `reviewing` where the change is made as its review. */
type Whom = { readonly id: string; readonly name: string; readonly reviewing?: boolean };

const nameOf = (answers: Known): FieldName | undefined => (answers['field'] as Which | undefined)?.name;
/** A code with its word, so that the review can say it. */
type Coded = { readonly code: string; readonly label: string };
const coded = (table: Labels | undefined, code: string): Coded => ({
  code,
  label: labelOf(table ?? {}, code),
});
const listOf = (table: Labels | undefined): Choice<Coded>[] =>
  Object.entries(table ?? {}).map(([code, [label, ...words]]) => ({ value: { code, label }, label, words }));

const isOne = (answers: Known): boolean => {
  const name = nameOf(answers);
  return name !== undefined && oneOutOf(name) !== undefined;
};
const isSeveral = (answers: Known): boolean => {
  const name = nameOf(answers);
  return name !== undefined && severalOutOf(name) !== undefined;
};

async function question(answers: Known, ctx: BotContext): Promise<string> {
  const { label, name } = answers['field'] as Which;
  const file = await findCareFile(ctx.db, (answers['member'] as Whom).id);
  const now = file ? maskedValue(file, fileField(name)) : '';
  return now === '' ? `“${label}”还没有填，填什么？` : `“${label}”现在是：${now}。改成什么？`;
}

/** Changes one field. */
export const changeCareFile = defineConversation({
  kind: 'form',
  name: 'change-care-file',
  version: 1,
  ...entrances['change-care-file'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  fields: {
    member: person({
      label: '老同志',
      question: '改哪位老同志的档案？说名字就行。',
      list: ownChoices,
      find: async (text, ctx: BotContext) => toChoose(await actableCalled(text, ctx)),
      takeOnlyOne: true,
    }),
    field: theField,
    one: choice({
      label: '改成',
      question,
      options: (answers, _ctx: BotContext) => listOf(oneOutOf(nameOf(answers) ?? 'sex')),
      when: isOne,
    }),
    several: choices({
      label: '改成',
      question,
      options: (answers, _ctx: BotContext) => listOf(severalOutOf(nameOf(answers) ?? 'hardshipKinds')),
      when: isSeveral,
    }),
    text: shortText({
      label: '改成',
      question,
      example: '和平路5号院2单元301',
      max: 500,
      when: answers => nameOf(answers) !== undefined && !isOne(answers) && !isSeveral(answers),
    }),
  },
  recognise: async (text, ctx) => {
    const wish = wishIn(text);
    return wish && understood(wish, ctx);
  },
  understand: () => null,
  opening: refuseEarly,
  check: objection,
  reviewTitle: oldAndNew,
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as unknown as Undo, ctx),
      say => say,
    ),
});

async function understood(wish: ChangeWish, ctx: BotContext) {
  const { field, name, number, value } = wish;
  const which: Which = { name: field.name, label: field.label };
  const answers = { field: which, ...(value === undefined ? {} : said(field, value)) };
  const confidence = 0.92;
  if (number !== undefined) {
    const member = await memberByNumber(number, ctx);
    if (!member) return null;
    return {
      answers: { ...answers, member: { id: member.id, name: member.name, reviewing: true } },
      confidence: 0.99,
    };
  }
  if (name === undefined) return { answers, confidence };
  const found = await actableCalled(name, ctx);
  const [only] = found;
  if (!only) return { answers: { ...answers, member: { id: '', name } }, confidence };
  if (found.length === 1)
    return { answers: { ...answers, member: { id: only.id, name: only.name } }, confidence };
  return { answers, ask: { member: whichOf(name, found) }, confidence };
}

/** What was said, as the answer of the field that asks for it; left out where it is none of the list, and then asked. */
function said(field: FileField, value: string): { one?: Coded; several?: readonly Coded[]; text?: string } {
  const [one, several] = [oneOutOf(field.name), severalOutOf(field.name)];
  if (!one && !several) return { text: value };
  const reading = field.read(value);
  if ('complaint' in reading) return {};
  if (one) return { one: coded(one, reading.value as string) };
  return { several: (reading.value as readonly string[]).map(code => coded(several, code)) };
}

async function refuseEarly(ctx: BotContext, known: Known): Promise<string | { stop: string }> {
  const member = known['member'] as Whom | undefined;
  if (member?.id === '') return { stop: await nobodyCalled(member.name, ctx) };
  const name = nameOf(known);
  if (name === undefined) return '';
  const stop = await refusal(name, member, ctx);
  return stop === undefined ? '' : { stop };
}

/** Why this field is not to be changed by this writer now. */
async function refusal(
  name: FieldName,
  member: Whom | undefined,
  ctx: BotContext,
): Promise<string | undefined> {
  const { db, me, clock, today } = ctx;
  const { label, sensitive } = fileField(name);
  if (member && !(await mayActFor(db, me, member.id, clock))) return notFound(member.name);
  if (!mayChange(me.roles, name)) return `“${label}”请经办或书记同志来改；您了解到的情况，告诉他们一声就行。`;
  if (!member) return undefined;
  const found = await findMember(db, member.id);
  if (found?.member.state === 'deceased') return `${member.name}同志已经去世，档案不再改动。`;
  if (!sensitive || (await activeConsent(db, member.id, 'sensitive', today))) return undefined;
  const address = found ? addressOf(found, today) : member.name;
  return `“${label}”属于敏感个人信息，要${address}本人同意才能记，这是为了保护老同志。请先回复“同意书 ${member.name}”，办好了再填。`;
}

interface Told {
  readonly member: Whom;
  readonly field: Which;
  readonly one: Coded | undefined;
  readonly several: readonly Coded[] | undefined;
  readonly text: string | undefined;
}

async function objection({ member, field, ...told }: Told, ctx: BotContext) {
  const refused = await refusal(field.name, member, ctx);
  if (refused !== undefined) return { field: 'field' as const, hint: refused };
  const file = await findCareFile(ctx.db, member.id);
  if (!file) return { field: 'member' as const, hint: notFound(member.name) };
  const change = changeOf(file, { member, field, ...told });
  if ('patch' in change) return null;
  const { message, advice = '' } = change.complaint;
  return { field: 'text' as const, hint: `${message}${advice}` };
}

/** The change the answers ask for. */
function changeOf(file: CareFile, { field, one, several, text }: Told): ReturnType<typeof patchFrom> {
  if (one !== undefined) return { patch: { [field.name]: one.code } };
  if (several !== undefined) return { patch: { [field.name]: several.map(({ code }) => code) } };
  return patchFrom(file, fileField(field.name), text ?? '');
}

/** The old value, masked, above the new one as it was said, before anything is kept. */
async function oldAndNew(answers: Known, ctx: BotContext): Promise<string> {
  const told = answers as unknown as Told;
  const { before, after } = await compared(told, ctx);
  const gone = after === '' ? '，现在去掉' : '';
  const was = before === '' ? '原来没有填。' : `原来是：${before}${gone}`;
  return `${told.member.name}同志的“${told.field.label}”，请您看看对不对：\n${was}`;
}

async function compared(told: Told, { db }: BotContext): Promise<{ before: string; after: string }> {
  const file = await findCareFile(db, told.member.id);
  const change = file && changeOf(file, told);
  if (!file || !change || !('patch' in change)) return { before: '', after: '' };
  const field = fileField(told.field.name);
  return { before: maskedValue(file, field), after: maskedValue({ ...file, ...change.patch }, field) };
}

interface Undo {
  readonly memberId: string;
  readonly before: CareFilePatch;
}

async function save(told: Told, ctx: BotContext): Promise<Saved> {
  const { db, me, clock, today } = ctx;
  const { member, field } = told;
  const refused = await refusal(field.name, member, ctx);
  const file = await findCareFile(db, member.id);
  const change = file && changeOf(file, told);
  if (refused !== undefined || !file || !change || !('patch' in change))
    return { say: refused ?? notFound(member.name) };
  const { after } = await compared(told, ctx);
  const changed = await updateCareFile(db, member.id, change.patch, { actorId: me.id, clock });
  if (member.reviewing) await stampReview(db, member.id, { actorId: me.id, clock });
  const found = await findMember(db, member.id);
  const whose = found ? addressOf(found, today) : member.name;
  const reviewed = !member.reviewing ? '' : '这份档案也算复核过了，明年这时候再看。';
  if (!changed) return { say: `${whose}的“${field.label}”本来就是这样，没有变动。${reviewed}` };
  const say = `${whose}的“${field.label}”${after === '' ? '去掉了' : `改好了：${after}`}。${reviewed}`;
  const before = Object.fromEntries(
    Object.keys(change.patch).map(key => [key, file[key as keyof CareFile] ?? null]),
  ) as CareFilePatch;
  const ref = { memberId: member.id, before } as unknown as Json;
  return { say, undo: { ref, label: `${whose}档案里“${field.label}”的改动` } };
}

async function takeBack({ memberId, before }: Undo, { db, me, clock }: BotContext): Promise<string> {
  const changed = await updateCareFile(db, memberId, before, { actorId: me.id, clock });
  return changed ? '已经改回原来的内容。' : '内容已经和原来一样，没有再动。';
}
