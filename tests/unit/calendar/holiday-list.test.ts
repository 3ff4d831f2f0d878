import { describe, expect, test } from 'vitest';
import { readHolidayList } from '../../../src/calendar/holiday-list.ts';

describe('a list of days off', () => {
  test.each([
    ['2027: 休 1月1日-1月3日 班 1月4日', ['2027-01-01', '2027-01-02', '2027-01-03'], ['2027-01-04']],
    [
      '２０２７年：休1月1日至3日、2月5日；班1月9日、2月14日',
      ['2027-01-01', '2027-01-02', '2027-01-03', '2027-02-05'],
      ['2027-01-09', '2027-02-14'],
    ],
    ['2027年 放假 10月1日—10月2日 上班 9月26日', ['2027-10-01', '2027-10-02'], ['2027-09-26']],
    ['2027：休 2026年12月31日-1月1日', null, null],
    ['2027 休 5月1日', ['2027-05-01'], []],
  ])('%s', (said, rest, work) => {
    const read = readHolidayList(said);
    if (rest === null) expect(read).toHaveProperty('problem');
    else expect(read).toEqual({ list: { year: 2027, rest, work } });
  });

  test.each([
    ['休 1月1日', '请写明是哪一年'],
    ['2027：休 2月30日', '没有“2月30日”这一天'],
    ['2027：休 1月3日-1月1日', '的结束比开始还早'],
    ['2027：休 1月1日-3月1日', '太长了'],
    ['2027：班 1月4日', '没有看到放假的日子'],
    ['2027：休 1月1日 班 1月1日', '1月1日既写了休又写了班'],
    ['2027', '没有看到放假的日子'],
  ])('%s is answered in words', (said, problem) => {
    const read = readHolidayList(said);
    expect('problem' in read ? read.problem : '').toContain(problem);
  });
});
