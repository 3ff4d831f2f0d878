/** Equal numbers are found however they are written; nothing is learnt across columns or without the key. */
import { expect, test } from 'vitest';
import { keysOf, vaultWith } from './keys.ts';

const vault = vaultWith(keysOf(1));

test.each([
  '13900001234',
  '１３９００００１２３４',
  ' 139 0000 1234 ',
  '139-0000-1234',
  '139—0000—1234',
  '（139）00001234',
  '(139)0000-1234',
  '139\u30000000\u00a01234',
])('“%s” is one telephone number', written => {
  expect(vault.index('person.phone', written)).toBe(vault.index('person.phone', '13900001234'));
});

test('the X of an ID number may be small or full-width', () => {
  const index = vault.index('care_file.idNumber', '00000019440312101X');
  for (const written of ['00000019440312101x', '00000019440312101Ｘ', '000000 19440312 101x'])
    expect(vault.index('care_file.idNumber', written)).toBe(index);
});

test('another number, another column, another key: another index', () => {
  const indexes = [
    vault.index('person.phone', '13900001234'),
    vault.index('person.phone', '13900001235'),
    vault.index('person.phone', '1390000123'),
    vault.index('care_file.phone', '13900001234'),
    vault.index('survivor.phone', '13900001234'),
    vaultWith({ ...keysOf(1), index: Buffer.alloc(32, 7) }).index('person.phone', '13900001234'),
  ];
  expect(new Set(indexes).size).toBe(indexes.length);
});

test('it has 22 letters, whatever it is of, and shows nothing of it', () => {
  for (const text of ['', '1', '和平路8号', '9'.repeat(10_000)])
    expect(vault.index('care_file.address', text)).toMatch(/^[A-Za-z0-9_-]{22}$/);
});

test('it does not change with the data key: what was written before a rotation is still found', () => {
  expect(vaultWith(keysOf(2, [1, 2])).index('person.phone', '1')).toBe(vault.index('person.phone', '1'));
});
