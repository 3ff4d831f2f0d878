import { randomBytes } from 'node:crypto';
import { createCallbackCrypto } from '../wecom/crypto.ts';
import { createApi } from './fake/api.ts';
import { createCallbacks } from './fake/callbacks.ts';
import { createFaultBook } from './fake/faults.ts';
import { createApiMiddleware, createRequestLog, serve } from './fake/http.ts';
import { openJournal } from './fake/journal.ts';
import { createMediaShelf } from './fake/media.ts';
import { createPeopleSide } from './fake/people-side.ts';
import { createPhones, sameUser } from './fake/phones.ts';
import { createSending } from './fake/sending.ts';
import { createTokenDesk } from './fake/tokens.ts';
import type { FakeCounters, FakeUser, FakeWecom, FakeWecomOptions } from './fake/types.ts';

export type { Fault, FaultHandle } from './fake/faults.ts';
export type { EventFields, SayOverrides, Saying } from './fake/inner-xml.ts';
export type { Medium } from './fake/media.ts';
export type { MenuButton } from './fake/menu.ts';
export type * from './fake/types.ts';

const DEFAULT_ACCOUNTS = 200;

/**
 * Makes a WeCom server in a box, for the sandbox and for tests. It is as strict as the platform, lives by the
 * clock given, and keeps everything in memory; with `journalPath` phones, menu, media (in `<journalPath>-media/`)
 * and remembered duplicates outlive the process. Access tokens do not, as a restart revokes them.
 */
export function createFakeWecom(options: FakeWecomOptions): FakeWecom {
  const { corpId, agentId, clock, journalPath, token, encodingAesKey } = options;
  const random = options.random ?? randomBytes;
  const counters: FakeCounters = { gettoken: 0, send: 0, dropped: 0, duplicates: 0 };
  const directory = createDirectory();
  let callbackUrl = options.callbackUrl;

  const journal = openJournal(journalPath);
  const folder = journalPath === undefined ? undefined : `${journalPath}-media`;
  const users = directory.byId;
  const base = { corpId, agentId, clock, random, journal, counters, users };
  const phones = createPhones(clock, journal);
  const media = createMediaShelf({ ...base, folder });
  const tokens = createTokenDesk(clock, random);
  const faults = createFaultBook();
  const log = createRequestLog(counters);
  const dailyCeiling = () => 200 * (options.accountCeiling ?? Math.max(DEFAULT_ACCOUNTS, users().size));
  const sending = createSending({ ...base, phones, media, dailyCeiling });
  const api = createApi({ ...base, secret: options.secret, tokens, media, sending });
  const callbacks = createCallbacks({
    ...base,
    cryptoFor: receiveId => createCallbackCrypto({ token, encodingAesKey, receiveId }),
    timeoutMs: options.callbackTimeoutMs ?? 5000,
    url: () => {
      if (callbackUrl === undefined)
        throw new Error('The fake WeCom has no callback URL yet: call setCallbackUrl');
      return callbackUrl;
    },
  });
  const middleware = (prefix = '') =>
    createApiMiddleware({ api, faults, tokens, clock, log: log.add }, prefix);

  return {
    corpId,
    agentId,
    counters,
    setUsers: directory.set,
    users: () => [...users().values()],
    setCallbackUrl: url => void (callbackUrl = url),
    ...createPeopleSide({ ...base, media, phones, callbacks }),
    deliver: (plaintext, how = {}) => callbacks.deliver(plaintext, how),
    verifyUrl: callbacks.verifyUrl,
    fault: faults.add,
    clearFaults: faults.clear,
    expireTokens: tokens.expireAll,
    revokeTokens: tokens.revokeAll,
    delivered: phones.shown,
    said: phones.said,
    conversation: phones.conversation,
    dropped: userId => sending.dropped().filter(one => userId === undefined || sameUser(one.to, userId)),
    requests: wanted => log.list().filter(one => wanted === undefined || one.api === wanted),
    menu: api.menu,
    media: media.find,
    onMessage: phones.onShown,
    onSaid: phones.onSaid,
    middleware,
    listen: (port = 0) => serve(middleware(), port),
  };
}

function createDirectory() {
  let byId = new Map<string, FakeUser>();
  return {
    byId: () => byId,
    set: (users: readonly FakeUser[]) => {
      byId = new Map(users.map(user => [user.userId.toLowerCase(), { ...user }]));
    },
  };
}
