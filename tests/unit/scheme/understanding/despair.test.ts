import { expect, test } from 'vitest';
import { findDespair, soundsLikeDespair } from '../../../../src/scheme/understanding/index.ts';
import { readCorpus } from '../../../corpus/format.ts';

const all = readCorpus().flatMap(({ sentences }) => sentences);
const despair = all.filter(({ intent }) => intent === 'despair').map(({ say }) => say);
/** Everything else there is, and what sounds like it most of all. */
const everyday = all.filter(({ intent }) => intent !== 'despair').map(({ say }) => say);

test.each(despair)('heard: %s', said => {
  expect(soundsLikeDespair(said)).toBe(true);
});

test.each(everyday)('everyday: %s', said => {
  expect(findDespair(said)).toBeNull();
});

test('it is heard inside a longer message, whatever stands around it', () => {
  for (const said of despair) {
    expect(soundsLikeDespair(`今天天气不错。${said}。孩子们都忙`)).toBe(true);
    expect(soundsLikeDespair(`  ${said}！！[流泪]`)).toBe(true);
  }
});

test('it is heard at the end of a very long message', () => {
  expect(soundsLikeDespair(`${'身体还好，'.repeat(1500)}就是活着没意思`)).toBe(true);
});

test('the phrase is quoted as it was said', () => {
  expect(findDespair('他说活着没意思')?.phrase).toBe('活着没意思');
});
