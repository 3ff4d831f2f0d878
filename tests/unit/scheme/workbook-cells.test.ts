import { describe, expect, it } from 'vitest';
import { hardshipKinds } from '../../../src/scheme/labels.ts';
import { birth, settleBirth } from '../../../src/scheme/workbook/birth.ts';
import type { BirthCalendar } from '../../../src/scheme/labels.ts';
import {
  choices,
  count,
  date,
  dayOrMonth,
  idNumber,
  money,
  personName,
  phone,
  userId,
  yesNo,
} from '../../../src/scheme/workbook/cells.ts';
import { checkDigitOf, idNumberFacts } from '../../../src/scheme/workbook/id-number.ts';
import { parseReference } from '../../../src/scheme/workbook/directory.ts';
import { closest } from '../../../src/scheme/workbook/closest.ts';
import type { Reading } from '../../../src/scheme/workbook/read-rows.ts';
import { seededRandom } from '../../support/random.ts';

const valueOf = <T>(reading: Reading<T>): T | 'refused' =>
  'complaint' in reading ? 'refused' : reading.value;

describe('a date', () => {
  it.each([
    '2026-03-01',
    '2026/3/1',
    '2026.3.1',
    '2026年3月1日',
    '2026年3月1号',
    '20260301',
    '２０２６－０３－０１',
    ' 2026-3-01 00:00:00',
  ])('is understood as %s', text => expect(valueOf(date.read(text))).toBe('2026-03-01'));

  it.each(['2026-02-29', '2026-13-01', '26-3-1', '3月1日', '2026-03', '46082', '昨天', '2026-03-01 12:30'])(
    'is not %s',
    text => expect(valueOf(date.read(text))).toBe('refused'),
  );

  it('may be a month where a day was never written down', () => {
    expect(
      ['1966-07', '1966.7', '1966年7月', '1966-07-01'].map(text => valueOf(dayOrMonth.read(text))),
    ).toEqual(['1966-07', '1966-07', '1966-07', '1966-07-01']);
    expect(valueOf(dayOrMonth.read('1966-13'))).toBe('refused');
  });
});

describe('money', () => {
  it.each([
    ['3200', 320_000],
    ['3,200.5', 320_050],
    ['￥2600.50元', 260_050],
    ['0', 0],
    ['1.2万', 1_200_000],
    ['1.2345万', 1_234_500],
    ['3200元/月', 320_000],
    ['0.07', 7],
    ['１００', 10_000],
    ['4.350', 435],
  ])('%s is %i fen', (text, fen) => expect(valueOf(money.read(text))).toBe(fen));

  it.each(['-5', '1.005', '两千', '约3000', '30000000', '3200/年', ''])('is not %s', text =>
    expect(valueOf(money.read(text))).toBe('refused'),
  );

  it('is shown so that it is read back as it was', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 500; round += 1) {
      const fen = Math.floor(random() * 10 ** (1 + Math.floor(random() * 9)));
      expect(valueOf(money.read(money.show(fen)))).toBe(fen);
    }
  });
});

describe('an ID number', () => {
  it('has the check digit of GB 11643 (the standard’s own example)', () => {
    expect(checkDigitOf('11010519491231002')).toBe('X');
    expect(checkDigitOf('44052418800101001')).toBe('4');
    expect(idNumberFacts('11010519491231002X')).toEqual({
      birthDate: '1949-12-31',
      sex: 'female',
      checkDigit: 'X',
      checkDigitRight: true,
    });
  });

  it('is kept with a warning where one digit is wrong, whichever it is', () => {
    const right = '11010519491231002X';
    expect(idNumber.read(right.toLowerCase())).toEqual({ value: right });
    for (let index = 0; index < 17; index += 1) {
      const digit = (Number(right[index]) + 1) % 10;
      const wrong = right.slice(0, index) + String(digit) + right.slice(index + 1);
      expect(idNumber.read(wrong), wrong).toMatchObject({
        value: wrong,
        warning: { message: expect.stringContaining('校验码不对') as string },
      });
    }
  });

  it('says so where a spreadsheet has rounded it', () =>
    expect(idNumber.read('110105194912310000')).toMatchObject({
      warning: { message: expect.stringContaining('Excel') as string },
    }));

  it('may be one of the old kind, without a check digit', () => {
    expect(idNumber.read('110105491231002')).toEqual({ value: '110105491231002' });
    expect(idNumberFacts('110105491231002')).toMatchObject({ birthDate: '1949-12-31', sex: 'female' });
  });

  it('is refused at any other length, without being repeated in full', () => {
    const refused = idNumber.read('1101051949123100');
    expect(refused).toMatchObject({
      complaint: { message: expect.stringContaining('应是18位，这里是16位') as string },
    });
    expect(JSON.stringify(refused)).not.toContain('1101051949');
  });
});

describe('a birth date', () => {
  const settled = (text: string, calendar?: BirthCalendar, leap?: boolean) => {
    const reading = birth.read(text);
    if ('complaint' in reading) return 'unreadable';
    const result = settleBirth(reading.value, calendar, leap);
    return 'complaint' in result ? 'refused' : Object.values(result.birth).join(' ');
  };

  it.each<[string, BirthCalendar | undefined, boolean | undefined, string]>([
    ['1944-03-12', undefined, undefined, '1944-03-12 solar false'],
    ['1942-12-30', 'lunar', undefined, '1942-12-30 lunar false'],
    ['1944-04-12', 'lunar', true, '1944-04-12 lunar true'],
    ['1942年腊月三十', undefined, undefined, '1942-12-30 lunar false'],
    ['农历1944年闰四月十二', 'lunar', undefined, '1944-04-12 lunar true'],
    ['1945年正月初五', 'lunar', undefined, '1945-01-05 lunar false'],
    ['1945年冬月廿三', 'lunar', undefined, '1945-11-23 lunar false'],
    ['1945年十一月二十三', 'lunar', undefined, '1945-11-23 lunar false'],
    ['农历1945年11月23日', undefined, undefined, '1945-11-23 lunar false'],
    ['1944-03-12', 'solar', true, '1944-03-12 solar false'],
    ['1943-12-30', 'lunar', undefined, '1943-12-30 lunar false'],
    ['1943-12-31', 'lunar', undefined, 'refused'],
    ['1945-04-12', 'lunar', true, 'refused'],
    ['1943-13-01', 'lunar', undefined, 'refused'],
    ['1943-02-30', 'solar', undefined, 'refused'],
    ['1942年腊月三十', 'solar', undefined, 'refused'],
    ['1944-03', undefined, undefined, 'unreadable'],
    ['属猴', undefined, undefined, 'unreadable'],
  ])('%s (%s, leap %s) is %s', (text, calendar, leap, expected) =>
    expect(settled(text, calendar, leap)).toBe(expected),
  );
});

describe('other cells', () => {
  it('lists are kept in the table’s order, once each', () => {
    const cell = choices(hardshipKinds);
    expect(valueOf(cell.read('行动不便、体弱多病, 多病；'))).toEqual(['ill-health', 'limited-mobility']);
    expect(cell.read('体弱多病、没钱')).toMatchObject({ complaint: { message: '不认识“没钱”。' } });
    expect(cell.show(['ill-health', 'limited-mobility'])).toBe('体弱多病、行动不便');
  });

  it('yes and no', () => {
    expect(['是', '√', 'TRUE', '否', 'FALSE', '也许'].map(text => valueOf(yesNo.read(text)))).toEqual([
      true,
      true,
      true,
      false,
      false,
      'refused',
    ]);
  });

  it('telephone numbers', () => {
    expect(
      ['100 0000 0001', '029-0000 0000', '(029)00000000', '+86-10000000001'].map(text =>
        valueOf(phone.read(text)),
      ),
    ).toEqual(['10000000001', '029-00000000', '02900000000', '+86-10000000001']);
    expect(['1234', '找他儿子', '10000000001/10000000002'].map(text => valueOf(phone.read(text)))).toEqual([
      'refused',
      'refused',
      'refused',
    ]);
    expect(phone.read('1000000001')).toMatchObject({
      value: '1000000001',
      warning: { message: '手机号“1000000001”是10位。' },
    });
  });

  it('accounts and names', () => {
    expect(['LiMing', 'li.ming@yunxi', 'a'].map(text => valueOf(userId.read(text)))).toEqual([
      'LiMing',
      'li.ming@yunxi',
      'a',
    ]);
    expect(['李明', 'li ming', '', '-x', 'a'.repeat(65)].map(text => valueOf(userId.read(text)))).toEqual(
      Array(5).fill('refused'),
    );
    expect(['李 明', '古丽·买买提'].map(text => valueOf(personName.read(text)))).toEqual([
      '李明',
      '古丽·买买提',
    ]);
    expect(['李明（科长）', '李明、王芳', '李明2'].map(text => valueOf(personName.read(text)))).toEqual(
      Array(3).fill('refused'),
    );
  });

  it('counts', () => {
    const cell = count(1, 30);
    expect(['1', '30', '3人', '0', '31', '1.5', '三'].map(text => valueOf(cell.read(text)))).toEqual([
      1,
      30,
      3,
      'refused',
      'refused',
      'refused',
      'refused',
    ]);
  });
});

describe('references', () => {
  it.each([
    ['李明', { name: '李明', within: undefined }],
    ['李 明', { name: '李明', within: undefined }],
    ['李明（第一党支部）', { name: '李明', within: '第一党支部' }],
    ['李明 (LiMing)', { name: '李明', within: 'LiMing' }],
    ['LiMing', { name: 'LiMing', within: undefined }],
    ['李明（县委（东院）支部）', { name: '李明', within: '县委（东院）支部' }],
  ])('%s', (text, expected) => expect(parseReference(text)).toEqual(expected));

  it('that are nearly right find what was meant', () => {
    const units = ['云溪县委老干部局', '第一党支部', '第二党支部'];
    expect(closest('第一支部', units)).toBe('第一党支部');
    expect(closest('云溪县老干部局', units)).toBe('云溪县委老干部局');
    expect(closest('财务科', units)).toBeUndefined();
  });
});
