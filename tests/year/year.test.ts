/**
 * A year on the held clock: 300 members in 6 organisations, with everything that comes upon them, helpers of every temper, and
 * times in which nothing works. Afterwards a checker that knows the policy and the journal, and nothing of the planner, looks at
 * every evening and every message. `YEAR_SEEDS=1,2,3` plays other years.
 */
import { expect, test } from 'vitest';
import { checkYear, type Checked } from './check.ts';
import { yearOutages } from './outages.ts';
import { play } from './play.ts';

/** The year, or the part of it that somebody wants to look at: `YEAR_DAYS=2027-06-10,2027-07-05`. */
const [firstDay = '2027-01-01', lastDay = '2027-12-31'] = process.env['YEAR_DAYS']?.split(',') ?? [];
const seeds = (process.env['YEAR_SEEDS'] ?? '2027').split(',').map(Number);

test.each(seeds)('nobody is forgotten and nobody is nagged: seed %d', { timeout: 1_800_000 }, async seed => {
  const startedMs = performance.now();
  const played = await play({ seed, firstDay, lastDay, outages: yearOutages });
  const checked = checkYear(played);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  const { demanded, missed, expired, most } = checked;
  process.stdout.write(
    `A year with seed ${seed} in ${seconds} s: ${played.deeds.length} deeds, ${demanded} duties demanded, ${missed} missed, ${expired} messages expired, ` +
      `${played.shown.length} messages shown, at most ${most.helper} a day to a helper and ${most.staff} to one of the staff\n`,
  );
  expect(summary(checked), `seed ${seed}`).toBe('');
  if (lastDay !== '2027-12-31') return;
  expect(demanded).toBeGreaterThan(2_000);
  expect(missed).toBeGreaterThan(50);
  expect(expired).toBeGreaterThan(20);
});

/** What was found, law by law, with the first few of each; empty when all is well. */
function summary({ findings }: Checked): string {
  const laws = new Map<string, string[]>();
  for (const { law, what } of findings) laws.set(law, [...(laws.get(law) ?? []), what]);
  return [...laws]
    .map(([law, found]) => `${law} (${found.length}):\n  ${found.slice(0, 5).join('\n  ')}`)
    .join('\n');
}
