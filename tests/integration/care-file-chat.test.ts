/** The chats about care files, as they are read on a phone. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changesOf } from '../../src/scheme/audit-trail.ts';
import { findCareFile } from '../../src/scheme/care-files.ts';
import { recordConsent } from '../../src/scheme/consents.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createMember, createPairing, createPerson, type PersonRow } from '../support/factories.ts';
import { auditIn } from '../support/sealed.ts';
import { createChat, createPeople, workday, type Chat, type People } from './conversations-help-chat.ts';

let database: TestDatabase;
let people: People;
let chat: Chat;
let approver: PersonRow;
const clock = workday();
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.empty();
  clock.moveTo(workday().now());
  people = await createPeople(database.db);
  approver = await createPerson(database.db, {
    name: '周国栋',
    roles: ['approver'],
    organisation: people.bureau,
  });
  chat = createChat(database.db, clock);
});
afterAll(() => database.close());

const fileOf = async (id: string) => {
  const file = await findCareFile(database.db, id);
  if (!file) throw new Error('no file');
  return file;
};

const full = {
  sex: 'male',
  retirementKind: 'retired',
  partyMember: true,
  formerUnitStatus: 'bankrupt',
  living: 'alone',
  selfCare: 'independent',
  hardshipKinds: ['ill-health'],
  hardshipLevel: 'considerable',
  mainCause: 'serious-illness',
  phone: '13812341234',
  address: '青山县和平路5号院2单元301',
  pensionFen: 286_000,
  householdSize: 1,
  health: '高血压',
};

const wang = (careFile: object = {}) =>
  createMember(database.db, {
    name: '王德茂',
    organisation: people.branch,
    phone: null,
    careFile: { ...full, birthDate: '1940-03-12', ...careFile },
  });

describe('reading a file', () => {
  it('by name, section by section, masked, with what is missing first', async () => {
    await wang();
    const said = await chat.say(people.clerk, '王德茂的档案');
    expect(said).toMatch(/^王老（王德茂），机械厂支部\n/);
    for (const section of [
      '【基本情况】86岁',
      '【联系方式】',
      '【家庭】独居',
      '【经济】人均月收入 2860元',
      '【健康】自理',
      '【困难】重点关注：高龄、独居、重病',
      '【状态】在册',
    ])
      expect(said).toContain(section);
    expect(said).toContain('手机 138****1234');
    expect(said).toContain('住址：青山县和平路****');
    expect(said).toContain('健康状况：有记录');
    expect(said).not.toMatch(/13812341234|5号院|高血压/);
    expect(said).toContain('出生日期 1940年3月12日（二月初四，周二）');
    expect(said).not.toMatch(/\d{4}-\d{2}/);
    expect(said).toContain('1. 紧急联系人（独居又有重病，一定要有）');
    expect(said).toContain('“暂停 王德茂”');
  });

  it.each(['看王德茂的档案', '档案 王德茂', '查档案 王德茂', '王德茂的关爱档案', '王德茂档案'])(
    '“%s”',
    async text => {
      await wang();
      expect(await chat.say(people.clerk, text)).toContain('【基本情况】');
    },
  );

  it('somebody who may not be seen and somebody who does not exist are answered alike', async () => {
    await wang();
    const branch2 = await createPerson(database.db, { roles: ['secretary'], organisation: people.branch2 });
    const hidden = await chat.say(branch2, '王德茂的档案');
    const nobody = await chat.say(branch2, '吴有德的档案');
    expect(hidden.replaceAll('王德茂', '某')).toBe(nobody.replaceAll('吴有德', '某'));
    for (const text of ['改 王德茂 居住情况 独居', '暂停 王德茂 出国'])
      expect((await chat.say(branch2, text)).replaceAll('王德茂', '某')).toBe(
        nobody.replaceAll('吴有德', '某'),
      );
  });

  it('档案 alone tells how they stand, and whoever approves sees who waits and why', async () => {
    await wang({ state: 'proposed' });
    const clerk = await chat.say(people.clerk, '档案');
    expect(clerk).toContain('待认定1份');
    expect(clerk).toContain('范围内0位、范围外3位');
    const said = await chat.say(approver, '档案');
    expect(said).toContain('· 王老（王德茂）：困难程度：比较困难');
    expect(said).toContain('“认定 王德茂”');
    const helper = await chat.say(people.helper, '档案');
    expect(helper).toContain('张德厚');
  });
});

describe('changing one field', () => {
  it('shows the old and the new, keeps it on “1”, and can be undone', async () => {
    const { id } = await wang();
    const shown = await chat.say(people.clerk, '改 王德茂 居住情况 与子女同住');
    expect(shown).toMatch(/原来是：独居\n[\s\S]*③改成：与子女同住/);
    expect((await fileOf(id)).living).toBe('alone');
    expect(await chat.say(people.clerk, '1')).toContain('改好了：与子女同住');
    expect((await fileOf(id)).living).toBe('with-children');
    expect(await changesOf(database.db, 'care_file', id)).toMatchObject([
      { actorId: people.clerk.id, before: { living: 'alone' }, after: { living: 'with-children' } },
    ]);
    await chat.script(people.clerk, '撤销', '1');
    expect((await fileOf(id)).living).toBe('alone');
  });

  it.each([
    ['把王德茂的住址改成和平路9号', { address: '和平路9号' }],
    ['王德茂的手机改为13900000009', { phone: '13900000009' }],
    ['改 王德茂 退休费 3200元', { pensionFen: 320_000 }],
    ['改 王德茂 出生日期 农历1940年二月初四', { birthDate: '1940-02-04', birthCalendar: 'lunar' }],
    ['改 王德茂 困难类型 体弱多病、配偶无收入', { hardshipKinds: ['ill-health', 'spouse-without-income'] }],
    ['改王德茂的紧急联系人 王小梅 女儿 13900000008', { emergencyContact: '王小梅 女儿 13900000008' }],
    ['改 王德茂 行动 卧床', { mobility: 'bedridden' }],
    ['改 王德茂 程度 特困', { hardshipLevel: 'severe' }],
    ['改 王德茂 困难说明 体弱多病：去年住院三次', { hardshipNote: '{"ill-health":"去年住院三次"}' }],
  ])('“%s”', async (text, kept) => {
    const { id } = await wang();
    await chat.script(people.clerk, text, '1');
    expect(await fileOf(id)).toMatchObject(kept);
  });

  it('asks what was not said, with the list to choose from', async () => {
    const { id } = await wang();
    expect(await chat.say(people.clerk, '改 王德茂 居住情况')).toMatch(
      /现在是：独居。改成什么？（回复数字即可）\n1\. 与子女同住/,
    );
    await chat.script(people.clerk, '4', '1');
    expect((await fileOf(id)).living).toBe('care-home');
    expect(await chat.say(people.clerk, '改档案')).toContain('改哪位老同志的档案');
    expect(await chat.say(people.clerk, '王德茂')).toContain('改哪一项');
    expect(await chat.say(people.clerk, '什么玩意儿')).toContain('没看明白是哪一项');
    expect(await chat.say(people.clerk, '住址')).toContain('改成什么');
    expect(await chat.script(people.clerk, '和平路7号', '1')).toContain('改好了');
  });

  it('what is no value is said kindly, and nothing is lost', async () => {
    const { id } = await wang();
    expect(await chat.say(people.clerk, '改 王德茂 退休费 很少')).toContain('请只写数字');
    expect(await chat.script(people.clerk, '3000', '1')).toContain('3000元');
    expect((await fileOf(id)).pensionFen).toBe(300_000);
  });

  it('sensitive fields need a consent, and it is said how to get one', async () => {
    const { id } = await wang({ health: null });
    for (const [field, value] of [
      ['病种', '糖尿病'],
      ['身份证号', '00000019450101122X'],
      ['银行账号', '6200000000000000'],
      ['健康状况', '差'],
      ['残疾情况', '二级'],
    ]) {
      const said = await chat.say(people.clerk, `改 王德茂 ${field} ${value}`);
      expect(said).toContain('本人同意');
      expect(said).toContain('“同意书 王德茂”');
    }
    expect((await fileOf(id)).disease).toBeNull();
    await recordConsent(
      database.db,
      { memberId: id, scope: 'sensitive', way: 'chat', givenById: id, recordedById: null },
      clock,
    );
    await chat.script(people.clerk, '改 王德茂 病种 糖尿病', '1');
    expect((await fileOf(id)).disease).toBe('糖尿病');
  });

  it('a helper notes what they see of their own, and leaves what is decided to the clerk', async () => {
    await chat.script(people.helper, '改 张老 居住情况 独居', '1');
    expect((await fileOf(people.member.id)).living).toBe('alone');
    expect(await chat.say(people.helper, '改 张老 困难程度 特困')).toContain('请经办或书记同志来改');
    expect(await chat.say(people.helper, '改 王秀英 居住情况 独居')).toContain('没有找到');
    expect((await fileOf(people.member.id)).hardshipLevel).toBeNull();
  });

  it('members and families do not reach it', async () => {
    const said = await chat.say(people.relative, '改 张德厚 居住情况 独居');
    expect(said).not.toContain('改成');
    expect((await fileOf(people.member.id)).living).toBeNull();
  });
});

describe('opening a file', () => {
  it('question by question, at most six, and lands as a 草稿', async () => {
    expect(await chat.say(people.secretary, '新建档案')).toContain('给哪位同志建档');
    expect(await chat.say(people.secretary, '刘玉兰')).toContain('是男是女');
    expect(await chat.say(people.secretary, '女，1945年5月6日')).toContain('离休还是退休');
    expect(await chat.say(people.secretary, '退休，党员')).toContain('主要有哪些困难');
    expect(await chat.say(people.secretary, '1 2')).toContain('电话');
    expect(await chat.say(people.secretary, '13911112222')).toMatch(/请您看看对不对，保存后是草稿/);
    const said = await chat.say(people.secretary, '1');
    expect(said).toMatch(/刘玉兰同志的档案建好了，是草稿。[^]*1\. [^]*“提请认定 刘玉兰”/);
    const row = await database.db.person.findFirstOrThrow({ where: { name: '刘玉兰' } });
    expect(row.organisationId).toBe(people.branch.id);
    expect(await fileOf(row.id)).toMatchObject({
      state: 'draft',
      sex: 'female',
      birthDate: '1945-05-06',
      retirementKind: 'retired',
      partyMember: true,
      hardshipKinds: ['low-pension', 'ill-health'],
      phone: '13911112222',
      createdById: people.secretary.id,
    });
  });

  it('in one sentence, and undone', async () => {
    const shown = await chat.say(
      people.clerk,
      '新建档案 刘玉兰，机械厂支部，女，1945年5月6日，退休党员，体弱多病，13911112222',
    );
    for (const part of ['刘玉兰', '机械厂支部', '女，1945-05-06', '退休，党员', '体弱多病', '13911112222'])
      expect(shown).toContain(part);
    await chat.say(people.clerk, '1');
    expect(await database.db.person.count({ where: { name: '刘玉兰' } })).toBe(1);
    expect(await chat.script(people.clerk, '撤销', '1')).toContain('撤掉了');
    expect(await database.db.person.count({ where: { name: '刘玉兰' } })).toBe(0);
  });

  it('half an answer is kept and the other half asked', async () => {
    await chat.script(people.secretary, '新建档案', '刘玉兰');
    expect(await chat.say(people.secretary, '女的')).toContain('哪年哪月');
    expect(await chat.say(people.secretary, '1945年5月6日')).toContain('离休还是退休');
    expect(await chat.say(people.secretary, '退休')).toContain('是不是党员');
    expect(await chat.say(people.secretary, '不是')).toContain('主要有哪些困难');
  });

  it('the same name or the same telephone is asked about, never silently made', async () => {
    await chat.script(people.secretary, '新建档案 张德厚，男，1944年5月6日，退休党员，体弱多病');
    const asked = await chat.say(people.secretary, '13911112222');
    expect(asked).toMatch(
      /机械厂支部已经有一位张德厚（同名，档案是“在册”）。\n是同一位吗？[^]*1\. 不是同一位/,
    );
    expect(await chat.script(people.secretary, '2', '1')).toContain('没有新建');
    expect(await database.db.person.count({ where: { name: '张德厚' } })).toBe(1);

    await chat.script(people.secretary, '新建档案 刘玉兰，女，1945年5月6日，退休党员，体弱多病');
    expect(await chat.say(people.secretary, '13900000003')).toContain('张德厚（电话一样');
    await chat.script(people.secretary, '1', '1');
    expect(await database.db.person.count({ where: { name: '刘玉兰' } })).toBe(1);
  });

  it('helpers and leaders are told that it is not theirs', async () => {
    expect(await chat.say(people.helper, '新建档案')).not.toContain('给哪位同志建档');
  });
});

describe('recognition and the other states', () => {
  it('goes from the clerk to the approver and back to the clerk', async () => {
    const { id } = await wang({ state: 'draft' });
    const shown = await chat.say(people.clerk, '提请认定 王德茂');
    expect(shown).toContain('✓ 退休干部');
    expect(await chat.say(people.clerk, '1')).toContain('已经告诉审批同志周国栋');
    expect((await chat.toldTo(approver)).at(-1)?.text).toContain('“认定 王德茂”');
    expect(await chat.say(people.clerk, '认定 王德茂')).toBe('“认定”要请审批同志来办，比如周国栋。');
    await chat.script(approver, '认定 王德茂', '1');
    expect(await fileOf(id)).toMatchObject({ state: 'enrolled', recognisedById: approver.id });
    expect((await chat.toldTo(people.clerk)).at(-1)?.text).toContain('已经认定，列为在册');
  });

  it('who does not meet the conditions needs a reason, and 取消 leaves everything as it was', async () => {
    const { id } = await wang({ state: 'proposed', partyMember: false });
    expect(await chat.say(approver, '认定 王德茂')).toMatch(
      /还差这些：\n· 不是党员[^]*确属例外的，请写明理由/,
    );
    await chat.say(approver, '取消');
    expect((await fileOf(id)).state).toBe('proposed');
    await chat.script(approver, '认定 王德茂', '局务会2027年第1次会议定的', '1');
    expect(await fileOf(id)).toMatchObject({
      state: 'enrolled',
      exceptionReason: '局务会2027年第1次会议定的',
    });
  });

  it('暂停, 恢复, 脱困, 迁出 are confirmed, with their reason and day', async () => {
    const { id } = await wang();
    await createPairing(database.db, {
      helper: people.helper,
      member: await database.db.person.findUniqueOrThrow({ where: { id } }),
    });
    expect(await chat.say(people.clerk, '暂停 王德茂')).toContain('为什么暂停');
    expect(await chat.say(people.clerk, '出国探亲半年')).toMatch(/①老同志：王德茂[^]*③原因：出国探亲半年/);
    expect(await chat.say(people.clerk, '1')).toContain('已改为“暂停”');
    expect((await chat.toldTo(people.helper)).at(-1)?.text).toContain('提醒从今天起都停了');
    await chat.script(people.clerk, '恢复 王德茂 已经回来', '1');
    expect((await fileOf(id)).state).toBe('enrolled');
    await chat.script(people.clerk, '迁出 王德茂 随女儿去了省城', '昨天', '1');
    expect((await fileOf(id)).state).toBe('moved-away');
    expect(await chat.say(people.clerk, '脱困 王德茂')).toMatch(
      /现在是“迁出”，不能“脱困”。可以办的是“迁回 王德茂”/,
    );
  });

  it('a death is told of with 报告情况', async () => {
    await wang({ state: 'deceased' });
    expect(await chat.say(people.clerk, '暂停 王德茂')).toContain('“更正去世 王德茂”');
  });
});

describe('the review', () => {
  const due = { lastReviewedOn: '2026-01-20', birthDate: null };

  it('lists what is due; “1 无变化” ends it, “2 改 …” changes and reviews, “撤销” brings it back', async () => {
    const one = await wang({ ...due, lastReviewedOn: '2026-01-10' });
    const two = await createMember(database.db, {
      name: '孙玉梅',
      organisation: people.branch,
      careFile: { ...full, ...due },
    });
    await planObligations(database.db, clock);
    const list = await chat.say(people.clerk, '复核');
    expect(list).toMatch(
      /要复核的档案有2份：\n1\. 王同志（王德茂）：上次复核是2026年1月10日（冬月廿二，周六），已满一年\n　独居，自理，手机 138\*\*\*\*1234/,
    );
    expect(await chat.say(people.clerk, '1 无变化')).toMatch(
      /记下了：王同志的档案复核过，没有变化[^]*还有1份/,
    );
    expect((await fileOf(one.id)).lastReviewedOn).toBe('2027-01-18');
    await chat.script(people.clerk, '撤销', '1');
    expect((await fileOf(one.id)).lastReviewedOn).toBe('2026-01-10');
    expect(await chat.say(people.clerk, '1、2没变化')).toContain('该复核的都办完了');
    await chat.script(people.clerk, '撤销', '1');
    await chat.script(people.clerk, '复核', '2 改 住址 和平路8号', '1');
    expect(await fileOf(two.id)).toMatchObject({ address: '和平路8号', lastReviewedOn: '2027-01-18' });
    expect(await chat.say(people.clerk, '没有变化')).toContain('都办完了');
    expect(await chat.say(people.clerk, '复核')).toBe('眼下没有要复核的档案，都在一年以内。');
  });

  it('a temporary case is answered by how things stand', async () => {
    const { id } = await wang({
      lastReviewedOn: '2027-01-01',
      birthDate: null,
      temporary: true,
      reassessOn: '2027-01-15',
    });
    await planObligations(database.db, clock);
    expect(await chat.say(people.clerk, '复核')).toContain('“1 仍困难”“1 转长期”');
    expect(await chat.say(people.clerk, '1 仍困难')).toContain('仍然困难，记下了；2027年7月17日');
    expect(await fileOf(id)).toMatchObject({ temporary: true, reassessOn: '2027-07-17' });
  });

  it('numbers that are not there, and other items, are told apart', async () => {
    await wang({ ...due });
    await planObligations(database.db, clock);
    await chat.say(people.clerk, '复核');
    expect(await chat.say(people.clerk, '7 无变化')).toContain('没有第7项');
  });
});

describe('the helper’s card', () => {
  it('says what a helper needs before they go, masked', async () => {
    await database.db.careFile.update({
      where: { memberId: people.member.id },
      data: {
        ...database.db.$vault.sealRow('care_file', people.member.id, {
          phone: '13812341234',
          address: '青山县和平路5号',
        }),
        urgentNeeds: '装扶手',
        urgentNeedKinds: ['living'],
        mobility: 'bedridden',
        longAbsent: true,
      },
    });
    const card = await chat.say(people.helper, '看1');
    expect(card).toContain('张老（张德厚），机械厂支部');
    expect(card).toContain('高龄、长期不参加活动'.slice(3));
    expect(card).toContain('电话：138****1234');
    expect(card).not.toContain('13812341234');
    expect(card).toContain('需要：生活；装扶手；送学上门');
    expect(card).toContain('责任书：还没有写');
    expect(card).toContain('还没有走访记录');
    expect(card).toContain('“查看 张德厚 电话”');
  });
});

describe('standards (S1-0.2)', () => {
  it('are shown, changed after old and new were read, and kept with who and when', async () => {
    expect(await chat.say(people.clerk, '标准')).toContain('离退休费偏低标准：还没有定');
    const shown = await chat.say(people.clerk, '改标准 离退休费偏低标准 3000元');
    expect(shown).toContain('现在是：还没有定\n改成：3000元');
    expect(await chat.say(people.clerk, '1')).toContain('2027年的“离退休费偏低标准”是3000元');
    const [entry] = await auditIn(database.db, { subject: 'setting' });
    expect(entry).toMatchObject({
      actorId: people.clerk.id,
      before: { value: null },
      after: { key: 'low-pension-fen:2027', value: 300_000 },
    });
    expect(await chat.say(people.secretary, '标准')).toContain('2027年3000元，上级定的');
    expect(await chat.say(people.clerk, '改标准 暂时困难重新评估天数 3天')).toContain('应在7天到730天之间');
    expect(await chat.script(people.clerk, '九十天左右', '90天', '1')).toContain('是90天');
    expect(await chat.say(people.secretary, '改标准 离退休费偏低标准 1元')).not.toContain('改成');
  });
});

describe('the 摸底 (S1-3.1a)', () => {
  it('says how far it is and who is left, keeps what was found, and takes it back', async () => {
    const before = await chat.say(people.clerk, '摸底');
    expect(before).toContain('2027年摸底：共3位，已摸0位（0%）。');
    expect(before).toMatch(/还没摸到的：(?=.*张德厚)(?=.*王秀英)(?=.*张桂兰)/u);
    const kept = await chat.say(people.clerk, '摸底 张德厚、王秀英 联系不上');
    expect(kept).toContain('记下了：张老、王老，摸底结果“联系不上”。');
    expect(await fileOf(people.member.id)).toMatchObject({
      surveyResult: 'unreachable',
      surveyedOn: '2027-01-18',
    });
    expect(await chat.say(people.clerk, '摸底情况')).toContain('已摸2位（66%），其中联系不上2位。');
    expect(await chat.say(people.clerk, '张德厚摸底联系不上')).toContain('今天已经这样记过了');
    expect(await chat.script(people.clerk, '撤销', '1')).toContain('跟原来一样');
    expect(await fileOf(people.member.id)).toMatchObject({ surveyResult: null, surveyedOn: null });
  });

  it('is of one’s own part of the tree, and somebody elsewhere is nobody', async () => {
    expect(await chat.say(people.secretary, '摸底')).toContain('共2位');
    const nobody = await chat.say(people.secretary, '摸底 张远 在册');
    expect(nobody).toContain('没有找到“张远”');
    expect(await fileOf(people.stranger.id)).toMatchObject({ surveyResult: null });
    expect(await chat.say(people.helper, '摸底')).not.toContain('已摸');
  });
});
