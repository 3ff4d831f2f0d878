/** 我不便前往: who is asked next, who has it then, what goes on by itself, and that nothing is lost on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { passOnOffers } from '../../jobs/pass-on-offers.ts';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { findVisibleMembers } from '../../src/scheme/access.ts';
import { inTransaction } from '../../src/database.ts';
import {
  decideOffer,
  handBack,
  handBacksOf,
  offersTo,
  refuseOffer,
  takeOffer,
  undoHandBack,
} from '../../src/scheme/hand-backs.ts';
import { takeLeave } from '../../src/scheme/absences.ts';
import { recordHappening } from '../../src/scheme/happenings.ts';
import { outgoing, type Told } from '../../src/scheme/notices.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHelper,
  createMember,
  createPairing,
  createPerson,
  defaultBranch,
  type MemberRow,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, type House } from './duties-support.ts';

let house: House;
let li: PersonRow;
let wu: PersonRow;
let song: PersonRow;
let secretary: PersonRow;
let zhang: MemberRow;
beforeAll(async () => {
  house = await createHouse('2027-01-18T09:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-18T09:00:00+08:00');
  const { db } = house;
  const organisation = await defaultBranch(db);
  secretary = await createPerson(db, {
    name: '王强',
    userId: 'secretary',
    roles: ['secretary'],
    organisation,
  });
  li = await createHelper(db, { name: '李明', userId: 'li' });
  wu = await createHelper(db, { name: '吴敏', userId: 'wu' });
  song = await createHelper(db, { name: '宋雨晴', userId: 'song' });
  zhang = await createMember(db, { name: '张德厚', careFile: { birthDate: '1944-09-06' } });
  await createPairing(db, { helper: li, member: zhang });
  await createPairing(db, { helper: wu, member: zhang, primary: false });
  await planJob({}, house.context);
});

const festival = { rule: 'festival', occurrence: 'spring-festival-2027' };
const duty = () =>
  house.db.obligation.findFirstOrThrow({ where: { ...festival, state: { not: 'cancelled' } } });
const owner = async () => (await duty()).ownerId;
const run = async (instant: string) => {
  house.at(instant);
  await planJob({}, house.context);
  await sendPrompts({}, house.context);
  await escalate({}, house.context);
  await passOnOffers({}, house.context);
  await sendAll(house.db);
};
async function told<T extends Told>(work: Promise<T>): Promise<T> {
  const result = await work;
  for (const notice of result.notices) await house.context.outbox.queue(house.db, outgoing(notice));
  return result;
}
const giveBack = async (person = li, reason = '腰扭了') =>
  told(
    handBack(house.db, house.clock, {
      obligationId: (await duty()).id,
      personId: person.id,
      actorId: person.id,
      reason,
    }),
  );
const offerOf = async (person: PersonRow) => {
  const [offer] = await offersTo(house.db, person.id);
  if (!offer) throw new Error(`nothing is offered to ${person.name}`);
  return offer;
};
const seenBy = async ({ id }: PersonRow) => {
  const person = await findPerson(house.db, id);
  if (!person) throw new Error('nobody');
  return (await findVisibleMembers(house.db, person, { clock: house.clock })).map(({ name }) => name);
};
const answers = async () => (await handBacksOf(house.db, [(await duty()).id])).map(({ answer }) => answer);

describe('down the line', () => {
  test('another helper of the member is asked, and has it for this time only', async () => {
    const { next, decides } = await giveBack();
    expect([next?.name, decides]).toEqual(['吴敏', false]);
    expect(await owner()).toBe(li.id);
    expect((await heard(house.db, 'wu')).at(-1)).toBe(
      [
        '吴敏同志，您好。李明同志这次不便前往，想问问您能不能去一趟：',
        '张老（张德厚）：春节走访，1月17日（腊月初十，周日）至2月5日（腊月廿九，周五），这几天都可以。',
        '1. 我去',
        '2. 我也不便',
        '回复数字即可。1月19日（腊月十二，周二）中午前没有回话，就再问别的同志。',
      ].join('\n'),
    );
    await told(takeOffer(house.db, house.clock, (await offerOf(wu)).id, wu.id));
    expect(await owner()).toBe(wu.id);
    expect((await heard(house.db, 'li')).at(-1)).toBe(
      '李明同志，张老（张德厚）的春节走访由吴敏同志去，您安心。',
    );
    await run('2027-01-19T08:20:00+08:00');
    expect(await owner()).toBe(wu.id);
    // The next festival is the helper's own again.
    await run('2027-06-22T08:20:00+08:00');
    const next7 = await house.db.obligation.findFirstOrThrow({
      where: { rule: 'festival', occurrence: 'party-day-2027', state: 'open' },
    });
    expect(next7.ownerId).toBe(li.id);
  });

  test('then one colleague, then the secretary, who has it and decides; each step is kept', async () => {
    await giveBack();
    await told(refuseOffer(house.db, house.clock, (await offerOf(wu)).id, { personId: wu.id }));
    expect(await seenBy(song)).toEqual([]);
    const last = await told(
      refuseOffer(house.db, house.clock, (await offerOf(song)).id, { personId: song.id }),
    );
    expect([last.next?.name, last.decides]).toEqual(['王强', true]);
    expect(await owner()).toBe(secretary.id);
    const text = (await heard(house.db, 'secretary')).at(-1);
    expect(text).toContain('李明同志不便前往：“腰扭了”');
    expect(text).toContain('3. 这次不去了');
    expect(await answers()).toEqual(['refused', 'refused', null]);
    const trail = await house.db.auditEntry.count({ where: { subject: 'obligation', action: 'hand-back' } });
    expect(trail).toBe(3);
    // Why somebody could not go is nobody's but the secretary's, and sealed.
    expect((await heard(house.db, 'song')).join()).not.toContain('腰');
    const row = await house.db.handBack.findFirstOrThrow({ where: { personId: li.id } });
    expect(Buffer.from(row.reason ?? []).toString('utf8')).not.toContain('腰');
  });

  test('unanswered by noon it goes on by itself, once, however often the job runs', async () => {
    await giveBack();
    await run('2027-01-19T11:59:00+08:00');
    expect(await answers()).toEqual([null]);
    house.at('2027-01-19T12:01:00+08:00');
    await Promise.all([passOnOffers({}, house.context), passOnOffers({}, house.context)]);
    await passOnOffers({}, house.context);
    expect(await answers()).toEqual(['expired', null]);
    expect((await offersTo(house.db, song.id)).length).toBe(1);
    await run('2027-01-20T12:01:00+08:00');
    expect(await owner()).toBe(secretary.id);
    await run('2027-01-25T12:01:00+08:00');
    expect(await answers()).toEqual(['expired', 'expired', null]);
  });

  test('on the last day there is no time to ask around: the secretary has it at once', async () => {
    house.at('2027-02-05T09:00:00+08:00');
    const { next, decides } = await giveBack();
    expect([next?.name, decides]).toEqual(['王强', true]);
  });

  test('nobody is left: it stays, and that is said', async () => {
    await house.db.person.updateMany({ where: { id: { in: [wu.id, song.id] } }, data: { roles: [] } });
    await house.db.person.updateMany({ where: { id: secretary.id }, data: { roles: [] } });
    const { next } = await giveBack();
    expect(next).toBeNull();
    expect(await owner()).toBe(li.id);
    await run('2027-01-25T08:20:00+08:00');
    expect(await answers()).toEqual(['nobody']);
  });
});

describe('whoever took it goes away', () => {
  test('the next in line is asked, at once or on the first day of the leave, and nobody twice', async () => {
    await giveBack();
    await told(takeOffer(house.db, house.clock, (await offerOf(wu)).id, wu.id));
    const leave = { personId: wu.id, actorId: wu.id, startsOn: '2027-01-19', endsOn: '2027-01-30' };
    await told(takeLeave(house.db, house.clock, leave));
    expect(await answers()).toEqual(['taken']);
    await run('2027-01-19T00:10:00+08:00');
    await run('2027-01-19T00:20:00+08:00');
    expect(await answers()).toEqual(['taken', null]);
    await told(takeOffer(house.db, house.clock, (await offerOf(song)).id, song.id));
    expect(await owner()).toBe(song.id);
    await told(takeLeave(house.db, house.clock, { ...leave, personId: song.id, actorId: song.id }));
    expect(await owner()).toBe(secretary.id);
    await run('2027-01-19T08:20:00+08:00');
    expect(await owner()).toBe(secretary.id);
  });
});

describe('while it is offered', () => {
  test('whoever handed it back is not prompted for it', async () => {
    await giveBack();
    await run('2027-01-19T08:20:00+08:00');
    expect((await heard(house.db, 'li')).join()).not.toContain('春节走访，');
  });

  test('two answers at once: one counts, the other is told so', async () => {
    await giveBack();
    const { id } = await offerOf(wu);
    const both = await Promise.allSettled([
      inTransaction(house.db, tx => takeOffer(tx, house.clock, id, wu.id)),
      inTransaction(house.db, tx => refuseOffer(tx, house.clock, id, { personId: wu.id })),
    ]);
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'offer-answered' },
    });
  });

  test('done meanwhile: the answer is told so, and nothing is asked further', async () => {
    await giveBack();
    const { id } = await offerOf(wu);
    await recordVisit(house.db, house.clock, {
      memberId: zhang.id,
      visitorId: li.id,
      visitedOn: '2027-01-18',
      way: 'home',
      occasion: 'festival',
    });
    await expect(takeOffer(house.db, house.clock, id, wu.id)).rejects.toMatchObject({ code: 'duty-over' });
    await run('2027-01-20T12:01:00+08:00');
    expect(await house.db.handBack.count()).toBe(1);
  });

  test('taken back by whoever handed it back, until somebody has taken it', async () => {
    const { handBackId } = await giveBack();
    expect(await undoHandBack(house.db, house.clock, handBackId, li.id)).toBe(true);
    expect(await answers()).toEqual(['withdrawn']);
    expect(await heard(house.db, 'wu')).toEqual([]);
    const again = await giveBack();
    await told(takeOffer(house.db, house.clock, (await offerOf(wu)).id, wu.id));
    expect(await undoHandBack(house.db, house.clock, again.handBackId, li.id)).toBe(false);
    expect(await owner()).toBe(wu.id);
  });

  test('a death ends it all', async () => {
    await giveBack();
    await recordHappening(house.db, house.clock, {
      memberId: zhang.id,
      kind: 'died',
      happenedOn: '2027-01-18',
      reporterId: secretary.id,
    });
    await run('2027-01-20T12:01:00+08:00');
    expect((await offersTo(house.db, wu.id)).length + (await offersTo(house.db, song.id)).length).toBe(0);
    expect((await heard(house.db, 'song')).join()).not.toContain('春节');
  });
});

describe('the secretary decides', () => {
  const withSecretary = async () => {
    await giveBack();
    await told(refuseOffer(house.db, house.clock, (await offerOf(wu)).id, { personId: wu.id }));
    await told(refuseOffer(house.db, house.clock, (await offerOf(song)).id, { personId: song.id }));
    return offerOf(secretary);
  };

  test('names somebody: theirs, who sees the member until it is done and not longer', async () => {
    const { id } = await withSecretary();
    const decision = { kind: 'someone', personId: song.id } as const;
    await told(decideOffer(house.db, house.clock, id, { actorId: secretary.id, decision }));
    expect(await owner()).toBe(song.id);
    expect(await seenBy(song)).toEqual(['张德厚']);
    expect((await heard(house.db, 'song')).at(-1)).toContain('请您去一趟');
    await run('2027-01-19T08:20:00+08:00');
    expect(await owner()).toBe(song.id);
    await recordVisit(house.db, house.clock, {
      memberId: zhang.id,
      visitorId: song.id,
      visitedOn: '2027-01-19',
      way: 'home',
      occasion: 'festival',
    });
    expect(await duty()).toMatchObject({ state: 'done' });
    expect(await seenBy(song)).toEqual([]);
  });

  test('lets it go, with a reason: excused, said to whoever could not go, and never planned again', async () => {
    const { id } = await withSecretary();
    const decision = { kind: 'excuse', reason: '去女儿家过年' } as const;
    await expect(
      decideOffer(house.db, house.clock, id, {
        actorId: secretary.id,
        decision: { kind: 'excuse', reason: ' ' },
      }),
    ).rejects.toMatchObject({ code: 'reason-needed' });
    await told(decideOffer(house.db, house.clock, id, { actorId: secretary.id, decision }));
    expect(await duty()).toMatchObject({ state: 'excused', closeReason: 'excused' });
    expect((await heard(house.db, 'li')).at(-1)).toContain('这次不用去了');
    for (const day of ['19', '25', '31']) await run(`2027-01-${day}T08:20:00+08:00`);
    expect(await house.db.obligation.count({ where: { ...festival, state: { not: 'cancelled' } } })).toBe(1);
    expect(await duty()).toMatchObject({ state: 'excused' });
  });

  test('only what lies with them, and only once', async () => {
    await giveBack();
    const decision = { kind: 'excuse', reason: '不用' } as const;
    await expect(
      decideOffer(house.db, house.clock, (await offerOf(wu)).id, { actorId: wu.id, decision }),
    ).rejects.toMatchObject({ code: 'not-deciding' });
  });

  test('is prompted as its owner meanwhile, and the leader hears when nothing comes of it', async () => {
    await withSecretary();
    await run('2027-01-27T08:20:00+08:00');
    expect((await heard(house.db, 'secretary')).join()).toContain('张老（张德厚）：春节走访');
  });
});

describe('what is refused', () => {
  test('a duty of somebody else, one that is over, and one that is already offered', async () => {
    await expect(giveBack(wu)).rejects.toMatchObject({ code: 'duty-not-theirs' });
    await giveBack();
    await expect(giveBack()).rejects.toMatchObject({ code: 'already-offered' });
    await house.db.obligation.updateMany({ where: festival, data: { state: 'done' } });
    await expect(giveBack()).rejects.toMatchObject({ code: 'duty-over' });
  });
});
