/**
 * 遗属: who is left after a death, and whether they are to be visited still (D1, S5-4). One after another, in plain words; and
 * the list of those who are. Whoever is left is asked by people, never by us.
 */
import { choice, person, shortText, yesNo } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { hasRole } from '../src/scheme/people.ts';
import { noSurvivors, recordSurvivor, survivorsOf, survivorText } from '../src/scheme/survivors.ts';
import { defineConversation, type BotContext } from './context.ts';
import { refuseName, refusePhone } from './family/answers.ts';
import { survivorsText } from './family/survivor-list.ts';
import { findDeceased, isKeeper, meant, notTheirs, stillTheirs, type Named } from './family/whom.ts';
import { calmly } from './words.ts';

/** One who is known, somebody else, or nobody. */
type Which = { readonly name: string; readonly relation: string } | 'other' | 'none';
const isOther = ({ which }: Known): boolean => which === 'other';
const isSomebody = ({ which }: Known): boolean => which !== 'none';
const nameOf = ({ which, name }: Known): string =>
  isOther({ which }) ? String(name) : ((which as Exclude<Which, string>).name ?? '');

const spoken = /^(?:登记)?遗属\s*[:：]?\s*(\p{Script=Han}{2,8})$/u;

/** Keeps what was said of one survivor. */
export const survivorsForm = defineConversation({
  kind: 'form',
  name: 'survivors',
  opens: /^遗属\s+\p{Script=Han}{2}/u,
  title: '遗属',
  words: ['遗属', '登记遗属', '遗属登记'],
  version: 1,
  mayUse: isKeeper,
  fields: {
    member: person({ label: '去世的老同志', question: '是哪位老同志的家里人？', find: findDeceased }),
    which: choice({
      label: '家里人',
      question: ({ member }) => `${(member as Named).name}同志家里，先说哪一位？`,
      options: whoIsLeft,
      showAs: (which: Which) =>
        which === 'none'
          ? '没有，或不再打扰'
          : which === 'other'
            ? '另一位'
            : `${which.relation}${which.name}`,
    }),
    name: shortText({
      label: '姓名',
      question: '叫什么名字？',
      example: '王秀英',
      refuse: refuseName,
      when: isOther,
    }),
    relation: shortText({
      label: '关系',
      question: answers => `${String(answers['name'])}是老同志的什么人？比如老伴、女儿。`,
      example: '老伴',
      max: 12,
      when: isOther,
    }),
    keepVisiting: yesNo({
      label: '继续慰问',
      question: answers => `以后逢年过节，还去看看${nameOf(answers)}吗？`,
      yes: '继续慰问',
      no: '不用了',
      yesWords: ['继续', '还去', '要', '去'],
      noWords: ['不去了', '不再慰问', '不要', '不用', '不愿意'],
      when: isSomebody,
    }),
    phone: shortText({
      label: '电话',
      question: answers => `${nameOf(answers)}的电话是多少？不方便留就回复“跳过”。`,
      example: '10000001234',
      refuse: refusePhone,
      optional: true,
      when: answers => isSomebody(answers) && answers['keepVisiting'] === true,
    }),
  },
  recognise: async (text, ctx) => {
    const name = spoken.exec(text.trim())?.[1];
    if (name === undefined || name.startsWith('名单')) return null;
    return { ...(await meant(name, ctx, findDeceased)), confidence: 0.9 };
  },
  understand: () => null,
  save: (answers, ctx) =>
    calmly<Saved>(
      () => keep(answers, ctx),
      say => ({ say }),
    ),
});

async function whoIsLeft({ member }: Known, { db }: BotContext): Promise<Choice<Which>[]> {
  const known = await survivorsOf(db, (member as Named).id);
  return [
    ...known.slice(0, 7).map(survivor => ({
      value: { name: survivor.name, relation: survivor.relation },
      label: survivorText(survivor),
      words: [survivor.name, survivor.relation],
    })),
    { value: 'other', label: known.length > 0 ? '另外一位' : '说一位', words: ['另一位', '还有', '其他'] },
    {
      value: 'none',
      label: '没有别的亲人，或者不愿再被打扰',
      words: ['没有', '没有了', '不再打扰', '不打扰'],
    },
  ];
}

interface Word {
  readonly member: Named;
  readonly which: Which;
  readonly name: string | undefined;
  readonly relation: string | undefined;
  readonly keepVisiting: boolean | undefined;
  readonly phone: string | undefined;
}

async function keep({ member: { id, name: lost }, ...word }: Word, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  if (!(await stillTheirs(id, ctx))) return { say: notTheirs };
  if (word.which === 'none') {
    await noSurvivors(db, clock, { memberId: id, actorId: me.id });
    return { say: `记下了，${lost}同志家里不再打扰。谢谢您费心。` };
  }
  const named =
    word.which === 'other' ? { name: word.name ?? '', relation: word.relation ?? '' } : word.which;
  const keepVisiting = word.keepVisiting ?? null;
  const phone = word.phone === undefined ? {} : { phone: word.phone };
  await recordSurvivor(db, clock, { memberId: id, ...named, ...phone, keepVisiting, actorId: me.id });
  const left = (await survivorsOf(db, id)).filter(each => each.keepVisiting === null);
  const next =
    left.length > 0
      ? `还有${left.map(({ relation, name }) => `${relation}${name}`).join('、')}没有问，什么时候问到了，再回复“遗属 ${lost}”。`
      : `家里还有别人，再回复“遗属 ${lost}”。`;
  const wish = keepVisiting ? `以后逢年过节，慰问名单里都有${named.name}` : '以后不去打扰';
  return { say: `记下了：${named.relation}${named.name}，${wish}。${next}` };
}

const readers = ['clerk', 'secretary', 'leader', 'supervisor'] as const;

/** 遗属名单: those who are to be visited still, of the reader's own part of the tree. */
export const survivorList = defineConversation({
  kind: 'reply',
  name: 'survivor-list',
  title: '遗属名单',
  words: ['遗属名单', '慰问遗属名单', '遗属慰问名单', '看遗属名单'],
  mayUse: ({ me }) => hasRole(me, ...readers),
  answer: async (_text, ctx) => survivorsText(ctx),
});
