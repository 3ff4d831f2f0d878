const statusByReason = {
  query: 400,
  envelope: 400,
  doctype: 400,
  ciphertext: 400,
  padding: 400,
  length: 400,
  signature: 403,
  timestamp: 403,
  receiveid: 403,
  agent: 403,
  'too-large': 413,
} as const;

/**
 * Why a callback was refused: `query` a parameter is missing, empty or repeated · `envelope` no readable XML
 * · `doctype` markup that no callback has (DOCTYPE, ENTITY, comment) · `ciphertext` no base64, or not whole
 * blocks · `padding` · `length` the length inside does not fit · `signature` · `timestamp` outside the window
 * · `receiveid` for another corp · `agent` for another app · `too-large`.
 */
export type RefusalReason = keyof typeof statusByReason;

/**
 * A callback that must not be taken. The message is the same for every reason and holds nothing of the
 * request, so that an answer built from it tells a prober nothing; `reason` is for the security log.
 */
export class CallbackRefused extends Error {
  readonly reason: RefusalReason;
  /** The HTTP status to answer with. */
  readonly status: 400 | 403 | 413;

  constructor(reason: RefusalReason) {
    super('callback refused');
    this.name = 'CallbackRefused';
    this.reason = reason;
    this.status = statusByReason[reason];
  }
}
