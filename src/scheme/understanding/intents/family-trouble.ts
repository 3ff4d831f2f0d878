/** What shakes a member's family without anybody being ill or dead (家庭变故, R4): a divorce, a debt, an arrest. */
import { normalizeText } from '../../../calendar/numerals.ts';
import { findDate } from '../../../calendar/parse-date.ts';
import { closeFamily } from '../kin.ts';
import { anyOf } from '../pattern.ts';
import type { IntentReader } from './reading.ts';

const shakes = anyOf(
  '离(?:了)?婚|破产|被(?:抓|拘|判|关)|(?:派出所|公安|警察)[^，。]{0,4}(?:抓|带走|拘)|坐(?:了)?牢|进去了|欠(?:了)?(?:一屁股|好多|很多|几[十百]?万)?[^，。]{0,3}(?:外)?债|赌(?:博|钱|输)|离家出走|下落不明|断绝关系|查出[^，。]{0,6}(?:癌|瘤|病)|瘫(?:了|痪|在)',
);
/** Told of as what was, or is not so. */
const past = /没(?:有)?离|早就|[几好多\d一二三四五六七八九十]+年(?:前|了)|以前|要是|怕|担心/u;

/** Reads 闺女离婚了, 儿子欠了一屁股债, in the words of a member. */
export const familyTrouble: IntentReader = (said, { as, today }) => {
  const text = normalizeText(said);
  const match = as === 'elder' && !past.test(text) ? shakes.exec(text) : null;
  const clauseStart = match ? Math.max(0, text.slice(0, match.index).search(/[^，。！；]*$/u)) : 0;
  const who = match ? [...text.slice(clauseStart, match.index).matchAll(closeFamily)].at(0) : undefined;
  if (!match || !who) return null;
  const day = findDate(text, today)?.date;
  const found = { kind: 'upheaval', confidence: 0.75, phrase: match[0], index: match.index } as const;
  return {
    intent: 'happening',
    confidence: 0.75,
    facts: {
      happening: 'upheaval',
      whose: who[0],
      ...(day === undefined || day > today ? {} : { happenedOn: day }),
    },
    doubts: [],
    happening: { found: [found], doubts: [] },
  };
};
