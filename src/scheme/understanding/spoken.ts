/** Sentences as they were meant: what voice-to-text writes wrong, and words of dialect, in plain words of the same length. */
import { regional } from './regional.ts';
import { respelled } from './respelled.ts';

/** What is written, and what it means. Both are of one length, so that every place in the sentence stays where it is. */
const meanings: readonly (readonly [written: RegExp, meant: string])[] = [
  // Written down by ear.
  [/[主注]院(?![子长])|住[园圆](?!林)/gu, '住院'],
  [/出[园圆](?!林|区)/gu, '出院'],
  [/甩(?=了?一?[跤交]|倒|着|伤)/gu, '摔'],
  [/(?<=摔了?一)交/gu, '跤'],
  [/帮[府福服](?=的|同志|人|对象)/gu, '帮扶'],
  [/未问(?=金|品)/gu, '慰问'],
  [/(?<=[的压糖脏])要(?=吃|没了|快|用完)|(?<=买(?:一下|点|些))要(?=$|[，。！\s])/gu, '药'],
  [/(?<=桶|道|池|漏|水|厕所|下水)[赌睹](?=了|住)/gu, '堵'],
  [/(?<=[灯门锁机管视箱龙头器])怀(?=了|的|掉)/gu, '坏'],
  [/[陋露](?=水了|水|雨)/gu, '漏'],
  ...regional,
  [/垮(?=了|塌)/gu, '塌'],
  [/(?:遭|叫|让|给)(?=[^，。]{0,4}[车狗][^，。]{0,2}[撞咬剐碰])/gu, '被'],
];

/** What people say to be polite before they come to the point; it is neither a question nor a plea. */
const polite =
  /我?也?不(?:晓得|知道)(?:该不该说|合不合适|好不好意思说)|(?:我)?本来?不(?:想|该|愿)(?:麻烦(?:组织|你们|大家)|提|说)的?|不好意思老?(?:是)?麻烦(?:你们|您)了?|说起?来?(?:惭愧|丢人)|实在不好(?:开口|意思)|(?:又要|又得|老)麻烦(?:你们|您)了|打扰(?:了|一下|你们了?)|给(?:你们|您)添麻烦了(?=[，,]?(?:就是|我|想|能))/gu;

/** The sentence in plain words and without its politeness; anything else in it, and every position, stays. */
export const asMeant = (said: string): string =>
  meanings
    .reduce((text, [written, meant]) => text.replace(written, meant), respelled(said))
    .replace(polite, words => '，'.repeat(words.length));
