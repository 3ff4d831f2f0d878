/** The people of the corpus, and its day: Wednesday, 20 January 2027 (腊月十三). */
import type { KnownPerson } from '../../../../src/scheme/understanding/index.ts';

export const today = '2027-01-20';

const person = (name: string, sex: 'male' | 'female'): KnownPerson => ({ id: name, name, sex });

/** Their ids are their names. Two of them are called 王. */
export const people: readonly KnownPerson[] = [
  person('张德厚', 'male'),
  person('李秀英', 'female'),
  person('王建国', 'male'),
  person('王桂兰', 'female'),
  person('欧阳明', 'male'),
  person('殷素珍', 'female'),
  person('买买提·吐尔逊', 'male'),
  person('陈志远', 'male'),
  person('刘玉梅', 'female'),
  person('于长水', 'male'),
];
