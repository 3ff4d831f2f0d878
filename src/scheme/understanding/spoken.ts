/** Sentences as they were meant: what voice-to-text writes wrong, and words of dialect, in plain words of the same length. */

/** What is written, and what it means. Both are of one length, so that every place in the sentence stays where it is. */
const meanings: readonly (readonly [written: RegExp, meant: string])[] = [
  // Written down by ear.
  [/[主注]院(?![子长])|住[园圆](?!林)/gu, '住院'],
  [/出[园圆](?!林|区)/gu, '出院'],
  [/甩(?=了?一?[跤交]|倒|着|伤)/gu, '摔'],
  [/(?<=摔了?一)交/gu, '跤'],
  [/水官/gu, '水管'],
  [/下水倒/gu, '下水道'],
  [/帮[府福服](?=的|同志|人|对象)/gu, '帮扶'],
  [/未问(?=金|品)/gu, '慰问'],
  [/(?<=[的压糖脏])要(?=吃|没了|快|用完)|(?<=买(?:一下|点|些))要(?=$|[，。！\s])/gu, '药'],
  // Dialect.
  [/俺/gu, '我'],
  [/[恁侬]/gu, '你'],
  [/莫得/gu, '没有'],
  [/冇/gu, '没'],
  [/莫(?=管我|操心|来|惦|担|管|跑|送|急|怕|再)|甭/gu, '别'],
  [/夜儿个/gu, '昨天，'],
  [/夜个/gu, '昨天'],
  [/屋头/gu, '家里'],
  [/垮(?=了|塌)/gu, '塌'],
  [/(?:遭|叫|让|给)(?=[^，。]{0,4}[车狗][^，。]{0,2}[撞咬剐碰])/gu, '被'],
  [/[咧咯]/gu, '了'],
  [/哩/gu, '呢'],
];

/** What people say to be polite before they come to the point; it is neither a question nor a plea. */
const polite =
  /我?也?不(?:晓得|知道)(?:该不该说|合不合适|好不好意思说)|(?:我)?本来?不(?:想|该|愿)(?:麻烦(?:组织|你们|大家)|提|说)的?|不好意思老?(?:是)?麻烦(?:你们|您)了?|说起?来?(?:惭愧|丢人)|实在不好(?:开口|意思)/gu;

/** The sentence in plain words and without its politeness; anything else in it, and every position, stays. */
export const asMeant = (said: string): string =>
  meanings
    .reduce((text, [written, meant]) => text.replace(written, meant), said)
    .replace(polite, words => '，'.repeat(words.length));
