import { describe, expect, it } from 'vitest';
import { Drafts } from '../../../src/scheme/workbook/drafts.ts';
import type { Problem } from '../../../src/scheme/workbook/problems.ts';
import { lineOf, makeReport } from '../../../src/scheme/workbook/report.ts';

const problem = (row: number, more: Partial<Problem> = {}): Problem => ({
  severity: 'error',
  sheet: '人员',
  row,
  column: '手机',
  letters: 'E',
  message: '不对。',
  ...more,
});

describe('a report', () => {
  it('counts rows, not mistakes, and lists by sheet and row', () => {
    const outcomes = [
      { sheet: '人员', row: 2, id: 'a', drafts: { fate: () => 'added' as const } },
      { sheet: '结对', row: 2, id: 'b', drafts: { fate: () => 'unchanged' as const } },
    ];
    const problems = [
      problem(9),
      problem(3),
      problem(3, { column: '职务' }),
      problem(2, { sheet: '别的', severity: 'hint' }),
    ];
    const report = makeReport('preview', ['人员', '结对'], outcomes, problems);
    expect(report.sheets).toEqual([
      { sheet: '人员', added: 1, updated: 0, unchanged: 0, bad: 2 },
      { sheet: '结对', added: 0, updated: 0, unchanged: 1, bad: 0 },
    ]);
    expect(report.problems.map(({ sheet, row }) => `${sheet}${row ?? ''}`)).toEqual([
      '人员3',
      '人员3',
      '人员9',
      '别的2',
    ]);
  });

  it('says first whether anything was imported', () => {
    const first = (applied: boolean, problems: Problem[]) =>
      makeReport(applied ? 'applied' : 'refused', [], [], problems).text.split('\n')[0];
    expect(first(true, [])).toBe('导入完成。');
    expect(first(true, [problem(2, { severity: 'warning' })])).toBe('导入完成。');
    expect(first(true, [problem(2)])).toContain('导入了没有问题的行');
    expect(first(false, [problem(2)])).toContain('没有导入');
  });

  it('does not fill the terminal', () => {
    const { text } = makeReport(
      'refused',
      ['人员'],
      [],
      Array.from({ length: 5_000 }, (_, index) => problem(index)),
    );
    expect(text.split('\n').length).toBeLessThan(220);
    expect(text).toContain('需要改正（5000处）');
    expect(text).toContain('还有4800处');
  });

  it('says where in one line', () => {
    expect(lineOf(problem(5, { advice: '请改。' }))).toBe('[人员] 第5行 E列“手机”：不对。请改。');
    expect(lineOf({ severity: 'hint', sheet: '说明', message: '不认识。' })).toBe('[说明] 不认识。');
  });
});

describe('drafts', () => {
  it('tell what is new, different and the same', () => {
    const drafts = new Drafts<{ id: string; name: string; roles: readonly string[] }>();
    drafts.load([
      { id: 'a', name: '甲', roles: ['x'] },
      { id: 'b', name: '乙', roles: [] },
    ]);
    drafts.put({ id: 'a', name: '甲', roles: ['x'] });
    drafts.put({ id: 'b', name: '乙二', roles: [] });
    drafts.put({ id: 'c', name: '丙', roles: [] });
    expect(['a', 'b', 'c'].map(id => drafts.fate(id))).toEqual(['unchanged', 'updated', 'added']);
    expect(drafts.changed().map(({ before, after }) => [before, after])).toEqual([
      [{ name: '乙' }, { name: '乙二' }],
    ]);
    drafts.takeBack('b');
    drafts.takeBack('c');
    expect(drafts.changed()).toEqual([]);
    expect(drafts.added()).toEqual([]);
  });
});
