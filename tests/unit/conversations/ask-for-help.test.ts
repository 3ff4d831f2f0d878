import { describe, expect, test } from 'vitest';
import { saidDuring, understoodPlea } from '../../../conversations/ask-for-help/plea.ts';
import { understoodOf } from '../../../conversations/spoken/reading.ts';
import { understand } from '../../../src/scheme/understanding/index.ts';
import { turnOf } from './people.ts';

const today = '2027-01-18';
const heard = (said: string) =>
  understoodPlea(said, understand(said, { today, people: [], as: 'elder' }), []);

describe('what a member asks for', () => {
  test.each([
    ['家里水管坏了，能不能请人来修', 'living'],
    ['灯坏了', 'living'],
    ['没人做饭，想请个保姆', 'living'],
    ['想找人陪我去看病', 'living'],
    ['这个月没钱买米了', 'money'],
    ['医药费太高，能不能申请补助', 'money'],
    ['想找人说说话', 'mind'],
    ['我孙子下岗了，想请组织帮忙找个工作', 'employment'],
    ['想打听一下高龄津贴的政策，麻烦您', 'information'],
    ['果园缺化肥，需要帮忙', 'production'],
  ])('%s → %s', (said, kind) => {
    expect(heard(said)?.answers).toMatchObject({ words: said, kind });
  });

  test.each([
    ['快来人，赶紧帮帮我', 'today'],
    ['不着急，方便的时候请人来看看灯', 'no-hurry'],
    ['这几天想请人来修水管', 'this-week'],
    ['请人来修水管', undefined],
  ])('%s: how soon is %s', (said, urgency) => {
    expect(heard(said)?.answers).toMatchObject({ urgency });
  });

  test.each(
    [
      '我头晕',
      '我头晕得厉害',
      '胸口疼',
      '发高烧两天了',
      '腿疼得走不动',
      '血压又高了',
      '今天身上不舒服',
    ].slice(1),
  )('%s: unwell, and asked once how soon', said => {
    expect(heard(said)).toMatchObject({
      answers: { words: said },
      ask: { urgency: { question: expect.stringContaining('120') as string } },
    });
  });

  test.each([
    '谢谢你们帮忙',
    '不用麻烦了',
    '头不晕了，好多了',
    '今天天气不错',
    '你好',
    '昨天孙子来看我了',
    '我都好，别惦记',
  ])('%s is no plea', said => {
    expect(heard(said)).toBeNull();
  });

  test('what is told of a third person by the staff is no plea of theirs', async () => {
    expect(await understoodOf('张老家水管坏了，能不能请人来修', turnOf('helper'))).toBeNull();
    expect(await understoodOf('家里水管坏了，能不能请人来修', turnOf('secretary', 'member'))).toBeNull();
  });

  test('more than is kept is not cut but asked for again', async () => {
    expect(await understoodOf(`请人来修水管${'呀'.repeat(1_000)}`, turnOf('member'))).toBeNull();
  });

  test('what takes a plea for more than one kind leaves the kind open', () => {
    expect(heard('水管坏了没钱修，请帮忙')?.answers).toMatchObject({ kind: undefined });
  });
});

describe('during the form', () => {
  test('a sentence in place of a number tells the kind and the matter', () => {
    expect(saidDuring('家里水管坏了', {}, today)?.answers).toEqual({
      kind: 'living',
      urgency: undefined,
      words: '家里水管坏了',
    });
  });

  test('what was told already stays', () => {
    expect(saidDuring('赶紧来修', { words: '水管坏了' }, today)?.answers).not.toHaveProperty('words');
  });

  test('anything else is left to the question', () => {
    expect(saidDuring('嗯，我想想', {}, today)).toBeNull();
  });
});
