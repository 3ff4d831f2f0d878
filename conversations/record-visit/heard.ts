/** What a sentence says for the visit form; whatever is doubtful is asked first (E-14). */
import { dateText } from '../../src/calendar/format.ts';
import { moneyText, normalizeText } from '../../src/calendar/numerals.ts';
import { bestByName, type LongText } from '../../src/chat/fields/index.ts';
import type { Doubt } from '../../src/chat/form.ts';
import type { MetPerson, Occasion, VisitWay } from '../../src/scheme/labels.ts';
import { latestPrompt, type PromptedItem } from '../../src/scheme/obligations/answers.ts';
import { parsePromptAnswer } from '../../src/scheme/obligations/answer-words.ts';
import { ruleOf } from '../../src/scheme/rules/index.ts';
import {
  understand,
  understandVisit,
  type VisitDoubt,
  type VisitUnderstood,
} from '../../src/scheme/understanding/index.ts';
import { addDays, type IsoDate } from '../../src/calendar/dates.ts';
import type { BotContext } from '../context.ts';
import { firstOf } from '../words.ts';
import { choosable, colleagues, type Choosable } from './people.ts';
import { meantBy, type Party } from './party.ts';

/** The answers of the visit form that a sentence may give. */
export interface Facts {
  readonly member?: Party;
  readonly visitedOn?: IsoDate;
  readonly way?: VisitWay;
  readonly condition?: LongText;
  readonly occasion?: Occasion;
  readonly met?: MetPerson;
  readonly findings?: string;
  readonly moneyFen?: number;
  readonly goods?: string;
  readonly followUp?: string;
  readonly visitor?: { readonly id: string; readonly name: string };
}

/** What was heard, and how sure it is that a visit was told. */
export interface Heard {
  readonly answers: Facts;
  readonly ask: {
    readonly member?: Doubt<Party>;
    readonly visitedOn?: Doubt<IsoDate>;
    readonly moneyFen?: Doubt<number>;
  };
  readonly confidence: number;
}

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
  const { intent, confidence, visit } = understand(text, { today: ctx.today, people, as: 'helper' });
  return intent !== 'visit' || !visit || confidence < sureEnough ? null : factsOf(visit, text, people, ctx);
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
    },
    ask: { ...(ask ? { member: ask } : {}), ...dayDoubt(doubts), ...moneyDoubt(doubts) },
  };
}

const whenAndHow = ({ visitedOn, way }: Pick<VisitUnderstood, 'visitedOn' | 'way'>): Facts => ({
  ...(visitedOn === undefined ? {} : { visitedOn }),
  ...(way === undefined ? {} : { way }),
});

/** The longest text a line of the form takes. */
const lineLength = 200;

function ownWords(
  understood: Omit<VisitUnderstood, 'condition'> & { readonly condition?: string | undefined },
): Facts {
  const { condition, occasion, met, findings, moneyFen, goods, followUp } = understood;
  return {
    ...whenAndHow(understood),
    ...(condition === undefined ? {} : { condition: { text: firstOf(condition, 500), attachments: [] } }),
    ...(occasion === undefined ? {} : { occasion }),
    ...(met === undefined ? {} : { met }),
    ...(findings === undefined ? {} : { findings: firstOf(findings, lineLength) }),
    ...(moneyFen === undefined ? {} : { moneyFen }),
    ...(goods === undefined ? {} : { goods: firstOf(goods, lineLength) }),
    ...(followUp === undefined ? {} : { followUp: firstOf(followUp, lineLength) }),
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

function dayDoubt(doubts: readonly VisitDoubt[]): { visitedOn?: Doubt<IsoDate> } {
  const doubt = doubts.find(each => each.about === 'day');
  if (!doubt) return {};
  const options = doubt.days.map(day => ({ value: day, label: dateText(day) }));
  return { visitedOn: { question: '您说到了几个日子，一次记一回。先记哪一天的？', options } };
}

function moneyDoubt(doubts: readonly VisitDoubt[]): { moneyFen?: Doubt<number> } {
  const each = doubts.find(doubt => doubt.about === 'money-for-each');
  if (each) return { moneyFen: eachOrAll(each.fen, doubts) };
  const doubt = doubts.find(one => one.about === 'money');
  if (!doubt) return {};
  const [total, ...parts] = doubt.amounts;
  if (total === undefined) return { moneyFen: { question: '慰问金具体是多少元？写个数就行。', options: [] } };
  const options = [
    { value: total, label: `一共${moneyText(total)}` },
    ...parts.map(fen => ({ value: fen, label: `只记${moneyText(fen)}` })),
  ];
  return { moneyFen: { question: '慰问金一共是多少？', options } };
}

function eachOrAll(fen: number, doubts: readonly VisitDoubt[]): Doubt<number> {
  const several = doubts.find(doubt => doubt.about === 'several-members');
  const share = Math.floor(fen / Math.max(2, several?.mentions.length ?? 2));
  return {
    question: `${moneyText(fen)}是给每位的，还是一共的？`,
    options: [
      { value: fen, label: `每位${moneyText(fen)}`, words: ['每位', '每人', '各'] },
      {
        value: share,
        label: `一共${moneyText(fen)}，每位记${moneyText(share)}`,
        words: ['一共', '总共', '合计'],
      },
    ],
  };
}

const additions = /^(?:还有|还|另外|再加上?|补充|对了|忘了说|加上)[，,：:\s]*/u;
const correction = /不是[^，。,]{1,12}[，,。]?\s*(?:而)?是/u;

/** What a sentence says while the form is open: more than one answer, or a correction in the review. */
export async function heard(text: string, ctx: BotContext, known: Partial<Facts>): Promise<Heard | null> {
  const said = normalizeText(text).replace(correction, '');
  const people = await choosable(ctx);
  const understood = understandVisit(said, { today: ctx.today, people });
  const { answers, ask } = await factsOf(understood, text, people, ctx);
  const member = known.member && answers.member?.id === known.member.id ? known.member : answers.member;
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

/** Photos stay; with 还有 in front the new words follow the old ones. */
function joinedTo(before: LongText | undefined, now: LongText, adding: boolean): LongText {
  if (!before) return now;
  const added = now.text.replace(additions, '');
  const text = adding && before.text !== '' ? firstOf(`${before.text}，${added}`, 500) : now.text;
  return { text, attachments: before.attachments };
}

const withoutUndefined = (ask: Heard['ask'] & { readonly member?: Doubt<Party> | undefined }): Heard['ask'] =>
  Object.fromEntries(Object.entries(ask).filter(([, doubt]) => doubt !== undefined));

/**
 * "1 已上门，送了500元慰问金": an answer to a prompt that is more than "done" is shown before it is kept (E-14). Undefined
 * where it is a plain answer, which needs no review, or none at all.
 */
async function promptAnswered(text: string, ctx: BotContext): Promise<Heard | undefined> {
  const answers = parsePromptAnswer(text).filter(({ done }) => done);
  const [first] = answers;
  if (!first) return undefined;
  const items = await latestPrompt(ctx.db, ctx.clock, ctx.me.id);
  const meant = answers.flatMap(({ number }) =>
    items.filter(item => number === 'all' || item.number === number),
  );
  const people = await choosable(ctx);
  const members = people.filter(({ id }) => meant.some(({ duty }) => duty.memberId === id));
  const [member, ...also] = members;
  if (!member) return undefined;
  const reading = { today: ctx.today, people: members };
  const understood = understandVisit(withoutNumber(text), reading);
  const { condition } = ownWords(understandVisit(first.note ?? '', reading));
  const visitedOn = addDays(ctx.today, -(first.daysAgo ?? 0));
  return {
    confidence: 0.98,
    answers: {
      ...ownWords({ ...understood, condition: condition?.text }),
      member: {
        id: member.id,
        name: member.name,
        said: text.trim(),
        ...(also.length > 0 ? { also: also.map(({ id, name }) => ({ id, name })) } : {}),
      },
      visitedOn: understood.visitedOn ?? visitedOn,
      ...wayAndOccasion(meant, understood, first.way),
      ...(first.metNobody ? { met: 'nobody' as const } : {}),
    },
    ask: moneyDoubt(understood.doubts),
  };
}

const withoutNumber = (text: string): string =>
  normalizeText(text).replace(/^[第\d\s、，,和与.:：)）项条件位-]+/u, '');

/** As it was said, else as such a duty is usually done; where several duties differ, it is asked. */
function wayAndOccasion(
  items: readonly PromptedItem[],
  understood: VisitUnderstood,
  said: VisitWay | undefined,
): Facts {
  const rules = items.map(({ duty }) => ruleOf(duty.rule));
  const usual = [...new Set(rules.map(rule => rule?.usualWay ?? 'home'))];
  const occasions = [...new Set(rules.flatMap(rule => rule?.occasion ?? []))];
  const way = said ?? understood.way ?? (usual.length === 1 ? usual[0] : undefined);
  const occasion = understood.occasion ?? (occasions.length === 1 ? occasions[0] : undefined);
  return { ...(way === undefined ? {} : { way }), ...(occasion === undefined ? {} : { occasion }) };
}
