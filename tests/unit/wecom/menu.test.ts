import { describe, expect, it } from 'vitest';
import { validateMenu, type Menu, type MenuLeaf } from '../../../src/wecom/menu.ts';

const leaf = (name: string, key = 'k'): MenuLeaf => ({ type: 'click', name, key });
const many = (count: number) => Array.from({ length: count }, () => leaf('a'));
const view = (url: string): Menu => ({ button: [{ type: 'view', name: 'a', url }] });

describe('validateMenu', () => {
  it.each<[string, Menu]>([
    ['one item', { button: [leaf('a')] }],
    ['three items', { button: many(3) }],
    ['five items below', { button: [{ name: 'a', sub_button: many(5) }] }],
    ['a name of 16 bytes', { button: [leaf('我的对象abcd')] }],
    ['a name of 40 bytes below', { button: [{ name: 'a', sub_button: [leaf('帮'.repeat(13) + 'a')] }] }],
    ['a key of 128 bytes', { button: [leaf('a', 'k'.repeat(128))] }],
    ['an address of 1024 bytes', view('x'.repeat(1024))],
    ['a mini program', { button: [{ type: 'view_miniprogram', name: 'a', pagepath: 'p', appid: 'i' }] }],
  ])('takes %s', (_, menu) => expect(validateMenu(menu)).toEqual([]));

  it.each<[string, Menu, string]>([
    ['no item', { button: [] }, 'menu: 0 items, must be 1 to 3'],
    ['four items', { button: many(4) }, 'menu: 4 items, must be 1 to 3'],
    ['no item below', { button: [{ name: 'a', sub_button: [] }] }, 'a: 0 items, must be 1 to 5'],
    ['six items below', { button: [{ name: 'a', sub_button: many(6) }] }, 'a: 6 items, must be 1 to 5'],
    [
      'a name of 17 bytes',
      { button: [leaf('我的对象abcde')] },
      '我的对象abcde: name has 17 bytes, must be 1 to 16',
    ],
    [
      'a parent’s name of 18 bytes',
      { button: [{ name: '一二三四五六', sub_button: many(1) }] },
      '一二三四五六: name has 18 bytes, must be 1 to 16',
    ],
    [
      'a name of 41 bytes below',
      { button: [{ name: 'a', sub_button: [leaf('x'.repeat(41))] }] },
      `${'x'.repeat(41)}: name has 41 bytes, must be 1 to 40`,
    ],
    ['an empty name', { button: [leaf('')] }, ': name has 0 bytes, must be 1 to 16'],
    ['an empty key', { button: [leaf('a', '')] }, 'a: key has 0 bytes, must be 1 to 128'],
    [
      'a key of 129 bytes',
      { button: [leaf('a', 'k'.repeat(129))] },
      'a: key has 129 bytes, must be 1 to 128',
    ],
    ['an address of 1025 bytes', view('x'.repeat(1025)), 'a: url has 1025 bytes, must be 1 to 1024'],
    [
      'a mini program without its page',
      { button: [{ type: 'view_miniprogram', name: 'a', pagepath: '', appid: 'i' }] },
      'a: appid and pagepath are needed',
    ],
    [
      'a third level',
      { button: [{ name: 'a', sub_button: [{ ...leaf('b'), sub_button: [] } as unknown as MenuLeaf] }] },
      'b: menus have two levels only',
    ],
    [
      'a parent that also does something',
      { button: [{ ...leaf('a'), sub_button: many(1) }] },
      'a: an item with sub_button has no type',
    ],
  ])('refuses %s', (_, menu, problem) => expect(validateMenu(menu)).toEqual([problem]));
});
