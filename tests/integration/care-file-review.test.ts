/** R9: the yearly review of files, and temporary cases looked at again (S1-3.1c, S2-2.1): planned once, prompted, closed, undone. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { escalate } from '../../jobs/escalate.ts';
import { planObligations as planJob } from '../../jobs/plan-obligations.ts';
import { sendPrompts } from '../../jobs/send-prompts.ts';
import { inTransaction } from '../../src/database.ts';
import {
  findCareFile,
  reassess,
  reviewCareFile,
  reviewsDue,
  reviewsOverdue,
  stampReview,
  undoReview,
} from '../../src/scheme/care-files.ts';
import { parsePromptAnswer } from '../../src/scheme/obligations/answer-words.ts';
import { answerPrompt } from '../../src/scheme/obligations/answers.ts';
import { digestFor } from '../../src/scheme/digests.ts';
import { planObligations } from '../../src/scheme/obligations/planner.ts';
import { findPerson, type Person } from '../../src/scheme/people.ts';
import {
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  type OrganisationRow,
} from '../support/factories.ts';
import { createHouse, heard, sendAll, type House } from './duties-support.ts';

let house: House;
let bureau: OrganisationRow;
let branch: OrganisationRow;
let clerk: Person;
beforeAll(async () => {
  house = await createHouse('2027-03-01T10:00:00+08:00');
});
beforeEach(async () => {
  await house.database.empty();
  house.at('2027-03-01T10:00:00+08:00');
  bureau = await createOrganisation(house.db, { kind: 'cadre-bureau' });
  branch = await createOrganisation(house.db, { parent: bureau });
  const { id } = await createPerson(house.db, {
    name: '赵静',
    userId: 'ZhaoJing',
    roles: ['clerk'],
    organisation: bureau,
  });
  clerk = (await findPerson(house.db, id)) as Person;
});
afterAll(() => house.database.close());

/** A member without a birthday, so that no other duty is planned in these months. */
const member = (careFile: object, name = '张德厚') =>
  createMember(house.db, { name, organisation: branch, careFile: { birthDate: null, ...careFile } });

const reviews = (memberId: string, rule = 'care-file-review') =>
  house.db.obligation.findMany({ where: { memberId, rule }, orderBy: { createdAt: 'asc' } });

async function runOn(day: string, time = '08:40'): Promise<void> {
  house.at(`${day}T${time}:00+08:00`);
  await planJob({}, house.context);
  await escalate({}, house.context);
  await sendPrompts({}, house.context);
  await sendAll(house.db);
}

describe('the yearly review', () => {
  it('is planned once however often, for the 365th day, and belongs to the clerk whoever helps', async () => {
    const made = await member({ lastReviewedOn: '2026-04-10' });
    await createPairing(house.db, { member: made });
    await Promise.all([planObligations(house.db, house.clock), planObligations(house.db, house.clock)]);
    await planObligations(house.db, house.clock);
    expect(await reviews(made.id)).toMatchObject([
      { ownerId: clerk.id, opensOn: '2027-03-11', dueOn: '2027-04-10', state: 'open' },
    ]);
  });

  it('counts from the making of a file that was never reviewed', async () => {
    const made = await member({ lastReviewedOn: null, createdAt: new Date('2026-04-10T23:30:00+08:00') });
    await planObligations(house.db, house.clock);
    expect(await reviews(made.id)).toMatchObject([{ dueOn: '2027-04-10' }]);
  });

  it('counts many in one line, after what else there is to do, and none of them takes a number', async () => {
    for (let n = 0; n < 4; n += 1) await member({ lastReviewedOn: '2026-04-10' });
    await runOn('2027-03-11');
    expect((await heard(house.db, 'ZhaoJing')).at(-1)).toMatch(
      /赵静同志。\n有4份档案到了该核对的时候，回复“复核”一份一份看；没有变化的，几份可以一起回。$/,
    );
    expect(await house.db.promptItem.count()).toBe(0);
    expect(await house.db.promptStep.count({ where: { result: 'told' } })).toBe(4);
  });

  it('prompts at T-30 and T-7, on Mondays when it is late, and stays in the list until it is done', async () => {
    const made = await member({ lastReviewedOn: '2026-04-10' });
    const agreed = { direction: '就医', project: '陪护', task: '每月探望', goal: '有病能医' };
    await createPairing(house.db, { member: made, ...agreed });
    const prompts = async () =>
      (await heard(house.db, 'ZhaoJing')).filter(text => text.includes('档案一年一复核'));
    await runOn('2027-03-10');
    expect(await prompts()).toEqual([]);
    await runOn('2027-03-11');
    expect((await prompts()).at(-1)).toMatch(
      /这几天有1件事等您办：\n1\. 张同志（张德厚）：.*\n办好后回复如“1 无变化”就行。/,
    );
    for (const day of ['2027-03-12', '2027-03-20', '2027-04-02']) await runOn(day);
    expect(await prompts()).toHaveLength(1);
    await runOn('2027-04-03');
    expect(await prompts()).toHaveLength(2);
    await runOn('2027-04-11');
    expect(await prompts()).toHaveLength(2);
    expect(await reviews(made.id)).toMatchObject([{ state: 'overdue' }]);
    // 12 April 2027 is a Monday, and so are 19 and 26 April.
    for (const day of ['2027-04-12', '2027-04-13', '2027-04-16', '2027-04-19', '2027-04-20', '2027-04-26'])
      await runOn(day);
    expect(await prompts()).toHaveLength(5);
    expect(await reviewsOverdue(house.db, '2027-04-26', bureau.path)).toBe(1);
    const digest = await digestFor(house.db, house.clock, clerk, 'now');
    expect(digest.text).toContain('待复核档案1份（“复核”）');
    await runOn('2027-12-31');
    expect((await reviewsDue(house.db, '2027-12-31', bureau.path, 10)).count).toBe(1);
    expect(await reviews(made.id)).toHaveLength(1);
  });

  it('one tap ends it for a year, and stamps who and when', async () => {
    const made = await member({ lastReviewedOn: '2026-04-10' });
    await runOn('2027-03-11');
    const answered = await inTransaction(house.db, tx =>
      answerPrompt(tx, house.clock, clerk, parsePromptAnswer('1 办好了'), '1 办好了'),
    );
    expect(answered?.sentences).toEqual(['已记下：张同志的档案复核过了，没有变化。']);
    expect(answered?.recorded).toEqual([]);
    expect(await house.db.visit.count()).toBe(0);
    expect((await findCareFile(house.db, made.id))?.lastReviewedOn).toBe('2027-03-11');
    expect(await reviews(made.id)).toMatchObject([{ state: 'done', closeReason: 'reviewed' }]);
    await runOn('2027-09-30');
    expect((await reviewsDue(house.db, '2027-09-30', bureau.path, 10)).count).toBe(0);
    await runOn('2028-02-10');
    expect((await reviews(made.id)).map(({ dueOn, state }) => `${dueOn} ${state}`)).toEqual([
      '2027-04-10 done',
      '2028-03-10 open',
    ]);
  });

  it('a review that is entered elsewhere lets the late one go', async () => {
    const made = await member({ lastReviewedOn: '2026-01-10' });
    await runOn('2027-03-01');
    expect(await reviews(made.id)).toMatchObject([{ state: 'overdue' }]);
    await house.db.careFile.update({ where: { memberId: made.id }, data: { lastReviewedOn: '2027-02-20' } });
    await runOn('2027-03-02');
    expect(await reviews(made.id)).toMatchObject([{ state: 'cancelled', closeReason: 'no-longer-due' }]);
  });

  it('raced and repeated is stamped once; taken back, the duty stands again', async () => {
    const made = await member({ lastReviewedOn: '2026-01-10' });
    await runOn('2027-03-01');
    const editing = { actorId: clerk.id, clock: house.clock };
    const both = await Promise.all(
      [1, 2].map(() => inTransaction(house.db, tx => reviewCareFile(tx, made.id, editing))),
    );
    expect(both.filter(Boolean)).toHaveLength(1);
    await house.db.careFile.update({ where: { memberId: made.id }, data: { lastReviewedOn: '2026-01-10' } });
    await house.db.obligation.updateMany({ where: { memberId: made.id }, data: { state: 'open' } });
    const reviewed = await inTransaction(house.db, tx => stampReview(tx, made.id, editing));
    expect(reviewed).toMatchObject({ before: '2026-01-10' });
    if (reviewed) await inTransaction(house.db, tx => undoReview(tx, reviewed, editing));
    expect((await findCareFile(house.db, made.id))?.lastReviewedOn).toBe('2026-01-10');
    expect(await reviews(made.id)).toMatchObject([{ state: 'overdue', closeReason: null }]);
  });

  it('passes to the next clerk with everything late, and is not made for files that are not 在册', async () => {
    const made = await member({ lastReviewedOn: '2026-01-10' });
    for (const state of ['draft', 'proposed', 'suspended', 'recovered', 'moved-away', 'deceased'])
      await member({ lastReviewedOn: '2026-01-10', state }, '无名氏');
    await runOn('2027-03-01');
    await house.db.person.update({ where: { id: clerk.id }, data: { roles: [] } });
    const next = await createPerson(house.db, { roles: ['clerk'], organisation: branch });
    await runOn('2027-03-02');
    expect((await reviews(made.id)).map(({ ownerId, state }) => [ownerId === next.id, state]).sort()).toEqual(
      [
        [false, 'cancelled'],
        [true, 'overdue'],
      ],
    );
    expect(await house.db.obligation.count({ where: { rule: 'care-file-review' } })).toBe(2);
  });
});

describe('temporary cases', () => {
  it('are prompted once on their day, and stay until somebody has said how things stand', async () => {
    const made = await member({ lastReviewedOn: '2027-02-01', temporary: true, reassessOn: '2027-05-05' });
    // What is still open also stands in prompts for something else; its own step is what is counted.
    const prompts = () =>
      house.db.$queryRaw<{ day: Date }[]>`SELECT s."takenAt" AS day FROM prompt_step s
        JOIN obligation o ON o.id = s."obligationId" WHERE o.rule = 'care-file-reassess' AND s.result = 'told'`;
    await runOn('2027-05-04');
    expect(await prompts()).toEqual([]);
    for (const day of ['2027-05-05', '2027-05-06', '2027-05-19', '2027-05-20', '2027-06-20'])
      await runOn(day);
    expect(await prompts()).toHaveLength(1);
    expect((await heard(house.db, 'ZhaoJing'))[0]).toContain('暂时困难到期了，请重新评估');
    expect(await reviews(made.id, 'care-file-reassess')).toMatchObject([
      { state: 'overdue', ownerId: clerk.id },
    ]);
    const editing = { actorId: clerk.id, clock: house.clock };
    const next = await inTransaction(house.db, tx => reassess(tx, made.id, 'still', editing));
    expect(next).toBe('2027-12-17');
    expect(await findCareFile(house.db, made.id)).toMatchObject({
      temporary: true,
      reassessOn: '2027-12-17',
    });
    await runOn('2027-12-17');
    expect(await prompts()).toHaveLength(2);
    await inTransaction(house.db, tx => reassess(tx, made.id, 'lasting', editing));
    expect(await findCareFile(house.db, made.id)).toMatchObject({ temporary: false, reassessOn: null });
    await runOn('2028-12-20');
    expect(await prompts()).toHaveLength(2);
  });
});
