/**
 * 报告情况: somebody says that something happened to a member (S1-3.3b, S3-3.5b, S5-4). Any cadre may name a member of the
 * bureau and learns nothing of the file by it; members and relatives speak of themselves and of those they act for.
 *
 * A sentence that says it all is shown once and kept on "1" (E-14). A death is asked, and asked again with the full name.
 */
import { dateText } from '../src/calendar/format.ts';
import { bestByName, choice, date, longText, person } from '../src/chat/fields/index.ts';
import type { LongText, PersonChoice } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { findNameableMembers, mayName } from '../src/scheme/access.ts';
import { birthProblem } from '../src/scheme/day-problems.ts';
import { recordHappening, undoHappening } from '../src/scheme/happenings.ts';
import { happeningKinds, labelOf } from '../src/scheme/labels.ts';
import { addressOf, findPerson, hasRole } from '../src/scheme/people.ts';
import { noteUnseen } from '../src/scheme/reveals.ts';
import { defineConversation, type BotContext } from './context.ts';
import { dated, grave, whatFollows } from './report-happening/answer.ts';
import { askedAgain } from './report-happening/death-words.ts';
import { heard, recognised, type Kind } from './report-happening/heard.ts';
import { nameable, type Named } from './spoken/reading.ts';
import { calmly, entrances, isStaff, tellAll } from './words.ts';

const kinds: readonly Choice<Kind>[] = [
  { value: 'hospitalised', label: '住院', words: ['住院了', '生病住院', '入院', '进医院'] },
  { value: 'discharged', label: '出院', words: ['出院了', '回家了'] },
  { value: 'died', label: '去世', words: ['亡故', '去世了', '逝世', '病逝', '过世'] },
  { value: 'disaster', label: '家里受灾', words: ['受灾', '灾害', '着火', '失火'] },
  { value: 'accident', label: '摔伤等意外', words: ['意外', '摔伤', '摔倒', '摔了', '车祸', '骨折'] },
  { value: 'mood', label: '思想情绪', words: ['情绪', '心情', '心里有事'] },
  { value: 'conflict', label: '家庭矛盾', words: ['矛盾', '闹矛盾', '吵架', '家里闹矛盾'] },
  { value: 'opinion', label: '意见建议', words: ['意见', '建议', '提意见', '提建议'] },
  { value: 'hardship', label: '生产生活困难', words: ['困难', '生活困难', '没钱'] },
  { value: 'upheaval', label: '家里出了大事', words: ['家庭变故', '变故', '老伴住院', '老伴去世'] },
];

/** To somebody whose husband, wife or child has died or lies in hospital. */
const shaken = '家里出了这么大的事，您别一个人撑着，有我们在。';

/** Nobody reports their own death. */
const kindsFor = ({ me }: BotContext) =>
  isStaff(me) || hasRole(me, 'family') ? kinds : kinds.filter(({ value }) => value !== 'died');

async function findMember(text: string, { db, me, clock }: BotContext): Promise<PersonChoice[]> {
  const found = await findNameableMembers(db, me, { clock, text, limit: 50 });
  if (found.length === 0) await noteUnseen(db, me, text, clock);
  return bestByName(
    text,
    found.map(({ id, name, organisation }) => ({ id, name, detail: organisation })),
  );
}

const isDeath = ({ kind }: Known): boolean => kind === 'died';
/** Said to be no death after all: nothing else is asked. */
const isNoDeath = (answers: Known): boolean => isDeath(answers) && answers['certain'] === notDead;
const notDead = 'no';
const dayQuestions: Readonly<Partial<Record<Kind, string>>> = {
  hospitalised: '是哪天住院的？',
  discharged: '是哪天出院的？',
  died: '是哪天去世的？',
};

/** Reports a happening; whoever has to see to it is told at once. */
export const reportHappening = defineConversation({
  kind: 'form',
  name: 'report-happening',
  version: 1,
  ...entrances['report-happening'],
  mayUse: () => true,
  fields: {
    member: person({
      label: '老同志',
      question: '是哪位老同志？说名字就行。',
      // A helper's own members are not listed: what happened may well concern somebody else.
      list: async (ctx: BotContext) => (isStaff(ctx.me) ? [] : nameable(ctx)),
      find: findMember,
      takeOnlyOne: true,
    }),
    kind: choice({
      label: '情况',
      question: '是什么情况？',
      options: (_answers, ctx: BotContext) => kindsFor(ctx),
      showAs: (value: Kind) => labelOf(happeningKinds, value),
    }),
    certain: choice({
      label: '确认',
      question: ({ member }) => `请确认：是${(member as Named).name}同志去世了吗？`,
      options: ({ member }): readonly Choice<string>[] => [
        {
          value: (member as Named).id,
          label: '是，已经去世',
          words: ['是', '是的', '对', '对的', '确认', '去世了'],
        },
        { value: notDead, label: '不是', words: ['不', '不对', '没有', '错了', '搞错了', '不确定'] },
      ],
      showAs: value => (value === notDead ? '没有去世' : '已经去世'),
      when: isDeath,
    }),
    happenedOn: date({
      label: '日期',
      question: ({ kind }) => dayQuestions[kind as Kind] ?? '是哪天的事？',
      past: true,
      when: answers => dated.has(answers['kind']) && !isNoDeath(answers),
    }),
    detail: longText({
      label: '说明',
      question: '还有什么要说的？比如在哪家医院。打字、语音、照片都行。',
      example: '在市医院心内科',
      max: 1000,
      optional: true,
      when: answers => !isNoDeath(answers),
    }),
  },
  opening: async ctx =>
    isStaff(ctx.me) || (await nameable(ctx)).length > 0
      ? ''
      : { stop: '目前还没有登记您可以代为反映的老同志。有事请回复“人工”，我请工作人员联系您。' },
  recognise: (text, ctx) => recognised(text, ctx),
  understand: (text, ctx) => heard(text, ctx),
  // To the family nothing is listed before the question, least of all a death.
  echo: (_names, _answers, { me }) => (isStaff(me) ? undefined : ''),
  check: async (told, ctx) => deathIsCertain(told) ?? (await dayIsPossible(told, ctx)),
  reviewTitle: ({ kind, member }, { me }) => {
    const { name } = member as Named;
    if (kind === 'died') return askedAgain(name, !isStaff(me));
    if (isStaff(me)) return '请您看看对不对：';
    if (kind === 'upheaval') return `${shaken}请您看看记得对不对，对了我马上请帮扶的同志来：`;
    if (kind === 'opinion') return '谢谢您跟我们直说。请您看看记得对不对，对了我把原话转给帮扶的同志：';
    return `${grave.has(kind as Kind) ? '要是人起不来或者很难受，先打 120。' : ''}请您看看记得对不对，对了我马上告诉帮扶的同志：`;
  },
  save: (answers, ctx) =>
    calmly<Saved>(
      () => report(answers, ctx),
      say => ({ say }),
    ),
  undo: (ref, ctx) =>
    calmly(
      () => takeBack(ref as string, ctx),
      say => say,
    ),
});

function deathIsCertain({ member, kind, certain }: Report & { readonly certain: string | undefined }) {
  if (kind !== 'died' || certain === member.id) return null;
  const hint =
    certain === notDead
      ? '好的，没有登记。不用报了就回复“取消”，是别的情况就回复“重来”；要是确实去世了，请选1。'
      : '人换了，请再确认一下。';
  return { field: 'certain' as const, hint };
}

/** A day before somebody was born is asked again; nothing that was told is lost. The file's own day is not said to everybody. */
async function dayIsPossible({ member, happenedOn }: Report, { db }: BotContext) {
  if (happenedOn === undefined || !(await birthProblem(db, member.id, happenedOn))) return null;
  const hint = `${dateText(happenedOn, { year: true })}，${member.name}同志那时还没有出生，请再看看是哪一天。`;
  return { field: 'happenedOn' as const, hint };
}

interface Report {
  readonly member: Named;
  readonly kind: Kind;
  readonly happenedOn: string | undefined;
  readonly detail: LongText | undefined;
}

async function report({ member, kind, happenedOn, detail }: Report, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  if (!(await mayName(db, me, member.id, clock))) return { say: '没有找到这位老同志，这次没有登记。' };
  const recorded = await recordHappening(db, clock, {
    memberId: member.id,
    kind,
    happenedOn: happenedOn ?? ctx.today,
    detail: detail === undefined || detail.text === '' ? null : detail.text,
    attachmentIds: (detail?.attachments ?? []).map(({ id }) => id),
    reporterId: me.id,
  });
  const what = `${isStaff(me) ? `${member.name}同志` : await called(member.id, ctx)}${labelOf(happeningKinds, kind)}`;
  if (recorded.already) return { say: `${what}这件事，已经有人报过了，谢谢您惦记。您补充的话也一并记下了。` };
  await tellAll(recorded.notices, ctx);
  return { say: await whatFollows(recorded, ctx), undo: { ref: recorded.happening.id, label: what } };
}

async function takeBack(happeningId: string, ctx: BotContext): Promise<string> {
  const { happening, notices } = await undoHappening(ctx.db, ctx.clock, happeningId, ctx.me.id);
  await tellAll(notices, ctx);
  const name = (await findPerson(ctx.db, happening.memberId))?.name ?? '';
  const told = notices.length > 0 ? '，也告诉了刚才收到消息的同志' : '';
  if (happening.kind === 'died')
    return `已经更正：${name}同志去世的登记撤销了，档案和原来的事项都恢复了${told}。`;
  return `${name}同志${labelOf(happeningKinds, happening.kind)}的登记已经撤销${told}。`;
}

/** 张老, for those who call them so; 您 for oneself. */
async function called(memberId: string, { db, me, today }: BotContext): Promise<string> {
  const member = memberId === me.id ? null : await findPerson(db, memberId);
  return member ? addressOf(member, today) : '您';
}
