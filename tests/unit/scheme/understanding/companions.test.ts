/** Who went along, as it was said. */
import { expect, test } from 'vitest';
import { companionsIn, withCouples } from '../../../../src/scheme/understanding/index.ts';

test.each([
  ['今天我和李书记一起去看了张老', ['李书记']],
  ['昨天去看了张老，我和李书记一起去的', ['李书记']],
  ['陪同王局长去看望了张老', ['王局长']],
  ['今天上门看了张老，同行的有王芳、李建国', ['王芳', '李建国']],
  ['王芳陪我去看了张老', ['王芳']],
  ['和王芳、李明一起去张老家', ['王芳', '李明']],
  ['跟老李一块去的', ['老李']],
  ['我和张老一起聊了半天', []],
  ['和他女儿一起去医院看了张老', []],
  ['和老伴一起去看了张老', []],
  ['今天上门看了张老，精神好', []],
])('%s', (said, names) => {
  expect(companionsIn(said)).toEqual(names);
});

test('“张老两口子” keeps 张老 a name; other couples stay as they are', () => {
  expect(withCouples('看了张老两口子')).toBe('看了张老夫妇');
  expect(withCouples('看了老两口')).toBe('看了老两口');
});
