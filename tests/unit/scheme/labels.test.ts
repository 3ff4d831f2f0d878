import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as labels from '../../../src/scheme/labels.ts';
import { codeOf, codesOf, isCode, labelOf, labelsOf, type Labels } from '../../../src/scheme/labels.ts';

const isTable = (value: unknown): value is Labels =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every(words => Array.isArray(words) && words.length > 0);
const tables = Object.entries(labels as Readonly<Record<string, unknown>>).flatMap(([name, value]) =>
  isTable(value) && !Array.isArray(value) ? [[name, value] as const] : [],
);

/** The comment above a field of the schema, e.g. "home | hospital | phone". */
function codesInSchema(model: string, field: string): string[] {
  const schema = readFileSync(new URL('../../../prisma/schema.prisma', import.meta.url), 'utf8');
  const body = new RegExp(`^model ${model} \\{$([\\s\\S]*?)^\\}$`, 'm').exec(schema)?.[1] ?? '';
  const comment = new RegExp(`/// (.+)\\n\\s+${field}\\s`).exec(body)?.[1] ?? '';
  return comment
    .replace(/\s*[(（].*$/, '')
    .split('|')
    .map(code => code.trim());
}

describe('the tables', () => {
  it('are all here', () => expect(tables.length).toBeGreaterThanOrEqual(20));

  it.each(tables)('%s: no word means two codes, and every word is understood', (_, table) => {
    const words = Object.values(table).flat();
    expect(new Set(words).size).toBe(words.length);
    for (const code of codesOf(table)) {
      for (const word of table[code] ?? []) expect(codeOf(table, word), word).toBe(code);
      expect(codeOf(table, code)).toBe(code);
    }
  });

  it.each([
    ['Person', 'roles', labels.roles],
    ['Organisation', 'kind', labels.organisationKinds],
    ['CareFile', 'state', labels.careFileStates],
    ['Visit', 'way', labels.visitWays],
    ['Visit', 'occasion', labels.occasions],
    ['Visit', 'met', labels.metPeople],
    ['Visit', 'helpKind', labels.helpKinds],
    ['Happening', 'kind', labels.happeningKinds],
    ['Request', 'kind', labels.requestKinds],
    ['Request', 'urgency', labels.urgencies],
    ['Request', 'state', labels.requestStates],
    ['Request', 'outcome', labels.outcomes],
  ] as const)('%s.%s has the codes of the schema', (model, field, table) => {
    expect(codesOf(table).sort()).toEqual(codesInSchema(model, field).sort());
  });
});

describe('labels and codes', () => {
  it('do not mind spaces, full-width letters and capitals', () => {
    expect(codeOf(labels.careFileStates, ' 在 册 ')).toBe('enrolled');
    expect(codeOf(labels.livings, '夫妻独居（空巢）')).toBe('couple');
    expect(codeOf(labels.roles, 'ＨＥＬＰＥＲ')).toBe('helper');
  });

  it('are not guessed', () => {
    expect(codeOf(labels.roles, '')).toBeUndefined();
    expect(codeOf(labels.roles, '书')).toBeUndefined();
    expect(codeOf(labels.roles, 'constructor')).toBeUndefined();
    expect(isCode(labels.roles, 'toString')).toBe(false);
  });

  it('show what is unknown as it is, and nothing as nothing', () => {
    expect(labelOf(labels.outcomes, 'passed-on')).toBe('转办');
    expect(labelOf(labels.outcomes, 'later')).toBe('later');
    expect(labelOf(labels.outcomes, null)).toBe('');
    expect(labelsOf(labels.hardshipKinds, ['ill-health', 'lonely'])).toBe('体弱多病、空巢独居');
  });
});
