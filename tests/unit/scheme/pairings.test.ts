import { describe, expect, it } from 'vitest';
import { currentOn, isCurrentOn } from '../../../src/scheme/pairings.ts';

describe('a pairing', () => {
  it.each([
    ['2026-12-31', null, true],
    ['2027-01-17', null, true],
    ['2027-01-18', null, false],
    ['2026-01-01', '2027-01-16', false],
    ['2026-01-01', '2027-01-17', true],
    ['2027-01-17', '2027-01-17', true],
  ])('from %s to %s holds on 2027-01-17: %s', (startsOn, endsOn, holds) =>
    expect(isCurrentOn({ startsOn, endsOn }, '2027-01-17')).toBe(holds),
  );

  it('is looked for by the same days', () =>
    expect(currentOn('2027-01-17')).toEqual({
      startsOn: { lte: '2027-01-17' },
      OR: [{ endsOn: null }, { endsOn: { gte: '2027-01-17' } }],
    }));
});
