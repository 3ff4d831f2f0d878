/** The people of the corpus, and its day: Wednesday, 20 January 2027 (腊月十三). */
import { castFor } from '../../../corpus/format.ts';

export { today } from '../../../corpus/format.ts';

/** Their ids are their names. Two of them are called 王. */
export const people = castFor('helper');
