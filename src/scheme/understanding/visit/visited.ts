/** Who of those named was visited: not the companion, not the neighbour, not whoever told of it. */
import { either } from '../pattern.ts';
import type { PersonMention } from '../people-in.ts';

/** Those visited, in order; each may still be one of several people. */
export interface Visited {
  readonly mentions: readonly PersonMention[];
  /** Named in one breath (张老和李老): what is said holds for all of them. */
  readonly together: boolean;
}

type Part = 'object' | 'topic' | 'aside';

const kin =
  /(?:女儿|儿子|闺女|老伴儿?|爱人|妻子|丈夫|邻居|同事|战友|医生|大夫|护士|保姆|护工|社区|局长|书记|主任|听|据|女婿|媳妇|孙子|孙女|妹妹|弟弟|哥哥|姐姐|代表)$/u;
const joinedKin = /(?:和|与|及|跟|、)(?:他|她)?(?:老伴儿?|爱人|妻子|丈夫)$/u;
const withWhom = /(?:和|跟|同|与|陪同?|随|随同)$/u;
const goesAlong =
  /^[^，。]{0,4}(?:一起|一道|一同|一块儿?|共同|等人?|前往|去|到|来)?[^，。]{0,10}(?:看|走访|慰问|探望|上门|拜访|家访|入户|到[^，。]{0,8}家)/u;
const objectOf = new RegExp(
  `(?:${either(
    '看|看了|看过|看望|看望了|探望|探望了|探视|走访|走访了|慰问|慰问了|拜访|拜访了|家访|回访|见了?|见到了?|碰到了?|碰见|遇到了?|给|到|去|对|向|为|陪',
    '陪着|陪了|找|联系|联系了|电话|视频|微信|问候|问候了|记|对象[:：]?|和|跟|与|同|将|把|在',
  )})(?:了|过|一下|看)?(?:[^，。；\\s]{0,6}?的)?$`,
  'u',
);

/** Those visited among everybody named. */
export function visitedAmong(text: string, mentions: readonly PersonMention[]): Visited {
  const parts = mentions.map((mention, place) => partOf(text, mention, mentions[place + 1]));
  const objects = withJoined(text, mentions, parts);
  const chosen = objects.length > 0 ? objects : mentions.filter((_, place) => parts[place] === 'topic');
  const distinct = oneEach(chosen);
  return { mentions: distinct, together: distinct.length > 1 && allJoined(text, distinct) };
}

function partOf(text: string, mention: PersonMention, next: PersonMention | undefined): Part {
  const front = text.slice(Math.max(0, mention.index - 10), mention.index);
  const behind = text.slice(mention.index + mention.text.length, mention.index + mention.text.length + 24);
  const along = withWhom.test(front) && goesAlong.test(behind);
  if (along && next && sameClause(text, mention, next)) return 'aside';
  if (joinedKin.test(front)) return 'object';
  if (kin.test(front)) return 'aside';
  if (/^(?:同志)?(?:带队|陪同|带领|的陪同)/u.test(behind)) return 'aside';
  return objectOf.test(front) ? 'object' : 'topic';
}

const sameClause = (text: string, one: PersonMention, other: PersonMention): boolean =>
  !/[，。；！？\n]/u.test(text.slice(one.index, other.index));

const joint = /^(?:家)?(?:[、，\s]|\d+(?:元|块)|和|跟|与|及|以及|还有|同志|夫妇|两位|他|她|老伴儿?|爱人)*$/u;
const isJoined = (text: string, one: PersonMention, next: PersonMention): boolean =>
  joint.test(text.slice(one.index + one.text.length, next.index));

/** 看了张老、李老和王老: what is joined to an object is one too. */
function withJoined(
  text: string,
  mentions: readonly PersonMention[],
  parts: readonly Part[],
): PersonMention[] {
  const taken: PersonMention[] = [];
  mentions.forEach((mention, place) => {
    const previous = taken.at(-1);
    const joined = previous !== undefined && parts[place] !== 'aside' && isJoined(text, previous, mention);
    if (parts[place] === 'object' || joined) taken.push(mention);
  });
  return taken;
}

const allJoined = (text: string, mentions: readonly PersonMention[]): boolean =>
  mentions.every((mention, place) => {
    const next = mentions[place + 1];
    return next === undefined || isJoined(text, mention, next);
  });

/** The same person named twice is one; 王老 who is also called 王建国 is 王建国. */
function oneEach(mentions: readonly PersonMention[]): PersonMention[] {
  const kept: PersonMention[] = [];
  for (const mention of [...mentions].sort((a, b) => sizeOf(a) - sizeOf(b))) {
    const known = kept.some(({ ids }) => ids.length > 0 && ids.every(id => mention.ids.includes(id)));
    const repeated = kept.some(
      ({ ids, text }) => ids.length === 0 && mention.ids.length === 0 && text === mention.text,
    );
    if (!known && !repeated) kept.push(mention);
  }
  return kept.sort((a, b) => a.index - b.index);
}

const sizeOf = ({ ids }: PersonMention): number => (ids.length === 0 ? Infinity : ids.length);
