/** A fault to be played; what is combined happens together. */
export interface Fault {
  /** The path behind `/cgi-bin/`, e.g. `message/send`; `*` for any. */
  api: string;
  /** How often (default 1; `Infinity` until cleared). */
  times?: number;
  /** Answer with this error; nothing is done. */
  errcode?: number;
  errmsg?: string;
  /** Answer with this HTTP status and a page that is no JSON; nothing is done. */
  status?: number;
  /** Do what was asked, then destroy the socket instead of answering. */
  dropReply?: boolean;
  /** Destroy the socket before anything is done. */
  refuse?: boolean;
  /** Answer so much later; what was asked is done at once. */
  delayMs?: number;
  /** Expire all tokens just before this call is looked at. */
  expireToken?: boolean;
  /** Send only so many bytes of a binary answer, then destroy the socket. */
  cutAfterBytes?: number;
}

/** A scripted fault in the hands of a test. */
export interface FaultHandle {
  /** How often it will still be played. */
  remaining: () => number;
  clear: () => void;
}

interface Scripted {
  fault: Fault;
  left: number;
}

/** The faults waiting to be played. */
export interface FaultBook {
  add: (fault: Fault) => FaultHandle;
  /** The next fault for this API, used up by one. */
  take: (api: string) => Fault | undefined;
  clear: () => void;
}

/** Makes an empty book of faults. */
export function createFaultBook(): FaultBook {
  let book: Scripted[] = [];
  return {
    add(fault) {
      const scripted = { fault, left: fault.times ?? 1 };
      book.push(scripted);
      return { remaining: () => scripted.left, clear: () => void (scripted.left = 0) };
    },
    take(api) {
      book = book.filter(scripted => scripted.left > 0);
      const next = book.find(scripted => scripted.fault.api === api || scripted.fault.api === '*');
      if (next) next.left -= 1;
      return next?.fault;
    },
    clear() {
      for (const scripted of book) scripted.left = 0;
      book = [];
    },
  };
}
