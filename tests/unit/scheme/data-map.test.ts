import { describe, expect, it } from 'vitest';
import { dataMapLines, keepingTimes, legalBases } from '../../../src/scheme/data-map.ts';
import { isCode } from '../../../src/scheme/labels.ts';
import { sensitiveFields } from '../../../src/scheme/sensitive-fields.ts';
import { columnsOf, sealedTables, type SealedTableName } from '../../../src/vault/sealed-columns.ts';

const lines = dataMapLines();

describe('the data map', () => {
  it('describes every sealed column and nothing else', () => {
    const sealed = (Object.keys(sealedTables) as SealedTableName[]).flatMap(table =>
      columnsOf(table).map(([column]) => `${table}.${column}`),
    );
    expect(lines.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(sealed.sort());
  });

  it('says of each what it is, what for, on which ground and how long', () => {
    for (const { what, purpose, basis, kept } of lines) {
      expect(what).not.toBe('');
      expect(purpose).not.toBe('');
      expect(isCode(legalBases, basis)).toBe(true);
      expect(isCode(keepingTimes, kept)).toBe(true);
    }
  });

  it('rests every sensitive field on a separate consent, which ends with it', () => {
    const sensitive = lines.filter(line => line.sensitive);
    const ofFile = sensitive.filter(({ table }) => table === 'care_file').map(({ column }) => column);
    expect(ofFile.sort()).toEqual([...sensitiveFields].sort());
    for (const { basis, kept } of sensitive) {
      expect(['separate-consent', 'family-consent']).toContain(basis);
      expect(kept).toBe('consent');
    }
  });
});
