/** 记录走访, as helpers, secretaries and clerks talk to it. Wednesday, 20 January 2027; 春节 is on 6 February. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
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
import { createVisitChat, notForUs, type VisitChat } from './conversations-visits-support.ts';
import { visitsIn } from '../support/sealed.ts';

const now = '2027-01-20T10:10:00+08:00';
const clock = heldClock(now);
let database: TestDatabase;
let chat: VisitChat;
let branch: OrganisationRow;
let elsewhere: OrganisationRow;
let liMing: PersonRow;
let zhang: MemberRow;
let sun: MemberRow;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  const { db } = database;
  clock.moveTo(new Date(now));
  await database.empty();
  chat = createVisitChat(db, clock);
  const bureau = await createOrganisation(db, { name: '云溪县委老干部局', kind: 'cadre-bureau' });
  branch = await createOrganisation(db, { name: '第一党支部', parent: bureau });
  elsewhere = await createOrganisation(db, { name: '第二党支部', parent: bureau });
  liMing = await createHelper(db, { name: '李明', organisation: branch });
  zhang = await createMember(db, { name: '张德厚', organisation: branch, careFile: { sex: 'male' } });
  sun = await createMember(db, { name: '孙桂兰', organisation: branch, careFile: { sex: 'female' } });
  await createPairing(db, { helper: liMing, member: zhang });
  await createPairing(db, { helper: liMing, member: sun });
});

const kept = () => visitsIn(database.db);
const sentence = '今天上午去医院看了张老，血压高住院第三天，精神还好，送了500元慰问金';

describe('one sentence', () => {
  test('every field is shown, nothing is kept before “1”, everything after it', async () => {
    const review = await chat.says(liMing, sentence);
    expect(review).toBe(
      [
        '请您看看记得对不对：',
        '①老同志：张德厚',
        '②日期：1月20日（腊月十三，周三）',
        '③方式：医院',
        '④近况：血压高住院第三天，精神还好',
        '⑤事由：生病住院',
        '⑧慰问金：500元',
        '没填的：⑥见到谁 ⑦需求困难 ⑨慰问品 ⑩下一步 ⑪走访人 ⑫同行 ⑬照片',
        '回复“1”或“保存”保存；要改哪项，回复“改3”这样的话；不要了回复“取消”。',
      ].join('\n'),
    );
    expect(await kept()).toEqual([]);
    await chat.says(liMing, '1');
    expect(await kept()).toMatchObject([
      {
        memberId: zhang.id,
        visitorId: liMing.id,
        visitedOn: '2027-01-20',
        way: 'hospital',
        occasion: 'illness',
        met: null,
        condition: '血压高住院第三天，精神还好',
        moneyFen: 50_000,
        helpKind: 'material',
        said: sentence,
      },
    ]);
  });

  test('it closes what it fulfils and says what is still to do', async () => {
    await createHappening(database.db, {
      member: zhang,
      happenedOn: '2027-01-18',
      reportedAt: new Date('2027-01-18T09:00:00+08:00'),
    });
    await planObligations(database.db, clock);
    const answer = await chat.says(liMing, '今天给张老打了电话，一切都好', '1');
    expect(answer).toMatch(
      /^已记下：1月20日（腊月十三，周三）给张老打电话。\n谢谢您。\n张老这里还请您抽空当面去看看：\n· .*到医院看望一次/,
    );
    expect(await chat.says(liMing, '今天去医院看了张老，恢复得不错', '1')).toMatch(
      /到医院看望张老。\n已办结：春节走访、住院看望，谢谢您。/,
    );
    const open = await database.db.obligation.findMany({ where: { memberId: zhang.id, rule: 'illness' } });
    expect(open).toMatchObject([{ state: 'done' }]);
  });

  test('only what is missing is asked: the day, the way, how they are', async () => {
    expect(await chat.says(liMing, '看了张老')).toMatch(/哪天的事？/);
    expect(await chat.says(liMing, '昨天')).toMatch(/是怎么联系的？[\s\S]*1\. 上门[\s\S]*6\. 其他/);
    expect(await chat.says(liMing, '1')).toMatch(/老人家现在怎么样？/);
    await chat.says(liMing, '挺好的', '1');
    expect(await kept()).toMatchObject([
      { visitedOn: '2027-01-19', way: 'home', condition: '挺好的', said: '看了张老' },
    ]);
  });

  test('needs, goods, follow-up and who was met are understood too', async () => {
    await chat.says(
      liMing,
      '昨天去孙老家，没见到本人，见到她女儿，说腿疼，想在卫生间装个扶手，送了两箱牛奶，下周再去',
      '1',
    );
    expect(await kept()).toMatchObject([
      {
        memberId: sun.id,
        met: 'family',
        findings: '想在卫生间装个扶手',
        goods: '两箱牛奶',
        followUp: '下周再去',
        helpKind: 'material',
      },
    ]);
  });

  test('comfort and gifts together are help of both kinds, comfort alone of the spirit', async () => {
    await chat.says(liMing, '今天上门陪张老聊了一下午，他心情好多了，还送了一篮鸡蛋', '1');
    await chat.says(liMing, '今天上门看了孙老，身体好', '1');
    expect(await kept()).toMatchObject([{ helpKind: 'both' }, { helpKind: 'spirit' }]);
  });

  test('what nobody has reported yet can be reported with one line; what is known is not mentioned', async () => {
    expect(await chat.says(liMing, sentence, '1')).toContain(
      '张老住院的事还没有登记，要登记就回复“张德厚住院了”。',
    );
    expect(await chat.says(liMing, '今天上门看了孙老，她昨天摔了一跤，没大事', '1')).toContain(
      '要登记就回复“孙桂兰摔伤了”',
    );
    await createHappening(database.db, { member: zhang });
    expect(await chat.says(liMing, '今天又去医院看了张老，还在住院，精神好', '1')).not.toContain('登记');
    expect(await chat.says(liMing, '今天去家里看了张老，昨天出院了，精神好', '1')).toContain(
      '要登记就回复“张德厚出院了”',
    );
    expect(await chat.says(liMing, '今天去家里看了孙老，出院一周了，精神好', '1')).not.toContain('出院了”');
  });
});

describe('doubt never writes', () => {
  test('of two of one surname it is asked which', async () => {
    const other = await createMember(database.db, { name: '张守信', organisation: branch });
    await createPairing(database.db, { helper: liMing, member: other });
    const asked = await chat.says(liMing, '今天上门看了张老，身体好');
    expect(asked).toMatch(/您说的是哪一位？\n1\. 张.*\n2\. 张.*\n3\. 都不是，不记了/);
    await chat.says(liMing, '张守信', '1');
    expect(await kept()).toMatchObject([{ memberId: other.id, said: '今天上门看了张老，身体好' }]);
  });

  test('a clerk’s own members come before others of the same surname', async () => {
    const wangFang = await createPerson(database.db, {
      name: '王芳',
      organisation: branch,
      roles: ['secretary', 'helper'],
    });
    const own = await createMember(database.db, { name: '张守信', organisation: branch });
    await createPairing(database.db, { helper: wangFang, member: own });
    expect(await chat.says(wangFang, '今天上门看了张老，身体好')).toContain('①老同志：张守信');
  });

  test('a name that is nobody’s is not taken for the only one there is', async () => {
    const wuMin = await createHelper(database.db, { name: '吴敏', organisation: branch });
    const only = await createMember(database.db, { name: '韩玉珍', organisation: branch });
    await createPairing(database.db, { helper: wuMin, member: only });
    expect(await chat.says(wuMin, '今天上门看了赵老，身体好')).toMatch(/没有找到由您联系的“赵老”/);
    expect(await chat.says(wuMin, '2')).toContain('不记了');
    expect(await kept()).toEqual([]);
    expect(await chat.says(wuMin, '今天上门看了老人家，身体好')).toContain('①老同志：韩玉珍');
  });

  test('two in one breath are kept in one go, and taken back in one go', async () => {
    await planObligations(database.db, clock);
    const asked = await chat.says(liMing, '昨天上门看了张老和孙老，都挺好，送了1000元');
    expect(asked).toMatch(/怎么记？\n1\. 两位都记，内容一样\n2\. 只记张德厚.*\n3\. 只记孙桂兰/);
    expect(await chat.says(liMing, '1')).toMatch(/1000元是给每位的，还是一共的？/);
    const review = await chat.says(liMing, '2');
    expect(review).toContain('①老同志：张德厚、孙桂兰');
    expect(review).toContain('⑧慰问金：500元');
    await chat.says(liMing, '1');
    expect((await kept()).map(({ memberId, moneyFen }) => [memberId, moneyFen]).sort()).toEqual(
      [[zhang.id, 50_000], [sun.id, 50_000]].sort(), // prettier-ignore
    );
    const festival = { occurrence: 'spring-festival-2027' };
    expect(await database.db.obligation.count({ where: { ...festival, state: 'done' } })).toBe(2);
    expect(await chat.says(liMing, '撤销', '1')).toMatch(
      /张老、孙老的这次走访记录已经撤销。春节走访又回到待办里了。/,
    );
    expect(await kept()).toEqual([]);
    expect(await database.db.obligation.count({ where: { ...festival, state: 'open' } })).toBe(2);
  });

  test('of two who were told of apart, no word is kept with the wrong one', async () => {
    const asked = await chat.says(liMing, '昨天上门看了张老，血压高，又去看了孙老，感冒了，送了500元');
    expect(asked).toMatch(/一次记一位。先记哪一位？.*\n1\. 张德厚.*\n2\. 孙桂兰/);
    expect(await chat.says(liMing, '2')).toMatch(/老人家现在怎么样/);
    await chat.says(liMing, '感冒了', '1');
    expect(await kept()).toMatchObject([
      { memberId: sun.id, condition: '感冒了', moneyFen: null, said: null },
    ]);
  });

  test('several amounts are added up only on a yes; “五六百” is asked for the number', async () => {
    const asked = await chat.says(liMing, '昨天上门看了张老，精神好，局里慰问金1000元，我又给了200元');
    expect(asked).toMatch(/慰问金一共是多少？\n1\. 一共1200元\n2\. 只记1000元\n3\. 只记200元/);
    expect(await chat.says(liMing, '1')).toContain('⑧慰问金：1200元');
    await chat.says(liMing, '取消');
    expect(await chat.says(liMing, '昨天上门看了张老，精神好，送了五六百块钱')).toMatch(/具体是多少元？/);
    expect(await chat.says(liMing, '550')).toContain('⑧慰问金：550元');
  });

  test('two days in one sentence: which one', async () => {
    const asked = await chat.says(liMing, '1月10号和1月15号两次上门看了张老，身体好');
    expect(asked).toMatch(/先记哪一天的？\n1\. 1月10日.*\n2\. 1月15日/);
    expect(await chat.says(liMing, '2')).toContain('②日期：1月15日');
  });

  test('“走了” in a visit is pointed out and believed by nobody', async () => {
    const answer = await chat.says(liMing, '今天上门看了孙老，身体好，她说老王走了', '1');
    expect(answer).toContain('您提到“走了”。要是有老同志不在了，请回复“报告情况”告诉我们。');
    expect(await database.db.happening.count()).toBe(0);
  });

  test.each([
    '张老昨天住院了',
    '老王走了',
    '明天去看张老',
    '还没去看张老',
    '张老去医院看病了',
    '1',
    '500元',
    '谢谢',
  ])('“%s” opens nothing', async said => {
    expect(await chat.says(liMing, said)).toBe(notForUs);
    expect(await kept()).toEqual([]);
  });
});

describe('who may be visited by whom', () => {
  test('nobody of another branch, by any name or number', async () => {
    await createMember(database.db, { name: '赵远方', organisation: elsewhere });
    expect(await chat.says(liMing, '今天上门看了赵远方，身体好')).toMatch(/没有找到由您联系的“赵远方”/);
    await chat.says(liMing, '取消');
    const list = await chat.says(liMing, '记录走访');
    expect(list).toMatch(/1\. 孙桂兰（第一党支部）\n2\. 张德厚（第一党支部）$/);
    expect(await chat.says(liMing, '赵远方')).toMatch(/没找到这个人/);
    expect(await chat.says(liMing, '3')).toMatch(/没有第3位/);
    expect(await chat.says(liMing, '张德厚')).toMatch(/哪天的事/);
  });

  test('a secretary records for the whole branch, a helper without members is told so, others are not offered it', async () => {
    const secretary = await createPerson(database.db, {
      name: '王芳',
      organisation: branch,
      roles: ['secretary'],
    });
    expect(await chat.says(secretary, '今天上门看了张德厚，身体好')).toContain('①老同志：张德厚');
    const idle = await createHelper(database.db, { name: '罗志强', organisation: branch });
    expect(await chat.says(idle, '记录走访')).toMatch(/还没有登记由您联系的老同志/);
    const cashier = await createPerson(database.db, {
      name: '林晓燕',
      organisation: branch,
      roles: ['cashier'],
    });
    expect(await chat.says(cashier, '今天上门看了张德厚，身体好')).toBe(notForUs);
    expect(await chat.says(zhang, '今天上门看了孙桂兰，身体好')).toBe(notForUs);
  });

  test('a pairing that ended while the form was open keeps nothing', async () => {
    await chat.says(liMing, sentence);
    await database.db.pairing.updateMany({ where: { memberId: zhang.id }, data: { endsOn: '2027-01-19' } });
    expect(await chat.says(liMing, '1')).toMatch(/现在不由您联系了，这次没有记/);
    expect(await kept()).toEqual([]);
  });

  test('a file that is still a draft is no hindrance', async () => {
    await database.db.careFile.update({ where: { memberId: zhang.id }, data: { state: 'draft' } });
    await chat.says(liMing, '昨天上门看了张老，身体好', '1');
    expect(await kept()).toMatchObject([{ memberId: zhang.id }]);
  });

  test('a day before the pairing is pointed out and kept after a yes; one to come cannot be', async () => {
    const asked = await chat.says(liMing, '2025年11月3日上门看了张老，身体好');
    expect(asked).toMatch(/开始联系张老的，这次走访在那以前.*回复“1”照样记上/);
    expect(await kept()).toEqual([]);
    await chat.says(liMing, '1');
    expect(await kept()).toMatchObject([{ visitedOn: '2025-11-03' }]);
    expect(await chat.says(liMing, '记录走访', '张德厚', '明天')).toMatch(/还没到/);
  });

  test('a colleague’s visit is recorded in the colleague’s name', async () => {
    const clerk = await createPerson(database.db, { name: '赵静', organisation: branch, roles: ['clerk'] });
    const review = await chat.says(clerk, '昨天李明去家里看了张德厚，身体好');
    expect(review).toContain('⑪走访人：李明');
    await chat.says(clerk, '1');
    expect(await kept()).toMatchObject([{ visitorId: liMing.id }]);
  });
});

describe('after a death', () => {
  beforeEach(async () => {
    await database.db.careFile.update({ where: { memberId: zhang.id }, data: { state: 'deceased' } });
    await createHappening(database.db, {
      member: zhang,
      kind: 'died',
      happenedOn: '2027-01-15',
      reportedAt: new Date('2027-01-15T12:00:00+08:00'),
    });
  });

  test('only the family can be visited, and the words are about the family', async () => {
    const asked = await chat.says(liMing, '昨天上门看了张德厚，情绪稳定');
    expect(asked).toMatch(/张德厚同志已经去世，这里记的是看望家属。[\s\S]*2\. 家属/);
    expect(await chat.says(liMing, '2')).toContain('⑥见到谁：家属');
    const answer = await chat.says(liMing, '1');
    expect(answer).toContain('上门看望张德厚同志的家属。');
    expect(await kept()).toMatchObject([{ met: 'family', occasion: 'death' }]);
  });

  test('“看望了…的家属” leaves nothing to ask; the question, where there is one, is about the family', async () => {
    expect(await chat.says(liMing, '今天上门看望了张德厚的家属，家里人都还好')).toContain('⑥见到谁：家属');
    await chat.says(liMing, '取消');
    expect(await chat.says(liMing, '今天上门看望了张德厚的家属')).toMatch(/家里人现在怎么样/);
  });

  test('a visit of the days before is entered late like any other', async () => {
    expect(await chat.says(liMing, '1月12日上门看了张德厚，身体还行')).toContain('②日期：1月12日');
    await chat.says(liMing, '1');
    expect(await kept()).toMatchObject([{ visitedOn: '2027-01-12', occasion: 'routine' }]);
  });
});

describe('the review', () => {
  beforeEach(async () => {
    await chat.says(liMing, sentence);
  });

  test('“改8 800元” changes that and nothing else', async () => {
    const review = await chat.says(liMing, '改8 800元');
    expect(review).toContain('⑧慰问金：800元');
    await chat.says(liMing, '1');
    expect(await kept()).toMatchObject([{ moneyFen: 80_000, way: 'hospital', visitedOn: '2027-01-20' }]);
  });

  test('a plain sentence corrects: another day, another person, another sum', async () => {
    expect(await chat.says(liMing, '不对，是昨天去的')).toContain('②日期：1月19日');
    expect(await chat.says(liMing, '不是张老，是孙老')).toContain('①老同志：孙桂兰');
    expect(await chat.says(liMing, '还送了两箱牛奶')).toContain('⑨慰问品：两箱牛奶');
  });

  test('“还有” adds to what was said of the member', async () => {
    expect(await chat.says(liMing, '还有，胃口也不错')).toContain(
      '④近况：血压高住院第三天，精神还好，胃口也不错',
    );
  });

  test('money in the place of goods is pointed out', async () => {
    expect(await chat.says(liMing, '改9 800元')).toContain('慰问金请改“慰问金”那一项');
  });
});

describe('photos, voice, nobody at home, taking back', () => {
  test('a voice message and a photo are kept with the visit', async () => {
    await chat.says(liMing, '记录走访', '张德厚', '昨天', '1');
    expect(await chat.sends(liMing, 'image')).toMatch(/照片收到了/);
    await chat.says(liMing, '精神好');
    expect(await chat.sends(liMing, 'image')).toMatch(/照片收到了/);
    await chat.says(liMing, '1');
    expect((await kept())[0]?.attachmentIds).toHaveLength(2);
    await chat.says(liMing, '记录走访', '孙桂兰', '昨天', '1');
    await chat.sends(liMing, 'voice');
    await chat.says(liMing, '1');
    expect(await kept()).toMatchObject([{}, { condition: null, attachmentIds: [expect.any(String)] }]);
  });

  test('nobody at home: kept, and nothing is done by it', async () => {
    await planObligations(database.db, clock);
    const answer = await chat.says(liMing, '今天上门走访张老，家里没人', '没见到，邻居说挺好', '1');
    expect(answer).toContain('这次没见到人');
    expect(answer).toContain('张老这里还有');
    expect(await kept()).toMatchObject([{ met: 'nobody' }]);
    expect(await database.db.obligation.count({ where: { state: 'done' } })).toBe(0);
  });

  test('撤销 within a day, with a trace; after a day there is nothing to take back', async () => {
    await chat.says(liMing, sentence, '1');
    expect(await chat.says(liMing, '撤销')).toMatch(/要撤销刚才 10:10 记录的张老的走访吗/);
    expect(await chat.says(liMing, '1')).toBe('张老的这次走访记录已经撤销。');
    expect(await kept()).toEqual([]);
    expect(await database.db.auditEntry.count({ where: { subject: 'visit', action: 'undo' } })).toBe(1);
    await chat.says(liMing, sentence, '1');
    clock.advance(25 * 60 * 60 * 1000);
    expect(await chat.says(liMing, '撤销')).not.toMatch(/要撤销/);
    expect(await kept()).toHaveLength(1);
  });
});
