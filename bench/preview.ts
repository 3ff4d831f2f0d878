/** What a change of a rule would do, in figures, while somebody waits: the whole turn's work for a province. */
import { randomUUID } from 'node:crypto';
import { inTransaction } from '../src/database.ts';
import { planObligations } from '../src/scheme/obligations/planner.ts';
import { previewRuleChange } from '../src/scheme/rule-changes.ts';
import type { KnobValue } from '../src/scheme/rules/knobs.ts';
import { held, withMembers } from './members.ts';
import { seconds, timed } from './planning.ts';
import type { Print } from './support.ts';

/** 春节 and the monthly contact are open. */
const january = held('2027-01-20T10:00:00+08:00');

const changes: readonly (readonly [string, string, Readonly<Record<string, KnobValue>>])[] = [
  ['春节 off', 'festival:spring-festival', { on: false }],
  ['春节 from 30 days before', 'festival:spring-festival', { opens: 30 }],
  ['元旦 on', 'festival:new-year', { on: true }],
  ['七一 from 20 days before', 'festival:party-day', { opens: 20 }],
  ['birthdays from 10 days before', 'birthday', { opens: 10 }],
  ['contact in the last 5 days', 'regular-contact', { lasts: 5 }],
];

/** `npm run bench preview`: 100 000 members under one bureau. */
export async function benchPreview(print: Print): Promise<void> {
  const members = 100_000;
  await withMembers(members, async db => {
    const root = randomUUID();
    await db.organisation.create({
      data: { id: root, name: 'province', kind: 'cadre-bureau', path: `${root}/` },
    });
    await db.$executeRaw`UPDATE organisation SET path = ${`${root}/`} || path WHERE id <> ${root}::uuid`;
    await db.$executeRaw`ANALYZE organisation`;
    await planObligations(db, january);
    for (const [name, form, values] of changes) {
      const change = { organisationId: root, form, values, actorId: null };
      let said = '';
      const tookMs = await timed(async () => {
        const { effect } = await inTransaction(db, tx => previewRuleChange(tx, january, change));
        said = `${effect.created} made, ${effect.changed} changed, ${effect.dropped} let go`;
      });
      print(`${name}, ${members} members: ${said} in ${seconds(tookMs)} s (want ≤ 5)`);
    }
  });
}
