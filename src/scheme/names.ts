/** Chinese names: the surname, how people call each other, and whether two names sound alike. */
import { pinyin } from 'pinyin-pro';

const compoundSurnames = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 ' +
    '慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 ' +
    '轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五'
  ).split(' '),
);

/** The surname: two characters for the compound ones, else the first. */
export function surnameOf(name: string): string {
  const characters = [...name.trim()];
  const two = characters.slice(0, 2).join('');
  return characters.length > 2 && compoundSurnames.has(two) ? two : (characters[0] ?? '');
}

const titles =
  '老同志|老人家|老师傅|老师|老爷子|老太太|老干部|老领导|老书记|老局长|同志|先生|女士|大爷|大妈|大娘|大叔|阿姨|伯伯|奶奶|爷爷|书记|局长|主任|师傅|老';
const surnameThenTitle = new RegExp(`^(.{1,2}?)(?:${titles})$`, 'u');
const nameThenTitle = new RegExp(`^(.{2,}?)(?:${titles})$`, 'u');

/** What a person wrote to mean somebody: a surname alone ("老张", "张老", "欧阳同志") or a name. */
export interface Called {
  readonly surname?: string;
  readonly name: string;
}

/** Takes apart how somebody is called. "张德厚同志" is a name; "张老", "老张", "张大爷" and "张" are surnames. */
export function calledAs(text: string): Called {
  const name = text.normalize('NFKC').replaceAll(/\s+/g, '');
  const surname = [surnameThenTitle.exec(name)?.[1], /^[老小](.{1,2})$/u.exec(name)?.[1], name].find(
    isSurname,
  );
  return surname === undefined ? { name: nameThenTitle.exec(name)?.[1] ?? name } : { surname, name };
}

const isSurname = (text: string | undefined): text is string =>
  text !== undefined && ([...text].length === 1 || compoundSurnames.has(text));

/**
 * How well what somebody wrote fits a name, 0 (not at all) … 1 (the very name). A name written in full or in part outranks
 * one that only sounds alike, which outranks one that sounds alike in dialect (in/ing, zh/z).
 */
export function nameMatch(text: string, name: string): number {
  const { surname, name: wanted } = calledAs(text);
  if (wanted === '') return 0;
  if (wanted === name) return 1;
  if (surname !== undefined) return surnameMatch(surname, name);
  if (name.includes(wanted)) return 0.85;
  if ([...wanted].length !== [...name].length) return 0;
  if (soundOf(wanted) === soundOf(name)) return 0.7;
  return broad(soundOf(wanted)) === broad(soundOf(name)) ? 0.5 : 0;
}

function surnameMatch(surname: string, name: string): number {
  const own = surnameOf(name);
  if (own === surname) return 0.9;
  if (soundOf(own) === soundOf(surname)) return 0.6;
  return broad(soundOf(own)) === broad(soundOf(surname)) ? 0.4 : 0;
}

/**
 * The keys by which a name is found in the database: its characters, how it sounds (=) and how it sounds in dialect (~), and
 * the same of the surname. Whatever `nameMatch` takes for a match shares the keys of one of `wantedKeys`.
 */
export function nameKeys(name: string): string[] {
  const surname = surnameOf(name);
  const [sound, ownSound] = [soundOf(name), soundOf(surname)];
  const keys = [
    `姓:${surname}`,
    `姓=${ownSound}`,
    `姓~${broad(ownSound)}`,
    `名=${sound}`,
    `名~${broad(sound)}`,
  ];
  return [...new Set([...name, ...keys])];
}

/** One way in which names may fit: they have all of these keys and, where it is given, this part. */
export interface WantedName {
  readonly keys: readonly string[];
  readonly part?: string;
}

/** The ways in which names may fit what somebody wrote, the best first: every name of one scores higher than any of the next. */
export function wantedKeys(text: string): WantedName[] {
  const { surname, name } = calledAs(text);
  if (name === '') return [];
  const [kind, wanted] = surname === undefined ? ['名', name] : ['姓', surname];
  const sound = soundOf(wanted);
  const written = surname === undefined ? { keys: [...name], part: name } : { keys: [`姓:${surname}`] };
  return [written, { keys: [`${kind}=${sound}`] }, { keys: [`${kind}~${broad(sound)}`] }];
}

/** The best matches first; those that do not match at all are left out. Equal ones keep their order. */
export function rankByName<T extends { readonly name: string }>(text: string, people: readonly T[]): T[] {
  return people
    .map(person => ({ person, score: nameMatch(text, person.name) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ person }) => person);
}

const sounds = new Map<string, string>();
const soundsKept = 200_000;

/** How a name is read, without tones: a surname by its reading as a surname (单 shan, 仇 qiu). */
export function soundOf(name: string): string {
  const known = sounds.get(name);
  if (known !== undefined) return known;
  if (sounds.size >= soundsKept) sounds.clear();
  const sound = pinyin(name, { toneType: 'none', type: 'array', surname: 'head' }).join(' ');
  sounds.set(name, sound);
  return sound;
}

/** Sounds that many speakers do not tell apart, made one. */
const broad = (sound: string): string =>
  sound
    .replaceAll(/\b([zcs])h/g, '$1')
    .replaceAll(/([iea])ng\b/g, '$1n')
    .replaceAll(/\bn(?=[aeiouü])/g, 'l');
