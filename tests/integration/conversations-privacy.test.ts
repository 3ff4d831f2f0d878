/** 同意书, 撤回同意, 登记同意, 我的信息, 更正 and its answer, as people say them. Monday 18 January 2027. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { updateCareFile } from '../../src/scheme/care-files.ts';
import { activeConsent, consentText, recordConsent } from '../../src/scheme/consents.ts';
import { dutiesOfOwner } from '../../src/scheme/obligations/lists.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { reveal } from '../../src/scheme/reveals.ts';
import { findPerson } from '../../src/scheme/people.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { auditIn, careFileIn } from '../support/sealed.ts';
import { createChat, createPeople, workday, type Chat, type People } from './conversations-help-chat.ts';

const clock = workday();
const today = '2027-01-18';
let database: TestDatabase;
let chat: Chat;
let people: People;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  clock.moveTo(new Date('2027-01-18T10:12:00+08:00'));
  await database.empty();
  chat = createChat(database.db, clock);
  people = await createPeople(database.db);
});

const consentNow = (scope: 'sensitive' | 'publicity' | 'four-nearby' = 'sensitive') =>
  activeConsent(database.db, people.member.id, scope, today);
const agreed = () =>
  recordConsent(
    database.db,
    {
      memberId: people.member.id,
      scope: 'sensitive',
      way: 'chat',
      givenById: people.member.id,
      recordedById: people.member.id,
    },
    clock,
  );
const fill = (fields: Parameters<typeof updateCareFile>[2]) =>
  updateCareFile(database.db, people.member.id, fields, { actorId: null, clock });

describe('同意书', () => {
  it('is read in full and agreed to with the very word', async () => {
    expect(await chat.say(people.member, '同意书')).toMatch(/哪一份同意书/);
    const shown = await chat.say(people.member, '1');
    expect(shown).toContain(consentText('sensitive').text);
    for (const nod of ['好', '1', '嗯', '可以'])
      expect(await chat.say(people.member, nod)).toMatch(/打“同意”或者“不同意”/);
    expect(await consentNow()).toBeNull();
    expect(await chat.say(people.member, '同意')).toMatch(/谢谢您的信任.*撤回同意/s);
    expect(await consentNow()).toMatchObject({
      way: 'chat',
      givenById: people.member.id,
      textVersion: 'sensitive-2026-1',
      textHash: consentText('sensitive').hash,
    });
  });

  it('may be refused without a reason, and that is kept too', async () => {
    await chat.script(people.member, '同意书', '1');
    expect(await chat.say(people.member, '不同意')).toMatch(/听您的.*走访和关心一样不少/);
    expect(await consentNow()).toBeNull();
    expect(await auditIn(database.db, { action: 'refuse-consent' })).toMatchObject([
      { actorId: people.member.id, after: { scope: 'sensitive' } },
    ]);
  });

  it('is answered by the relative who acts for them, and named in one sentence', async () => {
    expect(await chat.say(people.relative, '公示同意书')).toContain(consentText('publicity').text);
    expect(await chat.say(people.relative, '同意')).toMatch(/2028年1月18日/);
    expect(await consentNow('publicity')).toMatchObject({ givenById: people.relative.id });
  });

  it('is not for those who are nobody’s member or relative', async () => {
    expect(await chat.say(people.helper, '同意书')).not.toContain('同意，就打');
  });
});

describe('撤回同意', () => {
  beforeEach(async () => {
    await agreed();
    await fill({ health: '冠心病', idNumber: '610302194405060012' });
  });

  it('says what will be erased, waits for 1, erases, and tells the clerk without saying what it held', async () => {
    const review = await chat.say(people.member, '撤回同意');
    expect(review).toMatch(/看清楚再定.*健康状况、身份证号会马上删掉，删了就找不回来/s);
    expect(review).not.toMatch(/冠心病|6103/);
    expect((await careFileIn(database.db, people.member.id)).health).toBe('冠心病');
    expect(await chat.say(people.member, '1')).toMatch(/您的同意已经撤回，健康状况、身份证号已经删掉/);
    expect(await careFileIn(database.db, people.member.id)).toMatchObject({ health: null, idNumber: null });
    const [told] = await chat.toldTo(people.secretary);
    expect(told?.text).toMatch(/张老（张德厚）撤回了“健康、证件和银行卡”的同意/);
    expect(told?.text).not.toMatch(/冠心病|6103/);
  });

  it('can be thought over', async () => {
    await chat.say(people.member, '撤回同意');
    await chat.say(people.member, '取消');
    expect(await consentNow()).not.toBeNull();
    expect((await careFileIn(database.db, people.member.id)).health).toBe('冠心病');
  });

  it('has nothing to take back where nothing stands', async () => {
    await chat.script(people.member, '撤回同意', '1');
    expect(await chat.script(people.member, '撤回同意', '1')).toMatch(/没有可以撤回的同意/);
  });
});

describe('登记同意', () => {
  it('with a photo of the signed paper, the words shown to be read aloud', async () => {
    const shown = await chat.script(people.clerk, '登记同意', '张德厚', '1');
    expect(shown).toContain(consentText('sensitive').text);
    await chat.say(people.clerk, '1');
    await chat.send(people.clerk, 'image');
    await chat.script(people.clerk, '好了', '昨天');
    expect(await chat.say(people.clerk, '1')).toMatch(/张老（张德厚）.*同意记下了/);
    const consent = await consentNow();
    expect(consent).toMatchObject({
      way: 'signed-photo',
      givenOn: '2027-01-17',
      recordedById: people.clerk.id,
    });
    expect(consent?.attachmentIds).toHaveLength(1);
  });

  it('with a witness, who is not the one who records it', async () => {
    await chat.script(people.helper, '登记同意', '张德厚', '1', '2');
    await chat.say(people.helper, '李明');
    expect(await chat.say(people.helper, '今天')).toMatch(/见证人要请另外一位/);
    await chat.say(people.helper, '邻居王大妈');
    await chat.say(people.helper, '1');
    expect(await consentNow()).toMatchObject({
      way: 'witness',
      note: '邻居王大妈',
      recordedById: people.helper.id,
    });
  });

  it('not for somebody of another bureau', async () => {
    expect(await chat.script(people.clerk, '登记同意', '张远')).toMatch(/没找到这个人/);
    expect(await auditIn(database.db, { action: 'deny' })).toMatchObject([{ ref: people.stranger.id }]);
  });
});

describe('我的信息', () => {
  it('says what is kept, what was agreed to, and who looked for what, in plain words', async () => {
    await agreed();
    await fill({ health: '冠心病', idNumber: '610302194405060012', address: '和平路12号' });
    for (const [who, purpose] of [
      [people.helper, 'visit'],
      [people.helper, 'visit'],
      [people.clerk, 'subsidy'],
    ] as const) {
      const viewer = await findPerson(database.db, who.id);
      if (viewer)
        await reveal(database.db, viewer, { memberId: people.member.id, kind: 'phone', purpose }, clock);
    }
    const told = await chat.say(people.member, '我的信息');
    for (const part of [
      '您的档案里记着这些',
      '电话：13900000003',
      '住址：和平路12号',
      '身体：冠心病',
      '健康、证件和银行卡：1月18日',
      '被调看过3次',
      '帮扶人为了上门走访看过2次',
      '经办为了办理补助看过1次',
      '“更正',
    ])
      expect(told).toContain(part);
    expect(told).not.toMatch(/6103|李明|赵芳/);
    expect(await chat.say(people.relative, '你们记了我爸什么')).toMatch(/张老的档案里记着这些/);
  });

  it('counts no look of more than 90 days ago', async () => {
    const viewer = await findPerson(database.db, people.helper.id);
    if (viewer)
      await reveal(
        database.db,
        viewer,
        { memberId: people.member.id, kind: 'phone', purpose: 'call' },
        clock,
      );
    clock.moveTo(new Date('2027-05-01T10:00:00+08:00'));
    expect(await chat.say(people.member, '我的信息')).toContain('没有人调看过');
  });

  it('is for the family of the deceased too (E-6)', async () => {
    await database.db.careFile.update({
      where: { memberId: people.member.id },
      data: { state: 'deceased' },
    });
    expect(await chat.say(people.relative, '我的信息')).toContain('张老的档案里记着这些');
    expect(await chat.say(people.relative, '更正 去世日期应该是1月10日')).toMatch(/更正第1号/);
  });
});

describe('更正', () => {
  it('goes to the clerk at once and as a duty, is answered, and the member is told', async () => {
    expect(await chat.say(people.member, '更正 电话换成0917-3200000')).toMatch(
      /已转给赵芳同志，更正第1号，5个工作日内/,
    );
    const [told] = await chat.toldTo(people.clerk);
    expect(told?.text).toMatch(/张老（张德厚）说档案要更正：“电话换成0917-3200000”/);
    const { rows } = await dutiesOfOwner(database.db, today, people.clerk.id);
    expect(rows).toMatchObject([{ rule: 'correction', title: '更正第1号', dueOn: '2027-01-25' }]);
    expect(await chat.say(people.clerk, '我的待办')).toContain('更正第1号');
    expect(await chat.say(people.clerk, '1 已上报')).toMatch(/请回复“更正第1号 已更正”/);

    expect(await chat.say(people.clerk, '更正第1号 已更正')).toMatch(/告诉本人.*已更正/s);
    expect(await chat.say(people.clerk, '1')).toMatch(/更正第1号已经答复，也告诉了张老/);
    const heard = (await chat.toldTo(people.member)).at(-1);
    expect(heard?.text).toMatch(/更正第1号.*已经改好了/);
    expect((await dutiesOfOwner(database.db, today, people.clerk.id)).rows).toEqual([]);
    expect(await chat.say(people.member, '我的信息')).toMatch(/更正第1号.*已更正/);
  });

  it('is declined only with a reason, which the member reads', async () => {
    await chat.say(people.relative, '更正 出生年份不对');
    expect(await chat.say(people.clerk, '更正1号 不更正')).toMatch(/为什么不改/);
    await chat.say(people.clerk, '身份证上就是这一天');
    await chat.say(people.clerk, '1');
    for (const who of [people.member, people.relative])
      expect((await chat.toldTo(who)).at(-1)?.text).toMatch(/这次没有改，原因是：身份证上就是这一天/);
  });

  it('by one clerk of two; the other hears that it was answered', async () => {
    await chat.say(people.member, '更正 住址不对');
    await chat.say(people.clerk, '更正第1号 已更正');
    await chat.say(people.secretary, '更正第1号 已更正');
    expect(await chat.say(people.clerk, '1')).toMatch(/已经答复，/);
    expect(await chat.say(people.secretary, '1')).toMatch(/已经答复过了/);
    expect(await auditIn(database.db, { subject: 'correction', action: 'close' })).toHaveLength(1);
  });

  it('is planned once, however often, and dropped by nobody while it is open', async () => {
    await chat.say(people.member, '更正 住址不对');
    await planObligations(database.db, clock);
    await planObligations(database.db, clock);
    expect(await database.db.obligation.findMany({ where: { rule: 'correction' } })).toMatchObject([
      { state: 'open', memberId: null, organisationId: people.branch.id },
    ]);
  });

  it('asks what is wrong where it is not said, and takes a voice message', async () => {
    expect(await chat.say(people.member, '更正')).toMatch(/哪里不对/);
    expect(await chat.send(people.member, 'voice')).toMatch(/更正第1号/);
    expect((await chat.toldTo(people.clerk))[0]?.text).toContain('请打电话问清楚');
  });
});
