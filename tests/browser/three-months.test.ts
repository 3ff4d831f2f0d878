/**
 * Three months around the Spring Festival of 2027 on four phones: a helper, the member he looks after, the branch secretary
 * and the bureau's clerk. From the plan before the festival to the last visit after an illness.
 */
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaveOut } from '../support/redis.ts';
import { chromiumIsHere, phone, picture, say, shows, startDesk, type Desk, type Opened } from './desk.ts';

const leftOut = leaveOut('three months on four phones', 'chromium', chromiumIsHere);

let desk: Desk;
let opened: Opened;
let helper: Locator;
let member: Locator;
let secretary: Locator;
let clerk: Locator;

beforeAll(async () => {
  if (leftOut) return;
  desk = await startDesk();
  opened = await desk.open(1920, 940, '?phones=LiMing,ZhangDeHou,WangFang,ZhaoJing');
  const { page } = opened;
  [helper, member, secretary, clerk] = [phone(page, 0), phone(page, 1), phone(page, 2), phone(page, 3)];
}, 90_000);
afterAll(async () => {
  if (!leftOut) await desk.close();
});

/** What runs by itself looks at once when the clock is moved; on a busy machine that takes a while. */
const patienceMs = 60_000;
const hears = (who: Locator, text: RegExp): Promise<void> => shows(who, text, patienceMs);

/** As a visitor would do it: on the desk's own clock. */
async function itIs(now: string): Promise<void> {
  const { page } = opened;
  await page.getByLabel('选一个时间').fill(now);
  await page.getByRole('button', { name: '调到这个时间' }).click();
  const [, time = ''] = now.split('T');
  await page
    .locator('.clock:not(.moving) [data-clock=time]')
    .getByText(time)
    .waitFor({ timeout: patienceMs });
}

/** The member never hears of duties or of what others say about him. */
async function memberHearsNothingOf(...words: string[]): Promise<void> {
  const log = await member.locator('.log').innerText();
  expect(words.filter(word => log.includes(word))).toEqual([]);
}

test.skipIf(leftOut)(
  'from the plan before the festival to the last visit after an illness',
  async () => {
    const { page, trouble } = opened;
    await page.locator('.intro-close').click();

    // 腊月: the clerk is asked for the plan; the window opens, and the helper's first prompt comes.
    await itIs('2026-12-23T09:05');
    await hears(clerk, /春节慰问方案/);
    await itIs('2027-01-17T09:02');
    await hears(helper, /张老（张德厚）：春节走访，1月17日/);
    await hears(secretary, /春节走访，1月17日/);
    await picture(page, 'story-1.png');

    // The visit in one sentence; and what the old man himself asks for goes to his helper.
    await itIs('2027-01-19T10:10');
    await say(helper, '今天上门看了张老，精神不错，送了两箱牛奶');
    await hears(helper, /请您看看记得对不对[\s\S]*两箱牛奶/);
    await say(helper, '1');
    await hears(helper, /已办结：春节走访/);
    await say(member, '家里水管坏了，请人来修');
    await hears(member, /急不急/);
    await say(member, '2');
    await hears(member, /打哪个电话/);
    await say(member, '1');
    await hears(member, /已转给您的帮扶人李明/);
    await hears(helper, /张老（张德厚）求助，第1号/);
    await say(helper, '第1号 已联系，明天带师傅上门');
    await hears(member, /明天带师傅上门/);
    await picture(page, 'story-2.png');

    // Somebody cannot go: another is asked, nobody is forgotten.
    await itIs('2027-01-21T10:20');
    await say(helper, '孙老那里我去不了，腰扭了');
    await hears(helper, /是哪一件去不了/);
    await say(helper, '春节走访');
    await hears(helper, /您安心。孙老（孙桂兰）：春节走访，已经在问/);

    // 住院: the helper is told at once, the visit closes what it asks for, the clerk needs not be troubled.
    await itIs('2027-01-25T15:12');
    await say(secretary, '张德厚昨天住院了');
    await hears(secretary, /②情况：住院/);
    await say(secretary, '1');
    await hears(helper, /张老（张德厚）1月24日.*住院了。请在/);
    await say(helper, '下午去医院看了张老，已经稳定了');
    await hears(helper, /③方式：医院/);
    await say(helper, '1');
    await hears(helper, /已办结：住院看望/);
    await picture(page, 'story-3.png');

    // 除夕 in the morning: the secretary hears who has not been visited, and sees it with telephone numbers.
    await itIs('2027-02-05T09:04');
    await hears(secretary, /春节走访没有记录，2月5日/);
    await say(secretary, '春节走访情况');
    await hears(secretary, /应访11位[\s\S]*按月看/);
    await picture(page, 'story-4.png');

    // 出院: seen once more at home.
    await itIs('2027-02-07T09:05');
    await say(helper, '张德厚今天出院了');
    await hears(helper, /②情况：出院/);
    await say(helper, '1');
    await hears(helper, /这件事由您去看望，2月14日/);
    await itIs('2027-02-10T16:05');
    await say(helper, '今天上门看了张老，恢复得挺好');
    await hears(helper, /④近况：恢复得挺好/);
    await say(helper, '1');
    await hears(helper, /已办结：出院回访/);
    await picture(page, 'story-5.png');

    // 正月 is over: what the clerk still has to see to, at most five things by name.
    await itIs('2027-03-01T09:20');
    await say(clerk, '简报');
    await hears(clerk, /简报　3月1日[\s\S]*请先办这\d件[\s\S]*回复号码/);
    await picture(page, 'story-6.png');

    await memberHearsNothingOf('春节走访', '住院', '久未联系', '待办');
    expect(trouble).toEqual([]);
  },
  600_000,
);
