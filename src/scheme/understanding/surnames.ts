/** Surnames, forms of address, and words that only look like them. */

/** Surnames common enough that somebody not on the list is still recognised as a person. */
export const commonSurnames =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文殷章樊银';

/** Two-character surnames. */
export const compoundSurnames = [
  '欧阳',
  '司马',
  '上官',
  '诸葛',
  '东方',
  '皇甫',
  '尉迟',
  '公孙',
  '慕容',
  '令狐',
  '长孙',
  '宇文',
  '司徒',
  '端木',
  '夏侯',
  '呼延',
  '南宫',
  '轩辕',
  '独孤',
  '澹台',
];

const maleTitles =
  '老大爷 老爷子 老先生 大爷 大叔 大伯 大哥 老哥 叔叔 伯伯 伯父 爷爷 先生 老汉 爷 叔 伯'.split(' ');
const femaleTitles =
  '老太太 老奶奶 老大娘 老大姐 大妈 大娘 大姐 老姐 大婶 婶子 阿姨 伯母 奶奶 女士 老妈妈 婶 姨'.split(' ');
const plainTitles =
  '老同志 老领导 老书记 老局长 老主任 老处长 老科长 老厂长 老校长 老县长 老师傅 老人家 老师 同志 书记 局长 处长 科长 主任 厂长 经理 主席 部长 县长 市长 乡长 镇长 村长 校长 院长 所长 站长 队长 会计 医生 师傅 工程师 老'.split(
    ' ',
  );

const longestFirst = (words: readonly string[]): string[] => [...words].sort((a, b) => b.length - a.length);

/** Words after a name by which people are spoken of: 张老, 王书记, 李大妈. */
export const titles = longestFirst([...maleTitles, ...femaleTitles, ...plainTitles]);

/** The sex that a form of address tells, if it does. */
export function sexOf(title: string): 'male' | 'female' | undefined {
  if (maleTitles.includes(title)) return 'male';
  return femaleTitles.includes(title) ? 'female' : undefined;
}

/** Behind 老, these are no surnames: 老毛病, 老高兴了, 老方子, 老伴. */
export const notAfterOld =
  '(?!毛病|高兴|高了|方子|方法|房子|单位|黄历|黄瓜|白干|石头|干部|师傅|师|党员|同志|领导|书记|局长|主任|战友|朋友|同事|邻居|年|人|伴|家|样|是|两口|爷|太|头|公|婆|花|寒|胃|本|乡|熟|时候|相|大|实|字|酒|茶|常|万|易|文|化|龙|马识途|江湖|金属|汤|田地|武器|戴|史|顾|任|钱)';

/** Behind 张老, these make another word of it: 由于老人, 平时老是, 经常老毛病. */
export const notAfterTitleOld =
  '(?!人(?!没了|不在了|走了)|伴|年|毛病|样|花|寒|胃|房|婆|公|太|干部|两口|党员|战友|朋友|同事|邻居|化|实|百姓)';

/** These end common words too (由于, 平时, 经常, 血压高), so that 老 behind them may be the adverb 老. */
export const ambiguousBeforeOld =
  '于时常和向从方安平江成单经边连别都过能全管干查车到房钱温文易高万任顾白金石';

/** What the adverb 老 is followed by: 老是, 老想着, 老咳嗽. */
export const adverbOld =
  /^(?:是|想|觉得|说|喊|咳|疼|痛|睡|叫|哭|往|在|不|闹|犯|这样|那样|头|吃|喝|一个|念|忘|发)/u;
