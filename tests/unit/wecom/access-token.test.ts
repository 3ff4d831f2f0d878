import { describe, expect, it } from 'vitest';
import { createTokenSource, memoryTokenStore, type AccessToken } from '../../../src/wecom/access-token.ts';
import { WecomApiError, WecomTokenError } from '../../../src/wecom/errors.ts';

const HOUR = 3600_000;
const token = (value: string, expiresAtMs = 2 * HOUR): AccessToken => ({ value, expiresAtMs });
const busy = new WecomApiError({ api: 'gettoken', errcode: -1, errmsg: 'busy' });

/** A source with a clock to move and a platform that gives what it is told, one after another. */
function source(...answers: (AccessToken | Error)[]) {
  const state = { now: 0, fetched: 0, store: memoryTokenStore() };
  const tokens = createTokenSource({
    store: state.store,
    nowMs: () => state.now,
    fetchToken: async () => {
      const answer = answers[Math.min(state.fetched, answers.length - 1)];
      state.fetched += 1;
      if (answer instanceof Error) throw answer;
      return answer ?? token('none');
    },
  });
  const current = async () => (await tokens.current()).value;
  const renew = async (stale: string) => (await tokens.renew(stale)).value;
  return { state, current, renew };
}

describe('the store in memory', () => {
  it('fetches where nothing is stored, and where what is stored is the stale one', async () => {
    const store = memoryTokenStore();
    expect(await store.read()).toBeNull();
    expect(await store.refresh(null, async () => token('a'))).toEqual(token('a'));
    expect(await store.refresh('a', async () => token('b'))).toEqual(token('b'));
    expect(await store.read()).toEqual(token('b'));
  });

  it('gives the newer one without fetching', async () => {
    const store = memoryTokenStore();
    await store.refresh(null, async () => token('a'));
    const never = () => Promise.reject(new Error('fetched'));
    expect(await store.refresh('older', never)).toEqual(token('a'));
    expect(await store.refresh(null, never)).toEqual(token('a'));
  });

  it('fetches once for many at a time', async () => {
    const store = memoryTokenStore();
    let fetched = 0;
    const fetchToken = async () => token(String(++fetched));
    const given = await Promise.all(Array.from({ length: 20 }, () => store.refresh(null, fetchToken)));
    expect(new Set(given.map(one => one.value))).toEqual(new Set(['1']));
  });

  it('passes on a failure, stores nothing, and can be asked again', async () => {
    const store = memoryTokenStore();
    const failing = () => {
      throw new Error('at once');
    };
    await expect(store.refresh(null, failing)).rejects.toThrow('at once');
    expect(await store.read()).toBeNull();
    expect(await store.refresh(null, async () => token('a'))).toEqual(token('a'));
  });
});

describe('a token source', () => {
  it('uses a token until 5 minutes before its end', async () => {
    const { state, current } = source(token('a'), token('b', 4 * HOUR));
    expect(await current()).toBe('a');
    state.now = 2 * HOUR - 300_001;
    expect(await current()).toBe('a');
    state.now += 1;
    expect(await current()).toBe('b');
    expect(state.fetched).toBe(2);
  });

  it('asks once a minute while the platform still gives the same one', async () => {
    const { state, current } = source(token('a'), token('a'), token('a'), token('b', 4 * HOUR));
    await current();
    state.now = 2 * HOUR - 299_000;
    for (let call = 0; call < 10; call += 1) expect(await current()).toBe('a');
    expect(state.fetched).toBe(2);
    state.now += 60_000;
    for (let call = 0; call < 10; call += 1) expect(await current()).toBe('a');
    expect(state.fetched).toBe(3);
    state.now += 60_000;
    expect(await current()).toBe('b');
  });

  it('goes on with a valid token while the next cannot be had, and fails once it has ended', async () => {
    const { state, current } = source(token('a'), busy);
    await current();
    state.now = 2 * HOUR - 1;
    expect(await current()).toBe('a');
    state.now += 1;
    await expect(current()).rejects.toBeInstanceOf(WecomTokenError);
  });

  it('repeats a failure once at once, then after growing pauses, from memory in between', async () => {
    const { state, current } = source(busy);
    const failedFetches = async (call: () => Promise<unknown>) => {
      await expect(call()).rejects.toMatchObject({ action: 'retry', cause: busy });
      return state.fetched;
    };
    expect(await failedFetches(current)).toBe(1);
    expect(await failedFetches(current)).toBe(2);
    for (const [pauseMs, fetched] of [
      [1000, 3],
      [2000, 4],
      [4000, 5],
      [8000, 6],
      [16_000, 7],
      [32_000, 8],
      [60_000, 9],
      [60_000, 10],
    ] as const) {
      state.now += pauseMs - 1;
      expect(await failedFetches(current)).toBe(fetched - 1);
      state.now += 1;
      expect(await failedFetches(current)).toBe(fetched);
    }
  });

  it('starts counting anew after a success', async () => {
    const { state, current, renew } = source(busy, token('a'), busy, token('b'));
    await expect(current()).rejects.toThrow();
    expect(await current()).toBe('a');
    await expect(renew('a')).rejects.toThrow();
    expect(await renew('a')).toBe('b');
    expect(state.fetched).toBe(4);
  });

  it('is not held up where the clock was moved back', async () => {
    const wrongSecret = new WecomApiError({ api: 'gettoken', errcode: 40001, errmsg: 'x' });
    const { state, current } = source(wrongSecret, token('a'));
    state.now = HOUR;
    await expect(current()).rejects.toMatchObject({ action: 'alert' });
    await expect(current()).rejects.toMatchObject({ action: 'alert' });
    expect(state.fetched).toBe(1);
    state.now = 0;
    expect(await current()).toBe('a');
  });

  it('renews the refused token only: a newer one is given as it is', async () => {
    const { state, current, renew } = source(token('a'), token('b'), token('c'));
    await current();
    expect(await Promise.all([renew('a'), renew('a'), renew('a')])).toEqual(['b', 'b', 'b']);
    expect(await renew('a')).toBe('b');
    expect(state.fetched).toBe(2);
  });

  it('asks a store that serves one after another only once for many at a time', async () => {
    const memory = memoryTokenStore();
    let asked = 0;
    const store = {
      ...memory,
      refresh: (...args: Parameters<typeof memory.refresh>) => (asked++, memory.refresh(...args)),
    };
    const tokens = createTokenSource({ store, nowMs: () => 0, fetchToken: async () => token('a') });
    await Promise.all(Array.from({ length: 20 }, () => tokens.current()));
    expect(asked).toBe(1);
  });

  it('says so where the store cannot be read', async () => {
    const down = () => Promise.reject(new Error('database is down'));
    const tokens = createTokenSource({
      store: { read: down, refresh: down },
      nowMs: () => 0,
      fetchToken: async () => token('a'),
    });
    await expect(tokens.current()).rejects.toMatchObject({ name: 'WecomTokenError', action: 'retry' });
    await expect(tokens.renew('a')).rejects.toBeInstanceOf(WecomTokenError);
  });
});
