/** The first words to a member or a relative who told what happened: what a kind colleague would say first. */
import type { HappeningKind } from '../../src/scheme/labels.ts';

type Words = Readonly<Partial<Record<HappeningKind, string>>>;

const listened = '您的话我记下了，会有人当面来听您说。';
const shaken = '知道了。您自己多保重，按时吃饭，我们都惦记着您。';

/** To whoever speaks of themself. */
export const forOneself: Words = {
  discharged: '回家了就好，您好好养着，按时吃药，别着凉。',
  mood: '您愿意跟我们说，就对了。心里的事别一个人闷着。',
  conflict: '家里的事您愿意跟我们说，就对了。别生闷气，先消消火，有人来陪您慢慢说。',
  opinion: listened,
  upheaval: shaken,
};

/** To whoever speaks for a member. */
export const forFamily: Words = {
  accident: '知道了，让您着急了，我们都惦记着老人家。',
  disaster: '知道了，人没事最要紧，家里的事我们一起想办法。',
  discharged: '回家了就好，让老人家好好养着，别着凉。',
  mood: '知道了，谢谢您告诉我们，多陪陪老人家。',
  conflict: '知道了，谢谢您告诉我们。家里的事慢慢商量，先别让老人家生气。',
  opinion: listened,
  upheaval: shaken,
};
