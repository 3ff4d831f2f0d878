import { createHash } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import { jsonBody, ok, PlatformError, type Answer, type Call } from './answers.ts';
import type { Journal } from './journal.ts';
import type { MediaShelf } from './media.ts';
import { readShowing, type Showing } from './message-body.ts';
import type { Phones } from './phones.ts';
import type { FakeCounters, FakeUser, ShownMessage } from './types.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MAX_CHECK_INTERVAL_S = 14_400;

interface SendingDeps {
  clock: Clock;
  random: (size: number) => Buffer;
  agentId: number;
  journal: Journal;
  phones: Phones;
  media: MediaShelf;
  counters: FakeCounters;
  users: () => Map<string, FakeUser>;
  /** Person-times a day. */
  dailyCeiling: () => number;
}

interface Remembered {
  hash: string;
  /** Instants in ms between which the same bytes are suppressed. */
  from: number;
  until: number;
  msgId: string;
}

interface Recipients {
  known: FakeUser[];
  invalid: { invaliduser: string; invalidparty: string; invalidtag: string };
}

/** The endpoint message/send with the platform's limits. */
export interface Sending {
  send: (call: Call) => Answer;
  dropped: () => ShownMessage[];
}

/** Makes message/send; what earlier runs sent counts for the duplicate check and the limits. */
export function createSending(deps: SendingDeps): Sending {
  const { clock, phones, counters } = deps;
  const remembered = new Map(deps.journal.entries<Remembered>('duplicate').map(one => [one.hash, one]));
  const meter = createMeter(phones.shown());
  const dropped: ShownMessage[] = [];

  const findDuplicate = (hash: string) => {
    const found = remembered.get(hash);
    const nowMs = clock.now().getTime();
    return found && found.from <= nowMs && nowMs < found.until ? found : undefined;
  };
  const remember = (hash: string, seconds: number, msgId: string) => {
    const from = clock.now().getTime();
    const entry = { hash, from, until: from + seconds * 1000, msgId };
    remembered.set(hash, entry);
    deps.journal.append('duplicate', entry);
  };
  const handOver = (to: string, showing: Showing, msgId: string, body: string) => {
    const { interactive: _interactive, ...shown } = named(showing, deps.media);
    const at = clock.now();
    if (meter.admits(to, at)) {
      phones.show({ to, ...shown, msgId, body });
    } else {
      counters.dropped += 1;
      dropped.push({ seq: 0, side: 'app', to, at, ...shown, msgId, body });
    }
  };

  return {
    dropped: () => [...dropped],
    send(call) {
      const body = jsonBody(call);
      checkAgent(body['agentid'], deps.agentId);
      const { known, invalid } = readRecipients(body, deps.users());
      const showing = readShowing(body);
      if (showing.mediaId !== undefined && !deps.media.isUsable(showing.mediaId))
        throw new PlatformError(40007);
      const checkSeconds = readDuplicateCheck(body);
      if (known.length === 0) throw new PlatformError(81013);

      const hash = createHash('sha256').update(call.body).digest('hex');
      const duplicate = checkSeconds > 0 ? findDuplicate(hash) : undefined;
      if (duplicate) {
        counters.duplicates += 1;
        return ok({ ...invalid, msgid: duplicate.msgId });
      }
      if (meter.sentOn(clock.now()) + known.length > deps.dailyCeiling()) throw new PlatformError(45009);
      const msgId = deps.random(24).toString('base64url');
      if (checkSeconds > 0) remember(hash, checkSeconds, msgId);
      for (const user of known) handOver(user.userId, showing, msgId, call.body.toString('utf8'));
      const code = showing.interactive ? { response_code: deps.random(24).toString('base64url') } : {};
      return ok({ ...invalid, msgid: msgId, ...code });
    },
  };
}

/** A phone shows a file by its name. */
function named(showing: Showing, media: MediaShelf): Showing {
  if (showing.msgtype !== 'file' || showing.mediaId === undefined) return showing;
  return { ...showing, text: media.find(showing.mediaId)?.filename ?? '' };
}

function checkAgent(agentId: unknown, expected: number): void {
  if (agentId === undefined) throw new PlatformError(41011);
  if (typeof agentId !== 'number') throw new PlatformError(40056);
  if (agentId !== expected) throw new PlatformError(301002);
}

function readDuplicateCheck(body: Record<string, unknown>): number {
  if (body['enable_duplicate_check'] !== 1) return 0;
  const seconds = body['duplicate_check_interval'] ?? 1800;
  const isFine = typeof seconds === 'number' && seconds > 0 && seconds <= MAX_CHECK_INTERVAL_S;
  if (!isFine) throw new PlatformError(40058, 'invalid duplicate_check_interval');
  return seconds;
}

/** Party 1 is the whole corp; there are no other parties and no tags. */
function readRecipients(body: Record<string, unknown>, users: Map<string, FakeUser>): Recipients {
  const wanted = names(body['touser'], 1000, 40032);
  const parties = names(body['toparty'], 100, 82002);
  const tags = names(body['totag'], 100, 82003);
  if (wanted.length + parties.length + tags.length === 0) throw new PlatformError(82001);
  const everybody = wanted[0] === '@all' || parties.includes('1');
  const ids = new Set(wanted.filter(id => id !== '@all').map(id => id.toLowerCase()));
  const known = everybody ? [...users.values()] : [...ids].flatMap(id => users.get(id) ?? []);
  return {
    known,
    invalid: {
      invaliduser: [...ids].filter(id => !users.has(id)).join('|'),
      invalidparty: parties.filter(id => id !== '1').join('|'),
      invalidtag: tags.join('|'),
    },
  };
}

function names(value: unknown, limit: number, errcode: number): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'string') throw new PlatformError(40058);
  const list = value.split('|').filter(name => name !== '');
  if (list.length > limit) throw new PlatformError(errcode);
  return list;
}

/** Counts what members get: at most 30 in any minute and 1000 in any hour each. */
function createMeter(history: ShownMessage[]) {
  const perUser = new Map<string, number[]>();
  const perDay = new Map<string, number>();
  const count = (to: string, at: Date) => {
    const times = perUser.get(to);
    if (times) times.push(at.getTime());
    else perUser.set(to, [at.getTime()]);
    perDay.set(dayOf(at), (perDay.get(dayOf(at)) ?? 0) + 1);
  };
  for (const message of history) count(message.to, message.at);
  return {
    sentOn: (at: Date) => perDay.get(dayOf(at)) ?? 0,
    admits(to: string, at: Date): boolean {
      const nowMs = at.getTime();
      const lastHour = (perUser.get(to) ?? []).filter(ms => nowMs - HOUR_MS < ms && ms <= nowMs);
      perUser.set(to, lastHour);
      const lastMinute = lastHour.filter(ms => ms > nowMs - MINUTE_MS).length;
      const isFine = lastMinute < 30 && lastHour.length < 1000;
      if (isFine) count(to, at);
      return isFine;
    },
  };
}

/** The calendar day in China. */
const dayOf = (at: Date): string => new Date(at.getTime() + 8 * HOUR_MS).toISOString().slice(0, 10);
