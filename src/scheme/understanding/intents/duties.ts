/** A helper who cannot go: to one member (不便前往), or to anybody for some days (请假). */
import { normalizeText } from '../../../calendar/numerals.ts';
import type { IsoDate } from '../../../calendar/dates.ts';
import { findDate } from '../../../calendar/parse-date.ts';
import { isAsked, isSupposed } from '../clauses.ts';
import { anyOf } from '../pattern.ts';
import { findPeopleIn } from '../people-in.ts';
import { commonSurnames } from '../surnames.ts';
import type { IntentReader } from './reading.ts';

const leaving = anyOf(
  '请(?:个|了|几天|一周|[一二两三四五\\d]+天)?(?:年|病|事|产|婚|丧|探亲|公休)?假|休(?:个|年|病|产|探亲|公)?假|休[一二两三四五六七八九十\\d]+天|出差|外出(?:学习|培训|开会|挂职)|去(?:党校|外地)[^，。]{0,6}(?:学习|培训|出差)',
  '(?:我|俺)(?:要|得|准备|打算|下周|明天|后天|[一-鿿\\d]{0,10})(?:不在(?:家|单位|本地|局里)?|离开(?:一段|几天|本地)|回老家|住院(?:手术|检查)?|做手术|值班)',
);
const handing = anyOf(
  '(?:我|俺)?(?:去不了|走不开|脱不开身|不便前往|不方便(?:去|前往|过去)|抽不开身|抽不出(?:时间|空)|没法(?:去|过去)|去不成|不能去|腾不出(?:时间|手)|赶不过?(?:去|来))',
  '(?:换|请|让|麻烦|安排)(?:别人|别的同志|其他(?:人|同志)|个人|别个)(?:去|跑|看|代)',
);
const done = /去了|看了|看过|走访了|打了电话/u;

/** Reads 请假: from when to when, why, and who stands in. */
export const leaveIntent: IntentReader = (said, reading) => {
  const text = normalizeText(said);
  if (reading.as !== 'helper' || !leaving.test(text) || isAsked(text) || isSupposed(text)) return null;
  const days = daysIn(text, reading.today);
  if (handing.test(text) && days.length === 0) return null;
  const [from, to] = days;
  return {
    intent: 'leave',
    confidence: days.length > 0 ? 0.85 : 0.7,
    facts: {
      ...(from === undefined ? {} : { awayFrom: from }),
      ...(to === undefined ? {} : { awayTo: to }),
      ...standInOf(text),
    },
    doubts: [],
  };
};

/** Reads 不便前往: for whom, and why. */
export const handBackIntent: IntentReader = (said, reading) => {
  const text = normalizeText(said);
  if (reading.as !== 'helper' || !handing.test(text) || done.test(text) || isAsked(text)) return null;
  const members = findPeopleIn(text, reading.people);
  const known = members.filter(({ ids }) => ids.length > 0);
  return {
    intent: 'hand-back',
    confidence: known.length > 0 ? 0.85 : 0.7,
    facts: known.length > 0 ? { members: known } : {},
    doubts: known
      .filter(({ ids }) => ids.length > 1)
      .map(({ text: word, ids }) => ({ about: 'which-member', said: word, ids })),
  };
};

/** The days said, from today on; a length (三天) gives the last one. */
function daysIn(text: string, today: IsoDate): IsoDate[] {
  const found: IsoDate[] = [];
  for (let rest = text; ;) {
    const next = findDate(rest, today, { prefer: 'future' });
    if (!next) break;
    if (next.date >= today) found.push(next.date);
    rest = rest.slice(next.index + Math.max(1, next.length));
  }
  return [...new Set(found)].sort();
}

const standIn = new RegExp(
  `(?:请|由|让|麻烦|托|交给|委托)(?<name>(?:小|老)?[${commonSurnames}][\\u4e00-\\u9fff]{0,2}?(?:同志|书记|主任|科长|局长)?)(?=帮|代|替|去|负责|照|顶|先|跑|看)`,
  'u',
);
const standInOf = (text: string): { readonly standIn?: string } => {
  const name = standIn.exec(text)?.groups?.['name'];
  return name === undefined ? {} : { standIn: name };
};
