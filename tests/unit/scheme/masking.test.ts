import { describe, expect, it } from 'vitest';
import {
  maskAddress,
  maskBankAccount,
  maskEmergencyContact,
  maskHealth,
  maskIdNumber,
  maskPhone,
} from '../../../src/scheme/masking.ts';

describe('masks', () => {
  it.each([
    ['13812341234', '138****1234'],
    ['138 1234-1234', '138****1234'],
    ['１３８１２３４１２３４', '138****1234'],
    ['0917-3200000', '091****0000'],
    ['3200000', '****0000'],
    ['12345', '****'],
    ['问他女儿', '****'],
    ['', ''],
    [null, ''],
  ])('telephone %s → %s', (phone, shown) => expect(maskPhone(phone)).toBe(shown));

  it.each([
    ['610302194405060012', '**************0012'],
    ['61030219440506001X', '**************001X'],
    ['1234', '****'],
    [null, ''],
  ])('identity %s → %s', (number, shown) => expect(maskIdNumber(number)).toBe(shown));

  it.each([
    ['6222020000000001234', '尾号1234'],
    ['6222 0200 0000 0001 234', '尾号1234'],
    ['123', '****'],
    ['', ''],
  ])('bank account %s → %s', (account, shown) => expect(maskBankAccount(account)).toBe(shown));

  it.each([
    ['云溪县和平路12号3单元501', '云溪县和平路****'],
    ['秦岭省宝岭市云溪县城关镇东村5组', '秦岭省宝岭市云溪县****'],
    ['云溪县老干部小区2号楼', '云溪县****'],
    ['金台区东风小区3号楼', '金台区****'],
    ['宝岭市3号信箱', '宝岭市****'],
    ['和平路', '和平路****'],
    ['2号楼501', '****'],
    ['女儿家', '****'],
    [undefined, ''],
  ])('address %s → %s', (address, shown) => expect(maskAddress(address)).toBe(shown));

  it.each([
    ['张小梅 女儿 13912345678', '张小梅 女儿 139****5678'],
    ['张小梅（女儿）139-1234-5678、家里0917-3200000', '张小梅（女儿）139****5678、家里091****0000'],
    ['张小梅', '张小梅'],
    [null, ''],
  ])('emergency contact %s → %s', (contact, shown) => expect(maskEmergencyContact(contact)).toBe(shown));

  it('health is only known to be known', () => {
    expect(maskHealth('高血压')).toBe('有记录');
    expect(maskHealth(' ')).toBe('');
  });

  it('of nothing more than the last four digits, or the first three of a telephone, is left', () => {
    for (const masked of [
      maskPhone('13812341234'),
      maskIdNumber('610302194405060012'),
      maskBankAccount('6222020000000001234'),
    ])
      expect(masked).not.toMatch(/\d{5}/);
  });
});
