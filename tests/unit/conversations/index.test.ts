import { describe, expect, test } from 'vitest';
import { conversations, fallback, unknownPerson, welcome } from '../../../conversations/index.ts';
import { entrances, menuGroups } from '../../../conversations/words.ts';
import { menuOf } from '../../../src/chat/menu.ts';
import { roles, type Role } from '../../../src/scheme/labels.ts';
import { menuLimits } from '../../../src/wecom/menu.ts';
import { personWith, turnOf } from './people.ts';

const text = (said: string) => ({ kind: 'text', text: said }) as const;
const bytes = (said: string): number => Buffer.byteLength(said);

describe('the list', () => {
  test('every conversation has a name of its own', () => {
    const names = conversations.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('every word that people are told of starts exactly one conversation', () => {
    const words = conversations.flatMap(({ name, words: own }) => own.map(word => ({ name, word })));
    const doubled = words.filter(({ word, name }) =>
      words.some(other => other.word === word && other.name !== name),
    );
    expect(doubled).toEqual([]);
    for (const word of [
      '记录走访',
      '报告情况',
      '我要求助',
      '我的对象',
      '我的待办',
      '我的申请',
      '简报',
      '帮助',
    ])
      expect(words.map(each => each.word)).toContain(word);
  });

  test('every entrance belongs to a conversation', () => {
    const names = conversations.map(({ name }) => name);
    for (const name of Object.keys(entrances)) expect(names).toContain(name);
  });

  test('despair is heard before anything else', () => {
    expect(conversations[0]).toMatchObject({ name: 'despair', interrupts: true });
    expect(conversations.filter(each => each.kind === 'reply' && each.interrupts)).toHaveLength(1);
  });

  test('everybody may use something, and nobody is offered what only reads', () => {
    for (const role of Object.keys(roles) as Role[]) {
      const usable = conversations.filter(({ mayUse }) => mayUse(turnOf(role))).map(({ name }) => name);
      expect(usable).toContain('help');
      if (['approver', 'cashier', 'supervisor', 'administrator'].includes(role))
        expect(usable).not.toContain('record-visit');
      if (role === 'member' || role === 'family') expect(usable).not.toContain('digest');
    }
  });
});

describe('the menu', () => {
  const menu = menuOf(conversations);

  test('has three groups with everything people are told of', () => {
    expect(menu.map(({ name, items }) => ({ name, titles: items.map(({ title }) => title) }))).toEqual([
      { name: '走访', titles: ['记录走访', '我的对象', '我的待办', '报告情况'] },
      { name: '求助', titles: ['我要求助', '我的申请', '我的信息', '责任书'] },
      { name: '更多', titles: ['简报', '帮助', '档案', '结对', '导入导出'] },
    ]);
    expect(menu.map(({ name }) => name)).toEqual([...menuGroups]);
  });

  test('fits what the platform takes', () => {
    expect(menu.length).toBeLessThanOrEqual(menuLimits.buttons);
    for (const { name, items } of menu) {
      expect(bytes(name)).toBeLessThanOrEqual(menuLimits.nameBytes);
      expect(items.length).toBeLessThanOrEqual(menuLimits.subButtons);
      for (const item of items) expect(bytes(item.title)).toBeLessThanOrEqual(menuLimits.subNameBytes);
    }
  });
});

describe('somebody who is not registered', () => {
  test('hears how to be registered, and nothing else', () => {
    expect(unknownPerson()).toContain('还没有登记');
    expect(unknownPerson()).toContain('经办同志');
    expect(unknownPerson({ text: '张德厚电话多少', supportLine: '12356' })).toBe(unknownPerson());
  });

  test('who despairs hears the line to call first', () => {
    const answer = unknownPerson({ text: '活着没意思，不想活了', supportLine: '12356' });
    expect(answer).toMatch(/^听您这么说[^]*心理援助热线 12356[^]*还没有登记/);
  });
});

describe('what nobody recognised', () => {
  test.each(Object.keys(roles) as Role[])(
    'is answered in the terms of a %s, with words that they may use',
    role => {
      const ctx = turnOf(role);
      const answers = ['明月几时有', '把酒问青天呀', '不知天上宫阙如何'].map(said =>
        fallback(text(said), ctx),
      );
      const words = answers.flatMap(answer => [...answer.matchAll(/回复“([^”]+)”/g)].map(match => match[1]));
      expect(words.length).toBeGreaterThan(0);
      for (const word of words.filter(each => each !== '人工')) {
        const meant = conversations.find(each => each.words.includes(word ?? ''));
        expect(meant?.mayUse(ctx)).toBe(true);
      }
    },
  );

  test('a courtesy is returned', () => {
    expect(fallback(text('谢谢您！'), turnOf('member'))).toContain('不客气');
    expect(fallback(text('辛苦了'), turnOf('helper'))).toContain('不客气');
  });

  test('a number without a question is said to be one', () => {
    expect(fallback(text('2'), turnOf('member'))).toContain('现在没有等您回答的问题');
  });

  test('ten thousand characters are told where they belong', () => {
    expect(fallback(text('话'.repeat(10_000)), turnOf('member'))).toContain('我要求助');
    expect(fallback(text('话'.repeat(10_000)), turnOf('helper'))).toContain('记录走访');
  });

  test('a place or a file is named as what it is', () => {
    expect(fallback({ kind: 'other', what: 'location' }, turnOf('member'))).toContain('位置收到了');
  });

  test('a welcome says who we are and what to type, in one message', () => {
    for (const role of Object.keys(roles) as Role[]) {
      const said = welcome(personWith(role));
      expect(said).toContain('这里是老同志帮扶服务');
      expect(bytes(said)).toBeLessThan(2048);
    }
  });
});
