import { createCipheriv } from 'node:crypto';
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import { describe, expect, it } from 'vitest';
import { CallbackRefused, createCallbackCrypto, type RefusalReason } from '../../../src/wecom/crypto.ts';
import { corpId, crypto, encodingAesKey, token } from './support/callback.ts';
import { seededRandom, type Random } from './support/random.ts';
import { vectors, type Vector } from './support/vectors.ts';

const cryptoOf = (one: Vector) =>
  createCallbackCrypto({
    token: one.token,
    encodingAesKey: one.encodingAESKey,
    receiveId: one.receiveid,
  });

const sealedOf = (one: Vector) => ({
  signature: one.msg_signature ?? '',
  timestamp: one.timestamp,
  nonce: one.nonce,
  encrypted: one.ciphertext,
});

/** Encrypts a whole frame as it is, whatever is in it, and signs it. */
function signedFrame(frame: Buffer) {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const encrypted = Buffer.concat([cipher.update(frame), cipher.final()]).toString('base64');
  const parts = { timestamp: '1700000000', nonce: 'n', encrypted };
  return { ...parts, signature: crypto.sign(parts) };
}

function frameOf(message: string, options: { length?: number; receiveId?: string } = {}): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(options.length ?? Buffer.byteLength(message));
  return Buffer.concat([
    Buffer.alloc(16, 7),
    length,
    Buffer.from(message),
    Buffer.from(options.receiveId ?? corpId),
  ]);
}

function padded(frame: Buffer): Buffer {
  const pad = 32 - (frame.length % 32);
  return Buffer.concat([frame, Buffer.alloc(pad, pad)]);
}

function reasonOf(run: () => unknown): RefusalReason {
  try {
    run();
  } catch (error) {
    if (error instanceof CallbackRefused) return error.reason;
    throw error;
  }
  throw new Error('was not refused');
}

describe('published vectors', () => {
  it('has all seven', () => expect(vectors).toHaveLength(7));

  it.each(vectors)('$id: opens to the published plaintext', one => {
    expect(cryptoOf(one).open(sealedOf(one))).toBe(one.plaintext);
  });

  it.each(vectors)('$id: seals to the published bytes and signature', one => {
    const sealed = cryptoOf(one).seal(one.plaintext, {
      ...one,
      random16: Buffer.from(one.random16, 'latin1'),
    });
    expect(sealed).toEqual({ encrypted: one.ciphertext, signature: one.msg_signature });
  });

  it.each(vectors)('$id: is refused with any one part changed', one => {
    const sealed = sealedOf(one);
    for (const part of ['timestamp', 'nonce', 'encrypted', 'signature'] as const) {
      const last = sealed[part].endsWith('4') ? '5' : '4';
      const changed = { ...sealed, [part]: sealed[part].slice(0, -1) + last };
      expect(reasonOf(() => cryptoOf(one).open(changed))).toBe('signature');
    }
  });

  it.each(vectors.flatMap(one => (one.negative ?? []).map(({ change }) => ({ ...one, change }))))(
    '$id: is refused with $change, as published',
    one => expect(reasonOf(() => cryptoOf(one).open({ ...sealedOf(one), ...one.change }))).toBe('signature'),
  );
});

describe('against @wecom/crypto', () => {
  it.each(vectors)('$id: both agree on signature, plaintext and receiver', one => {
    expect(cryptoOf(one).sign(sealedOf(one))).toBe(
      getSignature(one.token, one.timestamp, one.nonce, one.ciphertext),
    );
    expect(decrypt(one.encodingAESKey, one.ciphertext)).toMatchObject({
      message: one.plaintext,
      id: one.receiveid,
    });
  });

  it('each opens what the other sealed, for every length', () => {
    for (let length = 0; length <= 64; length += 1) {
      const message = '帮'.repeat(length % 7) + 'x'.repeat(length);
      const theirs = encrypt(encodingAesKey, message, corpId);
      const parts = { timestamp: '1', nonce: '2', encrypted: theirs };
      expect(crypto.open({ ...parts, signature: crypto.sign(parts) })).toBe(message);
      expect(
        decrypt(encodingAesKey, crypto.seal(message, { timestamp: '1', nonce: '2' }).encrypted).message,
      ).toBe(message);
    }
  });
});

describe('padding', () => {
  it('opens what it sealed at every length from 0 to 64, using every pad from 1 to 32', () => {
    const pads = new Set<number>();
    for (let length = 0; length <= 64; length += 1) {
      const message = 'm'.repeat(length);
      const { encrypted, signature } = crypto.seal(message, { timestamp: '1', nonce: '2' });
      expect(crypto.open({ timestamp: '1', nonce: '2', encrypted, signature })).toBe(message);
      const size = Buffer.from(encrypted, 'base64').length;
      expect(size % 32).toBe(0);
      pads.add(size - 20 - length - corpId.length);
    }
    expect([...pads].sort((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, index) => index + 1));
  });

  it('takes whole blocks of 16 that are no multiple of 32', () => {
    const frame = Buffer.concat([frameOf('x'.repeat(26)), Buffer.alloc(16, 16)]);
    expect(frame.length % 32).toBe(16);
    expect(crypto.open(signedFrame(frame))).toBe('x'.repeat(26));
  });

  it.each([0, 33, 64, 255])('refuses a pad byte of %i', pad => {
    const frame = Buffer.concat([frameOf('x'.repeat(10)), Buffer.alloc(48, pad)]);
    expect(reasonOf(() => crypto.open(signedFrame(frame)))).toBe('padding');
  });

  it('refuses a pad in which one byte differs, wherever it is', () => {
    const whole = padded(frameOf('x'.repeat(6)));
    const pad = whole.at(-1) ?? 0;
    expect(pad).toBeGreaterThan(16);
    for (let back = 2; back <= pad; back += 1) {
      const frame = Buffer.from(whole);
      frame[frame.length - back] = pad - 1;
      expect(reasonOf(() => crypto.open(signedFrame(frame)))).toBe('padding');
    }
  });

  it('refuses a pad longer than what there is', () => {
    expect(reasonOf(() => crypto.open(signedFrame(Buffer.alloc(16, 32))))).toBe('padding');
  });
});

describe('what is inside', () => {
  it('refuses a frame too short for its head', () => {
    expect(reasonOf(() => crypto.open(signedFrame(Buffer.alloc(32, 32))))).toBe('length');
    expect(reasonOf(() => crypto.open(signedFrame(padded(Buffer.alloc(19)))))).toBe('length');
  });

  it.each([2 ** 32 - 1, 2 ** 31, 5 + corpId.length + 1])('refuses a length of %i over 5 bytes', length => {
    expect(reasonOf(() => crypto.open(signedFrame(padded(frameOf('hello', { length })))))).toBe('length');
  });

  it.each([0, 4, 6, 5 + corpId.length])(
    'refuses a length of %i over 5 bytes: the receiver is then another',
    length => {
      expect(reasonOf(() => crypto.open(signedFrame(padded(frameOf('hello', { length })))))).toBe(
        'receiveid',
      );
    },
  );

  it.each(['', 'ww0123456789abcdeF', `${corpId}x`, corpId.slice(1)])(
    'refuses the receiver "%s"',
    receiveId => {
      expect(reasonOf(() => crypto.open(signedFrame(padded(frameOf('hello', { receiveId })))))).toBe(
        'receiveid',
      );
    },
  );

  it('takes an empty receiver only where it expects one', () => {
    const smartBot = createCallbackCrypto({ token, encodingAesKey, receiveId: '' });
    expect(smartBot.open(signedFrame(padded(frameOf('hello', { receiveId: '' }))))).toBe('hello');
    expect(reasonOf(() => smartBot.open(signedFrame(padded(frameOf('hello')))))).toBe('receiveid');
  });
});

describe('ciphertext', () => {
  const signed = (encrypted: string) => {
    const parts = { timestamp: '1', nonce: '2', encrypted };
    return { ...parts, signature: crypto.sign(parts) };
  };
  const good = crypto.seal('hello', { timestamp: '1', nonce: '2' }).encrypted;

  it.each([
    ['empty', ''],
    ['only padding', '===='],
    ['no whole block', Buffer.alloc(17).toString('base64')],
    ['cut', good.slice(0, -1)],
    ['a character that is no base64', `${good.slice(0, 3)}!${good.slice(4)}`],
    ['a line break inside', `${good.slice(0, 10)}\n${good.slice(10)}`],
    ['URL-safe base64', `-_${good.slice(2)}`],
    ['something behind its end', `${good}AAAA`],
  ])('is refused: %s', (_, encrypted) => {
    expect(reasonOf(() => crypto.open(signed(encrypted)))).toBe('ciphertext');
  });

  it('is not looked at before the signature', () => {
    expect(reasonOf(() => crypto.open({ ...signed('!'), signature: '0'.repeat(40) }))).toBe('signature');
  });
});

describe('settings', () => {
  it.each([
    '',
    'a'.repeat(42),
    'a'.repeat(44),
    `${'a'.repeat(42)}=`,
    `${'a'.repeat(42)}-`,
    ` ${'a'.repeat(42)}`,
  ])('refuses the key "%s" at once', encodingAesKeyGiven => {
    const make = () =>
      createCallbackCrypto({ token, encodingAesKey: encodingAesKeyGiven, receiveId: corpId });
    expect(make).toThrow(new TypeError('encodingAesKey must be 43 letters and digits'));
  });

  it.each(['', 'a b', 'a'.repeat(33), 'tök'])('refuses the token "%s" at once', tokenGiven => {
    const make = () => createCallbackCrypto({ token: tokenGiven, encodingAesKey, receiveId: corpId });
    expect(make).toThrow(new TypeError('token must be 1 to 32 letters and digits'));
  });

  it('seals the same text differently each time', () => {
    const seal = () => crypto.seal('hello', { timestamp: '1', nonce: '2' }).encrypted;
    expect(seal()).not.toBe(seal());
  });

  it('refuses random bytes that are not 16', () => {
    expect(() => crypto.seal('x', { timestamp: '1', nonce: '2', random16: Buffer.alloc(15) })).toThrow(
      TypeError,
    );
  });
});

describe('mutations', () => {
  const mutate = (random: Random, text: string): string => {
    const at = random.int(text.length + 1);
    const junk = random.bytes(1 + random.int(4)).toString(random.pick(['latin1', 'hex', 'base64']));
    return random.pick([
      text.slice(0, at),
      text.slice(at),
      text.slice(0, at) + junk + text.slice(at + junk.length),
      text.slice(0, at) + junk + text.slice(at),
      junk,
      '',
    ]);
  };

  it('of signed messages never open, and never throw anything but a refusal', () => {
    const random = seededRandom();
    for (let round = 0; round < 3_000; round += 1) {
      const one = vectors[random.int(vectors.length)];
      if (!one) continue;
      const sealed = sealedOf(one);
      const part = random.pick(['signature', 'timestamp', 'nonce', 'encrypted']);
      const changed = { ...sealed, [part]: mutate(random, sealed[part]) };
      if (changed[part] === sealed[part]) continue;
      expect(
        reasonOf(() => cryptoOf(one).open(changed)),
        `seed ${random.seed}, round ${round}`,
      ).toBe('signature');
    }
  });

  it('behind a good signature never throw anything but a refusal', () => {
    const random = seededRandom();
    const seen = new Set<string>();
    for (let round = 0; round < 4_000; round += 1) {
      const frame = random.pick([padded(frameOf('hello')), random.bytes(16 * random.int(6))]);
      for (let flips = random.int(3); flips > 0; flips -= 1)
        frame[random.int(frame.length)] = random.int(256);
      try {
        crypto.open(signedFrame(frame));
        seen.add('opened');
      } catch (error) {
        expect(error, `seed ${random.seed}, round ${round}`).toBeInstanceOf(CallbackRefused);
        seen.add((error as CallbackRefused).reason);
      }
    }
    expect([...seen].sort()).toEqual(['ciphertext', 'length', 'opened', 'padding', 'receiveid']);
  });
});

it('tells nothing of the message in its refusal', () => {
  const refused = new CallbackRefused('padding');
  expect(refused).toMatchObject({ message: 'callback refused', name: 'CallbackRefused', status: 400 });
  expect(new CallbackRefused('signature').message).toBe(refused.message);
});
