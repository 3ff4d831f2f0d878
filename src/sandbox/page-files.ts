import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Context } from 'koa';

const FOLDER = new URL('./phone/', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers of everything the page is made of: nothing from elsewhere, nothing inline. */
export function setPageHeaders(ctx: Context): void {
  ctx.set({
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
  });
}

/** Serves one file of the page by name, `index.html` for none; false where there is no such file. */
export function servePageFile(ctx: Context, name: string): boolean {
  const file = files().find(known => known === (name === '' ? 'index.html' : name));
  if (file === undefined) return false;
  setPageHeaders(ctx);
  ctx.type = TYPES[extname(file)] ?? 'application/octet-stream';
  ctx.body = readFileSync(new URL(file, FOLDER));
  return true;
}

const files = (): string[] => readdirSync(FOLDER).filter(file => extname(file) in TYPES);
