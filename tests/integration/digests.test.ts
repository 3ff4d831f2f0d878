/** 简报, read aloud: what leaders, secretaries, clerks and helpers are told, and when it is sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { sendDigests } from '../../jobs/send-digests.ts';
import { digestFor, type DigestPeriod } from '../../src/scheme/digests.ts';
import { festivalProgress, overdueDuties } from '../../src/scheme/obligations/lists.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import {
  createHappening,
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRequest,
  type OrganisationRow,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, written, type House } from './duties-support.ts';

let house: House;
beforeAll(async () => {
  house = await createHouse('2027-01-20T10:00:00+08:00');
});
afterAll(() => house.database.close());
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-01-20T10:00:00+08:00');
});

const read = async (person: PersonRow, period: DigestPeriod = 'now') => {
  const reader = await findPerson(house.db, person.id);
  if (!reader) throw new Error('no such person');
  return digestFor(house.db, house.clock, reader, period);
};
const digests = async () =>
  (await written(house.db))
    .filter(({ purpose }) => purpose === 'digest')
    .map(({ to, dedupeKey }) => [to, dedupeKey]);
const run = async (instant: string) => {
  house.at(instant);
  await sendDigests({}, house.context);
};

/** A bureau with two branches; three members in the first, one of them without a helper; one in the second. */
async function bureau() {
  const top = await createOrganisation(house.db, { name: '城关区老干部局', kind: 'cadre-bureau' });
  const first = await createOrganisation(house.db, { name: '一支部', parent: top });
  const second = await createOrganisation(house.db, { name: '二支部', parent: top });
  const staff = (role: string, organisation: OrganisationRow, name: string, userId: string) =>
    createPerson(house.db, { roles: [role], organisation, name, userId });
  const leader = await staff('leader', top, '刘建国', 'LiuJianguo');
  const secretary = await staff('secretary', first, '陈静', 'ChenJing');
  const helper = await createHelper(house.db, { name: '李明', userId: 'LiMing', organisation: first });
  const member = (name: string, organisation = first) =>
    createMember(house.db, { name, organisation, careFile: { birthDate: '1944-09-09' } });
  const zhang = await member('张德厚');
  const wang = await member('王秀英');
  const zhao = await member('赵刚');
  const sun = await member('孙立', second);
  for (const each of [zhang, wang]) await createPairing(house.db, { member: each, helper });
  const other = await createHelper(house.db, { name: '周敏', userId: null, organisation: second });
  await createPairing(house.db, { member: sun, helper: other });
  await planObligations(house.db, house.clock);
  return { top, first, second, leader, secretary, helper, other, zhang, wang, zhao, sun };
}

describe('what it says', () => {
  test('a leader: everything below, the urgent first, without a diagnosis and without a rank', async () => {
    const { leader, helper, zhang, wang, zhao } = await bureau();
    await recordVisit(house.db, house.clock, {
      memberId: zhang.id,
      visitorId: helper.id,
      visitedOn: '2027-01-19',
      way: 'home',
    });
    await createHappening(house.db, {
      member: wang,
      happenedOn: '2027-01-19',
      detail: '脑梗',
      reportedAt: new Date('2027-01-19T15:00:00+08:00'),
    });
    await createHappening(house.db, {
      member: zhao,
      kind: 'hardship',
      happenedOn: '2027-01-05',
      reportedAt: new Date('2027-01-05T15:00:00+08:00'),
    });
    house.at('2027-01-05T15:00:00+08:00');
    await planObligations(house.db, house.clock);
    // The plan for the festival was made in time.
    await house.db.obligation.updateMany({ where: { rule: 'festival-plan' }, data: { state: 'done' } });
    house.at('2027-01-20T10:00:00+08:00');
    await planObligations(house.db, house.clock);
    await escalate({}, house.context);
    await createRequest(house.db, {
      member: zhang,
      kind: 'money',
      createdAt: new Date('2027-01-18T09:00:00+08:00'),
    });
    const { text, needsWord } = await read(leader);
    expect(text.split('\n')).toEqual([
      '简报　1月20日（腊月十三，周三）',
      '城关区老干部局',
      '要紧的事1件：王老（王秀英）住院（1月19日，还没有人看望）。',
      '等人接的求助1件：第1号张老（张德厚）（资金，1月18日提出）。',
      '已经逾期1项：赵老（赵刚）的困难走访（应在1月12日前，负责人陈静）。',
      '春节走访：应访4位，已访1位，还差3位（2月5日（腊月廿九，周五）前）。',
      '还没有结对1位：赵老（赵刚）（一支部）。',
      '还没有结对的领导1位：刘建国。',
      '没联系上1人：周敏（没有企业微信账号），请打电话或当面说一声。',
    ]);
    expect(needsWord).toBe(true);
    expect(text).not.toMatch(/脑梗|排名|第[一二三]名|积分/u);
    expect(text).not.toContain(zhang.id);
  });

  test('a secretary sees the own branch and nothing of the other', async () => {
    const { secretary } = await bureau();
    const { text } = await read(secretary);
    expect(text).toContain('春节走访：应访3位，已访0位，还差3位');
    expect(text).not.toMatch(/孙|周敏|二支部/u);
  });

  test('numbers are those of the lists', async () => {
    const { leader, top, first } = await bureau();
    house.at('2027-02-06T10:00:00+08:00');
    await escalate({}, house.context);
    const all = await overdueDuties(house.db, '2027-02-06', top.path, 100);
    const own = await overdueDuties(house.db, '2027-02-06', first.path, 2);
    expect([all.count, all.rows.length, own.count, own.rows.length]).toEqual([4, 4, 3, 2]);
    expect((await read(leader)).text).toContain('已经逾期4项：');
    expect(await festivalProgress(house.db, '2027-02-06', top.path)).toEqual([]);
  });

  test('a helper sees what is theirs', async () => {
    const { helper } = await bureau();
    const { text } = await read(helper);
    expect(text.split('\n')).toEqual([
      '简报　1月20日（腊月十三，周三）',
      '1. 张老（张德厚）：春节走访，1月17日（腊月初十，周日）至2月5日（腊月廿九，周五），这几天都可以',
      '2. 王老（王秀英）：春节走访，1月17日（腊月初十，周日）至2月5日（腊月廿九，周五），这几天都可以',
    ]);
    house.at('2027-02-06T10:00:00+08:00');
    expect((await read(helper)).text).toContain('1. 【逾期】张老（张德厚）');
  });

  test('a report that is due is named, with the units that have not handed it in', async () => {
    const { leader, top } = await bureau();
    await createPerson(house.db, { roles: ['clerk'], organisation: top });
    house.at('2027-06-12T10:00:00+08:00');
    await planObligations(house.db, house.clock);
    expect((await read(leader)).text).toContain(
      '上半年结对帮扶情况报告6月30日（五月廿六，周三）前要报上级老干部部门，还没有报出1份：城关区老干部局。',
    );
    await house.db.obligation.updateMany({ where: { rule: 'half-year-report' }, data: { state: 'done' } });
    expect((await read(leader)).text).not.toContain('半年');
  });

  test('nothing to do reads as nothing to do', async () => {
    const leader = await createPerson(house.db, { roles: ['leader', 'helper'] });
    await createPairing(house.db, { helper: leader });
    const helper = await createHelper(house.db);
    expect((await read(leader)).text).toContain('一切都好，眼下没有要您操心的事。');
    expect((await read(leader)).needsWord).toBe(false);
    expect((await read(helper)).text).toContain('一切都好，眼下没有要办的事。');
  });

  test('all visited reads as done; the dead, the undone and the done are not spoken of', async () => {
    const { leader, other, zhang, wang, zhao, sun } = await bureau();
    for (const member of [zhang, wang, zhao, sun])
      await recordVisit(house.db, house.clock, {
        memberId: member.id,
        visitorId: other.id,
        visitedOn: '2027-01-20',
        way: 'home',
      });
    await createHappening(house.db, { member: sun, undoneAt: new Date('2027-01-20T09:00:00+08:00') });
    await createHappening(house.db, { member: zhang, happenedOn: '2027-01-10', endedOn: '2027-01-12' });
    await house.db.careFile.update({ where: { memberId: zhao.id }, data: { state: 'deceased' } });
    await createHappening(house.db, { member: zhao, happenedOn: '2027-01-10' });
    const { text } = await read(leader);
    expect(text).toContain('春节走访：应访4位，都访到了。');
    expect(text).not.toMatch(/住院|逾期|赵/u);
  });

  test('the week and the month look back', async () => {
    const { leader, helper, zhang, wang } = await bureau();
    const visit = (memberId: string, visitedOn: string) =>
      recordVisit(house.db, house.clock, { memberId, visitorId: helper.id, visitedOn, way: 'phone' });
    for (const day of ['2026-12-31', '2027-01-11', '2027-01-17', '2027-01-18']) await visit(zhang.id, day);
    await visit(wang.id, '2027-01-12');
    expect((await read(leader, 'week')).text).toContain('1月11日至1月17日走访3次，看望2位老同志。');
    expect((await read(leader, 'month')).text).toContain('12月1日至12月31日走访1次，看望1位老同志。');
    expect((await read(leader, 'day')).text).not.toContain('走访3次');
  });

  test('who was written to in vain stands on the list of those to be phoned', async () => {
    const { leader, helper } = await bureau();
    const { outbox } = house.context;
    const late = {
      notAfter: new Date('2027-01-20T09:00:00+08:00'),
      notBefore: new Date('2027-01-20T08:17:00+08:00'),
    };
    await outbox.queue(house.db, { to: 'LiMing', text: '提醒', purpose: 'prompt', ...late });
    await house.db.outboundMessage.updateMany({ data: { state: 'expired' } });
    expect(helper.userId).toBe('LiMing');
    expect((await read(leader)).text).toContain('李明（有消息没送达）');
  });
});

describe('when it is sent', () => {
  test('on a working day only if something waits for a word; once', async () => {
    const { zhang, top } = await bureau();
    await run('2027-01-21T08:17:00+08:00');
    expect(await digests()).toEqual([]);
    await createRequest(house.db, { member: zhang });
    await createPerson(house.db, { roles: ['clerk'], organisation: top, userId: 'Clerk', name: '钱进' });
    await run('2027-01-22T08:17:00+08:00');
    await run('2027-01-22T09:00:00+08:00');
    const people = new Map((await house.db.person.findMany()).map(({ userId, id }) => [userId, id]));
    expect((await digests()).sort()).toEqual(
      ['ChenJing', 'Clerk', 'LiuJianguo'].map(to => [to, `digest:day:2027-01-22:${people.get(to)}#0`]),
    );
    const [message] = await written(house.db);
    expect(message?.notAfter).toEqual(new Date('2027-01-22T18:00:00+08:00'));
  });

  test('two runs side by side send one', async () => {
    const { zhang } = await bureau();
    await createRequest(house.db, { member: zhang });
    house.at('2027-01-22T08:17:00+08:00');
    await Promise.all([
      sendDigests({}, house.context),
      sendDigests({}, house.context),
      sendDigests({}, house.context),
    ]);
    expect(await digests()).toHaveLength(2);
  });

  test('a run that broke off goes on where it stopped', async () => {
    const { zhang } = await bureau();
    await createRequest(house.db, { member: zhang });
    house.at('2027-01-22T08:17:00+08:00');
    let calls = 0;
    const outbox: typeof house.context.outbox = {
      queue: (db, message) => {
        calls += 1;
        return calls === 1 ? Promise.reject(new Error('lost')) : house.context.outbox.queue(db, message);
      },
    };
    await expect(sendDigests({}, { ...house.context, outbox })).rejects.toThrow('lost');
    await sendDigests({}, house.context);
    expect(await digests()).toHaveLength(2);
  });

  test('Monday the week, the month’s first working day the month, one message', async () => {
    await bureau();
    await run('2027-01-25T08:17:00+08:00');
    await run('2027-02-01T08:17:00+08:00');
    const periods = (await digests()).map(([, key]) => key?.split(':').slice(1, 3).join(' '));
    expect(periods).toEqual(['week 2027-01-25', 'week 2027-01-25', 'month 2027-02-01', 'month 2027-02-01']);
  });

  test('not before 08:17, not after 18:00, not on a day off, and not on the day after', async () => {
    const { zhang } = await bureau();
    await createRequest(house.db, { member: zhang });
    await run('2027-01-22T08:16:00+08:00');
    await run('2027-01-22T18:00:00+08:00');
    await run('2027-01-23T09:00:00+08:00');
    await run('2027-01-24T09:00:00+08:00');
    expect(await digests()).toEqual([]);
  });

  test('what was said yesterday is said again only while it waits', async () => {
    const { zhang } = await bureau();
    const request = await createRequest(house.db, { member: zhang });
    await run('2027-01-21T08:17:00+08:00');
    await run('2027-01-22T08:17:00+08:00');
    expect(await digests()).toHaveLength(4);
    await house.db.request.update({ where: { id: request.id }, data: { state: 'taken' } });
    await createHappening(house.db, {
      member: zhang,
      happenedOn: '2027-01-26',
      reportedAt: new Date('2027-01-26T12:00:00+08:00'),
    });
    await run('2027-01-27T08:17:00+08:00');
    expect(await digests()).toHaveLength(6);
    await run('2027-01-28T08:17:00+08:00');
    expect(await digests()).toHaveLength(6);
  });

  test('what became 逾期 yesterday is said once', async () => {
    const { zhang } = await bureau();
    const reportedAt = new Date('2027-01-13T12:00:00+08:00');
    await createHappening(house.db, {
      member: zhang,
      kind: 'hardship',
      happenedOn: '2027-01-13',
      reportedAt,
    });
    house.at('2027-01-13T12:00:00+08:00');
    await planObligations(house.db, house.clock);
    await run('2027-01-15T08:17:00+08:00');
    await run('2027-01-20T08:17:00+08:00');
    expect(await digests()).toEqual([]);
    await run('2027-01-21T08:17:00+08:00');
    expect(await digests()).toHaveLength(2);
    await run('2027-01-22T08:17:00+08:00');
    expect(await digests()).toHaveLength(2);
  });

  test('those who cannot be reached are not written to', async () => {
    const { zhang, leader } = await bureau();
    await createRequest(house.db, { member: zhang });
    await house.db.person.update({
      where: { id: leader.id },
      data: { unreachableSince: new Date('2027-01-01T00:00:00Z') },
    });
    await run('2027-01-22T08:17:00+08:00');
    expect((await digests()).map(([to]) => to)).toEqual(['ChenJing']);
  });
});
