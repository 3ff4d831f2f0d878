/**
 * WeCom's access token, shared by all processes through one row. A refresh happens under an advisory lock and only if
 * the stored token is still the one found stale, so that one `gettoken` is in flight for the whole installation.
 */
import { monotonicMs } from './clock.ts';
import { inTransaction, type Database, type Db } from './database.ts';
import type { AccessToken, TokenStore } from './wecom/access-token.ts';

const key = 'wecom-token';

/** How long this process believes the token it read last: every send asks for it, and a stale one is found out at once. */
const believedMs = 5_000;

/** `app` names the corp and agent, since a token belongs to one app. */
export function databaseTokenStore(db: Database, app: string): TokenStore {
  let known: { token: AccessToken | null; atMs: number } | undefined;
  return {
    async read() {
      if (known?.token && monotonicMs() - known.atMs < believedMs) return known.token;
      known = { token: await read(db, app), atMs: monotonicMs() };
      return known.token;
    },
    refresh: (stale, fetchToken) => {
      known = undefined;
      return inTransaction(
        db,
        async tx => {
          await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${key}:${app}`}, 3))::text`;
          const stored = await read(tx, app);
          if (stored && stored.value !== stale) return stored;
          const fetched = await fetchToken();
          await write(tx, app, fetched);
          return fetched;
        },
        // The lock's holder waits for WeCom at most 10 s; those behind it wait for the holder.
        { maxWait: 20_000, timeout: 40_000, tries: 1 },
      );
    },
  };
}

async function read(db: Db, app: string): Promise<AccessToken | null> {
  const row = await db.systemState.findUnique({ where: { key: `${key}:${app}` } });
  return (row?.value as AccessToken | undefined) ?? null;
}

async function write(db: Db, app: string, token: AccessToken): Promise<void> {
  const value = { value: token.value, expiresAtMs: token.expiresAtMs };
  await db.systemState.upsert({
    where: { key: `${key}:${app}` },
    create: { key: `${key}:${app}`, value },
    update: { value },
  });
}
