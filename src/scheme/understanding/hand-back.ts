/** Understands “我不便前往（出差）”, “2 去不了，腰扭了”, “张老那里我去不了”: that somebody cannot go at all, and why. Pure. */
import { normalizeText } from '../../calendar/numerals.ts';

/** What was said of a visit that somebody cannot make. */
export interface HandBackSaid {
  /** The numbers of the list read last. */
  readonly numbers: readonly number[];
  /** Why, in their own words; empty where it was not said. */
  readonly reason: string;
}

const refusal =
  /(?:不便|不方便)(?:前往|去|上门|走访|过去|探望|看望)|(?:去|看|走|跑)不了|去不成|不能(?:前往|去(?!世)|上门|走访)|(?:没法|无法|没办法)(?:前往|去|上门|走访|过去|看望)|走不开|(?<=我(?:就|实在)?)不去了|(?:给|请|帮我)?换(?:个|一?位)(?:人|同志)(?:去)?吧?$|脱不开身|抽不开身|赶不过(?:去|来)|过不去|(?:能不能|可不可以|能否|可否|麻烦|请)[^，。]{0,6}(?:别人|别的同志|(?:其他|另外?的?)(?:同志|人)|换(?:个|一?位)?(?:人|同志))[^，。]{0,6}(?:去|跑|看|走|替|代)/u;
/** Not now is not never: such a duty stays where it is. */
const later =
  /(?:明天|后天|改天|改日|过[一两二三几]天|过几天|下周|下星期|回头|晚点|晚上|下午|周末|周[一二三四五六日]|星期[一二三四五六日]|等[^，。]{1,8})(?:我)?(?:再|就|一定)?(?:去|看|上门|走访|补|过去)|再去|才(?:能|有空)去/u;
const onlyToday =
  /^(?:\d{1,2}[、.．:：\s]*)?(?:我)?(?:今天|今早|今晚|今儿|现在|这会儿|眼下)[^，。；]*?(?:去不了|走不开|不便|不方便|不能去)/u;
const numbered = /^(?:第)?(\d{1,2}(?:\s*[、,，和]\s*\d{1,2})*)(?:项|条|件|位)?[、.．:：)）\s]*(?=\D)/u;
const ownWords =
  /(?:^|我|本人|那里|那儿|那边|家里?|的事|走访|看望)(?:这次|这回|这几天|这周|最近|近期|实在|真|可能|恐怕|怕是|暂时|有事|也|都|是|就|确实|的确|身体|来)*$/u;

/** What `said` hands back; null where it is about something else, or only put off. */
export function understandHandBack(said: string): HandBackSaid | null {
  const text = normalizeText(said).trim();
  if (later.test(text) || onlyToday.test(text) || /[？?]/u.test(text)) return null;
  const number = numbered.exec(text);
  const rest = number ? text.slice(number[0].length) : text;
  const match = refusal.exec(rest);
  if (!match) return null;
  const clauseFrom =
    Math.max(...['，', '。', '；', ',', ';', ' '].map(mark => rest.lastIndexOf(mark, match.index - 1))) + 1;
  const before = rest.slice(clauseFrom, match.index);
  if (!ownWords.test(before) && !/我/u.test(before)) return null;
  const numbers = number ? [...(number[1] ?? '').matchAll(/\d+/gu)].map(([each]) => Number(each)) : [];
  return { numbers: [...new Set(numbers)], reason: reasonIn(rest, clauseFrom, match) };
}

/** 今天去不了，明天去: that a visit is only put off. */
export function isPutOff(said: string): boolean {
  const text = normalizeText(said).trim();
  return [...text].length <= 30 && refusal.test(text) && (later.test(text) || onlyToday.test(text));
}

/** 换别人吧, 请安排其他同志: asks somebody else to go, and says nothing of why. */
const passingOn = /换(?:个|别|一?位)*(?:人|同志)|别人|(?:别的|其他|另外?的?)(?:同志|人)|另行安排/u;

/** What stands before and behind the refusal: 腰扭了. */
function reasonIn(rest: string, clauseFrom: number, match: RegExpExecArray): string {
  const behind = /^(?:[^，。；,;（(]*)(.*)$/su.exec(rest.slice(match.index + match[0].length))?.[1] ?? '';
  return [rest.slice(0, clauseFrom), behind]
    .map(part =>
      part
        .replace(/^[，。；,;（(\s]+|[，。；,;）)！!\s]+$/gu, '')
        .replace(/^(?:因为|由于|因|原因是|原因[:：]?)|(?:所以|因此)$/gu, '')
        .trim(),
    )
    .map(part =>
      part
        .split('，')
        .filter(each => !passingOn.test(each))
        .join('，'),
    )
    .filter(part => part !== '' && !/^(?:您好|你好|不好意思|对不起|抱歉|好的)$/u.test(part))
    .join('，');
}
