/** 简报, read aloud: what leaders, secretaries, clerks and helpers are told, and when it is sent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { shanghaiDate } from '../../src/calendar/dates.ts';
import { escalate } from '../../jobs/escalate.ts';
import { sendDigests } from '../../jobs/send-digests.ts';
import { openRounds } from '../../src/scheme/coverage.ts';
import { digestFor, type DigestPeriod } from '../../src/scheme/digests.ts';
import { overdueDuties } from '../../src/scheme/obligations/lists.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { notReached } from '../../src/scheme/unreached.ts';
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
/** The digests written so far, alone or as a part of somebody's message of the day: to whom, which, and when. */
const digests = async () =>
  (await written(house.db)).flatMap(({ to, text, notBefore }) => {
    const title = /^(今日|一周|上月)简报　/mu.exec(text)?.[1];
    return title === undefined ? [] : [[to, title, shanghaiDate(notBefore)]];
  });
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
      '请先办这3件：',
      '1. 王老（王秀英）1月19日住院，还没有人看望',
      '2. 张老（张德厚）的求助（第1号，资金），1月18日提出，还没有人接',
      '3. 赵老（赵刚）的困难走访，过了8天，书记陈静',
      '其他的：',
      '4. 春节走访应访4位，已访1位，还差3位，还有16天（“春节走访情况”）',
      '5. 没有帮扶人1位（“未结对”）',
      '6. 没有结对的领导1位（“未结对领导”）',
      '7. 没联系上1人（“未送达名单”）',
      '回复号码或引号里的词，看名单。',
    ]);
    expect(needsWord).toBe(true);
    expect(text).not.toMatch(/脑梗|排名|第[一二三]名|积分/u);
    expect(text).not.toContain(zhang.id);
  });

  test('a secretary sees the own branch and nothing of the other', async () => {
    const { secretary } = await bureau();
    const { text } = await read(secretary);
    expect(text).toContain('春节走访应访3位，已访0位，还差3位，');
    expect(text).not.toMatch(/孙|周敏|二支部/u);
  });

  test('numbers are those of the lists', async () => {
    const { leader, top, first } = await bureau();
    house.at('2027-02-06T10:00:00+08:00');
    await escalate({}, house.context);
    const all = await overdueDuties(house.db, '2027-02-06', top.path, 100);
    const own = await overdueDuties(house.db, '2027-02-06', first.path, 2);
    expect([all.count, all.rows.length, own.count, own.rows.length]).toEqual([4, 4, 3, 2]);
    const text = (await read(leader)).text;
    expect(text.match(/^\d\. .*的春节走访，过了1天，/gmu)).toHaveLength(4);
    expect(text).not.toContain('逾期共');
    expect(await openRounds(house.db, { today: '2027-02-06', path: top.path })).toEqual([]);
  });

  test('a helper sees what is theirs', async () => {
    const { helper } = await bureau();
    const { text } = await read(helper);
    expect(text.split('\n')).toEqual([
      '简报　1月20日（腊月十三，周三）',
      '· 张老（张德厚）：春节走访，还有16天，2月5日（腊月廿九，周五）前',
      '· 王老（王秀英）：春节走访，还有16天，2月5日（腊月廿九，周五）前',
      '回复“我的待办”，按号码回一句就能记上。',
    ]);
    house.at('2027-02-06T10:00:00+08:00');
    expect((await read(helper)).text).toContain('· 张老（张德厚）：春节走访，过了1天，请尽快');
  });

  test('a report that is due is named, with the units that have not handed it in', async () => {
    const { leader, top } = await bureau();
    await createPerson(house.db, { roles: ['clerk'], organisation: top });
    house.at('2027-06-12T10:00:00+08:00');
    await planObligations(house.db, house.clock);
    expect((await read(leader)).text).toContain('要报的报告1份（“待报报告”）');
    house.at('2027-06-24T10:00:00+08:00');
    expect((await read(leader)).text).toContain(
      '城关区老干部局的上半年结对帮扶情况报告，6月30日（五月廿六，周三）前报上级老干部部门，还没有报出',
    );
    await house.db.obligation.updateMany({ where: { rule: 'half-year-report' }, data: { state: 'done' } });
    expect((await read(leader)).text).not.toMatch(/半年|报告/u);
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
    expect(text).toContain('春节走访应访4位，已访4位，都走到了（“春节走访情况”）');
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
    const { leader, helper, top } = await bureau();
    const { outbox } = house.context;
    const late = {
      notAfter: new Date('2027-01-20T09:00:00+08:00'),
      notBefore: new Date('2027-01-20T08:17:00+08:00'),
    };
    await outbox.queue(house.db, { to: 'LiMing', text: '提醒', purpose: 'prompt', ...late });
    await house.db.outboundMessage.updateMany({ data: { state: 'expired' } });
    expect(helper.userId).toBe('LiMing');
    const missed = await notReached(
      house.db,
      { now: house.clock.now(), today: '2027-01-20', path: top.path },
      9,
    );
    // By branch; which of the two stands first is chance here.
    expect(missed.rows.map(({ name, reason }) => [name, reason]).sort()).toEqual([
      ['周敏', 'no-account'],
      ['李明', 'too-late'],
    ]);
    expect((await read(leader)).text).toContain('没联系上2人（“未送达名单”）');
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
    expect((await digests()).sort()).toEqual(
      ['ChenJing', 'Clerk', 'LiuJianguo'].map(to => [to, '今日', '2027-01-22']),
    );
    const message = (await written(house.db)).find(({ to }) => to === 'LiuJianguo');
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
    const periods = (await digests()).map(([, title, day]) => `${title} ${day}`);
    expect(periods).toEqual(['一周 2027-01-25', '一周 2027-01-25', '上月 2027-02-01', '上月 2027-02-01']);
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

  test('a Saturday that was entered as worked has one, a Monday that was entered as off has none', async () => {
    const { zhang } = await bureau();
    await createRequest(house.db, { member: zhang });
    const changedAt = house.clock.now();
    await house.db.workdayChange.createMany({
      data: [
        { day: '2027-01-23', kind: 'work', changedAt },
        { day: '2027-01-25', kind: 'rest', changedAt },
      ],
    });
    await run('2027-01-23T09:00:00+08:00');
    expect((await digests()).map(([, title, day]) => `${title} ${day}`)).toEqual([
      '今日 2027-01-23',
      '今日 2027-01-23',
    ]);
    await run('2027-01-25T09:00:00+08:00');
    expect(await digests()).toHaveLength(2);
    await run('2027-01-26T09:00:00+08:00');
    expect((await digests()).slice(2).map(([, title, day]) => `${title} ${day}`)).toEqual([
      '一周 2027-01-26',
      '一周 2027-01-26',
    ]);
  });

  test('what came up before a Saturday that was entered as worked was said on it, and not again on Monday', async () => {
    const { leader, zhang } = await bureau();
    await createHappening(house.db, {
      member: zhang,
      kind: 'mood',
      happenedOn: '2027-01-22',
      reportedAt: new Date('2027-01-22T10:00:00+08:00'),
      endedOn: '2027-01-22',
    });
    house.at('2027-01-25T08:17:00+08:00');
    expect((await read(leader, 'day')).needsWord).toBe(true);
    const changedAt = house.clock.now();
    await house.db.workdayChange.create({ data: { day: '2027-01-23', kind: 'work', changedAt } });
    expect((await read(leader, 'day')).needsWord).toBe(false);
    house.at('2027-01-23T08:17:00+08:00');
    expect((await read(leader, 'day')).needsWord).toBe(true);
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
