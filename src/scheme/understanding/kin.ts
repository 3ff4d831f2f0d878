/** How relatives, grandchildren and carers call the members for whom they write. */
import type { Sex } from '../labels.ts';
import type { FamilyRelation } from '../labels/family.ts';
import { oneOf } from './callings.ts';

const fathers =
  '爸爸 老爸 阿爸 阿爹 爸 父亲 老父亲 爹爹 老爹 爹 爷爷 姥爷 外公 公公 老公公 岳父 老岳父 老丈人 老丈人家 老汉儿 老汉 爷 姥 阿公 阿爷 外爷 太爷爷 公爹'.split(
    ' ',
  );
const mothers =
  '妈妈 老妈 阿妈 妈 母亲 老母亲 老娘 娘 奶奶 姥姥 外婆 婆婆 老婆婆 岳母 老岳母 丈母娘 奶 阿婆 阿奶 外奶 太奶奶 婆母 老妈子'.split(
    ' ',
  );
/** Said without 我 as well. */
const alone: Readonly<Record<Sex, readonly string[]>> = {
  male: '老爷子 老父亲 父亲 家父 爸爸 爸家 爷爷 姥爷 外公 公公 岳父 老丈人'.split(' '),
  female: '老太太 老母亲 母亲 家母 妈妈 妈家 奶奶 姥姥 外婆 婆婆 岳母 丈母娘'.split(' '),
};
/** Both at once: of two parents either may be meant, so it is asked. */
const both = '我爸妈 我爸爸妈妈 我父母 我公婆 我岳父母 爸妈 父母 二老 两位老人 老两口'.split(' ');
const mine = ['我', '我家', '我们家', '我屋', '咱'];

const said = (words: readonly string[], sex: Sex): readonly string[] => [
  ...mine.flatMap(whose => words.map(word => `${whose}${word}`)),
  ...alone[sex],
  ...both,
];
const bySex: Readonly<Record<Sex, readonly string[]>> = {
  male: said(fathers, 'male'),
  female: said(mothers, 'female'),
};

/** How a husband or wife is called by the other. */
const spouses =
  '老伴儿 老伴 爱人 婆娘 堂客 丈夫 妻子 夫人 老婆子 老婆 老公 老头子 老头儿 那口子 老太婆'.split(' ');

/** 我老伴, 老伴, 我家那口子: how somebody's spouse may call the member for whom they write. */
const spouseWords: readonly string[] = [
  ...mine.flatMap(whose => spouses.map(word => `${whose}${word}`)),
  ...spouses,
];

/** Said by a grandchild: whoever they call 爸 or 妈 is somebody else. */
const grand = /爷|姥|外公|奶|外婆|^老/u;

/**
 * How those who act for a member of this sex may call them; of unknown sex, in every way. A husband's 我妈 and a grandson's
 * 我爸 are not the member.
 */
export function kinOf(sex: Sex | null | undefined, relation?: FamilyRelation): readonly string[] {
  if (relation === 'spouse') return spouseWords;
  const words = sex ? bySex[sex] : [...new Set([...bySex.male, ...bySex.female])];
  return relation === 'grandchild' ? words.filter(word => grand.test(word)) : words;
}

/** Every word for a parent or grandparent; one that is not the member's is somebody else. */
export const elders = new RegExp(
  `(?:我们家|我家|我)(?:${oneOf([...fathers, ...mothers].toSorted((a, b) => b.length - a.length))})`,
  'gu',
);

const children =
  '大儿媳妇 大儿媳 二儿媳 小儿媳 大女婿 小女婿 大儿子 二儿子 老大 老二 小儿子 儿子 大女儿 小女儿 女儿 闺女 囡囡 儿媳妇 儿媳 媳妇 女婿 孙子 孙女 外孙女 外孙 孩子 娃儿 娃';
const siblings = '哥哥 大哥 二哥 弟弟 姐姐 大姐 小妹 妹妹 哥 姐 弟 妹';

/** Those of whose death, illness or accident a member's own life is shaken (家庭变故, R4). */
export const closeFamily = new RegExp(
  `(?:(?:我们家|我家|我的|我屋|我)?(?:${oneOf(spouses)}|${oneOf(children.split(' '))})|(?:我们家|我家|我的|我)(?:${oneOf(siblings.split(' '))}))`,
  'gu',
);

/** Somebody else, whose misfortune is neither the member's nor the family's. */
export const somebodyElse =
  /老战友|战友|老同事|同事|老朋友|朋友|老乡|邻居|隔壁[^，。]{0,4}|亲戚|亲家|(?<!在)楼[上下][^，。]{0,4}|对门|保姆|护工|同学|老领导/gu;
