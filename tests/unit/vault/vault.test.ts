/** A value opens in its own row and column, unchanged, and nowhere else. */
import { describe, expect, test } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import { isSealed, keyIdOf } from '../../../src/vault/cipher.ts';
import { keysOf, vaultWith } from './keys.ts';

const vault = vaultWith(keysOf(1));
const row = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
  return 'nothing thrown';
};

describe('what is sealed', () => {
  test.each([
    ['nothing', ''],
    ['a space', ' '],
    ['Chinese', '高血压，住院第三天'],
    ['emoji and rare characters', '👨‍👩‍👧 𠮷野家 㐂'],
    ['an ID number', '00000019440312101X'],
    ['zero bytes', 'a\0b'],
    ['a megabyte', '病'.repeat(350_000)],
  ])('is opened again: %s', (_, text) => {
    const sealed = vault.seal('care_file.health', row, text);
    expect(vault.open('care_file.health', row, sealed)).toBe(text);
    expect(isSealed(sealed)).toBe(true);
    expect(keyIdOf(sealed)).toBe(1);
    if (text.trim()) expect(Buffer.from(sealed).includes(Buffer.from(text))).toBe(false);
  });

  test('is different each time, and as long as the text and 33 bytes', () => {
    const [one, two] = [vault.seal('care_file.health', row, '好'), vault.seal('care_file.health', row, '好')];
    expect(Buffer.from(one).equals(two)).toBe(false);
    expect(one).toHaveLength(33 + 3);
  });

  test('has a buffer of its own, so that nobody who takes `.buffer` sees a neighbour', () => {
    const sealed = vault.seal('care_file.health', row, '好');
    expect(sealed.buffer.byteLength).toBe(sealed.length);
  });

  test('as bytes is bytes again', () => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, n) => n % 251);
    const sealed = vault.sealBytes('attachment.file', row, bytes);
    expect(vault.openBytes('attachment.file', row, sealed).equals(bytes)).toBe(true);
  });

  test('is opened where it lies in the middle of other bytes, as drivers hand it over', () => {
    const sealed = vault.seal('care_file.health', row, '好');
    const around = Buffer.concat([Buffer.alloc(7, 1), sealed, Buffer.alloc(9, 1)]);
    expect(vault.open('care_file.health', row, around.subarray(7, 7 + sealed.length))).toBe('好');
  });
});

describe('what does not belong is not opened', () => {
  const sealed = vault.seal('care_file.health', row, '高血压');

  test('another row, another column, another table', () => {
    expect(codeOf(() => vault.open('care_file.health', other, sealed))).toBe('seal-broken');
    expect(codeOf(() => vault.open('care_file.disease', row, sealed))).toBe('seal-broken');
    expect(codeOf(() => vault.open('family_member.health', row, sealed))).toBe('seal-broken');
    expect(codeOf(() => vault.openBytes('attachment.file', row, sealed))).toBe('seal-broken');
  });

  test('two rows that were swapped, both', () => {
    const second = vault.seal('care_file.health', other, '糖尿病');
    expect(codeOf(() => vault.open('care_file.health', row, second))).toBe('seal-broken');
    expect(codeOf(() => vault.open('care_file.health', other, sealed))).toBe('seal-broken');
  });

  test('a bit flipped, at every place', () => {
    const opened = Array.from({ length: sealed.length * 8 }, (_, bit) => {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return codeOf(() => vault.open('care_file.health', row, changed));
    });
    expect(new Set(opened.slice(0, 8))).toEqual(new Set(['not-sealed']));
    expect(new Set(opened.slice(8, 40))).toEqual(new Set(['data-key-unknown']));
    expect(new Set(opened.slice(40))).toEqual(new Set(['seal-broken']));
  });

  test('cut short anywhere, or with something behind it', () => {
    const short = Array.from({ length: sealed.length }, (_, length) =>
      codeOf(() => vault.open('care_file.health', row, sealed.subarray(0, length))),
    );
    expect(new Set(short)).toEqual(new Set(['not-sealed', 'seal-broken']));
    const long = Buffer.concat([sealed, Buffer.alloc(1)]);
    expect(codeOf(() => vault.open('care_file.health', row, long))).toBe('seal-broken');
  });

  test.each(['', '和平路8号', '一'.repeat(40)])('clear text: “%s”', text => {
    expect(codeOf(() => vault.open('care_file.address', row, Buffer.from(text)))).toBe('not-sealed');
  });

  test('under another key of the same number', () => {
    const stranger = vaultWith({ ...keysOf(1), data: new Map([[1, Buffer.alloc(32, 9)]]) });
    expect(codeOf(() => stranger.open('care_file.health', row, sealed))).toBe('seal-broken');
  });

  test('under a key this process has not read yet: may be tried again', () => {
    const late = vaultWith(keysOf(2));
    expect(() => late.open('care_file.health', row, sealed)).toThrow(
      expect.objectContaining({ code: 'data-key-unknown', retryable: true }),
    );
  });

  test('and the complaint names the column, never the value, the row or a key', () => {
    let said = '';
    try {
      vault.open('care_file.health', other, sealed);
    } catch (error) {
      said = String((error as Error).message);
    }
    expect(said).toContain('care_file.health');
    expect(said).not.toContain(other);
    expect(said).not.toContain('高血压');
  });
});

describe('a row', () => {
  test('goes in sealed, with its indexes, and comes out as it was', () => {
    const clear = { phone: '13900001234', health: '好', bankName: null, sex: 'male', memberId: row };
    const sealed = vault.sealRow('care_file', row, clear);
    expect(sealed).toMatchObject({ sex: 'male', memberId: row, bankName: null });
    expect(sealed.phone).toBeInstanceOf(Uint8Array);
    expect(sealed).toHaveProperty('phoneIndex', vault.index('care_file.phone', '13900001234'));
    expect(vault.openRow('care_file', row, sealed)).toMatchObject(clear);
  });

  test('does not touch columns it was not given, and empties those given as null together with their index', () => {
    expect(Object.keys(vault.sealRow('care_file', row, { phone: undefined, sex: 'male' }))).toEqual([
      'phone',
      'sex',
    ]);
    expect(vault.sealRow('care_file', row, { phone: null })).toEqual({ phone: null, phoneIndex: null });
  });

  test('of another member is not opened', () => {
    const sealed = vault.sealRow('care_file', row, { health: '好' });
    expect(codeOf(() => vault.openRow('care_file', other, sealed))).toBe('seal-broken');
  });
});

describe('two data keys', () => {
  test('old values stay readable, new ones are sealed with the new key', () => {
    const before = vault.seal('care_file.health', row, '旧');
    let keys = keysOf(1);
    const moving = vaultWith({ ...keys, get current() { return keys.current; }, get data() { return keys.data; } }); // prettier-ignore
    expect(moving.currentKey).toBe(1);
    keys = keysOf(2, [1, 2]);
    expect(moving.currentKey).toBe(2);
    expect(keyIdOf(moving.seal('care_file.health', row, '新'))).toBe(2);
    expect(moving.open('care_file.health', row, before)).toBe('旧');
  });
});
