/** "家庭 张老 加 儿子 张小军 下岗": what such a line says. */
import { normalizeText } from '../../src/calendar/numerals.ts';
import { codeOf, codesOf } from '../../src/scheme/labels.ts';
import { familyRelations, type FamilyRelation } from '../../src/scheme/labels/family.ts';

/** What is to be done about somebody of the family. */
export type Deed = 'add' | 'change' | 'remove' | 'consent' | 'refer';
/** What they do all day, as far as the scheme asks. */
export type Standing = 'jobless' | 'working' | 'other';

/** What was said; `name` is the old comrade's. */
export interface HeardFamily {
  readonly name: string;
  readonly deed?: Deed;
  readonly relation?: FamilyRelation;
  /** The name of the person of the family. */
  readonly person?: string;
  readonly standing?: Standing;
}

const deeds: Readonly<Record<Deed, RegExp>> = {
  add: /^(?:加|增加|添加|登记|新增)$/u,
  change: /^(?:改|修改|变更|更新)$/u,
  remove: /^(?:去掉|删掉|删除|移除|去)$/u,
  consent: /^(?:同意|本人同意)$/u,
  refer: /^(?:转介|找工作|转)$/u,
};

const jobless = /下岗|失业|没有?工作|待业|无业|未就业/u;
const working = /有工作|上班|在职|务工|打工/u;

/** Reads such a line; null for anything else. */
export function heardFamily(text: string): HeardFamily | null {
  const [word, name, deedWord, ...rest] = normalizeText(text)
    .trim()
    .split(/[\s,，、:：]+/u);
  if (!/^(?:家庭|家庭成员|家里人)$/u.test(word ?? '') || !/^\p{Script=Han}{1,8}$/u.test(name ?? ''))
    return null;
  const deed = (Object.keys(deeds) as Deed[]).find(each => deeds[each].test(deedWord ?? ''));
  if (deedWord !== undefined && deed === undefined) return null;
  const relationWord = rest.find(part => codeOf(familyRelations, part) !== undefined);
  const relation = relationWord === undefined ? undefined : codeOf(familyRelations, relationWord);
  const others = rest.filter(part => part !== relationWord);
  const standing = others.map(standingIn).find(each => each !== undefined);
  const person = others.find(part => /^\p{Script=Han}{2,4}$/u.test(part) && standingIn(part) === undefined);
  return {
    name: name ?? '',
    ...(deed === undefined ? {} : { deed }),
    ...(relation === undefined ? {} : { relation }),
    ...(person === undefined ? {} : { person }),
    ...(standing === undefined ? {} : { standing }),
  };
}

function standingIn(part: string): Standing | undefined {
  if (jobless.test(part)) return 'jobless';
  return working.test(part) ? 'working' : undefined;
}

/** The relations to choose from, by number. */
export const relationCodes: readonly FamilyRelation[] = codesOf(familyRelations);
