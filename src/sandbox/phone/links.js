import { make } from './dom.js';

/** `<a href>` as WeCom shows it, or an address written out. */
const LINK = /<a href="(https?:\/\/[^"<>\s]+)">([^<]*)<\/a>|https?:\/\/[^\s<>"，。；！？）、]+/g;
const UPLOAD_PAGE = /\/files\/[\w-]{20,64}$/;
const OWN_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The path of a link to the product's own upload page, which is opened on this very server; undefined for any other
 * link. The product may call itself 127.0.0.1 where the browser says localhost.
 */
function uploadPath(address) {
  if (!URL.canParse(address)) return undefined;
  const { origin, hostname, pathname } = new URL(address);
  const isOwn = origin === location.origin || OWN_MACHINE.includes(hostname);
  return isOwn && UPLOAD_PAGE.test(pathname) ? pathname : undefined;
}

/** Text as WeCom shows it: plain. Only the product's own upload page can be opened, everything else stays text. */
export function writeText(target, text) {
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const [whole, href, label = whole] = found;
    target.append(text.slice(from, found.index));
    const path = uploadPath(href ?? whole);
    target.append(path ? linkTo(path, label) : label);
    from = found.index + whole.length;
  }
  target.append(text.slice(from));
}

function linkTo(path, label) {
  const link = make('a', '', label);
  link.href = path;
  link.rel = 'noopener noreferrer';
  link.target = '_blank';
  return link;
}
