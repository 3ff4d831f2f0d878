import { describe, expect, it } from 'vitest';
import {
  byteLength,
  fileMessage,
  MAX_TEXT_BYTES,
  plainText,
  splitText,
  textMessage,
} from '../../../src/wecom/messages.ts';
import { seededRandom, type Random } from './support/random.ts';

describe('fileMessage', () => {
  it('is these bytes, always', () => {
    const message = () => fileMessage({ agentId: '1000002', toUser: 'ZhangSan', mediaId: 'media-1' });
    expect(message()).toBe(
      '{"touser":"ZhangSan","msgtype":"file","agentid":1000002,"file":{"media_id":"media-1"},"safe":0,"enable_duplicate_check":1,"duplicate_check_interval":14400}',
    );
    expect(message()).toBe(message());
  });

  it('refuses everybody as a recipient, and no medium', () => {
    expect(() => fileMessage({ agentId: 1, toUser: '@all', mediaId: 'm' })).toThrow(TypeError);
    expect(() => fileMessage({ agentId: 1, toUser: 'a', mediaId: ' ' })).toThrow(TypeError);
    expect(() => fileMessage({ agentId: 'x', toUser: 'a', mediaId: 'm' })).toThrow(TypeError);
  });
});

describe('textMessage', () => {
  it('is these bytes, always', () => {
    const message = () => textMessage({ agentId: '1000002', toUser: 'ZhangSan', content: '您好\n请回复"1"' });
    expect(message()).toBe(
      '{"touser":"ZhangSan","msgtype":"text","agentid":1000002,"text":{"content":"您好\\n请回复\\"1\\""},"safe":0,"enable_duplicate_check":1,"duplicate_check_interval":14400}',
    );
    expect(message()).toBe(message());
  });

  it('can have a shorter check for repeats, or none', () => {
    const of = (duplicateCheckSeconds: number) =>
      JSON.parse(textMessage({ agentId: 1, toUser: 'a', content: 'x', duplicateCheckSeconds })) as object;
    expect(of(1800)).toMatchObject({ enable_duplicate_check: 1, duplicate_check_interval: 1800 });
    expect(of(0)).toMatchObject({ enable_duplicate_check: 0 });
    expect(of(0)).not.toHaveProperty('duplicate_check_interval');
  });

  it('lets nobody’s words become a link', () => {
    const content = '看<a href="https://example.invalid/">这里</a>，3 < 5';
    const { text } = JSON.parse(textMessage({ agentId: 1, toUser: 'a', content })) as {
      text: { content: string };
    };
    expect(text.content).toBe('看＜a href="https://example.invalid/">这里＜/a>，3 ＜ 5');
  });

  it.each(['@all', '', 'a|b', 'a|@all', ' a', 'a b', '@ALL'])('refuses the recipient "%s"', toUser => {
    expect(() => textMessage({ agentId: 1, toUser, content: 'x' })).toThrow(TypeError);
  });

  it.each(['zhang.san', 'a-b_c', 'li@example.invalid', '1', '张三'])('takes the recipient "%s"', toUser => {
    expect(JSON.parse(textMessage({ agentId: 1, toUser, content: 'x' }))).toMatchObject({ touser: toUser });
  });

  it.each(['', ' ', 'app', '1.5', -1, NaN])('refuses the app "%s"', agentId => {
    expect(() => textMessage({ agentId, toUser: 'a', content: 'x' })).toThrow(TypeError);
  });

  it('refuses what the platform would cut or refuse', () => {
    const of = (content: string) => () => textMessage({ agentId: 1, toUser: 'a', content });
    expect(of('x'.repeat(MAX_TEXT_BYTES))).not.toThrow();
    expect(of('x'.repeat(MAX_TEXT_BYTES + 1))).toThrow(RangeError);
    expect(of('帮'.repeat(683))).toThrow(RangeError);
    expect(of('<'.repeat(683))).toThrow(RangeError);
    expect(of('')).toThrow(RangeError);
    expect(of(' \n ')).toThrow(RangeError);
  });

  it.each([-1, 14_401, 1.5, NaN])('refuses a check for repeats of %s seconds', duplicateCheckSeconds => {
    expect(() => textMessage({ agentId: 1, toUser: 'a', content: 'x', duplicateCheckSeconds })).toThrow(
      RangeError,
    );
  });
});

describe('plainText', () => {
  it.each([
    ['<a href="x">y</a>', '＜a href="x">y＜/a>'],
    ['a\ud800b', 'a\ufffdb'],
    ['好😀 > & "', '好😀 > & "'],
  ])('%s', (text, plain) => {
    expect(plainText(text)).toBe(plain);
    expect(plainText(plainText(text))).toBe(plain);
  });
});

it('byteLength counts UTF-8', () => {
  expect(['a', 'é', '帮', '😀', ''].map(byteLength)).toEqual([1, 2, 3, 4, 0]);
});

describe('splitText', () => {
  it.each([
    ['what fits stays one', 'a\n\nb', 10, ['a\n\nb']],
    ['paragraphs before lines', 'aaaa\nbbb\n\ncccc\nddd', 15, ['aaaa\nbbb', 'cccc\nddd']],
    ['lines before sentences', 'aa. bb\ncc. dd', 11, ['aa. bb', 'cc. dd']],
    ['sentences before characters', '一二。三四。五六', 20, ['一二。三四。', '五六']],
    ['closing quotes stay with their sentence', '“一二。”三四五六七', 21, ['“一二。”', '三四五六七']],
    ['characters where nothing else is', '一二三四', 7, ['一二', '三四']],
    ['no character is cut', '😀😀😀', 7, ['😀', '😀', '😀']],
    [
      'a boundary near the start is passed over',
      'a\n\nbbbbbbbbbbbbbbbbbbbb',
      20,
      ['a\n\nbbbbbbbbbbbbbbbbb', 'bbb'],
    ],
    ['< counts as it is sent', '<<<<', 6, ['<<', '<<']],
    ['blank lines at a cut are dropped', 'aaaa\n\n\n\nbbbb', 5, ['aaaa', 'bbbb']],
    ['indentation after a cut is kept', 'aaaa\n  bb', 6, ['aaaa', '  bb']],
    ['nothing', '', 10, []],
    ['blank', ' \n\n ', 10, []],
    ['blank and long', ' '.repeat(30), 10, []],
  ])('%s', (_, text, maxBytes, parts) => expect(splitText(text, maxBytes)).toEqual(parts));

  it('has 2048 bytes to a part unless told otherwise', () => {
    expect(splitText('帮'.repeat(1000)).map(part => part.length)).toEqual([682, 318]);
  });

  it.each([3, 0, -1])('refuses parts of %i bytes', maxBytes => {
    expect(() => splitText('x', maxBytes)).toThrow(RangeError);
  });

  const pieces = [
    '帮',
    '😀',
    'a',
    'é',
    '<',
    '\n',
    '\n\n',
    '。',
    '！',
    '. ',
    ' ',
    '，',
    '\r\n',
    '\t',
    '👨‍👩‍👧',
  ] as const;
  const randomText = (random: Random) =>
    Array.from({ length: random.int(400) }, () => random.pick([...pieces] as [string, ...string[]])).join('');
  const withoutSpace = (text: string) => text.replace(/\s/g, '');

  it('keeps every character in order, in parts that are not blank and never too long', () => {
    const random = seededRandom();
    for (let round = 0; round < 500; round += 1) {
      const text = randomText(random);
      const maxBytes = 4 + random.int(200);
      const parts = splitText(text, maxBytes);
      const where = `seed ${random.seed}, round ${round}`;
      expect(withoutSpace(parts.join('')), where).toBe(withoutSpace(text));
      for (const part of parts) {
        expect(byteLength(plainText(part)), where).toBeLessThanOrEqual(maxBytes);
        expect(part.trim(), where).not.toBe('');
        expect(part, where).not.toMatch(/^[\ufffd\udc00-\udfff]|[\ud800-\udbff\ufffd]$/);
      }
    }
  });

  it('gives parts that can be sent as they are', () => {
    const random = seededRandom();
    const text = Array.from({ length: 30 }, () => randomText(random)).join('');
    const bodies = splitText(text).map(content => textMessage({ agentId: 1, toUser: 'a', content }));
    expect(bodies.length).toBeGreaterThan(3);
  });
});
