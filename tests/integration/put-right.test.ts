/** 是李老不是张老, in the middle of a form and after it; and a few words more behind what was just reported. 18 January 2027. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createMember, createPairing, type MemberRow } from '../support/factories.ts';
import { happeningsIn, visitsIn } from '../support/sealed.ts';
import { createChat, createPeople, workday, type Chat, type People } from './conversations-help-chat.ts';

let database: TestDatabase;
let clock: HeldClock;
let chat: Chat;
let people: People;
let li: MemberRow;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.empty();
  clock = workday();
  chat = createChat(database.db, clock);
  people = await createPeople(database.db);
  li = await createMember(database.db, {
    name: '李秀英',
    organisation: people.branch,
    careFile: { sex: 'female' },
  });
  await createPairing(database.db, { helper: people.helper, member: li });
});

const visits = () => visitsIn(database.db);
const happenings = () => happeningsIn(database.db);
const told = '今天上门看了张老，精神不错，送了200元慰问金';

describe('in the review', () => {
  test.each(['是李老不是张老', '不是张老，是李老', '刚才说错了，是李老', '人说错了，是李老', '是李老'])(
    '“%s” puts another person into the visit, and nothing else',
    async words => {
      expect(await chat.say(people.helper, told)).toContain('①老同志：张德厚');
      const review = await chat.say(people.helper, words);
      expect(review).toContain('①老同志：李秀英');
      expect(review).toContain('④近况：精神不错');
      expect(review).toContain('慰问金：200元');
      expect(await visits()).toEqual([]);
      await chat.say(people.helper, '1');
      expect(await visits()).toMatchObject([
        { memberId: li.id, way: 'home', moneyFen: 20_000, said: `${told}；${words}` },
      ]);
    },
  );

  test.each(['是李老不是张老', '不是张老，是李老', '刚才说错了，是李老'])(
    '“%s” puts another person into a report',
    async words => {
      expect(await chat.say(people.helper, '张老昨天住院了')).toContain('①老同志：张德厚');
      const review = await chat.say(people.helper, words);
      expect(review).toContain('①老同志：李秀英');
      expect(review).toContain('②情况：住院');
      expect(await happenings()).toEqual([]);
      await chat.say(people.helper, '1');
      expect(await happenings()).toMatchObject([{ memberId: li.id, kind: 'hospitalised' }]);
    },
  );
});

describe('after a visit was kept', () => {
  const keep = async () => {
    await chat.say(people.helper, told);
    await chat.say(people.helper, '1');
  };

  test.each([
    '刚才说错了，是李老不是张老',
    '是李老不是张老',
    '刚才记成张老了，其实是李老',
    '刚才说错了，是李老',
  ])('“%s” offers to move it, and does so on a yes only', async words => {
    await keep();
    const review = await chat.say(people.helper, words);
    expect(review).toContain('别着急，说错了改过来就行。');
    expect(review).toContain('①走访：1月18日上门 张老');
    expect(review).toContain('②改成：李秀英');
    expect(await visits()).toMatchObject([{ memberId: people.member.id, undoneAt: null }]);
    const answer = await chat.say(people.helper, '1');
    expect(answer).toMatch(/改好了。张老的这次走访记录已经撤销。/u);
    expect(answer).toContain('李老');
    const after = await visits();
    expect(after.find(({ memberId }) => memberId === people.member.id)?.undoneAt).not.toBeNull();
    expect(after.find(({ memberId }) => memberId === li.id)).toMatchObject({
      undoneAt: null,
      way: 'home',
      visitedOn: '2027-01-18',
      moneyFen: 20_000,
      condition: '精神不错',
    });
  });

  test('the move can be taken back', async () => {
    await keep();
    await chat.say(people.helper, '是李老不是张老');
    await chat.say(people.helper, '1');
    await chat.say(people.helper, '撤销');
    await chat.say(people.helper, '1');
    expect((await visits()).filter(({ undoneAt }) => undoneAt === null)).toMatchObject([
      { memberId: people.member.id, moneyFen: 20_000 },
    ]);
  });

  test('with “取消” everything stays as it was', async () => {
    await keep();
    await chat.say(people.helper, '是李老不是张老');
    await chat.say(people.helper, '取消');
    expect(await visits()).toMatchObject([{ memberId: people.member.id, undoneAt: null }]);
  });

  test('an hour later 刚才说错了，是李老 names no visit any more, and moves none', async () => {
    await keep();
    clock.advance(60 * 60 * 1000);
    expect(await chat.say(people.helper, '刚才说错了，是李老')).not.toContain('改成：李秀英');
    expect(await visits()).toMatchObject([{ memberId: people.member.id, undoneAt: null }]);
  });
});

describe('after a report was kept', () => {
  const report = async () => {
    await chat.say(people.clerk, '张德厚昨天住院了');
    await chat.say(people.clerk, '1');
  };

  test('a few words more go with it, on a yes', async () => {
    await report();
    const review = await chat.say(people.clerk, '高血压，县医院');
    expect(review).toContain('您说的这些，补进刚才报的这件事里，对吗？');
    expect(review).toContain('②补充：高血压，县医院');
    expect(await happenings()).toMatchObject([{ detail: '张德厚昨天住院了' }]);
    expect(await chat.say(people.clerk, '1')).toContain('补进去了');
    expect(await happenings()).toMatchObject([{ detail: '张德厚昨天住院了；高血压，县医院' }]);
  });

  test('what names somebody else, or comes much later, does not', async () => {
    await report();
    expect(await chat.say(people.clerk, '王秀英昨天也住院了')).toContain('①老同志：王秀英');
    await chat.say(people.clerk, '取消');
    clock.advance(60 * 60 * 1000);
    expect(await chat.say(people.clerk, '高血压，县医院')).not.toContain('补进刚才');
    expect(await happenings()).toHaveLength(1);
  });
});
