import { expect, test } from 'vitest';
import { findPeopleIn } from '../../../../src/scheme/understanding/index.ts';
import { people } from './cast.ts';

/** Everybody named, as "text→ids"; "?" where nobody of the list is meant. */
const named = (said: string): string[] =>
  findPeopleIn(said, people).map(({ text, ids }) => `${text}→${ids.length > 0 ? ids.join('/') : '?'}`);

// prettier-ignore
test.each([
  ['看了张老', ['张老→张德厚']],
  ['老张', ['老张→张德厚']],
  ['张老头疼', ['张老→张德厚']],
  ['看了张德厚同志', ['张德厚同志→张德厚']],
  ['王老', ['王老→王建国/王桂兰']],
  ['王大妈', ['王大妈→王桂兰']],
  ['王大爷', ['王大爷→王建国']],
  ['看了章德厚', ['章德厚→张德厚']],
  ['去看了银素真', ['银素真→殷素珍']],
  ['尹老师', ['尹老师→殷素珍']],
  ['欧阳老', ['欧阳老→欧阳明']],
  ['老欧阳', ['老欧阳→欧阳明']],
  ['看望买买提', ['买买提→买买提·吐尔逊']],
  ['买买提•吐尔逊', ['买买提·吐尔逊→买买提·吐尔逊']],
  ['秀英大姐', ['秀英大姐→李秀英']],
  ['于老身体好', ['于老→于长水']],
  ['和老李、老张聊天', ['老李→李秀英', '老张→张德厚']],
  ['赵老', ['赵老→?']],
  ['看望了赵建国', ['赵建国→?']],
  ['张老，张德厚', ['张老→张德厚', '张德厚→张德厚']],
] as const)('%s', (said, wanted) => {
  expect(named(said)).toEqual(wanted);
});

test.each([
  '由于老人家耳朵不好',
  '血压高老是头晕',
  '老毛病又犯了',
  '老伴身体不好',
  '敬老院',
  '养老金',
  '老师傅',
  '老战友来了',
  '活到老学到老',
  '平时老想孩子',
  '老年大学',
  '周三去的',
])('nobody is named: %s', said => {
  expect(named(said)).toEqual([]);
});

test('another way of being called is known too', () => {
  const known = [{ id: '1', name: '张德厚', alsoCalled: ['张厂长'] }];
  expect(findPeopleIn('张厂长住院了', known)).toMatchObject([{ text: '张厂长', ids: ['1'] }]);
});

test('of two with the same name both are meant', () => {
  const twins = [
    { id: '1', name: '王秀英' },
    { id: '2', name: '王秀英' },
  ];
  expect(findPeopleIn('看了王秀英', twins)).toMatchObject([{ ids: ['1', '2'] }]);
});

test('positions are those of the text', () => {
  const [mention] = findPeopleIn('今天看了张老，还好', people);
  expect(
    '今天看了张老，还好'.slice(mention?.index, (mention?.index ?? 0) + (mention?.text.length ?? 0)),
  ).toBe('张老');
});
