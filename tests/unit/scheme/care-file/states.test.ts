import { describe, expect, test } from 'vitest';
import { isRecognised, openTransitions, transitions } from '../../../../src/scheme/care-files.ts';
import {
  careFileStates,
  codesOf,
  roles,
  type CareFileState,
  type Role,
} from '../../../../src/scheme/labels.ts';

const states = codesOf(careFileStates);
const ways = transitions.flatMap(({ from, to, verb }) => from.map(each => ({ from: each, to, verb })));

describe('the table of states (D1)', () => {
  test('nothing leads to 去世: a death is a happening', () => {
    expect(ways.filter(({ to }) => to === 'deceased')).toEqual([]);
  });

  test('between two states there is one way at most, and none to itself', () => {
    const pairs = ways.map(({ from, to }) => `${from}>${to}`);
    expect(new Set(pairs).size).toBe(pairs.length);
    expect(ways.filter(({ from, to }) => from === to)).toEqual([]);
  });

  test('every state but the last can be left, and every one is reached', () => {
    for (const state of states) {
      expect(
        ways.some(({ from }) => from === state),
        `${state} is left`,
      ).toBe(true);
      if (state !== 'deceased')
        expect(
          ways.some(({ to }) => to === state),
          `${state} is reached`,
        ).toBe(true);
    }
  });

  test('在册 comes from 待认定 by the approver alone, or back from 暂停', () => {
    const to = ways.filter(each => each.to === 'enrolled');
    expect(to.map(({ from, verb }) => `${from} ${verb}`)).toEqual(['proposed 认定', 'suspended 恢复']);
    const may = (codesOf(roles) as Role[]).filter(role =>
      openTransitions('proposed', [role]).some(({ verb }) => verb === '认定'),
    );
    expect(may).toEqual(['approver']);
  });

  test('helpers, members, families and those who only read change nothing', () => {
    for (const role of ['helper', 'member', 'family', 'supervisor', 'cashier'] as Role[])
      for (const state of states as CareFileState[]) expect(openTransitions(state, [role])).toEqual([]);
  });
});

test.each([
  ['draft', null, false],
  ['proposed', null, false],
  ['enrolled', null, true],
  ['suspended', null, true],
  ['recovered', null, true],
  ['moved-away', null, false],
  ['moved-away', '2026-03-01', true],
  ['deceased', null, false],
  ['deceased', '2026-03-01', true],
] as const)('%s, recognised on %s: counts %s', (state, recognisedOn, counts) => {
  expect(isRecognised({ state, recognisedOn })).toBe(counts);
});
