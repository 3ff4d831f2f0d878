import { describe, expect, it } from 'vitest';
import { currentOn, inForce, isCurrentOn, lackingIn, type Pairing } from '../../../src/scheme/pairings.ts';

const seen = { conflictNote: null, conflictSeenById: null };

describe('a pairing', () => {
  it.each([
    ['2026-12-31', null, true],
    ['2027-01-17', null, true],
    ['2027-01-18', null, false],
    ['2026-01-01', '2027-01-16', false],
    ['2026-01-01', '2027-01-17', true],
    ['2027-01-17', '2027-01-17', true],
  ])('from %s to %s holds on 2027-01-17: %s', (startsOn, endsOn, holds) =>
    expect(isCurrentOn({ ...seen, startsOn, endsOn }, '2027-01-17')).toBe(holds),
  );

  it('is looked for by the same days', () =>
    expect(currentOn('2027-01-17')).toEqual({
      startsOn: { lte: '2027-01-17' },
      OR: [{ endsOn: null }, { endsOn: { gte: '2027-01-17' } }],
      NOT: { conflictNote: { not: null }, conflictSeenById: null },
    }));

  it('that waits for a second person holds on no day (E-11)', () => {
    const days = { startsOn: '2026-01-01', endsOn: null };
    const waits = { conflictNote: '电话相同', conflictSeenById: null };
    expect(isCurrentOn({ ...days, ...waits }, '2027-01-17')).toBe(false);
    expect(isCurrentOn({ ...days, ...waits, conflictSeenById: 'w' }, '2027-01-17')).toBe(true);
  });

  it('is in force once project, task and goal are agreed (S2-4.4b), blanks not counted', () => {
    const agreed = { project: '就医陪护', task: '每月陪诊', goal: '病情平稳' };
    const pairing = { ...seen, startsOn: '2026-01-01', endsOn: null, ...agreed } as Pairing;
    expect(inForce(pairing, '2027-01-17')).toBe(true);
    expect(inForce({ ...pairing, endsOn: '2027-01-16' }, '2027-01-17')).toBe(false);
    expect(inForce({ ...pairing, goal: ' ' }, '2027-01-17')).toBe(false);
    expect(lackingIn({ project: null, task: '', goal: '好' })).toEqual(['帮扶项目', '帮扶任务']);
  });
});
