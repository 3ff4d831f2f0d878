/**
 * The log. Nothing personal goes in: callers log ids, codes and durations, never what somebody wrote. What slips
 * through by key (names, phones, texts, secrets) is cut here as a second wall.
 */
import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>;

/** Keys whose values never reach the log, at the top level and one and two levels down. */
export const redactedKeys = [
  'text', 'content', 'body', 'payload', 'plaintext', 'said', 'name', 'phone', 'mobile', 'address', 'idNumber', 'health',
  'condition', 'detail', 'findings', 'userId', 'sender', 'recipient', 'toUser', 'touser', 'fromUserId', 'secret',
  'corpsecret', 'token', 'access_token', 'encodingAesKey', 'password', 'connectionString', 'authorization', 'cookie',
  'response_code', 'ticket',
]; // prettier-ignore

const redactedPaths = redactedKeys.flatMap(key => [key, `*.${key}`, `*.*.${key}`]);

/** Secrets that hide in URLs and messages: access tokens, corp secrets, database passwords. */
const secretInText =
  /((?:access_token|corpsecret|response_code|ticket|msg_signature)=)[^&\s"]+|(postgres(?:ql)?:\/\/[^:\s]+:)[^@\s]+(@)/gi;

/** Takes secrets out of a text that is about to be written down. */
export function withoutSecrets(text: string): string {
  return text.replace(secretInText, (_whole, query?: string, user?: string, at?: string) =>
    query !== undefined ? `${query}***` : `${user ?? ''}***${at ?? ''}`,
  );
}

/** A logger at `level`, one JSON line each to standard output (or `destination` in tests). */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    redact: { paths: redactedPaths, censor: '***' },
    serializers: { err: describeError, error: describeError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** An error as code, message and stack, without secrets; never its whole object, which may hold a row or a request. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: withoutSecrets(String(error)) };
  const { code, errcode } = error as { code?: unknown; errcode?: unknown };
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    stack: error.stack === undefined ? undefined : withoutSecrets(error.stack),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof errcode === 'number' ? { errcode } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
