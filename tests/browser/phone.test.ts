/** The phone page as a newcomer meets it: a visit in one sentence, the clock moved, a narrow screen. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { leaveOut } from '../support/redis.ts';
import { chromiumIsHere, phone, picture, say, shows, startDesk, type Desk } from './desk.ts';

const leftOut = leaveOut('the phone page in a browser', 'chromium', chromiumIsHere);

let desk: Desk;
beforeAll(async () => {
  if (!leftOut) desk = await startDesk();
}, 90_000);
afterAll(async () => {
  if (!leftOut) await desk.close();
});

test.skipIf(leftOut)(
  'a newcomer records a visit in one sentence and finds it again',
  async () => {
    const { page, trouble } = await desk.open(1280, 860, '?left=LiMing&right=ZhangDeHou');
    const left = phone(page, 0);
    await say(left, '今天上午去医院看了张老，血压高住院第三天，精神还好，送了500元慰问金');
    await shows(left, /血压高住院第三天[\s\S]*保存/);
    await picture(page, 'review.png');
    await say(left, '1');
    await shows(left, /已记/);
    await say(left, '我的对象');
    await shows(left, /张(老|德厚)/);
    await say(phone(page, 1), '我要求助');
    await shows(phone(page, 1), /1[.、．]/);
    await picture(page, 'phone-page.png');
    expect(trouble).toEqual([]);
    await page.close();
  },
  60_000,
);

test.skipIf(leftOut)(
  'the clock moves to twenty days before the Spring Festival, and the prompt arrives',
  async () => {
    const { page, trouble } = await desk.open(1280, 860, '?left=LiMing&right=WangFang');
    await page.getByRole('button', { name: /到春节前20天/ }).click();
    await shows(phone(page, 0), /春节走访/);
    await picture(page, 'prompt.png');
    expect(trouble).toEqual([]);
    await page.close();
  },
  60_000,
);

test.skipIf(leftOut)(
  'on a phone’s width one phone is shown, a menu item works, and nothing scrolls sideways',
  async () => {
    const { page, trouble } = await desk.open(375, 760, '?left=ChenZhiYuan');
    const only = page.locator('.phone:visible');
    await only.first().waitFor();
    expect(await only.count()).toBe(1);
    await say(only, '简报');
    await shows(only, /简报　\d/);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(375);
    await page.locator('.intro-close').click();
    await picture(page, 'digest.png');
    expect(trouble).toEqual([]);
    await page.close();
  },
  60_000,
);
