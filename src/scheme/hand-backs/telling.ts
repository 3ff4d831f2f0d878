/** What people are told of a duty that somebody cannot do. Why they cannot is the secretary's to know, and nobody else's. */
import { shanghaiDate, shanghaiInstant } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import type { Db } from '../../database.ts';
import type { Conditions, Notice } from '../notices.ts';
import { castOf, greeted, whoIs } from '../obligations/people.ts';
import { itemText } from '../obligations/prompt-text.ts';
import type { Duty } from '../obligations/steps.ts';
import { peopleById, type Person } from '../people.ts';
import { gentleTime } from '../quiet-hours.ts';
import { answerBy, handBacksOf, isDecision } from './reads.ts';

const laterOf = (one: Date, other: Date): Date => (one > other ? one : other);

/** Asks the next in line, or whoever is to decide. */
export async function offerNotice(
  db: Db,
  now: Date,
  duty: Duty,
  handBackId: string,
  next: Person,
  decides: boolean,
): Promise<Notice> {
  const text = decides ? await decisionText(db, now, duty, next) : await offerText(db, now, duty, next);
  const by = decides ? shanghaiInstant(duty.dueOn, '20:59') : answerBy(now, duty);
  return notice(now, duty, next, text, `hand-back:${handBackId}`, by);
}

async function offerText(db: Db, now: Date, duty: Duty, next: Person): Promise<string> {
  const today = shanghaiDate(now);
  const [first] = (await handBacksOf(db, [duty.id])).filter(row => !isDecision(row));
  const cast = await castOf(db, [duty]);
  const from = (await peopleById(db, first ? [first.personId] : [])).get(first?.personId ?? '');
  return [
    `${greeted(next)}，您好。${from ? `${from.name}同志` : '有位同志'}这次不便前往，想问问您能不能去一趟：`,
    `${itemText(duty, cast, today)}。`,
    '1. 我去',
    '2. 我也不便',
    `回复数字即可。${dateText(shanghaiDate(answerBy(now, duty)))}中午前没有回话，就再问别的同志。`,
  ].join('\n');
}

async function decisionText(db: Db, now: Date, duty: Duty, next: Person): Promise<string> {
  const today = shanghaiDate(now);
  const rows = (await handBacksOf(db, [duty.id])).filter(row => !isDecision(row));
  const people = await peopleById(
    db,
    rows.map(({ personId }) => personId),
  );
  const cast = await castOf(db, [duty]);
  const why = rows.flatMap(({ personId, reason }) => {
    const name = people.get(personId)?.name;
    return name === undefined || personId === next.id
      ? []
      : [`${name}同志${reason === null ? '不便前往' : `不便前往：“${reason}”`}`];
  });
  return [
    `${greeted(next)}，您好。${[...new Set(why)].join('；')}。这件事请您定：`,
    `${itemText(duty, cast, today)}。`,
    '1. 我去',
    '2. 请别的同志去',
    '3. 这次不去了（要写一句原因）',
    '回复数字即可。',
  ].join('\n');
}

/** Tells somebody what became of it: taken by another, let go, to be made after all, or given to them. */
export async function noticeOf(
  db: Db,
  now: Date,
  duty: Duty,
  reader: Person,
  what: 'taken' | 'excused' | 'restored' | 'appointed',
  dedupeKey: string,
  by = '',
): Promise<Notice> {
  const today = shanghaiDate(now);
  const cast = await castOf(db, [duty]);
  const member = duty.memberId === null ? undefined : cast.people.get(duty.memberId);
  const whose = member ? `${whoIs(member, today)}的${duty.title}` : duty.title;
  const words = {
    taken: `${greeted(reader)}，${whose}由${by}同志去，您安心。`,
    excused: `${greeted(reader)}，${whose}这次不用去了，${by}同志已经定了，您安心。`,
    restored: `${greeted(reader)}，您好。原来说这次不用去的，现在还是要请您去一趟：\n${itemText(duty, cast, today)}。\n去过以后告诉我一句就行；实在不便，回复“我不便前往”，写上原因。`,
    appointed: `${greeted(reader)}，您好。请您去一趟：\n${itemText(duty, cast, today)}。\n去过以后告诉我一句就行；实在不便，回复“我不便前往”，写上原因。`,
  }[what];
  const until = new Date(now.getTime() + 48 * 60 * 60 * 1000);
  return notice(now, duty, reader, words, dedupeKey, until, what === 'appointed' || what === 'restored');
}

function notice(
  now: Date,
  duty: Duty,
  reader: Person,
  text: string,
  dedupeKey: string,
  until: Date,
  whileOpen = true,
): Notice {
  const about: Conditions = duty.memberId === null ? {} : { memberId: duty.memberId };
  const notBefore = gentleTime('urgent', now);
  return {
    personId: reader.id,
    userId: reader.userId ?? '',
    text,
    purpose: 'urgent',
    notBefore,
    notAfter: laterOf(until, new Date(notBefore.getTime() + 60 * 60 * 1000)),
    conditions: { ...about, ...(whileOpen ? { obligationIds: [duty.id] } : {}) },
    dedupeKey,
  };
}
