import { WecomApiError, WecomTokenError } from './errors.ts';

/** An access token of one app. Tokens of different apps are not interchangeable. */
export interface AccessToken {
  /** Up to 512 bytes; a secret. */
  value: string;
  /** When the platform will stop taking it, in ms since 1970. */
  expiresAtMs: number;
}

/** Where the processes of one app share their token. */
export interface TokenStore {
  /** The stored token, expired or not. */
  read(): Promise<AccessToken | null>;
  /**
   * Compare and swap: runs `fetchToken` and stores what it gives only if the stored token's value is still
   * `stale`, or none is stored; otherwise returns the newer one without fetching. One at a time over every
   * process. Passes on what `fetchToken` throws, and stores nothing then.
   */
  refresh(stale: string | null, fetchToken: () => Promise<AccessToken>): Promise<AccessToken>;
}

/** How long before its end a token is replaced. */
export const EXPIRY_MARGIN_MS = 5 * 60_000;
/**
 * Within its life the platform gives the same token again; how often to ask for the next one in the last
 * minutes.
 */
const ASK_EVERY_MS = 60_000;
const LONGEST_HOLD_MS = 60_000;

/** A store for tests and for a single process. */
export function memoryTokenStore(): TokenStore {
  let stored: AccessToken | null = null;
  let running: Promise<AccessToken> | null = null;
  const fetchAndStore = (fetchToken: () => Promise<AccessToken>) =>
    Promise.resolve()
      .then(fetchToken)
      .then(token => (stored = token))
      .finally(() => (running = null));
  return {
    read: async () => stored,
    async refresh(stale, fetchToken) {
      if (stored && stored.value !== stale) return stored;
      return (running ??= fetchAndStore(fetchToken));
    },
  };
}

/** Gives tokens to calls; made once per client. */
export interface TokenSource {
  /** A token to use now. Throws {@link WecomTokenError}. */
  current(): Promise<AccessToken>;
  /** A token other than `stale`, which the platform has just refused. Throws {@link WecomTokenError}. */
  renew(stale: string): Promise<AccessToken>;
}

/** What a token source needs. */
export interface TokenSourceOptions {
  store: TokenStore;
  fetchToken: () => Promise<AccessToken>;
  nowMs: () => number;
}

/**
 * Makes a token source: at most one fetch at a time in this process (the store sees to the other processes),
 * a valid token goes on being used while the next one cannot be had, and repeated failures are answered from
 * memory for a while, because the platform blocks those who ask wrongly too often.
 */
export function createTokenSource({ store, fetchToken, nowMs }: TokenSourceOptions): TokenSource {
  const refresh = holdAfterFailures(shareWhileRunning(store, fetchToken), nowMs);
  const isAskedRecently = rememberAsking(nowMs);

  async function current(): Promise<AccessToken> {
    const stored = await read(store);
    if (!stored || nowMs() >= stored.expiresAtMs) return refresh(stored?.value ?? null);
    const isFresh = nowMs() < stored.expiresAtMs - EXPIRY_MARGIN_MS;
    if (isFresh || isAskedRecently(stored.value)) return stored;
    return refresh(stored.value).catch(() => stored);
  }
  return { current, renew: refresh };
}

async function read(store: TokenStore): Promise<AccessToken | null> {
  try {
    return await store.read();
  } catch (error) {
    throw new WecomTokenError(error);
  }
}

type Refresh = (stale: string | null) => Promise<AccessToken>;

function shareWhileRunning(store: TokenStore, fetchToken: () => Promise<AccessToken>): Refresh {
  const running = new Map<string | null, Promise<AccessToken>>();
  return stale => {
    const shared =
      running.get(stale) ?? store.refresh(stale, fetchToken).finally(() => running.delete(stale));
    running.set(stale, shared);
    return shared;
  };
}

function rememberAsking(nowMs: () => number): (value: string) => boolean {
  let asked = { value: '', atMs: 0 };
  return value => {
    if (asked.value === value && isWithin(nowMs(), asked.atMs, ASK_EVERY_MS)) return true;
    asked = { value, atMs: nowMs() };
    return false;
  };
}

/**
 * The first failure may be repeated at once, later ones only after a growing pause; a wrong secret always
 * waits.
 */
function holdAfterFailures(refresh: Refresh, nowMs: () => number): Refresh {
  let failure: { error: WecomTokenError; atMs: number; holdMs: number; count: number } | undefined;
  return async stale => {
    if (failure && isWithin(nowMs(), failure.atMs, failure.holdMs)) throw failure.error;
    const before = failure;
    try {
      const token = await refresh(stale);
      failure = undefined;
      return token;
    } catch (cause) {
      const error = new WecomTokenError(cause);
      // Those who shared one failed fetch count as one failure.
      const count = failure === before ? (before?.count ?? 0) + 1 : (failure?.count ?? 1);
      failure = { error, atMs: nowMs(), holdMs: holdMs(count, cause), count };
      throw error;
    }
  };
}

function holdMs(count: number, cause: unknown): number {
  if (cause instanceof WecomApiError && cause.action === 'alert') return LONGEST_HOLD_MS;
  return count === 1 ? 0 : Math.min(1000 * 2 ** (count - 2), LONGEST_HOLD_MS);
}

/** False too where the clock was moved back behind the start. */
function isWithin(nowMs: number, fromMs: number, durationMs: number): boolean {
  return nowMs >= fromMs && nowMs < fromMs + durationMs;
}
