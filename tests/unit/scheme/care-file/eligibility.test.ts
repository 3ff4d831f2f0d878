import { describe, expect, test } from 'vitest';
import { eligibilityOf, evidenceOf, evidenceText, readEvidence } from '../../../../src/scheme/care-files.ts';
import { withEvidence } from '../../../../src/scheme/care-files.ts';
import { eligibleFile, fileWith } from './files.ts';

const line = { lowPensionFen: 300_000, year: 2026 };

describe('retired cadres who are party members (S1-2.1)', () => {
  test('with one ground and its evidence: eligible, nothing lacking', () => {
    expect(eligibilityOf(eligibleFile(), line)).toEqual({
      eligible: true,
      reasons: ['退休干部', '是党员', '体弱多病：去年住院三次'],
      lacking: [],
      outOfScope: false,
    });
  });

  test.each([
    ['not in the party', { partyMember: false }, '不是党员'],
    ['party unknown', { partyMember: null }, '未注明党员身份'],
    ['neither 离休 nor 退休', { retirementKind: 'other' }, '不是离休、退休干部'],
    ['retirement unknown', { retirementKind: null }, '离休还是退休没有填'],
    ['no ground', { hardshipKinds: [] }, '没有填写制度规定的困难情形'],
    ['only a hardship of S3', { hardshipKinds: ['children-jobless'] }, '没有填写制度规定的困难情形'],
  ])('%s: not eligible, and it says why', (_what, known, why) => {
    const { eligible, lacking } = eligibilityOf(eligibleFile(known), line);
    expect(eligible).toBe(false);
    expect(lacking.join('\n')).toContain(why);
  });

  test('a low pension is measured by the year’s line; on the line it is not low', () => {
    const low = (pensionFen: number | null, thresholds = {}) =>
      eligibilityOf(
        eligibleFile({ hardshipKinds: ['low-pension'], hardshipNote: null, pensionFen }),
        thresholds,
      );
    expect(low(299_999, line)).toMatchObject({ eligible: true, lacking: [] });
    expect(low(299_999, line).reasons.at(-1)).toBe('离退休费偏低：月离退休费2999.99元，低于2026年标准3000元');
    expect(low(300_000, line)).toMatchObject({
      eligible: false,
      lacking: ['月离退休费3000元，不低于2026年标准3000元，“离退休费偏低”不成立'],
    });
    expect(low(500_000)).toMatchObject({
      eligible: true,
      lacking: ['本单位还没有定偏低的标准，请认定时把握'],
    });
    expect(low(null, line).lacking).toEqual(['“离退休费偏低”要写月离退休费是多少']);
  });

  test('a spouse’s income, or no spouse, speaks against 配偶无收入', () => {
    const of = (known: object) =>
      eligibilityOf(
        eligibleFile({ hardshipKinds: ['spouse-without-income'], hardshipNote: null, ...known }),
        line,
      );
    expect(of({ marriage: 'married', spouseIncomeFen: 0 })).toMatchObject({ eligible: true, lacking: [] });
    expect(of({ marriage: 'married', spouseIncomeFen: 80_000 }).eligible).toBe(false);
    expect(of({ marriage: 'widowed' })).toMatchObject({ eligible: false });
  });

  test('each ground wants its own evidence', () => {
    const { eligible, lacking } = eligibilityOf(
      eligibleFile({ hardshipKinds: ['ill-health', 'hard-living', 'sudden-event'] }),
      line,
    );
    expect(eligible).toBe(true);
    expect(lacking).toEqual([
      '“生活确有困难”还没有写依据，写一句就行',
      '“突发性事故”还没有写依据，写一句就行',
    ]);
  });

  test('a unit that is none of the three is allowed and out of scope (S1-2.2)', () => {
    expect(eligibilityOf(eligibleFile({ formerUnitStatus: 'other' }), line)).toMatchObject({
      eligible: true,
      outOfScope: true,
    });
    for (const formerUnitStatus of ['bankrupt', 'restructured', 'struggling'])
      expect(eligibilityOf(eligibleFile({ formerUnitStatus }), line).outOfScope).toBe(false);
    expect(eligibilityOf(eligibleFile({ formerUnitStatus: null }), line).lacking.join()).toContain('没有填');
  });
});

describe('party members (S2-2.1 … S2-2.4)', () => {
  const member = (known: object) =>
    eligibilityOf(fileWith({ targetGroup: 'party-member', partyMember: true, ...known }), {});

  test('a disaster or an illness, for a time', () => {
    expect(member({ mainCause: 'natural-disaster', temporary: true })).toMatchObject({
      eligible: true,
      lacking: [],
    });
    expect(member({ mainCause: 'serious-illness' }).lacking.join()).toContain('暂时困难');
  });
  test('out of work', () => expect(member({ secondaryCauses: ['laid-off'] }).reasons).toContain('下岗失业'));
  test('wanting help to produce', () => {
    expect(member({ mainCause: 'lack-of-capital' }).reasons.join()).toContain(
      '创业、发展生产遇到困难（缺资金）',
    );
    expect(member({ urgentNeedKinds: ['production'] }).eligible).toBe(true);
  });
  test('其他 with nothing said is refused', () => {
    expect(member({ hardshipKinds: ['other'] })).toMatchObject({
      eligible: false,
      lacking: ['选了“其他”，要写明是什么困难'],
    });
    expect(member({ mainCause: 'other', hardshipNote: '{"other":"  "}' }).eligible).toBe(false);
    expect(member({ hardshipKinds: ['other'], hardshipNote: '{"other":"孙子先天疾病"}' })).toMatchObject({
      eligible: true,
      reasons: ['是党员', '其他：孙子先天疾病'],
    });
  });
  test('retirement does not matter, membership does', () => {
    expect(member({ partyMember: false, mainCause: 'laid-off' }).eligible).toBe(false);
    expect(member({ mainCause: 'laid-off' })).toMatchObject({ eligible: true, outOfScope: false });
  });
});

test('cadres and workers need not be in the party (S5-1)', () => {
  const worker = (known: object) => eligibilityOf(fileWith({ targetGroup: 'cadre-worker', ...known }), {});
  expect(worker({ partyMember: false, mainCause: 'children-schooling' })).toMatchObject({
    eligible: true,
    reasons: ['困难原因：子女上学'],
  });
  expect(worker({}).eligible).toBe(false);
});

describe('evidence, ground by ground', () => {
  test('reads what it writes', () => {
    const evidence = { 'ill-health': '去年住院三次', other: '孙子先天疾病', general: '借款两万元' };
    expect(evidenceText(evidence)).toBe('体弱多病：去年住院三次；其他：孙子先天疾病；借款两万元');
    expect(readEvidence(evidenceText(evidence))).toEqual(evidence);
  });
  test('words that were never split are kept, and so is what is no JSON', () => {
    expect(evidenceOf('常年服药')).toEqual({ general: '常年服药' });
    expect(evidenceOf('{坏了')).toEqual({ general: '{坏了' });
    expect(evidenceOf(null)).toEqual({});
  });
  test('an empty note takes the old one away', () => {
    expect(withEvidence({ other: '甲' }, 'other', ' ')).toEqual({});
  });
});
