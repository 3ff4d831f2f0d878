/** A helper who cannot go: to one member (不便前往), or to anybody for some days (请假). */
import { clauseAt, isSupposed } from '../clauses.ts';
import { asWritten, standard, withoutPictures } from '../dialect.ts';
import { understandHandBack } from '../hand-back.ts';
import { understandLeave } from '../leave.ts';
import { findPeopleIn, type PersonMention } from '../people-in.ts';
import type { IntentReader } from './reading.ts';

const oneself = /我|本人|自己/u;

/** Reads 请假: from when to when, why, and who stands in. */
export const leaveIntent: IntentReader = (said, { as, today, people }) => {
  const text = standard(said);
  const leave = as === 'helper' ? understandLeave(text, today) : null;
  if (leave?.kind !== 'leave' || isSupposed(text) || /[?？]|(?:吗|么)$/u.test(text)) return null;
  if (isOthers(text, findPeopleIn(text, people))) return null;
  const { startsOn, endsOn, standIn, plain } = leave;
  const why = reasonForLeave(text);
  return {
    intent: 'leave',
    confidence: plain ? 0.93 : 0.75,
    facts: {
      ...(startsOn === undefined ? {} : { awayFrom: startsOn }),
      ...(endsOn === undefined ? {} : { awayTo: endsOn }),
      ...(standIn === undefined ? {} : { standIn }),
      ...(why === undefined ? {} : { reason: why }),
    },
    doubts: [],
  };
};

const kin = /(?:儿子|女儿|老伴|孙子|孙女|女婿|儿媳|医生|护工|保姆)[^，。]{0,8}$/u;
const going = /假|出差|外出|学习|培训|开会|住院|老家|不在/u;

/** 张老的儿子出差了: no leave of the writer's. */
function isOthers(text: string, mentions: readonly PersonMention[]): boolean {
  const index = going.exec(text)?.index ?? 0;
  const clause = clauseAt(text, index);
  const before = text.slice(clause.index, index);
  if (oneself.test(before)) return false;
  const named = mentions.some(one => one.index >= clause.index && one.index < index);
  return kin.test(before) || (named && !oneself.test(text));
}

const whyLeave =
  /因(?<because>[^，。]{2,24}?)(?=，|。|请假|休假|自\d|$)|(?<kind>(?:年|病|事|产|婚|丧|探亲|陪产)假|赴[^，。]{2,14}(?:学习|培训)|[在去][^，。]{1,8}(?:培训|学习|开会)|外出(?:学习|培训|开会)|住院[^，。]{0,8}手术|做(?:个)?[^，。]{0,3}手术|陪[^，。]{1,4}(?:做手术|住院|看病|复查|待产)|出差|回老家(?:探亲|过年|办事)?|住院|值班)/u;
const reasonForLeave = (text: string): string | undefined => {
  const { because, kind } = whyLeave.exec(text)?.groups ?? {};
  return because ?? kind;
};

/** Reads 不便前往: for whom, and why. */
export const handBackIntent: IntentReader = (said, { as, people }) => {
  const text = standard(said);
  const handed = as === 'helper' ? understandHandBack(text) : null;
  if (!handed) return null;
  const known = findPeopleIn(text, people).filter(({ ids }) => ids.length > 0);
  const why = asWritten(handed.reason, text, withoutPictures(said));
  return {
    intent: 'hand-back',
    confidence: known.length > 0 || handed.numbers.length > 0 ? 0.995 : 0.7,
    facts: {
      ...(known.length > 0 ? { members: known } : {}),
      ...(why === '' ? {} : { reason: why }),
    },
    doubts: known
      .filter(({ ids }) => ids.length > 1)
      .map(({ text: word, ids }) => ({ about: 'which-member', said: word, ids })),
  };
};
