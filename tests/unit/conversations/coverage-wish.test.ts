/** Which festival or month somebody asks for. */
import { describe, expect, test } from 'vitest';
import { wishIn } from '../../../conversations/coverage/wish.ts';
import { pageIn, pageOf, pageSize, restLines } from '../../../conversations/lists/paging.ts';

const today = '2027-01-20';

describe('走访情况', () => {
  test.each([
    ['走访情况', { kind: 'usual' }],
    ['现在走访得怎么样了', { kind: 'usual' }],
    ['还有谁没走访', { kind: 'usual' }],
    ['还差谁', { kind: 'usual' }],
    ['没走访的有哪些', { kind: 'usual' }],
    ['上个月', { kind: 'month', month: '2026-12' }],
    ['上月走访情况', { kind: 'month', month: '2026-12' }],
    ['这个月走访情况', { kind: 'month', month: '2027-01' }],
    ['1月走访情况', { kind: 'month', month: '2027-01' }],
    ['一月份走访进度', { kind: 'month', month: '2027-01' }],
    ['12月走访情况', { kind: 'month', month: '2026-12' }],
    ['2月走访情况', { kind: 'month', month: '2027-02' }],
    ['2026年1月走访情况', { kind: 'month', month: '2026-01' }],
    ['去年9月的走访情况怎么样', { kind: 'month', month: '2026-09' }],
    ['春节走访情况', { kind: 'festival', name: '春节' }],
    ['看看春节慰问进度', { kind: 'festival', name: '春节' }],
    ['春节还有谁没走访？', { kind: 'festival', name: '春节' }],
    ['春节还差谁没走访', { kind: 'festival', name: '春节' }],
    ['中秋节走访覆盖率', { kind: 'festival', name: '中秋' }],
    ['2026年春节走访情况', { kind: 'festival', name: '春节', year: 2026 }],
    ['去年重阳走访情况', { kind: 'festival', name: '重阳', year: 2026 }],
  ])('%s', (said, wish) => {
    expect(wishIn(said, today)).toEqual(wish);
  });

  test.each([
    '今天上午去走访了张老，情况很好',
    '走访张老，身体情况还可以',
    '我要求助',
    '简报',
    '上个月去看了张老',
  ])('“%s” is about something else', said => {
    expect(wishIn(said, today)).toBeNull();
  });
});

describe('pages', () => {
  test.each([
    ['我的待办 第2页', { text: '我的待办', page: 2 }],
    ['逾期名单第三页。', { text: '逾期名单', page: 3 }],
    ['逾期名单', { text: '逾期名单', page: 1 }],
    ['春节走访情况 第 12 页', { text: '春节走访情况', page: 12 }],
    ['待办 第0页', { text: '待办', page: 1 }],
  ])('%s', (said, page) => {
    expect(pageIn(said)).toEqual(page);
  });

  test('every row stands on one page, and each page names the next until there is none', () => {
    const rows = Array.from({ length: 23 }, (_, place) => place);
    expect([1, 2, 3, 4].flatMap(page => pageOf(rows, page))).toEqual(rows);
    expect([1, 2, 3].map(page => restLines(rows.length, page, '名单').length)).toEqual([1, 1, 0]);
    expect(restLines(pageSize, 1, '名单')).toEqual([]);
  });
});
