import { describe, expect, it } from 'vitest';
import { understandLeave } from '../../../../src/scheme/understanding/leave.ts';

/** A Wednesday. */
const today = '2027-01-20';
const leave = (said: string) => {
  const found = understandLeave(said, today);
  return found?.kind === 'leave' ? [found.startsOn, found.endsOn, found.standIn] : (found?.kind ?? null);
};

describe('leaves', () => {
  it.each([
    ['我下周请假', ['2027-01-25', '2027-01-31', undefined]],
    ['我25号到28号出差，请王芳代我去', ['2027-01-25', '2027-01-28', '王芳']],
    ['25-28号出差，让吴敏帮忙看一下', ['2027-01-25', '2027-01-28', '吴敏']],
    ['明天起请假三天', ['2027-01-21', '2027-01-23', undefined]],
    ['从明天开始请病假，什么时候回来说不准', ['2027-01-21', undefined, undefined]],
    ['我要请假', [undefined, undefined, undefined]],
    ['请三天假', [undefined, undefined, undefined]],
    ['下周一到周三休假', ['2027-01-25', '2027-01-27', undefined]],
    ['下周一到下周五去外地培训，我不在，由李明代', ['2027-01-25', '2027-01-29', '李明']],
    ['我1月25日外出，2月3日回来', ['2027-01-25', '2027-02-02', undefined]],
    ['我明天出差，到30号才回来', ['2027-01-21', '2027-01-29', undefined]],
    ['我明后天出差', ['2027-01-21', '2027-01-22', undefined]],
    ['我下个月休假', ['2027-02-01', '2027-02-28', undefined]],
    ['12月3日到5日请假', ['2027-12-03', '2027-12-05', undefined]],
    ['我今天开始休年假一周，麻烦宋雨晴替我', ['2027-01-20', '2027-01-26', '宋雨晴']],
    ['我后天回老家，半个月', ['2027-01-22', '2027-02-05', undefined]],
  ])('%s', (said, expected) => expect(leave(said)).toEqual(expected));

  it('says that the return is not known where it was said', () =>
    expect(understandLeave('从明天起出差，归期未定', today)).toMatchObject({ open: true }));
});

describe('returns and cancellations', () => {
  it.each([
    '我回来了',
    '我出差回来了',
    '回来了',
    '销假',
    '我已经回来上班了',
    '我从北京回来了',
    '出差结束，回单位了',
  ])('%s', said => expect(leave(said)).toBe('back'));
  it.each(['取消请假', '我不出差了', '下周的出差取消了', '请假取消'])('%s', said =>
    expect(leave(said)).toBe('cancel'),
  );
});

describe('what is about something else', () => {
  it.each([
    '今天去看了张老，精神还好',
    '张老住院了',
    '我没有请假',
    '张老外出晒太阳了',
    '他女儿出门打工去了',
    '昨天开会见到了张老',
    '1 已上门，一切都好',
    '张老从医院回来了',
  ])('%s', said => expect(leave(said)).toBeNull());
});
