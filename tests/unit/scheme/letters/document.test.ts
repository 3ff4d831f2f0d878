import { describe, expect, test } from 'vitest';
import { documentText, signaturesText } from '../../../../src/documents/official-document.ts';
import {
  letterDocument,
  signaturesOf,
  withSignatures,
  type LetterFacts,
} from '../../../../src/scheme/letters/document.ts';
import { hashOfText } from '../../../../src/scheme/letters/make.ts';
import { signFrom } from '../../../../src/scheme/letters/number.ts';

const facts: LetterFacts = {
  number: '云老责〔2026〕3号',
  version: 1,
  branch: { name: '第一党支部', head: '王芳', headId: 'w' },
  helper: { name: '李明', unit: '第一党支部', title: '科员', phone: '10000000009' },
  member: { name: '张德厚', unit: '第一党支部' },
  from: '2026-11-23',
  to: null,
  direction: '生活照料',
  project: '居家安全。',
  task: '每月检查一次水电燃气',
  goal: '居家安全无隐患；',
  frequency: '每月一次',
};
const textOf = (changes: Partial<LetterFacts> = {}) => documentText(letterDocument({ ...facts, ...changes }));

describe('a letter', () => {
  test('holds the three parties, 期限 方向 责任 项目 预期目标 措施 频次, the promises, and how it ends (S5-3c, D3b)', () => {
    const text = textOf();
    for (const part of [
      '编号：云老责〔2026〕3号',
      '甲方（党支部）：第一党支部，负责人：王芳',
      '乙方（帮扶人）：李明，第一党支部科员，联系电话：10000000009',
      '丙方（帮扶对象）：张德厚，第一党支部',
      '一、帮扶期限\n自2026年11月23日起，到结对结束之日止。',
      '二、帮扶方向\n生活照料。',
      '三、帮扶责任',
      '项目：居家安全。\n任务：每月检查一次水电燃气。',
      '五、预期目标\n居家安全无隐患。',
      '1. 帮思想',
      '5. 帮信息',
      '走访频次：每月一次。',
      '丙方的承诺\n1. 如实反映',
      '2. 收到的帮扶款物按说好的用途使用',
      '八、变更和终止',
    ])
      expect(text).toContain(part);
  });

  test('is the same words for the same facts, and before and after somebody signs', () => {
    expect(hashOfText(textOf())).toBe(hashOfText(textOf()));
    const signed = signaturesOf(facts, [{ party: 'member', way: 'chat', on: '2026-11-24' }]);
    expect(documentText(withSignatures(letterDocument(facts), signed))).toBe(textOf());
    expect(textOf({ goal: '别的' })).not.toBe(textOf());
  });

  test('does without what is not known', () => {
    const text = textOf({
      direction: null,
      frequency: null,
      helper: { ...facts.helper, title: null, phone: null },
    });
    expect(text).toContain('乙方（帮扶人）：李明，第一党支部\n');
    expect(text).toContain('二、帮扶方向\n居家安全。');
    expect(text).toContain('走访频次：重大节日');
    expect(text).not.toMatch(/null|undefined|。。/);
  });

  test('a later version says so; a last day is told', () => {
    expect(textOf({ version: 2 })).toContain('编号：云老责〔2026〕3号（第2版）');
    expect(textOf({ to: '2027-11-22' })).toContain('到2027年11月22日止');
  });

  test('who signed and how, a proxy with their name', () => {
    const lines = signaturesText(
      signaturesOf(facts, [
        { party: 'branch', way: 'photo', on: '2026-11-24' },
        { party: 'member', way: 'proxy', on: '2026-11-25', proxy: '张小梅' },
      ]),
    );
    expect(lines.split('\n')).toEqual([
      '甲方（党支部）：第一党支部（手写签名（照片存档），2026年11月24日）',
      '乙方（帮扶人）：李明（未签）',
      '丙方（帮扶对象）：张德厚（代签，代签人张小梅，2026年11月25日）',
    ]);
  });

  test.each([
    ['云溪县委老干部局', 'cadre-bureau', '云老责'],
    ['中共云溪县委老干部局', 'cadre-bureau', '云老责'],
    ['云溪机械厂党委', 'committee', '云党责'],
  ])('%s (%s) numbers its letters %s', (name, kind, sign) => expect(signFrom(name, kind)).toBe(sign));
});
