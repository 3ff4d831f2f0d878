const OWN_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Throws unless `url` is an http(s) address on this very machine. The sandbox calls it before it starts, so that
 * fictional people can never reach the real WeCom.
 */
export function assertSandboxBase(url: string): void {
  const base = URL.canParse(url) ? new URL(url) : undefined;
  const isOwn = base !== undefined && OWN_HOSTS.has(base.hostname) && /^https?:$/.test(base.protocol);
  if (!isOwn)
    throw new Error(`The sandbox only talks to this machine (127.0.0.1, localhost, ::1), not to "${url}"`);
}
