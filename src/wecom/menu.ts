import type { Caller } from './caller.ts';
import { WecomApiError } from './errors.ts';
import { byteLength } from './messages.ts';

/** An item that does something (WeCom 自定义菜单 / doc 90231). Lengths are UTF-8 bytes. */
export type MenuLeaf =
  | { type: 'click'; name: string; /** At most 128 bytes; comes back as the event's key. */ key: string }
  | {
      type:
        | 'scancode_push'
        | 'scancode_waitmsg'
        | 'pic_sysphoto'
        | 'pic_photo_or_album'
        | 'pic_weixin'
        | 'location_select';
      name: string;
      key: string;
    }
  | { type: 'view'; name: string; /** At most 1024 bytes. */ url: string }
  | { type: 'view_miniprogram'; name: string; pagepath: string; appid: string };

/** An item that opens 1 to 5 others, and does nothing else. */
export interface MenuParent {
  name: string;
  sub_button: MenuLeaf[];
}

/** The menu below the app's conversation: 1 to 3 items. */
export interface Menu {
  button: (MenuLeaf | MenuParent)[];
}

/** What the platform takes. */
export const menuLimits = {
  buttons: 3,
  subButtons: 5,
  nameBytes: 16,
  subNameBytes: 40,
  keyBytes: 128,
  urlBytes: 1024,
} as const;

/** What is wrong with a menu, one line each; empty where the platform will take it. */
export function validateMenu(menu: Menu): string[] {
  return [
    ...countProblems('menu', menu.button, menuLimits.buttons),
    ...menu.button.flatMap(button =>
      'sub_button' in button ? parentProblems(button) : leafProblems(button, menuLimits.nameBytes),
    ),
  ];
}

function parentProblems(button: MenuParent): string[] {
  return [
    ...lengthProblems(button.name, 'name', button.name, menuLimits.nameBytes),
    ...('type' in button ? [`${button.name}: an item with sub_button has no type`] : []),
    ...countProblems(button.name, button.sub_button, menuLimits.subButtons),
    ...button.sub_button.flatMap(leaf => leafProblems(leaf, menuLimits.subNameBytes)),
  ];
}

function leafProblems(leaf: MenuLeaf, nameBytes: number): string[] {
  const problems = lengthProblems(leaf.name, 'name', leaf.name, nameBytes);
  if ('sub_button' in leaf) problems.push(`${leaf.name}: menus have two levels only`);
  if (leaf.type === 'view') {
    return [...problems, ...lengthProblems(leaf.name, 'url', leaf.url, menuLimits.urlBytes)];
  }
  if (leaf.type === 'view_miniprogram') {
    return leaf.appid && leaf.pagepath
      ? problems
      : [...problems, `${leaf.name}: appid and pagepath are needed`];
  }
  return [...problems, ...lengthProblems(leaf.name, 'key', leaf.key, menuLimits.keyBytes)];
}

function countProblems(where: string, items: readonly unknown[], most: number): string[] {
  return items.length >= 1 && items.length <= most
    ? []
    : [`${where}: ${items.length} items, must be 1 to ${most}`];
}

function lengthProblems(where: string, what: string, value: string, most: number): string[] {
  const bytes = byteLength(value);
  return bytes >= 1 && bytes <= most ? [] : [`${where}: ${what} has ${bytes} bytes, must be 1 to ${most}`];
}

/** Sets the app's menu. Throws `TypeError` that lists every problem, before any call. */
export async function createMenu(caller: Caller, agentId: string, menu: Menu): Promise<void> {
  const problems = validateMenu(menu);
  if (problems.length > 0) throw new TypeError(problems.join('; '));
  await caller.json({ api: 'menu/create', query: { agentid: agentId }, body: JSON.stringify(menu) });
}

/** The app's menu as the platform has it; null where none is set. */
export async function getMenu(caller: Caller, agentId: string): Promise<Menu | null> {
  try {
    const { button } = await caller.json({ api: 'menu/get', query: { agentid: agentId } });
    return Array.isArray(button) ? { button: button as Menu['button'] } : null;
  } catch (error) {
    if (error instanceof WecomApiError && error.action === 'empty') return null;
    throw error;
  }
}

/** Removes the app's menu. */
export async function deleteMenu(caller: Caller, agentId: string): Promise<void> {
  await caller.json({ api: 'menu/delete', query: { agentid: agentId } });
}
