/**
 * 新建档案 (S1-3.1a, S2-4.2a): a secretary or clerk opens a file in at most six short questions, or in one sentence; it lands as a
 * 草稿, and it is said what to add next. Somebody who seems to be in the books already is asked about, never made twice.
 */
import { choice, choices, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Json, Saved } from '../src/chat/form.ts';
import {
  completenessOf,
  findCareFile,
  missingLines,
  namesakesOf,
  openFile,
  takeFileBack,
  type CareFilePatch,
  type Namesake,
} from '../src/scheme/care-files.ts';
import { hardshipKinds, labelOf, organisationKinds, type HardshipKind } from '../src/scheme/labels.ts';
import { organisationTree, type Organisation } from '../src/scheme/organisations.ts';
import { hasRole } from '../src/scheme/people.ts';
import { thresholdsFor } from '../src/scheme/settings.ts';
import { personName, phone as phoneCell } from '../src/scheme/workbook/cells.ts';
import { bornField, standingField } from './care-file/questions.ts';
import { toldOfPerson, wantsNewFile, type Born, type Standing, type ToldOfPerson } from './care-file/told.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances } from './words.ts';

type Branch = { readonly id: string; readonly name: string };
type Kind = { readonly code: HardshipKind; readonly label: string };
/** What was decided about somebody alike, for this name and number. */
type Same = {
  readonly decision: 'another' | 'stop' | 'this';
  readonly id: string;
  readonly of: string;
  readonly label: string;
};

const hardshipChoices: readonly Choice<Kind>[] = (
  Object.entries(hardshipKinds) as [HardshipKind, readonly [string, ...string[]]][]
).map(([code, [label, ...words]]) => ({ value: { code, label }, label, words }));

async function branchChoices(ctx: BotContext): Promise<Choice<Branch>[]> {
  const tree = await organisationTree(ctx.db, ctx.me.organisation);
  const branches = tree.filter(({ kind }) => kind === 'branch' || kind === 'general-branch');
  return (branches.length > 0 ? branches : tree).slice(0, 30).map(branchChoice);
}

const branchChoice = ({ id, name, kind }: Organisation): Choice<Branch> => ({
  value: { id, name },
  label: name,
  words:
    kind === 'other'
      ? []
      : [name.replace(/(?:党)?(?:总支|支部)$/u, ''), labelOf(organisationKinds, kind)].slice(0, 1),
});

/** Opens a file. */
export const openCareFile = defineConversation({
  kind: 'form',
  name: 'open-care-file',
  version: 1,
  ...entrances['open-care-file'],
  opens: /^新建档案\s*\S/u,
  mayUse: ({ me }) => hasRole(me, 'clerk', 'secretary'),
  fields: {
    name: shortText({
      label: '姓名',
      question: '给哪位同志建档？说姓名就行，几项一起说也可以，比如“王秀英，女，1945年5月6日，退休党员”。',
      example: '王秀英',
      max: 30,
      refuse: text => {
        const reading = personName.read(text);
        return 'complaint' in reading ? `“${text}”不像姓名，请只说姓名，比如“王秀英”。` : undefined;
      },
    }),
    branch: choice({
      label: '所属支部',
      question: '在哪个支部？',
      options: (_answers, ctx: BotContext) => branchChoices(ctx),
      takeOnlyOne: true,
    }),
    born: bornField,
    standing: standingField,
    hardships: choices({
      label: '主要困难',
      question: '主要有哪些困难？可以选几项。',
      options: hardshipChoices,
      example: '1 2',
    }),
    phone: shortText({
      label: '电话',
      question: '电话是多少？本人的或家里的都行。',
      example: '13900000001',
      max: 30,
      optional: true,
      refuse: text => {
        const reading = phoneCell.read(text);
        return 'complaint' in reading ? '这不像电话号码，请写11位手机号，或带区号的座机号。' : undefined;
      },
    }),
    same: choice({
      label: '是否同一人',
      question: '是同一位吗？',
      options: (answers, ctx: BotContext) => sameChoices(answers as unknown as Told, ctx),
      onlyIfSaid: true,
      quiet: true,
    }),
  },
  recognise: async (text, ctx) => {
    if (!wantsNewFile(text)) return null;
    return { answers: await answersFrom(toldOfPerson(text), ctx), confidence: 0.95 };
  },
  understand: async (text, ctx, known) => {
    const told = await answersFrom(toldOfPerson(text), ctx);
    // A name is only heard where it was asked for: later on it is somebody else's, or a branch.
    const { name, ...others } = told;
    const heard = known.name === undefined && name !== undefined ? told : others;
    return Object.keys(heard).length === 0 ? null : { answers: heard };
  },
  check: alreadyThere,
  reviewTitle: '请您看看对不对，保存后是草稿：',
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

async function answersFrom({ name, born, standing, hardships, phone, rest }: ToldOfPerson, ctx: BotContext) {
  const branch = rest.length === 0 ? undefined : await branchNamed(rest, ctx);
  return {
    ...(name === undefined ? {} : { name }),
    ...(branch ? { branch } : {}),
    // Half an answer is asked for whole: the other half is not lost, it is only said again.
    ...(born?.sex && born.birth ? { born } : {}),
    ...(standing && standing.retirementKind !== null && standing.partyMember !== null ? { standing } : {}),
    ...(hardships
      ? { hardships: hardships.map(code => ({ code, label: labelOf(hardshipKinds, code) })) }
      : {}),
    ...(phone === undefined ? {} : { phone }),
  };
}

async function branchNamed(parts: readonly string[], ctx: BotContext): Promise<Branch | undefined> {
  const options = await branchChoices(ctx);
  const found = options.filter(({ label }) =>
    parts.some(part => part.length >= 3 && (label === part || label.includes(part))),
  );
  return found.length === 1 ? found[0]?.value : undefined;
}

interface Told {
  readonly name: string;
  readonly branch: Branch;
  readonly born: Born;
  readonly standing: Standing;
  readonly hardships: readonly Kind[];
  readonly phone: string | undefined;
  readonly same: Same | undefined;
}

const phoneOf = ({ phone }: Pick<Told, 'phone'>): string | null => {
  const reading = phone === undefined ? null : phoneCell.read(phone);
  return reading && !('complaint' in reading) ? reading.value : null;
};
const keyOf = (told: Told): string => `${told.name}|${told.branch.id}|${phoneOf(told) ?? ''}`;

const alike = (told: Told, { db }: BotContext): Promise<Namesake[]> =>
  namesakesOf(db, { name: told.name, organisationId: told.branch.id, phone: phoneOf(told) });

async function alreadyThere(told: Told, ctx: BotContext) {
  if (told.same?.of === keyOf(told)) return null;
  const [first] = await alike(told, ctx);
  if (!first) return null;
  const why = first.why === 'phone' ? '电话一样' : '同名';
  const file = first.file === null ? '还没有档案' : `档案是“${first.file}”`;
  return {
    field: 'same' as const,
    hint: `${first.organisation}已经有一位${first.name}（${why}，${file}）。`,
  };
}

async function sameChoices(told: Told, ctx: BotContext): Promise<Choice<Same>[]> {
  const of = keyOf(told);
  const [first] = await alike(told, ctx);
  const id = first?.id ?? '';
  const option = (decision: Same['decision'], label: string, words: readonly string[]): Choice<Same> => ({
    value: { decision, id, of, label },
    label,
    words,
  });
  return [
    option('another', '不是同一位，接着新建', ['不是', '另一位', '不是一个人']),
    first?.file === null
      ? option('this', '就是这位，给他建档', ['是', '同一位'])
      : option('stop', '是同一位，不用建了', ['是', '同一位']),
  ];
}

interface Undo {
  readonly memberId: string;
  readonly madePerson: boolean;
}

async function save(told: Told, ctx: BotContext): Promise<Saved> {
  const { db, me, clock, today } = ctx;
  const { name, branch, same } = told;
  if (same?.decision === 'stop') return { say: `好的，没有新建。要看或者补充，回复“${name}的档案”。` };
  const known = same?.decision === 'this' ? { personId: same.id } : {};
  const memberId = await openFile(
    db,
    { name, organisationId: branch.id, ...known, fields: fieldsOf(told) },
    { actorId: me.id, clock },
  );
  const file = await findCareFile(db, memberId);
  const thresholds = await thresholdsFor(db, branch.id, today);
  const completeness = file && completenessOf(file, today, { thresholds });
  const lines = completeness ? missingLines(completeness) : [];
  const example = completeness?.missing[0]?.label ?? '住址';
  const say = [
    `${name}同志的档案建好了，是草稿。接下来最要紧的是补上：`,
    ...lines.map((line, index) => `${index + 1}. ${line}`),
    `补一项说一项，比如“改 ${name} ${example} …”；补齐了回复“提请认定 ${name}”。`,
  ].join('\n');
  const ref = { memberId, madePerson: same?.decision !== 'this' } as unknown as Json;
  return { say, undo: { ref, label: `${name}同志的档案` } };
}

/** Whose text somebody comes under follows from what they are (S1, S2, S5); it can be changed. */
function fieldsOf(told: Told): CareFilePatch {
  const { born, standing, hardships } = told;
  const retired = standing.retirementKind !== 'other';
  return {
    targetGroup: retired ? 'retired-cadre-member' : standing.partyMember ? 'party-member' : 'cadre-worker',
    sex: born.sex,
    ...(born.birth ?? {}),
    retirementKind: standing.retirementKind,
    partyMember: standing.partyMember,
    hardshipKinds: hardships.map(({ code }) => code),
    phone: phoneOf(told),
  };
}

async function takeBack(undo: Undo, { db, me, clock }: BotContext): Promise<string> {
  const done = await takeFileBack(db, undo, { actorId: me.id, clock });
  return done === 'removed'
    ? '刚建的档案已经撤掉了。'
    : '这份档案已经有了别的记录，不能直接撤掉；不需要了，请回复“迁出”加名字，写明原因。';
}
