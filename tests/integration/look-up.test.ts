/** 查看: what is masked, who may see it, what for, and what the trail keeps of it (E-1, C5.35, row 78). */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LookKind } from '../../src/scheme/labels/privacy.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createPairing, createPerson } from '../support/factories.ts';
import { auditIn } from '../support/sealed.ts';
import { createChat, createPeople, workday, type Chat, type People } from './conversations-help-chat.ts';

const clock = workday();
let database: TestDatabase;
let chat: Chat;
let people: People;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.empty();
  chat = createChat(database.db, clock);
  people = await createPeople(database.db);
  await fill(people.member.id);
});

const secret = {
  phone: '13812341234',
  address: '云溪县和平路12号3单元501',
  health: '冠心病术后',
  idNumber: '610302194405060012',
  bankAccount: '6222020000000001234',
  bankName: '宝岭银行',
  emergencyContact: '张敏 女儿 13700000004',
};
const fill = (memberId: string) =>
  database.db.careFile.update({
    where: { memberId },
    data: database.db.$vault.sealRow('care_file', memberId, secret),
  });
const looks = () => auditIn(database.db, { action: 'reveal' });
const denials = () => auditIn(database.db, { action: 'deny' });
const inFull = new RegExp(Object.values(secret).join('|'));

describe('a helper', () => {
  it('sees masks on the card, and how to ask', async () => {
    const card = await chat.say(people.helper, '看1');
    expect(card).not.toMatch(inFull);
    for (const shown of ['138****1234', '云溪县和平路****', '137****0004', '身体：有记录', '尾号1234'])
      expect(card).toContain(shown);
    expect(card).toContain('“查看 张德厚 电话”');
  });

  it('asks by number, says what for by number, and gets it; the look is kept with its purpose', async () => {
    expect(await chat.say(people.helper, '看1 电话')).toMatch(/做什么用[\s\S]*1.*走访[\s\S]*2.*打电话/);
    expect(await looks()).toEqual([]);
    const answer = await chat.say(people.helper, '2');
    expect(answer).toContain('13812341234');
    expect(answer).toContain('打电话联系');
    expect(await looks()).toMatchObject([
      {
        actorId: people.helper.id,
        subject: 'care_file',
        subjectId: people.member.id,
        after: { kind: 'phone', filled: true },
        purpose: 'call',
      },
    ]);
    expect(JSON.stringify(await looks())).not.toMatch(inFull);
  });

  it.each([
    ['张老的电话，打电话联系', '13812341234', 'call'],
    ['张德厚的住址是多少，我要上门走访', '和平路12号3单元501', 'visit'],
    ['查看 张德厚 住址 走访', '和平路12号3单元501', 'visit'],
    ['张德厚身体情况，去看望', '冠心病术后', 'visit'],
    ['看1 紧急联系人 其他 送药没人开门', '13700000004', 'other：送药没人开门'],
  ])('says it all in one sentence: %s', async (sentence, value, purpose) => {
    expect(await chat.say(people.helper, sentence)).toContain(value);
    expect(await looks()).toMatchObject([{ purpose }]);
  });

  it('explains another purpose in words', async () => {
    await chat.script(people.helper, '看1 住址', '4');
    expect(await chat.say(people.helper, '送体检报告')).toContain('和平路12号');
    expect(await looks()).toMatchObject([{ purpose: 'other：送体检报告' }]);
  });

  it.each(['看1 身份证号', '张老的银行卡', '查看 张德厚 身份证号 办补助'])(
    'does not see what is for forms, and the try is kept: %s',
    async sentence => {
      const answer = await chat.say(people.helper, sentence);
      expect(answer).toContain('只有书记和经办能看');
      expect(answer).not.toMatch(inFull);
      expect(await looks()).toEqual([]);
      expect(await denials()).toMatchObject([{ actorId: people.helper.id, ref: people.member.id }]);
    },
  );

  it('loses it on the day after the pairing, in the middle of asking too', async () => {
    await database.db.pairing.updateMany({ data: { endsOn: '2027-01-18' } });
    clock.moveTo(new Date('2027-01-18T23:59:50+08:00'));
    expect(await chat.say(people.helper, '看1 电话')).toContain('做什么用');
    clock.moveTo(new Date('2027-01-19T00:00:10+08:00'));
    expect(await chat.say(people.helper, '2')).toContain('没有找到');
    expect(await denials()).toHaveLength(1);
    clock.moveTo(new Date('2027-01-18T10:12:00+08:00'));
  });

  it('hears of somebody outside exactly what they hear of nobody, and only the trail knows the difference', async () => {
    for (const sentence of ['%的电话', '查看 % 住址', '%电话', '我的对象 %']) {
      const of = async (name: string) =>
        (await chat.say(people.helper, sentence.replace('%', name))).replaceAll(name, '某');
      const before = (await denials()).length;
      const nobody = await of('张不在');
      expect((await denials()).length, sentence).toBe(before);
      expect(await of('张远'), sentence).toBe(nobody);
      expect((await denials()).length, sentence).toBe(before + 1);
    }
    const chain = await database.db.auditEntry.findMany({ where: { action: 'deny' } });
    for (const entry of chain) {
      expect(entry.chainId).toBe(people.bureau.id);
      expect(entry.ref).toBe(people.stranger.id);
    }
  });
});

describe('what each role sees', () => {
  const kinds: Readonly<Record<LookKind, string>> = {
    phone: '电话',
    address: '住址',
    'emergency-contact': '紧急联系人',
    health: '身体情况',
    'id-number': '身份证号',
    bank: '银行卡',
  };
  const expected: Readonly<Record<string, readonly LookKind[]>> = {
    helper: ['phone', 'address', 'emergency-contact', 'health'],
    clerk: ['phone', 'address', 'emergency-contact', 'health', 'id-number', 'bank'],
    secretary: ['phone', 'address', 'emergency-contact', 'health', 'id-number', 'bank'],
    leader: [],
    approver: [],
    cashier: [],
    supervisor: [],
    administrator: [],
  };

  it.each(Object.keys(expected))('%s', async role => {
    const organisation = people.bureau;
    const viewer = await createPerson(database.db, { roles: [role], organisation });
    if (role === 'helper') await createPairing(database.db, { helper: viewer, member: people.member });
    for (const [kind, word] of Object.entries(kinds)) {
      const answer = await chat.say(viewer, `查看 张德厚 ${word} 办理补助`);
      const may = (expected[role] as string[]).includes(kind);
      expect(inFull.test(answer), `${role} ${kind}: ${answer}`).toBe(may);
      await chat.say(viewer, '取消');
    }
    expect(await looks()).toHaveLength(expected[role]?.length ?? 0);
    expect((await denials()).length).toBe(6 - (expected[role]?.length ?? 0));
  });

  it('a clerk of another bureau: nothing', async () => {
    const viewer = await createPerson(database.db, { roles: ['clerk'], organisation: people.elsewhere });
    expect(await chat.say(viewer, '查看 张德厚 电话 办补助')).toContain('没有找到');
    expect(await looks()).toEqual([]);
  });

  it.each(['member', 'relative'] as const)('%s is not offered it', async who => {
    const answer = await chat.say(people[who], '查看 王秀英 电话');
    expect(answer).not.toMatch(/做什么用/);
    expect(await looks()).toEqual([]);
  });
});

describe('elsewhere', () => {
  it('the list of requests shows the number that was left for it, and masks the one of the file', async () => {
    await chat.say(people.member, '家里水管坏了，请人来修');
    await chat.script(people.member, '1', '2', '跳过');
    const list = await chat.say(people.helper, '我的申请');
    expect(list).not.toContain('13900000003');
  });

  it('somebody who asks on behalf of a member picks the number without seeing it', async () => {
    await chat.say(people.helper, '我要求助');
    const shown = await chat.script(people.helper, '张德厚', '1', '水管坏了', '2');
    expect(shown).toContain('139****0003');
    expect(shown).not.toContain('13900000003');
  });
});
