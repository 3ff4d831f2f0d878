import { describe, expect, test } from 'vitest';
import {
  byPriority,
  completenessOf,
  missingLines,
  priorityOf,
  priorityText,
} from '../../../../src/scheme/care-files.ts';
import { eligibleFile, fileWith } from './files.ts';

const day = '2027-01-17';

describe('priority (S2-4.2c, S3-3.2)', () => {
  test('is explained line by line, the weightiest first', () => {
    const { points, reasons } = priorityOf(
      eligibleFile({
        hardshipLevel: 'severe',
        hardshipKinds: ['hard-living'],
        startedWorkOn: '1949-03',
        retiredOn: '1985-06-01',
        pensionFen: 200_000,
        mainCause: 'laid-off',
      }),
      { lowPensionFen: 300_000 },
    );
    expect(reasons.map(({ line }) => line)).toEqual([
      '困难程度：特困',
      '企业下岗失业',
      '生活确有困难',
      '离退休费低：每月2000元',
      '参加工作早：1949-03',
      '离退休早：1985-06-01',
    ]);
    expect(points).toBe(reasons.reduce((sum, each) => sum + each.points, 0));
  });

  test('a poor member on the land and one on low income come before one with neither', () => {
    const rural = priorityOf(fileWith({ targetGroup: 'party-member', mainCause: 'lack-of-capital' }), {});
    expect(priorityText(rural)).toBe('农村困难党员');
    expect(priorityText(priorityOf(fileWith(), {}))).toBe('没有需要优先的情形');
    const people = [
      { memberId: 'c', name: '丙', priority: priorityOf(fileWith(), {}) },
      { memberId: 'a', name: '甲', priority: priorityOf(fileWith({ lowIncome: 'minimum' }), {}) },
      { memberId: 'b', name: '乙', priority: rural },
    ];
    expect([...people].sort(byPriority).map(({ name }) => name)).toEqual(['甲', '乙', '丙']);
    expect(
      [...people]
        .reverse()
        .sort(byPriority)
        .map(({ name }) => name),
    ).toEqual(['甲', '乙', '丙']);
  });
});

describe('completeness (S1-3.1c)', () => {
  const full = eligibleFile({
    birthDate: '1944-03-12',
    birthCalendar: 'solar',
    sex: 'male',
    phone: '13900000001',
    address: '和平路1号',
    living: 'with-children',
    emergencyContact: '张小梅 女儿 13900000002',
    formerUnit: '机械厂',
    retiredOn: '2004-03',
    joinedPartyOn: '1966-07',
    mainCause: 'serious-illness',
    hardshipLevel: 'considerable',
    pensionFen: 260_000,
    householdSize: 4,
    urgentNeeds: '陪同就医',
    selfCare: 'independent',
    mobility: 'outdoors',
    children: '儿子同住',
    skills: '书法',
    insurance: '职工医保',
    marriage: 'widowed',
  });

  test('a full file has a hundred points and nothing to ask for', () => {
    const complete = completenessOf(full, day);
    expect(complete).toEqual({ score: 100, complete: true, missing: [], suggestions: [] });
    expect(missingLines(complete)).toEqual([]);
  });

  test('who lives alone and is gravely ill is incomplete without somebody to call (S1-3.3)', () => {
    const alone = completenessOf({ ...full, living: 'alone', emergencyContact: null }, day);
    expect(alone.complete).toBe(false);
    expect(missingLines(alone)[0]).toBe('紧急联系人（独居又有重病，一定要有）');
    const withFamily = completenessOf({ ...full, emergencyContact: null }, day);
    expect(withFamily.complete).toBe(true);
    expect(withFamily.score).toBeLessThan(100);
  });

  test('the telephone kept with the person will do', () => {
    expect(completenessOf({ ...full, phone: null }, day, { personPhone: '13900000001' }).score).toBe(100);
  });

  test('an empty file: five lines at most, the most important first, and a low score', () => {
    const empty = completenessOf(fileWith({ state: 'draft' }), day);
    expect(empty.score).toBeLessThan(10);
    const lines = missingLines(empty);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toBe('困难类型');
    expect(lines[4]).toMatch(/^另外还有\d+项，不急$/);
  });

  test('who is bedridden should have their study at home (S3-1.2)', () => {
    expect(completenessOf({ ...full, mobility: 'bedridden' }, day).suggestions).toEqual([
      '长期卧床，建议安排送学上门',
    ]);
  });
});
