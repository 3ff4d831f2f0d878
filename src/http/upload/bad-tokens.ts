/** Counts addresses that knock with links that do not exist. */
import type { IncomingMessage } from 'node:http';

/** Who tried how often, in this process. */
export interface BadTokens {
  /** Whether this address has tried too often and is to wait. */
  isHeldOff(address: string): boolean;
  /** Notes one more bad try. */
  note(address: string): void;
}

const windowMs = 10 * 60_000;
const triesAllowed = 30;
const addressesKept = 10_000;

/** An empty count; `nowMs` need only run forwards. */
export function createBadTokens(nowMs: () => number): BadTokens {
  const tries = new Map<string, { count: number; sinceMs: number }>();
  const current = (address: string) => {
    const found = tries.get(address);
    return found && nowMs() - found.sinceMs < windowMs ? found : undefined;
  };
  return {
    isHeldOff: address => (current(address)?.count ?? 0) >= triesAllowed,
    note(address) {
      const known = current(address) ?? { count: 0, sinceMs: nowMs() };
      tries.delete(address);
      tries.set(address, { ...known, count: known.count + 1 });
      const oldest = tries.keys().next();
      if (tries.size > addressesKept && !oldest.done) tries.delete(oldest.value);
    },
  };
}

const nearby = /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]/i;

/**
 * The address a request came from. Behind a reverse proxy on this machine or in this network it is what that proxy
 * added last to X-Forwarded-For; anything before that was written by the client.
 */
export function addressOf(request: IncomingMessage): string {
  const direct = request.socket.remoteAddress ?? '';
  const forwarded = [request.headers['x-forwarded-for'] ?? ''].flat().join(',');
  const last = forwarded.split(',').at(-1)?.trim() ?? '';
  return nearby.test(direct) && last !== '' ? last.slice(0, 64) : direct;
}
