/**
 * 责任书: whoever is a party reads the letter in plain text, asks for the file, and signs with “本人确认签订” (S5-3c, D3b). Secretary
 * and clerk also see which pairings have no letter yet and have it written, and which letters have waited too long.
 */
import { choice, shortText } from '../src/chat/fields/index.ts';
import type { Answers, Saved } from '../src/chat/form.ts';
import {
  findLetter,
  makeLetter,
  signLetter,
  signWithinDays,
  unsignedLetters,
  unsignedParties,
  type Letter,
} from '../src/scheme/letters.ts';
import { labelOf } from '../src/scheme/labels.ts';
import { letterParties, type LetterParty } from '../src/scheme/labels/pairing.ts';
import { addressOf, hasRole } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { tellInForce } from './sign-letter/in-force.ts';
import { lettersToPick, type Picked } from './sign-letter/picked.ts';
import { letterInChat, signingField, signingWords } from './sign-letter/signing.ts';
import { sidesOf } from './pair/people.ts';
import { askToSign } from './pair/telling.ts';
import { calmly, entrances, isStaff } from './words.ts';

const fields = {
  letter: choice({
    label: '责任书',
    question: '看哪一份责任书？',
    takeOnlyOne: true,
    options: (_answers, ctx: BotContext) => lettersToPick(ctx),
  }),
  proxyReason: shortText({
    label: '代签原因',
    question: async (answers, ctx: BotContext) => {
      const letter = await findLetter(ctx.db, (answers['letter'] as Picked).id);
      const text = letter ? `${await letterInChat(letter, ctx)}\n\n` : '';
      return `${text}这一方不是您本人，由您代签。为什么由您来签？一句话就行。`;
    },
    example: '老人手抖写不了字，让我代签',
    max: 200,
    when: answers => (answers['letter'] as Picked | undefined)?.proxy === true,
  }),
  signature: signingField,
};

type Told = Answers<typeof fields>;

/** Shows and signs letters. */
export const signLetterForm = defineConversation({
  kind: 'form',
  name: 'sign-letter',
  version: 1,
  ...entrances['sign-letter'],
  mayUse: ({ me }) => hasRole(me, 'member', 'family', 'helper', 'secretary', 'leader', 'clerk'),
  review: false,
  fields,
  opening: async ctx =>
    (await lettersToPick(ctx)).length > 0 ? waitingTooLong(ctx) : { stop: nothingYet(ctx) },
  recognise: async (text, ctx) => {
    if (asks.test(text.trim())) return { answers: {}, confidence: 0.9 };
    return signs(text) ? { answers: await onlyOneWaiting(ctx), confidence: 0.99 } : null;
  },
  understand: () => null,
  save: (told, ctx) =>
    calmly<Saved>(
      () => save(told, ctx),
      say => ({ say }),
    ),
});

const asks =
  /^(?:我?要?|我想|帮我)?(?:看看?|查看?|签)(?:一下)?(?:我的|那份|这份)?(?:帮扶)?责任书[。！!？?]?$/u;

/** “本人确认签订” while no letter is shown: nothing is signed unread; the one that waits is opened. */
const signs = (text: string): boolean =>
  text.normalize('NFKC').replace(/[“”"'。.！!\s]/gu, '') === signingWords;

async function onlyOneWaiting(ctx: BotContext): Promise<{ letter?: Picked }> {
  const waiting = (await lettersToPick(ctx)).filter(({ value }) => value.kind === 'sign');
  const [only, ...more] = waiting;
  return only && more.length === 0 ? { letter: only.value } : {};
}

const nothingYet = ({ me }: BotContext): string =>
  isStaff(me)
    ? '现在没有您要看、要签的责任书。结对的项目、任务、目标填好了，责任书就会写出来。'
    : '现在没有要您看的责任书。写好了我会告诉您。';

/** 未签订 (S5-3c), for those who see to it. */
async function waitingTooLong({ db, me, today }: BotContext): Promise<string> {
  if (!hasRole(me, 'secretary', 'clerk')) return '';
  const { count } = await unsignedLetters(db, today, me.organisation.path, 1);
  return count === 0
    ? ''
    : `写好${signWithinDays}天还没签齐的责任书有${count}份；在纸上签了的，回复“登记签字”。`;
}

async function save({ letter: picked, proxyReason, signature }: Told, ctx: BotContext): Promise<Saved> {
  if (picked.kind === 'write') return { say: await write(picked.id, ctx) };
  const letter = await findLetter(ctx.db, picked.id);
  if (!letter) return { say: '没有找到这份责任书。' };
  if (picked.kind === 'read' || !signature) return { say: await letterInChat(letter, ctx) };
  const { id } = letter;
  const signed = await signLetter(ctx.db, ctx.clock, {
    ...{ letterId: id, party: picked.party as LetterParty, personId: ctx.me.id, shownHash: signature.hash },
    way: picked.proxy ? 'proxy' : 'chat',
    ...(proxyReason === undefined ? {} : { reason: proxyReason }),
  });
  if (signed.already) return { say: '您已经签过了，不用再签。' };
  if (signed.complete) await tellInForce(signed.letter, ctx);
  return { say: await thanks(signed.letter, signed.complete, picked, ctx) };
}

async function thanks(letter: Letter, complete: boolean, picked: Picked, ctx: BotContext): Promise<string> {
  const party =
    labelOf(letterParties, picked.party)
      .replace(/[（）]/gu, ' ')
      .trim()
      .split(' ')[1] ?? '';
  const done = picked.proxy ? `代${party}签好了。` : '签好了，谢谢您。';
  if (complete) return `${done}三方都签了，责任书${letter.number}从今天起生效。`;
  const { helper, member } = await sidesOf(letter, ctx);
  const names = { branch: '支部', helper: helper.name, member: addressOf(member, ctx.today) };
  const missing = unsignedParties(letter).map(each => names[each]);
  return `${done}还等${missing.join('、')}签；都签了，我再告诉您。`;
}

/** Has the letter of a pairing written and asks everybody. */
async function write(pairingId: string, ctx: BotContext): Promise<string> {
  const { letter } = await makeLetter(ctx.db, ctx.clock, { pairingId, actorId: ctx.me.id });
  await askToSign(letter, [], ctx);
  return `责任书${letter.number}写好了，已请三方签字：\n\n${await letterInChat(letter, ctx)}\n\n看过没有不妥，回复“责任书”来签；要改内容，回复“帮扶内容”。`;
}
