/**
 * The one question under a letter: only “本人确认签订” signs. A word for the file brings the file, anything else signs nothing and
 * says so. What counts is the text that was shown: should it have changed meanwhile, the new one is shown and nothing is signed.
 */
import { shortText } from '../../src/chat/fields/index.ts';
import type { Asked, Field, Known, Parsed } from '../../src/chat/fields/index.ts';
import { findLetter, letterFile, signatureLines, type Letter } from '../../src/scheme/letters.ts';
import type { BotContext } from '../context.ts';
import type { Picked } from './picked.ts';

/** The sentence that signs. */
export const signingWords = '本人确认签订';

/** A signature in the making: the hash of the text that its writer was shown last. */
export interface Shown {
  readonly hash: string;
  readonly [key: string]: string;
}

/** The letter as it is read in chat: the text as it is signed, and who has signed. */
export async function letterInChat(letter: Letter, { db }: BotContext): Promise<string> {
  return `${letter.text}\n\n签字情况：\n${await signatureLines(db, letter)}`;
}

const howToSign = `看明白了、愿意签，就回复“${signingWords}”这六个字；回复别的都不算签。要文件回复“文件”，先不签回复“取消”。`;
const wantsFile =
  /^(?:我?要|给我|发我?|看|下载)?(?:一份|一下|这份)?(?:文件|文档|电子版|word|docx?|原件|打印(?:版|件)?)[。！!]?$/iu;

const { label, question, example, why, when, optional, onlyIfSaid, keeps } = shortText({
  label: '签字',
  question: async (answers: Known, ctx: BotContext) => {
    const picked = pickedIn(answers);
    // Whoever signs for somebody else has just read it, above the question why.
    const letter = picked.proxy ? null : await findLetter(ctx.db, picked.id);
    return letter ? `${await letterInChat(letter, ctx)}\n\n${howToSign}` : howToSign;
  },
  example: signingWords,
  why: `签字要您亲自回复“${signingWords}”。先不签，回复“取消”就行。`,
  when: answers => (answers['letter'] as Picked | undefined)?.kind === 'sign',
});

/** Signs, brings the file, or says that nothing was signed. */
export const signingField: Field<Shown, BotContext, true> = {
  ...{ label, question, example, optional, onlyIfSaid, keeps },
  ...(why === undefined ? {} : { why }),
  ...(when === undefined ? {} : { when }),
  mayLack: true,
  show: () => signingWords,
  refuse: () => undefined,
  parse: async (input, ctx, asked): Promise<Parsed<Shown>> => {
    const shown = shownIn(asked);
    const letter = await findLetter(ctx.db, pickedIn(asked.answers).id);
    if (!letter) return stay(shown, '这份责任书找不到了，没有签。回复“取消”，再回复“责任书”重新看。');
    if (input.kind !== 'text') return stay(shown, `没有签。${howToSign}`);
    const text = input.text.trim().replace(/[“”"'。.！!\s]/gu, '');
    if (wantsFile.test(text)) return stay(shown, await sendFile(letter, ctx));
    if (text !== signingWords) return stay(shown, `没有签。${howToSign}`);
    if (letter.textHash !== shown.hash) return showAgain(letter, ctx);
    return { ok: true, value: shown };
  },
};

const pickedIn = (answers: Known): Picked => answers['letter'] as Picked;
const shownIn = ({ answers, gathered }: Asked): Shown =>
  (gathered as Shown | undefined) ?? { hash: pickedIn(answers).hash };

/** The question stays open; what was shown stays what it was. */
const stay = (value: Shown, more: string): Parsed<Shown> => ({ ok: true, value, more });

async function showAgain(letter: Letter, ctx: BotContext): Promise<Parsed<Shown>> {
  if (letter.state !== 'signing')
    return stay(
      { hash: letter.textHash },
      '这份责任书刚刚有变动，没有签。回复“取消”，再回复“责任书”看新的。',
    );
  const text = await letterInChat(letter, ctx);
  return stay(
    { hash: letter.textHash },
    `这份责任书刚刚有改动，没有签。下面是现在的：\n\n${text}\n\n${howToSign}`,
  );
}

/** Sends the paper to the writer. */
export async function sendFile(letter: Letter, ctx: BotContext): Promise<string> {
  const file = await letterFile(ctx.db, ctx.clock, letter, ctx.me);
  const sent = await ctx.sendFile({ ...file });
  return sent ? '文件发给您了。还没有签字。' : '文件发不出去，请找支部书记或经办同志要纸质的。还没有签字。';
}
