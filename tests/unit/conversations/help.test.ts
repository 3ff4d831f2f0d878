import { describe, expect, test } from 'vitest';
import { help, helpText } from '../../../conversations/help.ts';
import { conversations } from '../../../conversations/index.ts';
import { roles, type Role } from '../../../src/scheme/labels.ts';
import { personWith, turnOf } from './people.ts';

const everyRole = Object.keys(roles) as Role[];
const wordsIn = (text: string): string[] => [...text.matchAll(/“([^”]+)”：/g)].map(match => match[1] ?? '');

describe('帮助', () => {
  test.each(everyRole)('a %s is told at most thirteen lines, every word of which works for them', role => {
    const text = helpText(personWith(role));
    expect(text.split('\n').length).toBeLessThanOrEqual(13);
    expect(wordsIn(text).length).toBeGreaterThan(1);
    for (const word of wordsIn(text)) {
      const meant = conversations.find(({ words }) => words.includes(word));
      expect(meant?.mayUse(turnOf(role)), word).toBe(true);
    }
  });

  test.each(everyRole)('a %s is told of no word that is not for them', role => {
    const quoted = [...helpText(personWith(role)).matchAll(/“([^”]+)”/g)].map(match => match[1] ?? '');
    for (const word of quoted)
      for (const { words, mayUse } of conversations.filter(each => each.words.includes(word)))
        expect(mayUse(turnOf(role)), `${word}: ${words[0]}`).toBe(true);
    if (role === 'clerk')
      expect(quoted).toEqual(expect.arrayContaining(['复核', '规则', '催办记录', '请假']));
  });

  test.each(everyRole)('a %s is told of everything in the menu that they may use', role => {
    const told = wordsIn(helpText(personWith(role)));
    const usable = conversations.filter(
      ({ menu, name, mayUse }) => menu && name !== 'help' && mayUse(turnOf(role)),
    );
    expect([...told].sort()).toEqual(usable.map(({ title }) => title).sort());
  });

  test('a member is spoken to in other terms than a helper', () => {
    expect(helpText(personWith('member'))).toContain('您住院、摔伤');
    expect(helpText(personWith('family'))).toContain('老人住院、摔伤');
    expect(helpText(personWith('helper'))).toContain('今天上午去看了张老，精神很好');
    expect(helpText(personWith('member'))).not.toContain('走访');
  });

  test.each(['你好', '您好！', '在吗？', '早上好'])('%s is a greeting, not a call for a list', async said => {
    const answer = await help.answer(said, turnOf('member'));
    expect(answer).toContain('张老，您好！');
    expect(String(answer).split('\n')).toHaveLength(1);
    expect(await help.answer(said, turnOf('helper'))).toContain('张德厚同志，您好！');
  });

  test.each(['怎么用', '你能做什么'])('%s asks for it', async said => {
    expect(await help.recognise?.(said, turnOf('member'))).toBe(true);
    expect(await help.recognise?.(`昨天${said}的`, turnOf('member'))).toBe(false);
  });
});
