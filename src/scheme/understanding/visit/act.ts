/** Whether a sentence tells of a visit or a contact that took place. */
import { clauseAt, clausesOf, isAsked, isDenied, isIntended, isSupposed, type Piece } from '../clauses.ts';
import type { PersonMention } from '../people-in.ts';
import { commonSurnames } from '../surnames.ts';
import { calling, seeing } from './words.ts';

/** A verb of visiting or calling, done and not only planned. */
export interface Act {
  readonly how: 'seeing' | 'calling';
  readonly phrase: string;
  readonly index: number;
  readonly clause: Piece;
}

/** Everything the sentence says was done by the writer, in order. */
export function actsIn(text: string, mentions: readonly PersonMention[] = []): Act[] {
  const found = [
    ...matches(text, seeing, 'seeing'),
    ...matches(text, calling, 'calling'),
    ...plainly(text, mentions),
  ];
  return found
    .filter(act => isDone(act, text) && !isByOthers(act, mentions))
    .sort((a, b) => a.index - b.index);
}

const matches = (text: string, pattern: RegExp, how: Act['how']): Act[] =>
  [...text.matchAll(pattern)].map(match => ({
    how,
    phrase: match[0],
    index: match.index,
    clause: clauseAt(text, match.index),
  }));

/** 今天看张老: 看 with somebody's name behind it. */
const plainly = (text: string, mentions: readonly PersonMention[]): Act[] =>
  mentions
    .filter(({ index }) => /(?:^|[^好难照])[看瞧瞅]$/u.test(text.slice(Math.max(0, index - 2), index)))
    .map(({ index }) => ({
      how: 'seeing',
      phrase: text.slice(index - 1, index),
      index: index - 1,
      clause: clauseAt(text, index),
    }));

/** 了, 过, 完, or a verb that by itself reports: done, even where 明天 or 准备 stands in the same clause. */
const completed = /(?:了|过|完|到|着)/u;

function isDone({ index, clause, phrase, how }: Act, text: string): boolean {
  if (/^我(?!们?(?:局|单位|支部))/u.test(text.slice(index + phrase.length))) return false;
  if (isDenied(text, index) || isAsked(clause.text) || isRequest(clause.text)) return false;
  if (aboutRecords.test(clause.text)) return false;
  const upTo = clause.text.slice(0, index - clause.index + phrase.length);
  if (isIntended(upTo) && !completed.test(phrase)) return false;
  if (isSupposed(upTo)) return false;
  return (
    how === 'calling' ||
    !/(?:想|要|该|可以|能|请|让|叫|等|盼着?|希望)(?:再|去|来|到|上门|你|您|他|她|我们?|大家|人)*$/u.test(
      clause.text.slice(0, index - clause.index),
    )
  );
}

/** 取消今天的走访, 昨天的走访记错了: about what was written, not about having been there. */
const aboutRecords = /取消|撤销|推迟|改期|暂缓|修改|更正|改一下|记错|写错|删掉|删除/u;

/** 请来看看我, 你们来看我吧. */
const isRequest = (clause: string): boolean =>
  /(?:请|麻烦|求|让|叫|能|可以|希望)[^，。]{0,6}(?:来|去|帮|看)|(?:来|去)?看看?我(?!们[^，。]{0,3}[老局])|吧$/u.test(
    clause,
  ) && !/了|过/u.test(clause);

const relative =
  '人|老人|老人家|老两口|本人|女儿|儿子|闺女|孩子|子女|孙子|孙女|老伴儿?|爱人|媳妇|女婿|家属|邻居|保姆|护工|医生|大夫|护士|社区|老战友|老同事|同事|亲戚|他|她|他们|她们|大家|志愿者|领导';
const lately =
  '(?:昨天|今天|前天|昨晚|今早|上午|下午|中午|晚上|早上|刚才|刚刚|刚|也|又|都|已经|曾|特意|专门|上周|上个月|周[一二三四五六日]|星期[一二三四五六日]|自己|经常|常|每天|天天|\\d{1,2}[月号日]){0,4}';

/** Somebody else is the one who went: 女儿来看他了, 张老去看了老战友. */
function isByOthers({ clause, index, phrase }: Act, mentions: readonly PersonMention[]): boolean {
  const before = clause.text.slice(0, index - clause.index);
  // 我让医生上门: I asked, somebody else went.
  if (/(?:让|请|叫|喊|通知|安排(?!时间)|联系)(?![了过])[^，。]{1,10}$/u.test(before)) return true;
  if (/(?:我|我们|咱们?|俺)/u.test(before)) return false;
  if (
    new RegExp(`(?:^|的|[老志])(?:${relative})+${lately}(?:一起)?(?:去|来|到|回来|过来)?$`, 'u').test(
      before,
    ) &&
    !/(?:跟|和|给|陪|同|与|向|见到)[^，。]{0,8}$/u.test(before)
  ) {
    return true;
  }
  const subject = mentions.find(
    mention => mention.index === clause.index && mention.index + mention.text.length <= index,
  );
  if (!subject) return false;
  const between = before.slice(subject.text.length);
  const after = clause.text.slice(index - clause.index + phrase.length);
  const goes = new RegExp(`^${lately}(?:去|来|到|上)?[^，。]{0,8}$`, 'u').test(between);
  return (
    goes &&
    (kinsHouse.test(phrase) ||
      /^(?:[^，。]{0,4})(?:老战友|战友|同事|朋友|亲戚|儿子|女儿|孙|病|医生|大夫|我)/u.test(after))
  );
}

const kinsHouse = /(?:女儿|儿子|闺女|孩子|孙子|孙女|亲戚|老)家/u;

const notNames =
  /^(?:周[一二三四五六日天末]|方才|于是|黄昏|高兴|白天|常常?|马上|夏天|万一|任何|段时|顾不|毛主|江苏|石家|金秋|龙年|马年|何时|龚|成功|国庆|安排|连续|汪)/u;
const otherVisitor = new RegExp(
  `^(?:昨天|今天|前天|上午|下午|刚才|听说|上周[一二三四五六日]?|\\d{1,2}月\\d{1,2}[日号])?(?<name>[${commonSurnames}][\\u4e00-\\u9fff]{1,2}?(?:局长|书记|主任|科长|处长)?)(?:同志)?(?:昨天|今天|前天|昨晚|上午|下午|刚才|已经|也|代表[^，。]{1,8}|上周[一二三四五六日]?|\\d{1,2}月\\d{1,2}[日号]){0,3}(?:去|来|到|上门|打电话|给|看望|走访|慰问|探望)`,
  'u',
);

/** The colleague who made the visit, where the sentence names one in the writer's place: 李明昨天去看了张老. */
export function otherVisitorIn(text: string, mentions: readonly PersonMention[]): string | undefined {
  for (const clause of clausesOf(text)) {
    const name = otherVisitor.exec(clause.text)?.groups?.name;
    if (name === undefined || notNames.test(name)) continue;
    const at = clause.index + clause.text.indexOf(name);
    const known = mentions.some(
      ({ ids, index, text: word }) => ids.length > 0 && index < at + name.length && at < index + word.length,
    );
    if (!known && actsIn(clause.text).length > 0) return name;
  }
  return undefined;
}
