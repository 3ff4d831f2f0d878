import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { CallbackRefused } from './refused.ts';

export { CallbackRefused, type RefusalReason } from './refused.ts';

/** The platform pads to 32 bytes, not to AES's own 16: about half of all messages have a pad above 16. */
const PAD_BLOCK = 32;
const AES_BLOCK = 16;
const RANDOM_BYTES = 16;
const HEAD_BYTES = RANDOM_BYTES + 4;

/** What the admin console shows beside the app's callback URL, and whom the messages are for. */
export interface CallbackCryptoOptions {
  /** 1 to 32 letters and digits. */
  token: string;
  /** Exactly 43 letters and digits; the AES key in base64 without its `=`. */
  encodingAesKey: string;
  /** The CorpID for an app of the corp's own (may be empty for smart bots). */
  receiveId: string;
}

/** One encrypted message with what its signature is made over; all as they stand in query and envelope. */
export interface SealedMessage {
  /** `msg_signature`, 40 lower-case hex digits. */
  signature: string;
  timestamp: string;
  nonce: string;
  /** Base64: `echostr` of the GET (URL-decoded), or the envelope's `Encrypt`. */
  encrypted: string;
}

/** Options of `seal`. */
export interface SealOptions {
  /** Seconds since 1970, as it will stand in the query. */
  timestamp: string;
  nonce: string;
  /** The 16 random bytes in front of the message; given only to reproduce a known ciphertext. */
  random16?: Uint8Array;
}

/** Signs, opens and seals callback messages (WeCom 加解密方案说明 / doc 91144, 回调配置 / doc 90930). */
export interface CallbackCrypto {
  /** Whom the messages are for. */
  readonly receiveId: string;
  /** The plaintext; throws {@link CallbackRefused} for anything but a message that was sealed for us. */
  open(message: SealedMessage): string;
  /** Encrypts and signs a plaintext, as the platform does for callbacks and an app for passive replies. */
  seal(plaintext: string, options: SealOptions): { encrypted: string; signature: string };
  /** sha1 over token, timestamp, nonce and ciphertext, sorted and joined; lower-case hex. */
  sign(parts: Omit<SealedMessage, 'signature'>): string;
}

interface Secrets {
  token: string;
  key: Buffer;
  receiveId: Buffer;
}

/**
 * Makes the crypto of one app's callback. Throws `TypeError` where token or key are empty or malformed, so
 * that a wrong setting stops the start and not the first message; the error never holds the value.
 */
export function createCallbackCrypto(options: CallbackCryptoOptions): CallbackCrypto {
  const { token, receiveId } = options;
  if (!/^[A-Za-z0-9]{1,32}$/.test(token)) throw new TypeError('token must be 1 to 32 letters and digits');
  const secrets = {
    token,
    key: decodeKey(options.encodingAesKey),
    receiveId: Buffer.from(receiveId, 'utf8'),
  };
  return {
    receiveId,
    sign: parts => sign(token, parts),
    open: message => open(secrets, message),
    seal(plaintext, { timestamp, nonce, random16 = randomBytes(RANDOM_BYTES) }) {
      const encrypted = encrypt(secrets, plaintext, random16);
      return { encrypted, signature: sign(token, { timestamp, nonce, encrypted }) };
    },
  };
}

/**
 * 43 base64 digits are 258 bits: the last one may carry two bits that are thrown away, and real keys do. So
 * the key is never checked by encoding it again.
 */
function decodeKey(encodingAesKey: string): Buffer {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey) || key.length !== 32) {
    throw new TypeError('encodingAesKey must be 43 letters and digits');
  }
  return key;
}

function sign(token: string, { timestamp, nonce, encrypted }: Omit<SealedMessage, 'signature'>): string {
  const sorted = [token, timestamp, nonce, encrypted].sort().join('');
  return createHash('sha1').update(sorted, 'utf8').digest('hex');
}

/**
 * The signature comes first: who cannot sign learns nothing from what happens behind it (no padding oracle).
 */
function open(secrets: Secrets, message: SealedMessage): string {
  if (!sameText(sign(secrets.token, message), message.signature)) throw new CallbackRefused('signature');
  return readFrame(unpad(decrypt(secrets.key, message.encrypted)), secrets.receiveId);
}

function sameText(expected: string, given: string): boolean {
  const [a, b] = [Buffer.from(expected, 'utf8'), Buffer.from(given, 'utf8')];
  return a.length === b.length && timingSafeEqual(a, b);
}

function decrypt(key: Buffer, encrypted: string): Buffer {
  // Buffer.from skips what is no base64; only whole and clean base64 is taken.
  if (encrypted.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(encrypted)) {
    throw new CallbackRefused('ciphertext');
  }
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length === 0 || bytes.length % AES_BLOCK !== 0) throw new CallbackRefused('ciphertext');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}

function unpad(padded: Buffer): Buffer {
  const size = padded.at(-1) ?? 0;
  if (size < 1 || size > PAD_BLOCK || size > padded.length) throw new CallbackRefused('padding');
  const end = padded.length - size;
  if (padded.subarray(end).some(byte => byte !== size)) throw new CallbackRefused('padding');
  return padded.subarray(0, end);
}

/** random(16) ‖ length of the message as 32 bits, big-endian ‖ message ‖ receiveid. */
function readFrame(frame: Buffer, receiveId: Buffer): string {
  if (frame.length < HEAD_BYTES) throw new CallbackRefused('length');
  const end = HEAD_BYTES + frame.readUInt32BE(RANDOM_BYTES);
  if (end > frame.length) throw new CallbackRefused('length');
  if (!frame.subarray(end).equals(receiveId)) throw new CallbackRefused('receiveid');
  return frame.toString('utf8', HEAD_BYTES, end);
}

function encrypt({ key, receiveId }: Secrets, plaintext: string, random16: Uint8Array): string {
  if (random16.length !== RANDOM_BYTES) throw new TypeError('random16 must be 16 bytes');
  const message = Buffer.from(plaintext, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  const frame = Buffer.concat([random16, length, message, receiveId]);
  const pad = PAD_BLOCK - (frame.length % PAD_BLOCK);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([
    cipher.update(frame),
    cipher.update(Buffer.alloc(pad, pad)),
    cipher.final(),
  ]).toString('base64');
}
