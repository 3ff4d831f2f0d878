import { byteLength, isRecord, PlatformError } from './answers.ts';

/** An item of the app's menu; a group has only a name and sub_button. */
export interface MenuButton {
  name: string;
  type?: string;
  key?: string;
  url?: string;
  sub_button?: MenuButton[];
}

const KEYED = new Set([
  'click',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
]);

/** Reads the body of menu/create as strictly as the platform; throws 40016–40025. */
export function readMenu(body: Record<string, unknown>): MenuButton[] {
  const list = body['button'];
  if (!Array.isArray(list) || list.length < 1 || list.length > 3) throw new PlatformError(40016);
  return list.map(item => readButton(item, true));
}

function readButton(item: unknown, isTop: boolean): MenuButton {
  if (!isRecord(item)) throw new PlatformError(47001);
  const { name, sub_button: children } = item;
  const tooLong = typeof name === 'string' && byteLength(name) > (isTop ? 16 : 40);
  if (typeof name !== 'string' || name === '' || tooLong) throw new PlatformError(isTop ? 40018 : 40025);
  const isGroup = Array.isArray(children) && children.length > 0;
  if (!isGroup) return { name, ...readAction(item) };
  if (!isTop || children.length > 5) throw new PlatformError(40023);
  return { name, sub_button: children.map(child => readButton(child, false)) };
}

function readAction(item: Record<string, unknown>): Pick<MenuButton, 'type' | 'key' | 'url'> {
  const { type, key, url } = item;
  if (typeof type !== 'string') throw new PlatformError(40017);
  if (KEYED.has(type)) {
    if (typeof key !== 'string' || key === '' || byteLength(key) > 128) throw new PlatformError(40019);
    return { type, key };
  }
  if (type === 'view_miniprogram') return { type };
  if (type !== 'view') throw new PlatformError(40017);
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || byteLength(url) > 1024)
    throw new PlatformError(40020);
  return { type, url };
}
