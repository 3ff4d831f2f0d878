/**
 * Sentences without the people in them (E-1): names, numbers and places go, the way of speaking stays. Rather too much is
 * taken than too little: whoever labels the sentence for the corpus gives it new names anyhow.
 */
import { normalizeText } from './calendar/numerals.ts';
import { soundOf, surnameOf } from './scheme/names.ts';
import { callingsIn } from './scheme/understanding/callings.ts';
import { commonSurnames, compoundSurnames } from './scheme/understanding/surnames.ts';

/** Whom and what the database knows by name. */
export interface Known {
  readonly people: readonly string[];
  readonly organisations: readonly string[];
}

/** Somebody's name, whoever it was. */
const somebody = '某某';
const han = '[\\u4e00-\\u9fff]';

/** A function that masks sentences; making it costs as much as there are names, using it does not. */
export function maskFor({ people, organisations }: Known): (said: string) => string {
  const names = new Set(people.flatMap(partsOf));
  const sounds = new Set([...names].filter(isHan).map(soundOf));
  const surnames = [...new Set([...people.map(surnameOf), ...commonSurnames, ...compoundSurnames])];
  const units = [...organisations].sort((a, b) => b.length - a.length);
  return said => {
    const text = withoutNumbers(withoutOrganisations(normalizeText(said), units));
    const nameless = withoutSurnames(withoutSpoken(withoutNames(text, names), sounds), surnames);
    return withoutPlaces(withoutStrangers(nameless)).replaceAll(/[A-Za-z][A-Za-z0-9@._-]{3,}/gu, 'xxxx');
  };
}

const isHan = (text: string): boolean => /^\p{Script=Han}{2,4}$/u.test(text);

/** The name, its given name, and the parts of 买买提·吐尔逊. */
function partsOf(name: string): string[] {
  const given = name.slice(surnameOf(name).length);
  const parts = name.split(/[·•・．]/u);
  return [name, ...(isHan(name) ? [given] : parts)].filter(part => part.length > 1);
}

/** The longest part of a name looked for. */
const longestPart = 24;

/** Every name that begins somewhere, the longest first; looked up, since there may be a million. */
function withoutNames(text: string, names: ReadonlySet<string>): string {
  return replaceAt(text, at => {
    for (let length = Math.min(longestPart, text.length - at); length > 1; length -= 1)
      if (names.has(text.slice(at, at + length))) return length;
    return 0;
  });
}

/** Names as they sound: 章德厚 for 张德厚. */
function withoutSpoken(text: string, sounds: ReadonlySet<string>): string {
  return replaceAt(text, at => {
    for (const length of [4, 3, 2]) {
      const word = text.slice(at, at + length);
      if (word.length === length && isHan(word) && !word.includes('某') && sounds.has(soundOf(word)))
        return length;
    }
    return 0;
  });
}

/** Puts 某某 in the place of whatever `lengthAt` finds at a position. */
function replaceAt(text: string, lengthAt: (at: number) => number): string {
  let masked = '';
  for (let at = 0; at < text.length;) {
    const length = lengthAt(at);
    masked += length > 0 ? somebody : (text[at] ?? '');
    at += Math.max(1, length);
  }
  return masked;
}

/** 张老 → 某老, 老张 → 老某: how people are called is what the corpus is for. */
function withoutSurnames(text: string, surnames: readonly string[]): string {
  let masked = text;
  for (const { index, text: called, surname } of callingsIn(text, surnames).sort(
    (a, b) => b.index - a.index,
  )) {
    const end = index + called.length;
    masked = masked.slice(0, index) + called.replace(surname, '某') + masked.slice(end);
  }
  return masked.replaceAll(young, '$1某');
}

/** 小王, 阿芳. */
const young = new RegExp(
  `(?<![大年减最从娇])([小阿])[${commonSurnames}芳英丽红华军明强](?![一-鿿]*?[区院])`,
  'gu',
);

/** Surnames that begin few other words, and those words. */
const plainSurnames =
  '王李张刘陈杨赵吴徐孙朱郭罗梁宋郑韩唐冯董萧曹袁邓傅沈彭吕苏卢蒋蔡贾魏薛阎潘戴钟姜姚谭廖邹熊陆郝崔邱秦侯邵孟黎贺龚樊殷尹赖汤汪于何高林马胡周黄谢许曾程田任范石';
const notNames =
  /^(?:周[一二三四五六日天末边围期到年]|谢谢|谢绝|许多|许久|曾经|程序|程度|范围|任务|任何|何时|何必|高兴|高血|高压|高龄|高烧|高[一二三中考大低]|于是|于[一二三四五六七八九十\d]|马上|马路|石头|田地|田里|黄昏|黄金|胡同|胡说|汤药|钟头|钟[^，。]?头|林业|林场|张罗|张贴|杨树|郑重|梁上|孙子|孙女|孙辈|朱红|彭胀|苏醒|姜汤|唐突|戴着|戴了|熊猫|秦岭)/u;
const stranger = new RegExp(
  `(?:${compoundSurnames.join('|')}|[${plainSurnames}])(?!某|老|大[爷妈叔伯姐哥娘婶]|姐|爷|叔|姨|阿|师|书|局|主|处|科|厂|校|院|所|队)${han}(?:(?![的了来去说在和跟给住家老同把被今昨明前上下是有没不也都就又还很送看打电话血精病走回到讲同书局主科处医])${han})?`,
  'gu',
);

/** Names nobody knows: rather 某某 than a colleague or a neighbour. */
const withoutStrangers = (text: string): string =>
  text.replaceAll(stranger, found => (notNames.test(found) ? found : somebody));

const spokenDigits = /[〇零一二三四五六七八九幺两]{5,}/gu;

/** Every digit 0; of what is not to be read as a number nothing is left either. */
const withoutNumbers = (text: string): string =>
  text
    .replaceAll(/\d[\dXx]*/gu, found => '0'.repeat(found.length))
    .replaceAll(spokenDigits, found => '零'.repeat(found.length));

const withoutOrganisations = (text: string, units: readonly string[]): string =>
  units.reduce((rest, unit) => rest.replaceAll(unit, '某单位'), text);

const inPlace =
  '[^去到在从往住的了是给看送把被让请叫联系反映协调通知，。；、：:\\s\\d某今昨前明后天上下午走路上大过]';
const places = new RegExp(
  `${inPlace}{1,6}(?<kind>自治区|自治州|街道|社区|小区|花园|家园|新村|大厦|公寓|胡同|医院|学校|中学|小学|公司|工厂|厂|省|州|县|旗|镇|乡|村|屯|巷|弄|路|街|苑)|${inPlace}{2,6}(?<large>市|区)`,
  'gu',
);
/** Words that only end like a place, and hospitals that are called by their rank alone. */
const noPlace =
  /^(?:[市县省区镇乡]+(?:人民|中心|第一|第二|中)?医院|[一-鿿]?(?:走|马|半|思|铺|顺|带|公|铁|同|电|门|线|迷|认|问|修|逛)(?:路|街)|工厂|药厂|家乡|老乡|农村|下乡)$/u;

/** Places by name: 和平路, 云溪县, 清河镇. */
const withoutPlaces = (text: string): string =>
  text.replaceAll(places, (...found: unknown[]) => {
    const [whole, kind, large] = found as [string, string | undefined, string | undefined];
    return noPlace.test(whole) ? whole : `某${kind ?? large ?? ''}`;
  });
