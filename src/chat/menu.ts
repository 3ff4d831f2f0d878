/** The menu, as plain data. */
import type { Conversation, TurnContext } from './form.ts';

/** One button of the menu and what opens under it. */
export interface MenuGroup {
  readonly name: string;
  readonly items: readonly MenuItem[];
}

/** One thing to tap; `name` is the key that comes back in the click, for `Dispatcher.startByName`. */
export interface MenuItem {
  readonly title: string;
  readonly name: string;
}

/** The conversations that have a place in the menu: groups by their first item, items by their order. */
export function menuOf<C extends TurnContext>(conversations: readonly Conversation<C>[]): MenuGroup[] {
  const placed = conversations
    .flatMap(({ name, title, menu }) => (menu ? [{ name, title, ...menu }] : []))
    .sort((a, b) => a.order - b.order);
  const groups = [...new Set(placed.map(item => item.group))];
  return groups.map(group => ({
    name: group,
    items: placed.filter(item => item.group === group).map(({ title, name }) => ({ title, name })),
  }));
}
