/** “我去”, “请宋雨晴去看张老”, “张老这次免了，去女儿家过年”, or a bare number: the answer in a sentence. */
import { bestByName } from '../../src/chat/fields/index.ts';
import type { Doubt } from '../../src/chat/form.ts';
import { findPeopleIn } from '../../src/scheme/understanding/index.ts';
import { understandHandBack } from '../../src/scheme/understanding/hand-back.ts';
import type { BotContext } from '../context.ts';
import { choosable } from '../record-visit/people.ts';
import { askedOf, colleagues, optionsFor, type Asked, type Word } from './asked.ts';

/** What the sentence answers; null where nothing is asked of the writer, or it is about something else. */
export async function said(text: string, ctx: BotContext) {
  const words = text.normalize('NFKC').trim();
  if ([...words].length > 60) return null;
  const asked = await askedOf(ctx);
  if (asked.length === 0) return null;
  const about = await askedAbout(words, asked, ctx);
  const elsewhere = about === undefined && (await namesSomebodyElse(words, asked, ctx));
  const shown = bareNumber.exec(words)?.[1];
  if (shown !== undefined) return byNumber(Number(shown), asked, ctx);
  const offer = about ?? (asked.length === 1 && !elsewhere ? asked[0] : undefined);
  const word = wordIn(words, offer ?? asked[0]);
  if (word === undefined) return null;
  // Of a visit to somebody else nothing is asked here: that is 免访.
  if (word === 'excuse' && elsewhere) return null;
  const who = word === 'other' ? await whoIn(words, ctx) : undefined;
  const reason = word === 'excuse' ? reasonIn(words) : '';
  return {
    answers: {
      ...(offer ? { offer, word } : {}),
      ...(elsewhere ? { word } : {}),
      ...(who ? { who } : {}),
      ...(reason === '' ? {} : { reason }),
    },
    ...(elsewhere ? { ask: { offer: otherwise(asked) } } : {}),
    // Surer than 免访: this visit is the one they were asked about.
    confidence: 0.998,
  };
}

/** Which of several is meant: the one whose member is named. */
async function askedAbout(
  words: string,
  asked: readonly Asked[],
  { db }: BotContext,
): Promise<Asked | undefined> {
  const people = await db.person.findMany({
    where: { id: { in: asked.map(({ memberId }) => memberId) } },
    select: { id: true, name: true },
  });
  const ids = new Set(findPeopleIn(words, people).flatMap(mention => mention.ids));
  const found = asked.filter(({ memberId }) => ids.has(memberId));
  return found.length === 1 ? found[0] : undefined;
}

/** 请宋雨晴去看张老, where nothing is asked about him: what is decided is never guessed onto another member. */
async function namesSomebodyElse(words: string, asked: readonly Asked[], ctx: BotContext): Promise<boolean> {
  const mentioned = findPeopleIn(words, await choosable(ctx)).flatMap(({ ids }) => ids);
  const about = new Set(asked.map(({ memberId }) => memberId));
  return mentioned.length > 0 && !mentioned.some(id => about.has(id));
}

const otherwise = (asked: readonly Asked[]): Doubt<Asked> => ({
  question: '您说的那位，眼下没有等您回话的事。说的是哪一件？都不是就回复“取消”。',
  options: asked.map(value => ({ value, label: value.label })),
});

function wordIn(words: string, asked: Asked | undefined): Word | undefined {
  const plain = words.replace(/^\d[、.．:：\s]*/u, '').replace(/[。！!，,\s]+$/u, '');
  if (asked?.decides) {
    if (/(?:请|让|安排|派|由|叫)\S{2,12}?(?:去|代|看|走访)/u.test(plain)) return 'other';
    if (/免(?:了|于|去)|(?:这次|这回)?(?:就)?(?:不(?:用|必)?去了|算了)/u.test(plain)) return 'excuse';
  } else if (understandHandBack(words) !== null || /^(?:我)?也?(?:不便|不方便|不行)/u.test(plain))
    return 'refuse';
  return /^(?:我去|我可以去|我能去|我来吧?|我去吧|好的?，?我去)$/u.test(plain) ? 'take' : undefined;
}

const bareNumber = /^[（(]?([123])[)）.、。]?$/u;

/** A bare number answers what was asked only where that was the last thing they were sent. */
async function byNumber(number: number, asked: readonly Asked[], { db, me }: BotContext) {
  if (me.userId === null) return null;
  const last = await db.outboundMessage.findFirst({
    where: { recipient: me.userId, state: { in: ['sending', 'sent', 'unknown'] } },
    orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
    select: { dedupeKey: true },
  });
  const offer = asked.find(({ id }) => last?.dedupeKey?.startsWith(`hand-back:${id}`));
  const word = optionsFor(offer)[number - 1]?.value;
  return offer && word ? { answers: { offer, word }, confidence: 0.996 } : null;
}

async function whoIn(words: string, ctx: BotContext) {
  const name = /(?:请|让|安排|派|由|叫)(\S{2,12}?)(?:同志)?(?:去|代|看|走访)/u.exec(words)?.[1];
  const found = name === undefined ? [] : bestByName(name, await colleagues(ctx, name));
  const [only] = found;
  return only && found.length === 1 ? { id: only.id, name: only.name } : undefined;
}

/** 张老这次免了，去女儿家过年了 → 去女儿家过年了. */
const reasonIn = (words: string): string =>
  /(?:免(?:了|于|去)[^，,。；]*|不(?:用|必)?去了|算了)[，,。；：:\s]+(.{2,})$/u
    .exec(words)?.[1]
    ?.replace(/^(?:因为|原因是?[:：]?)/u, '') ?? '';
