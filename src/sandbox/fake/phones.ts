import type { Clock } from '../../clock.ts';
import type { Journal } from './journal.ts';
import type { SaidMessage, ShownMessage } from './types.ts';

type Entry = ShownMessage | SaidMessage;

/** What all phones of the corp show, both ways. */
export interface Phones {
  show: (message: Omit<ShownMessage, 'seq' | 'side' | 'at'>) => void;
  keepSaid: (message: Omit<SaidMessage, 'seq' | 'side' | 'at'>) => void;
  shown: (userId?: string) => ShownMessage[];
  said: (userId?: string) => SaidMessage[];
  conversation: (userId: string) => Entry[];
  onShown: (listener: (message: ShownMessage) => void) => () => void;
  onSaid: (listener: (message: SaidMessage) => void) => () => void;
}

/** Two user ids are the same without regard to case. */
export const sameUser = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Makes the phones, with the history the journal holds. */
export function createPhones(clock: Clock, journal: Journal): Phones {
  const entries = journal.entries<Entry>('phone').map(revive);
  const byUser = new Map<string, Entry[]>();
  for (const entry of entries) shelve(byUser, entry);
  let seq = entries.at(-1)?.seq ?? 0;
  const shownListeners = new Set<(message: ShownMessage) => void>();
  const saidListeners = new Set<(message: SaidMessage) => void>();

  const keep = <T extends Entry>(entry: T, listeners: Set<(message: T) => void>) => {
    entries.push(entry);
    shelve(byUser, entry);
    journal.append('phone', entry);
    for (const listener of listeners) listener(entry);
  };
  const of = (userId?: string) => (userId === undefined ? entries : (byUser.get(userId.toLowerCase()) ?? []));

  return {
    show: message =>
      keep({ ...message, seq: ++seq, side: 'app', at: clock.now() } satisfies ShownMessage, shownListeners),
    keepSaid: message =>
      keep({ ...message, seq: ++seq, side: 'person', at: clock.now() } satisfies SaidMessage, saidListeners),
    shown: userId => of(userId).filter(isShown),
    said: userId => of(userId).filter(isSaid),
    conversation: userId => [...of(userId)],
    onShown: listener => subscribe(shownListeners, listener),
    onSaid: listener => subscribe(saidListeners, listener),
  };
}

const isShown = (entry: Entry): entry is ShownMessage => entry.side === 'app';
const isSaid = (entry: Entry): entry is SaidMessage => entry.side === 'person';
const revive = (entry: Entry): Entry => ({ ...entry, at: new Date(entry.at) });

function shelve(byUser: Map<string, Entry[]>, entry: Entry): void {
  const key = (entry.side === 'app' ? entry.to : entry.from).toLowerCase();
  const list = byUser.get(key);
  if (list) list.push(entry);
  else byUser.set(key, [entry]);
}

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
