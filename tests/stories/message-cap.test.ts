/** Everything that a busy day brings to everybody's phone, counted: nobody gets more than the cap (E-10). */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { shanghaiDate, shanghaiTime } from '../../src/calendar/dates.ts';
import { mostMessagesADay, urgentAtOnce } from '../../src/scheme/message-budget.ts';
import { createHappening } from '../support/factories.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const day = '2027-02-05';

/** What left on the day besides answers, by receiver. */
async function sentOn(date: string) {
  const rows = await world.app.db.outboundMessage.findMany({
    where: { state: 'sent', purpose: { not: 'answer' } },
    orderBy: { sentAt: 'asc' },
  });
  const counts = new Map<string, { purpose: string; at: Date }[]>();
  for (const { recipient, purpose, sentAt } of rows)
    if (sentAt && shanghaiDate(sentAt) === date)
      counts.set(recipient, [...(counts.get(recipient) ?? []), { purpose, at: sentAt }]);
  return counts;
}

/** From before dawn to the night: each round, the morning's minutes, and hours between. */
const times =
  '06:00 08:01 08:17 08:31 08:45 09:02 09:20 10:05 10:20 11:18 13:05 14:18 16:05 17:18 20:18 21:30'.split(
    ' ',
  );

test('the last day of the festival, a Friday, with a flood in one branch: everybody stays under the cap', async () => {
  for (const each of ['2027-01-17', '2027-01-27', '2027-02-03', '2027-02-04'])
    await world.moveTo(`${each}T09:10:00+08:00`);
  const branch = await world.app.db.organisation.findUniqueOrThrow({ where: { name: '第一党支部' } });
  const members = await world.app.db.person.findMany({
    where: { organisationId: branch.id, fileState: 'enrolled' },
    orderBy: { name: 'asc' },
  });
  const reporter = await world.app.db.person.findUniqueOrThrow({ where: { userIdKey: 'zhaojing' } });
  const floods: string[] = [];
  for (const time of times) {
    await world.moveTo(`${day}T${time}:00+08:00`);
    if (!['06:00', '09:20', '10:05', '10:20', '13:05', '16:05'].includes(time)) continue;
    for (const member of members.splice(0, 2)) {
      const { id } = await createHappening(world.app.db, {
        member,
        reporter,
        kind: 'disaster',
        happenedOn: day,
        reportedAt: world.clock.now(),
      });
      floods.push(id);
    }
    await world.run('plan-obligations');
    await world.run('send-prompts');
  }
  expect(floods.length).toBeGreaterThan(9);
  const counts = await sentOn(day);
  expect(counts.size).toBeGreaterThan(5);
  for (const [who, messages] of counts) {
    const gathered = messages.filter(
      ({ purpose }) => purpose === 'prompt' || purpose === 'notice' || purpose === 'digest',
    );
    expect(gathered.length, `gathered messages to ${who}`).toBeLessThanOrEqual(1);
    expect(messages.length, `messages to ${who}`).toBeLessThanOrEqual(mostMessagesADay);
    for (const { at } of messages) {
      const { hour } = shanghaiTime(at);
      expect(hour >= 8 && hour < 21, `${who} at ${at.toISOString()}`).toBe(true);
    }
  }
  // The secretary, whose four members without a nearer helper and own ones were flooded, heard of all of them.
  const secretary = counts.get('WangFang') ?? [];
  expect(secretary.length).toBeGreaterThan(0);
  const open = await world.app.db.obligation.findMany({ where: { rule: 'disaster' }, select: { id: true } });
  const told = await world.app.db.promptStep.findMany({
    where: { obligationId: { in: open.map(({ id }) => id) }, step: 0, result: 'told' },
    select: { obligationId: true },
  });
  expect(new Set(told.map(({ obligationId }) => obligationId)).size).toBe(open.length);
}, 180_000);

test('twelve members of one helper: three messages at once, the others together at the next round, none lost', async () => {
  const helper = await world.app.db.person.findUniqueOrThrow({ where: { userIdKey: 'liming' } });
  await world.app.db.pairing.updateMany({ data: { endsOn: '2026-11-23' } });
  const members = await world.app.db.person.findMany({ where: { fileState: 'enrolled' }, take: 12 });
  for (const { id } of members)
    await world.app.db.pairing.create({
      data: { helperId: helper.id, memberId: id, startsOn: '2026-11-24', project: 'a', task: 'b', goal: 'c' },
    });
  await world.moveTo('2026-11-25T09:10:00+08:00');
  world.hears('LiMing');
  const reporter = await world.app.db.person.findUniqueOrThrow({ where: { userIdKey: 'zhaojing' } });
  let minute = 10;
  for (const member of members) {
    minute += 2;
    world.clock.moveTo(new Date(`2026-11-25T09:${minute}:00+08:00`));
    const reportedAt = world.clock.now();
    await createHappening(world.app.db, {
      member,
      reporter,
      kind: 'accident',
      happenedOn: '2026-11-25',
      reportedAt,
    });
    await world.run('plan-obligations');
    await world.run('send-prompts');
  }
  const atOnce = world.hears('LiMing');
  expect(atOnce).toHaveLength(urgentAtOnce);
  await world.moveTo('2026-11-25T11:16:00+08:00');
  expect(world.hears('LiMing')).toEqual([]);
  await world.moveTo('2026-11-25T11:17:30+08:00');
  const round = world.hears('LiMing');
  const text = [...atOnce, ...round].join('\n');
  for (const { name } of members) expect(text).toContain(name);
}, 90_000);
