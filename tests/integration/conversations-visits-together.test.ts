/**
 * What one visit closes, and who shares one: a household, two colleagues, a day long past, a visit that is put right.
 * Wednesday, 20 January 2027; 春节 is on 6 February.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inTransaction, type Db } from '../../src/database.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { takePrompt } from '../../src/scheme/obligations/prompts.ts';
import { changeVisit } from '../../src/scheme/visit-changes.ts';
import { recordVisit } from '../../src/scheme/visits.ts';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHappening,
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  type MemberRow,
  type OrganisationRow,
  type PersonRow,
} from '../support/factories.ts';
import { visitsIn } from '../support/sealed.ts';
import { until } from '../support/until.ts';
import { createVisitChat, type VisitChat } from './conversations-visits-support.ts';

const now = '2027-01-20T10:10:00+08:00';
const clock = heldClock(now);
let database: TestDatabase;
let chat: VisitChat;
let branch: OrganisationRow;
let liMing: PersonRow;
let wangFang: PersonRow;
let zhang: MemberRow;
let wang: MemberRow;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  clock.moveTo(new Date(now));
  await database.empty();
  chat = createVisitChat(db, clock);
  branch = await createOrganisation(db, { name: '第一党支部' });
  liMing = await createHelper(db, { name: '李明', organisation: branch });
  wangFang = await createPerson(db, { name: '王芳', organisation: branch, roles: ['helper', 'secretary'] });
  const address = '云溪县文化路3号2单元501';
  zhang = await createMember(db, {
    name: '张德厚',
    organisation: branch,
    careFile: { sex: 'male', address, birthDate: '1941-05-02' },
  });
  wang = await createMember(db, {
    name: '王秀英',
    organisation: branch,
    careFile: { sex: 'female', address, birthDate: '1944-05-02' },
  });
  await createPairing(db, { helper: liMing, member: zhang, startsOn: '2027-01-10' });
  await createPairing(db, { helper: liMing, member: wang, startsOn: '2027-01-10' });
  await createPairing(db, { helper: wangFang, member: zhang, primary: false });
  await planObligations(db, clock);
});

const kept = () => visitsIn(database.db);
const states = async (rule: string) =>
  (
    await database.db.obligation.findMany({
      where: { rule, dueOn: { lt: '2027-03-01' } },
      orderBy: { memberId: 'asc' },
    })
  ).map(({ state }) => state);
/** How many wait for a row that another transaction has in hand. */
async function waiting(db: Db): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted`;
  return row?.count ?? 0;
}
const audited = (action: string) => database.db.auditEntry.count({ where: { subject: 'visit', action } });

describe('several duties and a household', () => {
  test('one visit closes several duties, said in one line', async () => {
    await createHappening(database.db, {
      member: zhang,
      happenedOn: '2027-01-18',
      reportedAt: new Date('2027-01-18T09:00:00+08:00'),
    });
    await planObligations(database.db, clock);
    expect(await chat.says(liMing, '今天去医院看了张老，恢复得不错', '1')).toContain(
      '已办结：春节走访、住院看望，谢谢您。',
    );
  });

  test.each([
    '今天上门去看了张老两口子，都挺好',
    '今天上门看望了张德厚和王秀英夫妇，都挺好',
    '今天上门看了张老和王老，都挺好',
  ])('“%s”: both of the household, a row for each, nothing asked but the review', async said => {
    const review = await chat.says(liMing, said);
    expect(review).toContain('①老同志：张德厚、王秀英');
    const answer = await chat.says(liMing, '1');
    expect(answer).toBe(
      '已记下：1月20日（腊月十三，周三）上门看望张老、王老。\n已办结：两位的春节走访，谢谢您。',
    );
    expect((await kept()).map(({ memberId }) => memberId).sort()).toEqual([zhang.id, wang.id].sort());
    expect(await states('festival')).toEqual(['done', 'done']);
    await chat.says(liMing, '撤销', '1');
    expect(await states('festival')).toEqual(['open', 'open']);
  });

  test('money for two who were named as one is asked about', async () => {
    const asked = await chat.says(liMing, '今天上门去看了张老两口子，都挺好，送了1000元慰问金');
    expect(asked).toMatch(/1000元是给每位的，还是一共的？/);
    await chat.says(liMing, '2', '1');
    expect((await kept()).map(({ moneyFen }) => moneyFen)).toEqual([50_000, 50_000]);
  });

  test('“和他老伴” is asked, and a wife in the family list is found without an address', async () => {
    const { db } = database;
    const sun = await createMember(db, { name: '孙桂兰', organisation: branch, careFile: { sex: 'female' } });
    const zhao = await createMember(db, { name: '赵守义', organisation: branch, careFile: { sex: 'male' } });
    for (const member of [sun, zhao]) await createPairing(db, { helper: liMing, member });
    const id = '4d1c2f0a-0f0e-4c52-9f0b-1d7a3a3a3a3a';
    const family = { memberId: zhao.id, name: '孙桂兰', relation: 'spouse', createdAt: clock.now() };
    await db.familyMember.create({ data: { ...db.$vault.sealRow('family_member', id, family), id } });
    const asked = await chat.says(liMing, '昨天上门看了赵老和他老伴，身体都好');
    expect(asked).toMatch(/孙桂兰同志和赵守义同志住在一起，这次也看望了吗？\n1\. 两位都记\n2\. 只记赵守义/);
    expect(await chat.says(liMing, '1')).toContain('①老同志：赵守义、孙桂兰');
  });
});

describe('days long past', () => {
  test('补录 is shown and kept; both days stand in the row', async () => {
    const review = await chat.says(liMing, '1月15日上门看了张老，身体好');
    expect(review).toContain('②日期：1月15日（腊月初八，周五）（补录）');
    expect(await chat.says(liMing, '1')).toMatch(/^已记下（补录）：1月15日/);
    expect((await kept())[0]).toMatchObject({ visitedOn: '2027-01-15' });
  });

  test('a day before the pairing is pointed out once and kept on a yes', async () => {
    const review = await chat.says(liMing, '去年12月20日上门看了张老，身体好');
    expect(review).toMatch(/^您是1月10日.*开始联系张老的，这次走访在那以前。.*回复“1”照样记上/);
    expect(await chat.says(liMing, '改2 1月12日')).toMatch(/^改好了。\n请您看看记得对不对/);
    await chat.says(liMing, '改2 去年12月20日', '1');
    expect(await kept()).toMatchObject([{ visitedOn: '2026-12-20' }]);
  });
});

describe('a call', () => {
  test('does only what a call may, and what is left is asked for kindly', async () => {
    await createHappening(database.db, {
      member: zhang,
      happenedOn: '2027-01-18',
      reportedAt: new Date('2027-01-18T09:00:00+08:00'),
    });
    await planObligations(database.db, clock);
    expect(await chat.says(liMing, '今天给张老打了电话，挺好', '1')).toMatch(
      /给张老打电话。\n.*\n张老这里还请您抽空当面去看看：\n· /,
    );
    expect(await states('illness')).toEqual(['open']);
  });
});

describe('two who went together', () => {
  test('the companion is kept with the one visit, which is theirs too', async () => {
    const review = await chat.says(liMing, '今天我和王书记一起上门看了张老，精神好');
    expect(review).toContain('⑫同行：王芳');
    expect(await chat.says(liMing, '1')).toContain('和王芳一起上门看望张老');
    expect(await kept()).toMatchObject([{ visitorId: liMing.id, companionIds: [wangFang.id] }]);
  });

  test('the second to tell of it is added; what they say besides is kept; 撤销 takes only that back', async () => {
    await chat.says(liMing, '今天上门看了张老，精神好，送了500元慰问金', '1');
    const asked = await chat.says(wangFang, '今天上门看了张德厚，腿有点肿');
    expect(asked).toMatch(
      /上门看望张老，李明已经记过了，把您也加上？.*\n1\. 是一起去的，把我加上\n2\. 不是一回事/,
    );
    expect(await chat.says(wangFang, '1')).toContain('这次和李明记在一起，您说的这些补进同一条记录：');
    expect(await chat.says(wangFang, '1')).toMatch(/^好的，和李明记在一起了。/);
    expect(await kept()).toMatchObject([
      { visitorId: liMing.id, companionIds: [wangFang.id], condition: '精神好；腿有点肿', moneyFen: 50_000 },
    ]);
    expect(await audited('update')).toBe(1);
    expect(await chat.says(wangFang, '撤销', '1')).toContain('李明记的那次走访还留着');
    expect(await kept()).toMatchObject([{ companionIds: [], condition: '精神好' }]);
  });

  test('撤销 by whoever told first leaves the visit to the one who told of it too', async () => {
    await chat.says(liMing, '今天上门看了张老，精神好', '1');
    await chat.says(wangFang, '今天上门看了张德厚，腿有点肿', '1', '1');
    expect(await chat.says(liMing, '撤销', '1')).toContain('王芳也记过这次走访，那一份还留着');
    expect(await kept()).toMatchObject([{ visitorId: wangFang.id, companionIds: [] }]);
    expect(await states('festival')).toContain('done');
  });

  test('two who are added at the same moment are both added', async () => {
    const { db } = database;
    const third = await createHelper(db, { name: '吴敏', organisation: branch });
    const { visit } = await recordVisit(db, clock, {
      ...{ memberId: zhang.id, visitorId: liMing.id, visitedOn: '2027-01-20', way: 'home' },
    });
    const join = (tx: Db, id: string) =>
      changeVisit(tx, clock, {
        ...{ visitId: visit.id, actorId: id },
        facts: ({ companionIds }) => ({ companionIds: [...companionIds, id] }),
      });
    let second: Promise<unknown> = Promise.resolve();
    await inTransaction(db, async tx => {
      await join(tx, wangFang.id);
      second = inTransaction(db, other => join(other, third.id));
      await until(
        () => waiting(db),
        count => count > 0,
        4_000,
      );
    });
    await second;
    expect((await kept())[0]?.companionIds.toSorted()).toEqual([wangFang.id, third.id].toSorted());
  });

  test('an answer by number asks too, where a colleague has told of it', async () => {
    const { db } = database;
    await chat.says(liMing, '我的待办');
    await db.obligation.updateMany({ data: { state: 'open' } });
    await chat.says(wangFang, '今天上门看了张德厚，精神好', '1');
    await chat.says(liMing, '1 已上门，一切都好');
    const answer = await chat.says(liMing, '1', '1');
    expect(answer).toMatch(/和王芳记在一起了/);
    expect(await kept()).toMatchObject([{ visitorId: wangFang.id, companionIds: [liMing.id] }]);
  });

  test('“不是一回事” keeps a visit of its own, and a call is never somebody else’s', async () => {
    await chat.says(liMing, '今天上门看了张老，精神好', '1');
    await chat.says(wangFang, '今天上门看了张德厚，腿有点肿', '2', '1');
    await chat.says(liMing, '今天给张老打了电话，挺好', '1');
    expect(await chat.says(wangFang, '今天给张德厚打了电话，挺好')).not.toContain('记过了');
    expect(await kept()).toHaveLength(3);
  });
});

describe('putting right', () => {
  test('“刚才那次改成昨天” shows the change, keeps it on a yes, with a trace, and 撤销 undoes it', async () => {
    await chat.says(liMing, '今天上门看了张老，精神好', '1');
    const review = await chat.says(liMing, '刚才那次改成昨天');
    expect(review).toMatch(/①走访：1月20日上门 张老\n②改成：日期 1月19日（腊月十二，周二）（补录）/);
    expect((await kept())[0]?.visitedOn).toBe('2027-01-20');
    expect(await chat.says(liMing, '1')).toMatch(/^改好了。现在是：1月19日.*上门看望张老（补录）。/);
    expect((await kept())[0]?.visitedOn).toBe('2027-01-19');
    expect(await audited('update')).toBe(1);
    await chat.says(liMing, '撤销', '1');
    expect((await kept())[0]?.visitedOn).toBe('2027-01-20');
  });

  test('a visit that was a call opens the duty again, and back to a visit closes it', async () => {
    await createHappening(database.db, {
      member: zhang,
      happenedOn: '2027-01-18',
      reportedAt: new Date('2027-01-18T09:00:00+08:00'),
    });
    await planObligations(database.db, clock);
    await chat.says(liMing, '今天去医院看了张老，恢复得不错', '1');
    expect(await states('illness')).toEqual(['done']);
    expect(await chat.says(liMing, '刚才那次不是去医院，是打电话', '1')).toMatch(/住院看望.*又回到待办里了/);
    expect(await states('illness')).toEqual(['open']);
    expect(await chat.says(liMing, '改走访', '方式改成医院', '1')).toMatch(/已办结：.*住院看望/);
    expect(await states('illness')).toEqual(['done']);
  });

  test('a day out of the window opens the festival again', async () => {
    await chat.says(liMing, '今天上门看了张老，精神好', '1');
    expect(await chat.says(liMing, '改走访 日期改成1月12日；慰问金500元', '1')).toContain(
      '春节走访又回到待办里了',
    );
    expect(await kept()).toMatchObject([{ visitedOn: '2027-01-12', moneyFen: 50_000, helpKind: 'both' }]);
  });

  test('of several it is asked which; what is not understood says what would be', async () => {
    await chat.says(liMing, '今天上门看了张老，精神好', '1', '今天给王老打了电话，挺好', '1');
    expect(await chat.says(liMing, '改走访')).toMatch(
      /要改哪一次走访？.*\n1\. 1月20日电话 王老\n2\. 1月20日上门 张老/,
    );
    expect(await chat.says(liMing, '2')).toMatch(/1月20日上门 张老那次走访，要改什么？可以这样说/);
    expect(await chat.says(liMing, '那个啥')).toMatch(/没看明白要改哪一项/);
    expect(await chat.says(liMing, '近况改成腿疼')).toContain('②改成：近况 腿疼');
    await chat.says(liMing, '1');
    expect((await kept()).map(({ condition }) => condition)).toEqual(['腿疼', '挺好']);
  });

  test('there is nothing to change after a month, and nothing of others', async () => {
    expect(await chat.says(wangFang, '改走访')).toContain('没有可以改的');
    await chat.says(liMing, '今天上门看了张老，精神好', '1');
    clock.advance(32 * 24 * 60 * 60 * 1000);
    expect(await chat.says(liMing, '改走访')).toContain('没有可以改的');
  });
});

describe('the day’s prompt', () => {
  test('a household stands side by side and is answered in one go; of one alone it is asked whether both were met', async () => {
    const { db } = database;
    const sun = await createMember(db, { name: '孙桂兰', organisation: branch, careFile: { sex: 'female' } });
    await createPairing(db, { helper: liMing, member: sun });
    // Entered between the two, so that only living together brings them side by side.
    for (const [member, at] of [
      [zhang, '2027-01-05'],
      [sun, '2027-01-06'],
      [wang, '2027-01-07'],
    ] as const)
      await db.careFile.update({ where: { memberId: member.id }, data: { createdAt: new Date(at) } });
    await planObligations(db, clock);
    clock.moveTo(new Date('2027-01-22T09:00:00+08:00'));
    const { notice } = await inTransaction(db, tx => takePrompt(tx, clock.now(), liMing.id));
    expect(notice?.text).toMatch(
      /1\. 张老（张德厚）：春节走访.*\n2\. 王老（王秀英）：春节走访.*（和张老同住）\n3\. 孙老[\s\S]*“1、2 已上门，一切都好”/,
    );
    expect(await chat.says(liMing, '1 已上门，一切都好')).toContain(
      '同住的王老这次也见到了吗？见到了，回复“2 也看了”。',
    );
    expect(await chat.says(liMing, '2 也看了')).toContain('已办结：春节走访');
    expect(await states('festival')).toEqual(expect.arrayContaining(['done', 'done']));
  });
});
