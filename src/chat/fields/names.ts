/** Names as people say and mistype them: 张老, 老张, 王秀英同志, 殷/尹/银. */
import { pinyin } from 'pinyin-pro';
import { plain } from '../words.ts';

const titleWords =
  '老人家 老同志 同志 老人 老师 老大爷 老大娘 老爷子 老太太 老伯 老哥 老姐 大爷 大娘 大妈 大叔 大伯 大哥 大姐 阿姨 叔叔 伯伯 伯母 婶子 ' +
  '爷爷 奶奶 先生 女士 师傅 书记 主任 局长 处长 科长 厂长 经理 主席 部长 县长 市长 乡长 镇长 村长 校长 院长 所长 站长 队长 会计 医生 ' +
  '工程师 老 局 处 科 爷 姨 叔 伯 婶 工';
const titles = titleWords.split(' ');
const compoundSurnames = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 端木 夏侯 呼延 南宫 轩辕 拓跋 独孤 澹台 申屠 太史'.split(
    ' ',
  ),
);

/** Surname and given name; for a name with a dot (买买提·吐尔逊) its two parts. */
export function nameParts(name: string): { readonly surname: string; readonly given: string } {
  const dot = name.search(/[·•]/u);
  if (dot > 0) return { surname: name.slice(0, dot), given: name.slice(dot + 1) };
  const length = compoundSurnames.has(name.slice(0, 2)) && name.length > 2 ? 2 : 1;
  return { surname: name.slice(0, length), given: name.slice(length) };
}

/** The name in what somebody said, without the forms of address around it: 老张 → 张, 王秀英同志 → 王秀英. */
export function bareName(said: string): string {
  const name = plain(said).replace(/^(?:就是|是|给|找|问|看)(?=.{2})/u, '');
  if (titles.includes(name)) return name;
  const title = titles.find(word => name.endsWith(word) && name.length > word.length);
  const untitled = title === undefined ? name : name.slice(0, -title.length);
  return untitled.length > 1 && untitled.length <= 3 ? untitled.replace(/^[老小]/u, '') : untitled;
}

/**
 * How well what somebody said fits a name, 0 to 1: 1 the name itself, 0.9 the same sound, 0.8 nearly the same sound,
 * 0.75–0.85 the given name, 0.6 the surname, 0.5 the sound of the surname. Below 0.5 it is somebody else.
 */
export function nameScore(query: string, name: string): number {
  const said = bareName(query);
  const target = plain(name);
  if (said === '' || target === '') return 0;
  if (said === target) return 1;
  if (target.length > 1 && plain(query).includes(target)) return 0.95;
  return Math.max(soundScore(said, target), partScore(said, target));
}

/** The people whose names fit best: everyone with the highest score, none below 0.5. */
export function bestByName<T extends { readonly name: string }>(query: string, people: readonly T[]): T[] {
  const scored = people.map(person => ({ person, score: nameScore(query, person.name) }));
  const best = Math.max(0.5, ...scored.map(entry => entry.score));
  return scored.filter(entry => entry.score === best).map(entry => entry.person);
}

function soundScore(said: string, target: string): number {
  if (said.length !== target.length || said.length < 2) return 0;
  const a = soundOf(said);
  const b = soundOf(target);
  if (a === b) return 0.9;
  return blurred(a) === blurred(b) ? 0.8 : 0;
}

function partScore(said: string, target: string): number {
  const { surname, given } = nameParts(target);
  if (said === surname) return 0.6;
  if (said === given && given.length > 1) return 0.85;
  if (said.length > 1 && target.startsWith(said)) return 0.75;
  if (said.length === given.length && given.length > 1 && soundOf(said) === soundOf(given)) return 0.75;
  return said.length === surname.length && soundOf(said) === soundOf(surname) ? 0.5 : 0;
}

const sounds = new Map<string, string>();
/** Names repeat and their sounds are dear; beyond this many the memory starts afresh. */
const soundsKept = 20_000;

function soundOf(text: string): string {
  const known = sounds.get(text);
  if (known !== undefined) return known;
  const sound = pinyin(text, { toneType: 'none', type: 'array', surname: 'head', v: true }).join(' ');
  if (sounds.size >= soundsKept) sounds.clear();
  sounds.set(text, sound);
  return sound;
}

/** Differences that many dialects do not make: zh/z, ch/c, sh/s, n/l, in/ing, en/eng, an/ang. */
const blurred = (sound: string): string =>
  sound
    .replace(/\b([zcs])h/g, '$1')
    .replace(/\bn(?=[aeiouv])/g, 'l')
    .replace(/([aei])ng\b/g, '$1n');
