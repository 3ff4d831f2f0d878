/** 转介 (S3-3.4): what was passed on to another office has a day for its answer, and somebody is asked on it. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { inTransaction } from '../../src/database.ts';
import { keepFamilyMember, recordFamilyConsent, referForWork } from '../../src/scheme/family-members.ts';
import { parsePromptAnswer } from '../../src/scheme/obligations/answer-words.ts';
import { answerPrompt } from '../../src/scheme/obligations/answers.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { saysAnswer } from '../../conversations/handle-request/about-request.ts';
import { answerCame, settleRequest } from '../../src/scheme/request-duties.ts';
import { closeRequest, findRequest, notesOf, type Request } from '../../src/scheme/requests.ts';
import {
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  type PersonRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, type House } from './duties-support.ts';

let house: House;
let helper: PersonRow;
let secretary: PersonRow;
let need: Request;
beforeAll(async () => {
  house = await createHouse('2027-03-01T10:00:00+08:00');
});
afterAll(() => house.database.close());

/** A jobless son whose case is passed on, to be answered by Friday 19 March. */
beforeEach(async () => {
  const { db, clock } = house;
  await house.database.empty();
  house.at('2027-03-01T10:00:00+08:00');
  const organisation = await createOrganisation(db, { name: '第一党支部' });
  secretary = await createPerson(db, {
    name: '王芳',
    userId: 'WangFang',
    roles: ['secretary'],
    organisation,
  });
  helper = await createPerson(db, { name: '李明', userId: 'LiMing', roles: ['helper'], organisation });
  const member = await createMember(db, {
    name: '张德厚',
    organisation,
    careFile: { birthDate: '1955-09-20', living: 'with-children', lastReviewedOn: '2027-01-02' },
  });
  await createPairing(db, { helper, member });
  const keeping = { clock, actorId: secretary.id };
  await inTransaction(db, async tx => {
    const son = { name: '张小军', relation: 'son', jobless: true } as const;
    const { person } = await keepFamilyMember(tx, member.id, son, keeping);
    await recordFamilyConsent(tx, person.id, { way: 'witness', witnessId: secretary.id }, keeping);
    need = await referForWork(
      tx,
      { familyMemberId: person.id, to: '县劳动就业服务中心', dueOn: '2027-03-19' },
      keeping,
    );
  });
});

const duties = () => house.db.obligation.findMany({ where: { rule: 'referral' } });
async function runOn(day: string): Promise<void> {
  house.at(`${day}T08:40:00+08:00`);
  await planJob({}, house.context);
  await sendPrompts({}, house.context);
  await escalate({}, house.context);
  await sendAll(house.db);
}
const saying = async (to: string, what: string): Promise<string[]> =>
  (await heard(house.db, to)).filter(text => text.includes(what));

test('it is planned when it is passed on, once, for whoever sees to the member’s requests', async () => {
  await Promise.all([planObligations(house.db, house.clock), planObligations(house.db, house.clock)]);
  expect(await duties()).toMatchObject([
    {
      ownerId: helper.id,
      occurrence: `referral:${need.number}:2027-03-19`,
      title: `第${need.number}号求助的回音`,
      opensOn: '2027-03-19',
      // The second working day after it is Tuesday the 23rd.
      dueOn: '2027-03-22',
      state: 'open',
    },
  ]);
});

test('on its day the helper has a line in the message of the day; two working days later the secretary hears', async () => {
  for (const day of ['2027-03-12', '2027-03-18']) await runOn(day);
  expect(await saying('LiMing', '答复')).toEqual([]);
  await runOn('2027-03-19');
  const [line] = await saying('LiMing', '答复');
  expect(line).toContain(
    `张老（张德厚）：第${need.number}号求助转给别的单位了，说好3月19日（二月十二，周五）前答复，请问一声有没有回音`,
  );
  expect(line).toContain('办好后回复如“1 已答复，下周去面试”就行。');
  for (const day of ['2027-03-20', '2027-03-22']) await runOn(day);
  expect(await saying('LiMing', '请问一声')).toHaveLength(1);
  expect(await saying('WangFang', '回音')).toEqual([]);
  for (const day of ['2027-03-23', '2027-03-24']) await runOn(day);
  expect(await saying('WangFang', `第${need.number}号求助的回音没有记录`)).toHaveLength(1);
  expect(await duties()).toMatchObject([{ state: 'overdue' }]);
});

test.each(['1 已答复，下周去面试', '1 有回音了，下周去面试', '1 答复了，下周去面试'])(
  '“%s” is kept with the request and ends it',
  async said => {
    await runOn('2027-03-19');
    const answers = parsePromptAnswer(said);
    const answered = await inTransaction(house.db, tx =>
      answerPrompt(tx, house.clock, helper, answers, said),
    );
    expect(answered).toMatchObject({
      recorded: [],
      sentences: [`已记下：张老的第${need.number}号求助的回音。事情办完了，回复“第${need.number}号办好了”。`],
    });
    expect((await notesOf(house.db, need.id)).at(-1)?.text).toBe('下周去面试');
    expect(await duties()).toMatchObject([{ state: 'done', closeReason: 'answered' }]);
    await runOn('2027-03-23');
    expect(await saying('WangFang', '回音')).toEqual([]);
  },
);

test.each([
  ['已答复，下周去面试', true],
  ['人家说有合适的岗位', true],
  ['还没有回音', false],
  ['没答复，我再催一催', false],
  ['打电话问了，正在办', false],
])('“%s”: an answer %s', (text, answer) => expect(saysAnswer(text)).toBe(answer));

test('“1 还没有回音” keeps it', async () => {
  await runOn('2027-03-19');
  const answers = parsePromptAnswer('1 还没有回音');
  expect(answers).toMatchObject([{ done: false }]);
  await inTransaction(house.db, tx => answerPrompt(tx, house.clock, helper, answers));
  expect(await duties()).toMatchObject([{ state: 'open' }]);
});

test('answered before its day nobody is asked; closed, neither, though it was late', async () => {
  await inTransaction(house.db, tx => answerCame(tx, house.clock, need, helper.id));
  expect(await duties()).toMatchObject([{ state: 'cancelled', closeReason: 'no-longer-due' }]);
  for (const day of ['2027-03-19', '2027-03-23']) await runOn(day);
  expect([...(await saying('LiMing', '回音')), ...(await saying('WangFang', '回音'))]).toEqual([]);
});

test('with the request it is over', async () => {
  for (const day of ['2027-03-19', '2027-03-23']) await runOn(day);
  expect(await duties()).toMatchObject([{ state: 'overdue' }]);
  await inTransaction(house.db, async tx => {
    const closing = { requestId: need.id, actorId: helper.id, outcome: 'solved', note: '上班了' } as const;
    await settleRequest(tx, house.clock, await closeRequest(tx, closing, house.clock), helper.id);
  });
  expect(await duties()).toMatchObject([{ state: 'done', closeReason: 'answered' }]);
  expect(await findRequest(house.db, need.id)).toMatchObject({ state: 'closed', answerDueOn: null });
});
