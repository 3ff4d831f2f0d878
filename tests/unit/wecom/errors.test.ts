import { describe, expect, it } from 'vitest';
import {
  actionFor,
  errcodes,
  redact,
  surelyNotSent,
  WecomApiError,
  WecomNetworkError,
  WecomTokenError,
  type ErrcodeAction,
} from '../../../src/wecom/errors.ts';

const expected: [ErrcodeAction, number[]][] = [
  ['success', [0, 95033]],
  ['empty', [46003]],
  ['retry', [-1, 6000, 45033, 45035, 45036, 846609]],
  ['refresh-token', [40014, 42001, 41001]],
  ['slow-down', [45009, 846607]],
  [
    'alert',
    [40001, 40091, 40013, 60020, 301042, 90308, 40056, 301002, 43012, 48001, 48006, 50003, 90200, 90208],
  ],
  ['recipient', [60021, 81013, 40003, 60111, 46004, 40031, 43004, 701008]],
  ['reupload', [40007, 40145]],
  ['content', [40201, 40204, 82004]],
  ['relogin', [40029, 42003]],
  [
    'drop',
    [45029, 40032, 82001, 40058, 44004, 40146, 45002, 40206, 60140, 42014, 42027, 42051, 42052, 95001],
  ],
  ['retry-once', [1, 99999, 42000, 42053, 90199, 90209]],
];

describe('errcodes', () => {
  it.each(expected.flatMap(([action, codes]) => codes.map(code => [code, action] as const)))(
    '%i: %s',
    (code, action) => expect(actionFor(code)).toBe(action),
  );

  it('have a meaning each', () => {
    expect(Object.keys(errcodes).length).toBeGreaterThan(120);
    for (const { meaning } of Object.values(errcodes)) expect(meaning).not.toBe('');
  });

  it('of names that every object has are unknown', () => {
    expect(actionFor(NaN)).toBe('retry-once');
    expect(actionFor('constructor' as unknown as number)).toBe('retry-once');
  });
});

describe('redact', () => {
  it.each([
    [
      '/cgi-bin/message/send?access_token=abc-DEF_1&debug=0',
      '/cgi-bin/message/send?access_token=***&debug=0',
    ],
    ['?corpid=ww1&corpsecret=s3cr3t', '?corpid=ww1&corpsecret=***'],
    ['jsapi_ticket=abc, user_ticket=def ticket=ghi', 'jsapi_ticket=***, user_ticket=*** ticket=***'],
    ['{"response_code":"a\\"b","msgid":"m"}', '{"response_code":"***","msgid":"m"}'],
    ['{"access_token" : "x"}', '{"access_token":"***"}'],
    [
      '<ResponseCode><![CDATA[abc]]></ResponseCode><TaskId>1</TaskId>',
      '<ResponseCode>***</ResponseCode><TaskId>1</TaskId>',
    ],
    ['nothing to hide, media_id=1', 'nothing to hide, media_id=1'],
  ])('%s', (text, clean) => expect(redact(text)).toBe(clean));

  it('hides given secrets wherever they stand, and passes over empty ones', () => {
    expect(redact('a s3cr3t and s3cr3t', ['', 's3cr3t'])).toBe('a *** and ***');
  });
});

describe('surelyNotSent', () => {
  const network = (outcomeUnknown: boolean) =>
    new WecomNetworkError({ api: 'message/send', outcomeUnknown, message: 'x' });

  it.each([
    [new WecomApiError({ api: 'message/send', errcode: 40003, errmsg: 'x' }), true],
    [new WecomTokenError(network(true)), true],
    [network(false), true],
    [network(true), false],
    [new Error('something else'), false],
    [undefined, false],
  ])('%s: %s', (error, answer) => expect(surelyNotSent(error)).toBe(answer));
});
