/** What a sentence says for the visit form; whatever is doubtful is asked first (E-14). */
import { normalizeText } from '../../src/calendar/numerals.ts';
import { bestByName, type LongText } from '../../src/chat/fields/index.ts';
import type { Doubt } from '../../src/chat/form.ts';
import {
  understand,
  understandVisit,
  withCouples,
  type VisitUnderstood,
} from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import { corrected } from '../spoken/corrected.ts';
import { firstOf } from '../words.ts';
import { askedForEach, dayDoubt, moneyDoubt } from './doubts.ts';
import { companionsNamed, ownWords, whenAndHow, type Facts, type Heard } from './facts.ts';
import { meantBy, type Party } from './party.ts';
import { choosable, colleagues, type Choosable } from './people.ts';
import { promptAnswered } from './prompt-answer.ts';

/** Sentences that tell of a visit have one of these; the others need no list of names. */
const mayTell = /[看瞧瞅访望慰问见探碰遇聊谈陪送座门电话视频微信家院趟拜去通户]/u;
/** Below this a sentence is about something else. */
const sureEnough = 0.5;

/** A sentence out of the blue that tells of a visit, or answers a prompt with more than a few words. */
export async function recognised(text: string, ctx: BotContext): Promise<Heard | null> {
  const answered = await promptAnswered(text, ctx);
  if (answered) return answered;
  if (!mayTell.test(text)) return null;
  const people = await choosable(ctx);
  const reading = { today: ctx.today, people, as: 'helper' } as const;
  const { intent, confidence, visit } = understand(withCouples(text), reading);
  if (intent !== 'visit' || !visit || confidence < sureEnough) return null;
  const facts = await factsOf(visit, text, people, ctx);
  return askedForEach({ ...facts, answers: orUnseen(facts.answers) }, text);
}

/** Nobody was there, or answered: how they are cannot be asked. */
function orUnseen(facts: Partial<Facts>): Partial<Facts> {
  if (facts.met !== 'nobody' || facts.condition) return facts;
  const text = facts.way === 'phone' || facts.way === 'video' ? '没联系上' : '没见到人';
  return { ...facts, condition: { text, attachments: [] } };
}

async function factsOf(
  understood: VisitUnderstood,
  text: string,
  people: readonly Choosable[],
  ctx: BotContext,
): Promise<Heard> {
  const said = firstOf(text.trim(), 1000);
  const { member, ask } = await meantBy(understood, said, people, ctx);
  const several = understood.doubts.find(doubt => doubt.about === 'several-members');
  // Of two who were told of apart, nobody can say which words are about whom.
  const mixed = several !== undefined && !several.together;
  const doubts = mixed ? [] : understood.doubts;
  return {
    confidence: understood.confidence,
    answers: {
      ...(member ? { member } : {}),
      ...(mixed ? whenAndHow(understood) : ownWords(understood)),
      ...(understood.visitor === undefined ? {} : await visitorNamed(understood.visitor, ctx)),
      ...(await companionsNamed(text, understood, ctx)),
    },
    ask: { ...(ask ? { member: ask } : {}), ...dayDoubt(doubts), ...moneyDoubt(doubts) },
  };
}

/** The colleague who went; a title is no name. Somebody who cannot be told for sure is left to be added by hand. */
async function visitorNamed(name: string, ctx: BotContext): Promise<Facts> {
  const found = bestByName(name, await colleagues(ctx));
  const [only] = found;
  return only && found.length === 1 && only.id !== ctx.me.id
    ? { visitor: { id: only.id, name: only.name } }
    : {};
}

const additions = /^(?:还有|还|另外|再加上?|补充|对了|忘了说|加上)[，,：:\s]*/u;

/** What a sentence says while the form is open: more than one answer, or a correction in the review. */
export async function heard(text: string, ctx: BotContext, known: Partial<Facts>): Promise<Heard | null> {
  const right = corrected(text);
  const said = right ?? normalizeText(text);
  const people = await choosable(ctx);
  const understood = understandVisit(withCouples(said), { today: ctx.today, people });
  const { answers, ask } = await factsOf(understood, text, people, ctx);
  const member =
    known.member && answers.member?.id === known.member.id
      ? known.member
      : withFirstWords(answers.member, right === undefined ? undefined : known.member);
  const facts: Facts = {
    ...answers,
    ...(member ? { member } : {}),
    ...(answers.condition
      ? { condition: joinedTo(known.condition, answers.condition, additions.test(said)) }
      : {}),
  };
  const keep = understood.members.some(({ ids }) => ids.length > 0) ? ask : { ...ask, member: undefined };
  const nothing = Object.keys(facts).length === 0 && Object.values(keep).every(doubt => doubt === undefined);
  return nothing ? null : { answers: facts, ask: withoutUndefined(keep), confidence: understood.confidence };
}

/** Whoever is put in somebody else's place keeps what was told of the visit, and that it was put right. */
function withFirstWords(member: Party | undefined, before: Party | undefined): Party | undefined {
  if (member === undefined || before?.said === undefined) return member;
  return { ...member, said: firstOf(`${before.said}；${member.said ?? ''}`, 1000) };
}

/** Photos stay; with 还有 in front the new words follow the old ones. */
function joinedTo(before: LongText | undefined, now: LongText, adding: boolean): LongText {
  if (!before) return now;
  const added = now.text.replace(additions, '');
  const text = adding && before.text !== '' ? firstOf(`${before.text}，${added}`, 500) : now.text;
  return { text, attachments: before.attachments };
}

const withoutUndefined = (ask: Heard['ask'] & { readonly member?: Doubt<Party> | undefined }): Heard['ask'] =>
  Object.fromEntries(Object.entries(ask).filter(([, doubt]) => doubt !== undefined));
