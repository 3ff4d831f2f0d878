/** Whether it was somebody else who went: 女儿来看他了, 张老去看了老战友, 我让医生上门. */
import { either } from '../pattern.ts';
import type { PersonMention } from '../people-in.ts';
import type { Act } from './act.ts';

const others = either(
  '人|老人|老人家|老两口|本人|女儿|儿子|闺女|孩子|子女|孙子|孙女|老伴儿?|爱人|媳妇|女婿|家属',
  '邻居|保姆|护工|医生|大夫|护士|社区|老战友|老同事|同事|亲戚|他|她|他们|她们|大家|志愿者|领导',
);
const lately = `(?:${either(
  '昨天|今天|前天|昨晚|今早|上午|下午|中午|晚上|早上|刚才|刚刚|刚|也|又|都|已经|曾|特意|专门',
  '上周|上个月|周[一二三四五六日]|星期[一二三四五六日]|自己|经常|常|每天|天天|\\d{1,2}[月号日]',
)}){0,4}`;
const othersInFront = new RegExp(
  `(?:^|的|[老志])(?:${others})+${lately}(?:一起)?(?:去|来|到|回来|过来)?$`,
  'u',
);
/** 邻居讲去儿子家了: told of, not done. */
const reported = /(?:说|讲|听说|据说)(?:他|她|老人家?|人)?(?:是|又|已经)?$/u;
const withThem = /(?:跟|和|给|陪|同|与|向|见到)[^，。]{0,8}$/u;
const onesOwn = /(?:我|我们|咱们?|俺)/u;
/** 我让医生上门: I asked, somebody else went. */
const asked = /(?:让|请|叫|喊|通知|安排(?!时间)|联系)(?![了过])[^，。]{1,10}$/u;

/** Whether the clause's subject is somebody else. */
export function isByOthers(act: Act, mentions: readonly PersonMention[]): boolean {
  const before = act.clause.text.slice(0, act.index - act.clause.index);
  if (asked.test(before) || reported.test(before)) return true;
  if (onesOwn.test(before) || /^电话[里中]/u.test(act.phrase)) return false;
  if (othersInFront.test(before) && !withThem.test(before)) return true;
  return memberGoes(act, before, mentions);
}

const goes = new RegExp(`^${lately}(?:去|来|到|上)?[^，。]{0,8}$`, 'u');
const kinsHouse = /(?:女儿|儿子|闺女|孩子|孙子|孙女|亲戚|老)家/u;
const toWhom = /^(?:[^，。]{0,4})(?:老战友|战友|同事|朋友|亲戚|儿子|女儿|孙|病|医生|大夫|我)/u;

/** 张老去看了老战友, 李老去女儿家了: the member stands in front, and whom they saw behind. */
function memberGoes(
  { clause, index, phrase }: Act,
  before: string,
  mentions: readonly PersonMention[],
): boolean {
  const subject = mentions.find(
    mention => mention.index === clause.index && mention.index + mention.text.length <= index,
  );
  if (!subject || !goes.test(before.slice(subject.text.length))) return false;
  return kinsHouse.test(phrase) || toWhom.test(clause.text.slice(index - clause.index + phrase.length));
}
