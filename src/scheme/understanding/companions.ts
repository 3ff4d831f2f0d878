/** Colleagues who went along: 我和李书记一起去的, 陪同王局长去看了张老. Names as they were said; whose they are is not decided here. */
import { normalizeText } from '../../calendar/numerals.ts';
import { commonSurnames } from './surnames.ts';

/** Longer texts are no sentence of a visit. */
const readAtMost = 600;

const names =
  '(?<names>[\\u4e00-\\u9fff·]{2,5}?(?:同志)?(?:[、和跟及][\\u4e00-\\u9fff·]{2,5}?(?:同志)?){0,3}?)';
const patterns = [
  new RegExp(
    `(?:我们?|本人)?(?:今天|昨天|前天|上午|下午|刚才|又)?(?:和|跟|同|与|会同|随同?)${names}(?:一起|一同|一道|一块儿?|两个人|两个|俩人?|共同)`,
    'gu',
  ),
  new RegExp(`(?:陪同|陪着|随同|随)${names}(?:去|到|上门|走访|看望|慰问|探望|一起)`, 'gu'),
  new RegExp(
    `(?:同行的?(?:还)?(?:有|是)?|一起去的(?:还)?有|一同去的(?:还)?有)[:：]?${names}(?=[，。；！\\s]|$)`,
    'gu',
  ),
  new RegExp(
    `(?:^|[，。；\\s])${names}(?:也)?(?:和我|跟我|同我|陪我|陪着我)(?:一起|一同|一道|一块儿?)?去`,
    'gu',
  ),
];

/** Who is no colleague: the member's family, whoever nurses them, and the old comrades themselves. */
const others =
  /老伴|女儿|儿子|闺女|孩子|家属|家人|爱人|老人|邻居|保姆|护工|医生|大夫|护士|老同志|老两口|老战友|老同事|大爷|大妈|大娘|阿姨|老$|他|她|我|你|大家|他们|本人/u;

const oldCouple = new RegExp(`(?<=[${commonSurnames}])老[两俩]口子?`, 'gu');

/** 张老两口子 → 张老夫妇, in which 张老 is found as the name it is. */
export const withCouples = (said: string): string => said.replace(oldCouple, '老夫妇');

/** The names of those who went along, in the order of the sentence. */
export function companionsIn(said: string): string[] {
  const text = normalizeText(said).slice(0, readAtMost);
  const found = patterns.flatMap(pattern =>
    [...text.matchAll(pattern)].flatMap(({ groups }) => (groups?.['names'] ?? '').split(/[、和跟及]/u)),
  );
  return [...new Set(found.map(name => name.replace(/同志$/u, '')))].filter(
    name => name.length > 1 && !others.test(name),
  );
}
