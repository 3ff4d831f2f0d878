/**
 * 登记签字: secretary or clerk record what was signed on paper, with a photo, or by somebody in a party's place, with who and why
 * (D3b). In the member's place only a relative bound to them signs, in the branch's another secretary or leader.
 */
import { attachments, choice, shortText } from '../src/chat/fields/index.ts';
import type { Answers, Choice, Known, Saved } from '../src/chat/form.ts';
import {
  branchHead,
  findLetter,
  lettersToRecord,
  signLetter,
  unsignedParties,
  type Letter,
} from '../src/scheme/letters.ts';
import { labelOf } from '../src/scheme/labels.ts';
import {
  letterParties,
  signatureWays,
  type LetterParty,
  type SignatureWay,
} from '../src/scheme/labels/pairing.ts';
import { relativesOf } from '../src/scheme/family.ts';
import { staffFor } from '../src/scheme/organisations.ts';
import { addressOf, hasRole, peopleById, type Person } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { sidesOf } from './pair/people.ts';
import { tellInForce } from './sign-letter/in-force.ts';
import { calmly, entrances, memberInFull } from './words.ts';

/** A letter as the answer of a form, with the hash of its text then. */
interface Recorded {
  readonly id: string;
  readonly hash: string;
  readonly label: string;
  readonly [key: string]: string;
}

type Who = { readonly id: string; readonly name: string };

async function waiting(ctx: BotContext): Promise<Choice<Recorded>[]> {
  const letters = await lettersToRecord(ctx.db, ctx.me);
  const people = await peopleById(
    ctx.db,
    letters.flatMap(({ helperId, memberId }) => [helperId, memberId]),
  );
  return letters.map(letter => {
    const member = people.get(letter.memberId);
    const label = `${people.get(letter.helperId)?.name ?? ''}帮扶${member ? memberInFull(member, ctx.today) : ''}`;
    const words = member ? [member.name, addressOf(member, ctx.today)] : [];
    return { value: { id: letter.id, hash: letter.textHash, label }, label, words };
  });
}

const letterIn = async (answers: Known, ctx: BotContext): Promise<Letter | null> => {
  const recorded = answers['letter'] as Recorded | undefined;
  return recorded ? findLetter(ctx.db, recorded.id) : null;
};

const onPaper = {
  value: 'photo',
  label: '本人在纸上签了，有照片',
  words: ['手写', '纸上', '照片', '本人'],
} as const;
const byProxy = { value: 'proxy', label: '由别人代签', words: ['代签', '代'] } as const;

const photoWords: Readonly<Record<LetterParty, string>> = {
  branch: '请把书记签好字的那一页',
  helper: '请把帮扶人本人签好字的那一页',
  member: '请把老同志本人签好字的那一页',
};

const fields = {
  letter: choice({
    label: '责任书',
    question: '是哪一份责任书？',
    takeOnlyOne: true,
    options: (_answers, ctx: BotContext) => waiting(ctx),
  }),
  party: choice({
    label: '哪一方',
    question: '登记哪一方的签字？',
    takeOnlyOne: true,
    showAs: (value: LetterParty) => labelOf(letterParties, value),
    options: async (answers, ctx: BotContext): Promise<Choice<LetterParty>[]> => {
      const letter = await letterIn(answers, ctx);
      if (!letter) return [];
      const { helper, member } = await sidesOf(letter, ctx);
      const names = { branch: letter.content.facts.branch.name, helper: helper.name, member: member.name };
      return unsignedParties(letter).map(party => ({
        value: party,
        label: `${labelOf(letterParties, party)}：${names[party]}`,
        words: [...letterParties[party], names[party]],
      }));
    },
  }),
  way: choice({
    label: '方式',
    question: '是怎么签的？',
    takeOnlyOne: true,
    showAs: (value: SignatureWay) => labelOf(signatureWays, value),
    // Where nobody may sign in the party's place there is nothing to choose.
    options: async (answers, ctx: BotContext): Promise<Choice<'photo' | 'proxy'>[]> => {
      const proxies = await mayStandIn(answers, ctx);
      return proxies.length === 0 ? [onPaper] : [onPaper, byProxy];
    },
  }),
  photos: attachments({
    label: '照片',
    question: ({ party }) => `${photoWords[party as LetterParty]}拍照发来，发完回复“好了”。`,
    keeps: ['image'],
    when: answers => answers['way'] === 'photo',
  }),
  proxy: choice({
    label: '代签人',
    question: '是谁代签的？只能是登记过的家属，支部一方是别的书记或领导。',
    showAs: (value: Who) => value.name,
    when: answers => answers['way'] === 'proxy',
    options: async (answers, ctx: BotContext): Promise<Choice<Who>[]> =>
      (await mayStandIn(answers, ctx)).map(({ id, name }) => ({
        value: { id, name },
        label: name,
        words: [name],
      })),
  }),
  reason: shortText({
    label: '代签原因',
    question: '为什么由别人签？一句话就行。',
    example: '老人手抖写不了字',
    max: 200,
    when: answers => answers['way'] === 'proxy',
  }),
};

type Told = Answers<typeof fields>;

/** Who may sign in a party's place; nobody for the helper. */
async function mayStandIn(answers: Known, ctx: BotContext): Promise<Person[]> {
  const letter = await letterIn(answers, ctx);
  if (!letter) return [];
  if (answers['party'] === 'member')
    return (await relativesOf(ctx.db, letter.memberId)).map(({ person }) => person);
  if (answers['party'] !== 'branch') return [];
  const { member } = await sidesOf(letter, ctx);
  const found = new Map<string, Person>();
  for (const role of ['secretary', 'leader'] as const)
    for (const person of await staffFor(ctx.db, member.organisation.id, role)) found.set(person.id, person);
  const except = [letter.helperId, letter.memberId, letter.content.facts.branch.headId];
  return [...found.values()].filter(({ id }) => !except.includes(id));
}

/** Records signatures. */
export const recordSignature = defineConversation({
  kind: 'form',
  name: 'record-signature',
  version: 1,
  ...entrances['record-signature'],
  mayUse: ({ me }) => hasRole(me, 'secretary', 'clerk'),
  fields,
  opening: async ctx => ((await waiting(ctx)).length > 0 ? '' : { stop: '现在没有等签字的责任书。' }),
  understand: () => null,
  reviewTitle: '请您看看登记得对不对：',
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

async function save(told: Told, ctx: BotContext): Promise<Saved> {
  const letter = await findLetter(ctx.db, told.letter.id);
  if (!letter) return { say: '没有找到这份责任书。' };
  const personId = told.way === 'proxy' ? told.proxy?.id : await ownerOf(letter, told.party, ctx);
  if (personId === undefined)
    return { say: '没有找到能代签的人：老同志这一方要先登记家属（代办人），支部一方由书记签。没有登记。' };
  const signed = await signLetter(ctx.db, ctx.clock, {
    ...{ letterId: letter.id, party: told.party, personId, shownHash: told.letter.hash, way: told.way },
    ...{ recordedById: ctx.me.id, attachmentIds: (told.photos ?? []).map(({ id }) => id) },
    ...(told.reason === undefined ? {} : { reason: told.reason }),
  });
  if (signed.already) return { say: '这一方的签字已经登记过了。' };
  if (signed.complete) await tellInForce(signed.letter, ctx);
  const { helper, member } = await sidesOf(signed.letter, ctx);
  const names = { branch: '支部', helper: helper.name, member: addressOf(member, ctx.today) };
  const missing = unsignedParties(signed.letter).map(party => names[party]);
  return {
    say: signed.complete
      ? `登记好了。三方都签了，责任书${letter.number}从今天起生效，已经告诉他们。`
      : `登记好了，还等${missing.join('、')}签。`,
  };
}

/** Whose signature stands on the paper. */
async function ownerOf(letter: Letter, party: LetterParty, { db }: BotContext): Promise<string | undefined> {
  if (party === 'helper') return letter.helperId;
  if (party === 'member') return letter.memberId;
  const { organisation } = await db.person.findUniqueOrThrow({
    where: { id: letter.memberId },
    select: { organisation: { select: { path: true } } },
  });
  return (await branchHead(db, organisation.path, [letter.helperId, letter.memberId]))?.id;
}
