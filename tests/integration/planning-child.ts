/** Plans in a process of its own, in whatever time zone TZ says, and prints the plan. Its only argument is the database. */
import { addDays, shanghaiDate, shanghaiInstant, shanghaiTime } from '../../src/calendar/dates.ts';
import { connect } from '../../src/database.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { openKeyRing } from '../../src/vault/key-ring.ts';
import { heldClock } from '../support/clock.ts';
import { fieldKeys } from '../support/field-keys.ts';

const [url = ''] = process.argv.slice(2);
const keyRing = await openKeyRing(url, fieldKeys);
const { db, close } = connect(url, { vault: keyRing.vault, poolSize: 2 });
await db.$executeRaw`TRUNCATE obligation CASCADE`;
const clock = heldClock('2027-01-10T00:05:00+08:00');
const planned = await planObligations(db, clock);
const rows = await db.$queryRaw<object[]>`
  SELECT rule, "ruleVersion", "subjectId", occurrence, "ownerId", "memberId", "organisationId", title, "opensOn", "dueOn", state,
    "nextStep", "nextTarget", "nextManner", "nextStepAt", "createdAt" FROM obligation
  ORDER BY rule, "subjectId", occurrence, "ownerId"`;
const births = await db.careFile.findMany({
  select: { memberId: true, birthDate: true },
  orderBy: { memberId: 'asc' },
});
process.stdout.write(JSON.stringify({ planned, rows, births, lost: lostDays() }));
await close();

/** Days of 1985 … 1992, when China had summer time, that do not come back as they went out. */
function lostDays(): string[] {
  const lost: string[] = [];
  for (let day = '1985-01-01'; day <= '1992-12-31'; day = addDays(day, 1))
    for (const time of ['00:00', '01:30', '02:30', '23:59']) {
      const instant = shanghaiInstant(day, time);
      const { hour, minute } = shanghaiTime(instant);
      const back = `${shanghaiDate(instant)} ${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
      if (back !== `${day} ${time}`) lost.push(`${day} ${time} → ${back}`);
    }
  return lost;
}
