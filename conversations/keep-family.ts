/**
 * 家庭: who belongs to a member's family, kept minimal (E-4): added, changed, taken out; their own consent recorded; a child
 * without work passed on to whoever finds some (S1-3.4, S3-3.4).
 */
import { attachments, choice, date, money, person, shortText } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { consentText } from '../src/scheme/consents.ts';
import { relativesOf } from '../src/scheme/family.ts';
import { familyLines, familyMembersOf, familyText, type FamilyMember } from '../src/scheme/family-members.ts';
import { labelOf } from '../src/scheme/labels.ts';
import { familyRelations } from '../src/scheme/labels/family.ts';
import { defineConversation, type BotContext } from './context.ts';
import { consentWayChoices, refuseName, wayText } from './family/answers.ts';
import { keep, type Relative } from './family/deeds.ts';
import { heardFamily, relationCodes, type Deed, type Standing } from './family/heard.ts';
import { actsForMembers, findLiving, meant, type Named } from './family/whom.ts';
import { calmly } from './words.ts';

const is =
  (...deeds: Deed[]) =>
  ({ deed }: Known): boolean =>
    deeds.includes(deed as Deed);
const isKnown = is('change', 'remove', 'consent', 'refer');

const standings: readonly Choice<Standing>[] = [
  {
    value: 'jobless',
    label: '没有工作，想找',
    words: ['没有工作', '没工作', '下岗', '失业', '待业', '无业'],
  },
  { value: 'working', label: '有工作', words: ['上班', '在职', '打工', '务工'] },
  { value: 'other', label: '退休、上学或其他', words: ['退休', '上学', '其他', '不用记'] },
];

const nobody: Relative = { id: '', name: '' };

/** Keeps a member's family. */
export const keepFamily = defineConversation({
  kind: 'form',
  name: 'keep-family',
  opens: /^家庭\s+\p{Script=Han}{2}/u,
  title: '家庭',
  words: ['家庭', '家庭成员', '登记家庭成员', '家里人'],
  version: 1,
  mayUse: actsForMembers,
  fields: {
    member: person({ label: '老同志', question: '是哪位老同志家里？', find: findLiving }),
    deed: choice({
      label: '要办',
      question: '要办什么？',
      options: [
        { value: 'add', label: '加一位家里人', words: ['加', '增加', '登记'] },
        { value: 'change', label: '改一位的情况', words: ['改', '修改'] },
        { value: 'remove', label: '去掉一位', words: ['去掉', '删除'] },
        { value: 'consent', label: '记下家里人本人的同意', words: ['同意'] },
        { value: 'refer', label: '请劳动部门帮着找工作', words: ['转介', '找工作'] },
      ] satisfies readonly Choice<Deed>[],
    }),
    who: choice({
      label: '家里人',
      question: '是哪一位？',
      options: whoOfTheFamily,
      takeOnlyOne: true,
      showAs: ({ name }: Relative) => (name === '' ? '还没有登记' : name),
      when: isKnown,
    }),
    relation: choice({
      label: '关系',
      question: '是老同志的什么人？',
      options: relationCodes.map(value => ({
        value,
        label: labelOf(familyRelations, value),
        words: familyRelations[value].slice(1),
      })),
      when: is('add'),
    }),
    name: shortText({
      label: '姓名',
      question: '叫什么名字？',
      example: '张小军',
      refuse: refuseName,
      when: is('add'),
    }),
    standing: choice({
      label: '工作',
      question: '现在有工作吗？',
      options: standings,
      when: is('add', 'change'),
    }),
    income: money({
      label: '月收入',
      question: '月收入多少？本人同意了才能记；不记就回复“跳过”。',
      example: '2000元',
      optional: true,
      when: is('change'),
    }),
    health: shortText({
      label: '身体',
      question: '身体怎么样？本人同意了才能记；不记就回复“跳过”。',
      example: '腰不好，干不了重活',
      max: 200,
      optional: true,
      when: is('change'),
    }),
    way: choice({
      label: '怎么同意的',
      question: ({ who }) =>
        `请把下面的话说给${(who as Relative).name}本人听：\n${consentText('family').text}\n\n本人怎么同意的？`,
      options: consentWayChoices,
      showAs: wayText,
      when: is('consent'),
    }),
    photos: attachments({
      label: '签字照片',
      question: '请把签字的照片发来，发完回复“好了”。',
      when: answers => is('consent')(answers) && answers['way'] === 'signed-photo',
    }),
    to: shortText({
      label: '转给',
      question: '转给哪个单位？',
      example: '县劳动就业服务中心',
      max: 40,
      when: is('refer'),
    }),
    dueOn: date({
      label: '答复期限',
      question: '请他们哪天前答复？',
      example: '12月20日',
      future: true,
      when: is('refer'),
    }),
  },
  recognise: async (text, ctx) => {
    const said = heardFamily(text);
    if (said?.deed === undefined) return null;
    const { answers, ask } = await meant(said.name, ctx, findLiving);
    const { deed, relation, person: name, standing } = said;
    const known = deed === 'add' || !answers.member ? undefined : await called(name, answers.member, ctx);
    const spoken = { ...answers, deed, relation, standing, ...(known ? { who: known } : {}) };
    return { answers: deed === 'add' ? { ...spoken, name } : spoken, ask, confidence: 0.95 };
  },
  understand: () => null,
  check: ({ who }) => (who?.id === '' ? { field: 'deed', hint: '家里人还没有登记，先选1加一位。' } : null),
  save: (answers, ctx) =>
    calmly<Saved>(
      () => keep(answers, ctx),
      say => ({ say }),
    ),
});

async function whoOfTheFamily({ member }: Known, { db }: BotContext): Promise<Choice<Relative>[]> {
  const family = await familyMembersOf(db, (member as Named).id);
  if (family.length === 0) return [{ value: nobody, label: '还没有登记家里人' }];
  return family.map(each => ({ value: toRelative(each), label: familyText(each), words: [each.name] }));
}

const toRelative = ({ id, name }: FamilyMember): Relative => ({ id, name });

async function called(
  name: string | undefined,
  { id }: Named,
  { db }: BotContext,
): Promise<Relative | undefined> {
  const found = (await familyMembersOf(db, id)).filter(each => each.name === name);
  return found[0] && found.length === 1 ? toRelative(found[0]) : undefined;
}

/** The relatives who write for the member, whether or not they stand among the family. */
async function proxyLines(memberId: string, { db }: BotContext): Promise<string[]> {
  const relatives = await relativesOf(db, memberId);
  return relatives.map(
    ({ person: { name }, relation }) => `${relation}${name}，是代办人，能替老人在这里办事`,
  );
}

/** 家庭 张老: who is known of a member's family. */
export const showFamily = defineConversation({
  kind: 'reply',
  name: 'show-family',
  opens: /^家庭\s+\p{Script=Han}{2}/u,
  title: '看家庭',
  words: ['看家庭', '看家庭成员'],
  mayUse: actsForMembers,
  recognise: text => {
    const said = heardFamily(text);
    return said !== null && said.deed === undefined;
  },
  answer: async (text, ctx) => {
    const name = heardFamily(text)?.name;
    const found = name === undefined ? [] : await findLiving(name, ctx);
    const [only] = found;
    if (!only) return '看哪一家，回复“家庭”加老同志的姓名，比如“家庭 张德厚”。';
    if (found.length > 1)
      return `叫得上“${String(name)}”的有${found.length}位，请说全名，比如“家庭 ${only.name}”。`;
    const lines = [...(await familyLines(ctx.db, only.id)), ...(await proxyLines(only.id, ctx))];
    const how = `要加一位，回复“家庭 ${only.name} 加 儿子 张小军”。`;
    return lines.length === 0
      ? `${only.name}同志家里人还没有登记。${how}`
      : [`${only.name}同志家：`, ...lines, how].join('\n');
  },
});
