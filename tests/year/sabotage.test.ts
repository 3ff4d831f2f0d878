/** The checker can see: with the unique key, the window check or the death cascade switched off, it turns red. */
import { expect, test } from 'vitest';
import type { App } from '../../src/app.ts';
import type { Law } from './check-duties.ts';
import { checkYear } from './check.ts';
import { play } from './play.ts';
import { withoutDeathCascade, withoutUniqueKey, withoutWindows } from './sabotage.ts';

const at = (instant: string): Date => new Date(`${instant}:00+08:00`);

/** The days around the Spring Festival, in which much happens and one morning's messages do not leave in time. */
const scene = {
  seed: 7,
  firstDay: '2027-01-30',
  lastDay: '2027-02-08',
  often: 12,
  outages: [{ kind: 'before-sending' as const, from: at('2027-02-03T08:19'), until: at('2027-02-07T07:00') }],
};

async function lawsBroken(
  sabotage?: (app: App) => Promise<void>,
  lastDay = scene.lastDay,
): Promise<Set<Law>> {
  const played = await play({ ...scene, lastDay, ...(sabotage ? { sabotage } : {}) });
  return new Set(checkYear(played).findings.map(({ law }) => law));
}

test('left alone, nothing is found', { timeout: 600_000 }, async () => {
  expect([...(await lawsBroken())]).toEqual([]);
});

test('without the unique key a duty is there twice', { timeout: 600_000 }, async () => {
  expect(await lawsBroken(withoutUniqueKey, '2027-01-31')).toContain('demanded once and there twice');
});

test('without a last moment a message is sent when its window is over', { timeout: 600_000 }, async () => {
  expect(await lawsBroken(withoutWindows)).toContain('sent outside its window');
});

test('without the death cascade what was open of the dead stays open', { timeout: 600_000 }, async () => {
  const broken = await lawsBroken(withoutDeathCascade);
  expect(broken).toContain('of the dead and still open');
});
