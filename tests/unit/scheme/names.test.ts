import { describe, expect, it } from 'vitest';
import { calledAs, nameMatch, rankByName, soundOf, surnameOf } from '../../../src/scheme/names.ts';

describe('a surname', () => {
  it.each([
    ['张德厚', '张'],
    ['欧阳文渊', '欧阳'],
    ['司马光', '司马'],
    ['欧阳', '欧'],
    ['', ''],
  ])('of %s is %s', (name, surname) => expect(surnameOf(name)).toBe(surname));

  it('is read as a surname', () => {
    expect(['单田', '仇英', '曾国华', '解学恭'].map(name => soundOf(name).split(' ')[0])).toEqual([
      'shan',
      'qiu',
      'zeng',
      'xie',
    ]);
  });
});

describe('how somebody is called', () => {
  it.each(['张老', '老张', '张同志', '张大爷', '张老师', '张', ' 张 老 ', '小张', '张局长'])(
    '%s is the surname 张',
    text => expect(calledAs(text).surname).toBe('张'),
  );

  it.each([
    ['欧阳老', '欧阳'],
    ['老欧阳', '欧阳'],
    ['欧阳', '欧阳'],
  ])('%s is the surname %s', (text, surname) => expect(calledAs(text).surname).toBe(surname));

  it.each([
    ['张德厚', '张德厚'],
    ['张德厚同志', '张德厚'],
    ['德厚', '德厚'],
    ['老舍生', '老舍生'],
  ])('%s is the name %s', (text, name) => expect(calledAs(text)).toEqual({ name }));
});

describe('a match', () => {
  it('is the better the more of it is written right', () => {
    const scores = ['张德厚', '张老', '德厚', '张得厚', '章老', '脏老'].map(text =>
      nameMatch(text, '张德厚'),
    );
    expect(scores).toEqual([1, 0.9, 0.85, 0.7, 0.6, 0.4]);
  });

  it('is none for another name, a longer name or nothing', () => {
    expect(['王老', '李德厚', '张德厚明', ' ', '厚德'].map(text => nameMatch(text, '张德厚'))).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  it('hears what many speakers do not tell apart', () => {
    expect(nameMatch('英老', '殷秀梅')).toBe(0.4);
    expect(nameMatch('陈志强', '岑子强')).toBe(0.5);
  });

  it('ranks, and leaves out who does not fit', () => {
    const people = ['尹德顺', '王芳', '殷秀梅'].map(name => ({ name }));
    expect(rankByName('殷老', people).map(({ name }) => name)).toEqual(['殷秀梅', '尹德顺']);
  });
});
