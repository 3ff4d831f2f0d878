/** A helper who cannot go: to one member (不便前往), or to anybody for some days (请假). */
import { clauseAt, clausesOf, isSupposed } from '../clauses.ts';
import { asWritten, standard, withoutPictures } from '../dialect.ts';
import { anyOf } from '../pattern.ts';
import { findPeopleIn, type PersonMention } from '../people-in.ts';
import { commonSurnames } from '../surnames.ts';
import { daysAway } from './days-away.ts';
import type { IntentReader } from './reading.ts';

const leaving = anyOf(
  '请(?:个|了)?[^，。]{0,6}假|休[^，。]{0,8}假|休[一二两三四五六七八九十\\d]+天|(?:年|病|事|产|婚|丧|探亲|陪产)假|出差|外出(?:学习|培训|开会|挂职)|党校[^，。]{0,6}(?:学习|培训)',
  '在[^，。]{1,6}(?:培训|学习|挂职)|不在(?:岗|单位|本地|局里|家)',
  '(?:我|本人)[^，。]{0,10}(?:离开(?:一段|几天|本地)|回老家|住院|做(?:个)?[^，。]{0,3}手术|值班)',
);
const handing = anyOf(
  '去不了|走不开|脱不开身|不便前往|不方便(?:去|前往|过去)|抽不开身|抽不出(?:时间|空)|没法(?:去|过去)|去不成|不能去(?!医院|食堂|活动)|腾不出(?:时间|手)|赶不过(?:去|来)|过不去了?',
);
const passing =
  /(?:换|请|让|麻烦|安排|能)[^，。]{0,6}(?:别人|别的同志|其他(?:人|同志)|个人|别个|另派|代)|另行安排|另外安排/u;
const done = /(?:去|看|走访|探望|慰问)[了过]|打了电话/u;
const oneself = /我|本人|自己/u;
const asking = /[?？]|(?:吗|么)$/u;

/** Reads 请假: from when to when, why, and who stands in. */
export const leaveIntent: IntentReader = (said, reading) => {
  const text = standard(said);
  const match = reading.as === 'helper' ? leaving.exec(text) : null;
  if (!match || asking.test(text) || isSupposed(text)) return null;
  if (isOthers(text, match.index, findPeopleIn(text, reading.people))) return null;
  const { from, to } = daysAway(text, reading.today);
  const dated = from !== undefined || to !== undefined;
  if (!dated && !oneself.test(text)) return null;
  const why = reasonForLeave(text);
  return {
    intent: 'leave',
    confidence: dated ? 0.92 : 0.8,
    facts: {
      ...(from === undefined ? {} : { awayFrom: from }),
      ...(to === undefined ? {} : { awayTo: to }),
      ...standInOf(text),
      ...(why === undefined ? {} : { reason: why }),
    },
    doubts: [],
  };
};

const kin = /(?:儿子|女儿|老伴|孙子|孙女|女婿|儿媳|医生|护工|保姆)[^，。]{0,4}$/u;

/** 张老的儿子出差了: no leave of the writer's. */
function isOthers(text: string, index: number, mentions: readonly PersonMention[]): boolean {
  const clause = clauseAt(text, index);
  const before = text.slice(clause.index, index);
  if (oneself.test(before)) return false;
  const named = mentions.some(one => one.index >= clause.index && one.index < index);
  return kin.test(before) || (named && !oneself.test(text));
}

const whyLeave =
  /因(?<because>[^，。]{2,24}?)(?=，|。|请假|休假|自\d|$)|(?<kind>(?:年|病|事|产|婚|丧|探亲|陪产)假|赴[^，。]{2,14}(?:学习|培训)|在[^，。]{1,8}(?:培训|学习)|外出(?:学习|培训|开会)|住院[^，。]{0,8}手术|做(?:个)?[^，。]{0,3}手术|出差|回老家|住院|值班)/u;
const reasonForLeave = (text: string): string | undefined => {
  const { because, kind } = whyLeave.exec(text)?.groups ?? {};
  return because ?? kind;
};

const standIn = new RegExp(
  `(?:请|由|让|麻烦|托|交给|委托|找)(?<name>[小老][${commonSurnames}]|[${commonSurnames}][\\u4e00-\\u9fff]{1,2}?)(?:同志|书记|主任|科长)?(?=帮|代|替|去|负责|照|顶|先|跑|看|盯|管|接|，|。|$)`,
  'u',
);
const standInOf = (text: string): { readonly standIn?: string } => {
  const name = standIn.exec(text)?.groups?.['name'];
  return name === undefined ? {} : { standIn: name };
};

/** Reads 不便前往: for whom, and why. */
export const handBackIntent: IntentReader = (said, reading) => {
  const text = standard(said);
  const match = reading.as === 'helper' ? handing.exec(text) : null;
  if (!match || done.test(text.slice(0, match.index)) || !concernsWriter(text, match.index)) return null;
  const known = findPeopleIn(text, reading.people).filter(({ ids }) => ids.length > 0);
  const why = asWritten(reasonOf(text, known[0]), text, withoutPictures(said));
  return {
    intent: 'hand-back',
    confidence: known.length > 0 ? 0.95 : 0.7,
    facts: {
      ...(known.length > 0 ? { members: known } : {}),
      ...(why === '' ? {} : { reason: why }),
    },
    doubts: known
      .filter(({ ids }) => ids.length > 1)
      .map(({ text: word, ids }) => ({ about: 'which-member', said: word, ids })),
  };
};

/** 张老腿疼，去不了活动室 is about the member: the writer says 我, or begins with why. */
const concernsWriter = (text: string, index: number): boolean =>
  oneself.test(text) || /不便前往|走不开|抽不/u.test(text.slice(index));

/** What the other clauses say; where all is one clause, what stands in front of the name. */
function reasonOf(text: string, member: PersonMention | undefined): string {
  const clauses = clausesOf(text).map(clause => clause.text);
  const own = clauses.filter(
    clause => !handing.test(clause) && !passing.test(clause) && !/^请/u.test(clause),
  );
  const before = member === undefined ? '' : text.slice(0, member.index);
  const why =
    own.length > 0 ? own.join('，') : clauses.length === 1 ? before.replace(/^我(?=这|今|明)/u, '') : '';
  return why.replace(/^(?:因为|因|由于)/u, '');
}
