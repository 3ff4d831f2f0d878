/** What must be asked before a sentence may be believed: which day, how much money, and for whom (E-14). */
import { dateText } from '../../src/calendar/format.ts';
import { moneyText } from '../../src/calendar/numerals.ts';
import type { IsoDate } from '../../src/calendar/dates.ts';
import type { Doubt } from '../../src/chat/form.ts';
import type { VisitDoubt } from '../../src/scheme/understanding/index.ts';
import type { Heard } from './facts.ts';
import { everyone } from './party.ts';

/** 500元 for two who were named as one (张老两口子) is asked about, as it is for two names. */
export function askedForEach({ answers, ask, confidence }: Heard, text: string): Heard {
  const { moneyFen, ...others } = answers;
  const count = answers.member ? everyone(answers.member).length : 1;
  if (moneyFen === undefined || count < 2 || forEach.test(text)) return { answers, ask, confidence };
  return { confidence, answers: others, ask: { ...ask, moneyFen: eachOrAll(moneyFen, count) } };
}

const forEach = /每人|每位|各(?:送|给|发|自|\d)|人均|一人/u;

/** Several days in one sentence. */
export function dayDoubt(doubts: readonly VisitDoubt[]): { visitedOn?: Doubt<IsoDate> } {
  const doubt = doubts.find(each => each.about === 'day');
  if (!doubt) return {};
  const options = doubt.days.map(day => ({ value: day, label: dateText(day) }));
  return { visitedOn: { question: '您说到了几个日子，一次记一回。先记哪一天的？', options } };
}

/** Several sums, none that is exact, or one for several people. */
export function moneyDoubt(doubts: readonly VisitDoubt[]): { moneyFen?: Doubt<number> } {
  const each = doubts.find(doubt => doubt.about === 'money-for-each');
  if (each) {
    const several = doubts.find(one => one.about === 'several-members');
    return { moneyFen: eachOrAll(each.fen, several?.mentions.length ?? 2) };
  }
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

function eachOrAll(fen: number, count: number): Doubt<number> {
  const share = Math.floor(fen / Math.max(2, count));
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
