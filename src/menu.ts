/** The app's menu in WeCom, made from the conversations that have a place in it. */
import { conversations } from '../conversations/index.ts';
import { menuOf } from './chat/menu.ts';
import type { App } from './app.ts';
import { messageOf } from './errors.ts';
import { withoutSecrets } from './log.ts';
import type { Menu } from './wecom/client.ts';

/** The menu as the platform takes it: groups become buttons, conversations their items, the name is the key. */
export function bangfuMenu(): Menu {
  return {
    button: menuOf(conversations).map(group => ({
      name: group.name,
      sub_button: group.items.map(item => ({ type: 'click' as const, name: item.title, key: item.name })),
    })),
  };
}

/** Sets the menu; safe to repeat. A platform that is out of reach is no reason not to start. */
export async function createMenu({ wecom, log }: Pick<App, 'wecom' | 'log'>): Promise<boolean> {
  try {
    await wecom.createMenu(bangfuMenu());
    return true;
  } catch (error) {
    log.warn({ problem: withoutSecrets(messageOf(error)) }, 'menu not set');
    return false;
  }
}
