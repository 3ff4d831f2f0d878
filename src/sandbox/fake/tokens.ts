import type { Clock } from '../../clock.ts';
import { PlatformError } from './answers.ts';

const LIFETIME_S = 7200;

/** The access tokens of one app. */
export interface TokenDesk {
  /** The token now valid, made anew where there is none; the platform gives the same one while it is valid. */
  issue: () => { access_token: string; expires_in: number };
  /** Throws 41001, 40014 or 42001. */
  check: (token: string | null) => void;
  expireAll: () => void;
  revokeAll: () => void;
}

/** Makes the desk that issues and checks tokens by the clock given. */
export function createTokenDesk(clock: Clock, random: (size: number) => Buffer): TokenDesk {
  const expiries = new Map<string, number>();
  let current = '';
  const secondsLeft = (token: string) =>
    Math.ceil(((expiries.get(token) ?? 0) - clock.now().getTime()) / 1000);
  const isValid = (token: string) => secondsLeft(token) > 0;
  return {
    issue() {
      if (!isValid(current)) {
        current = random(48).toString('base64url');
        expiries.set(current, clock.now().getTime() + LIFETIME_S * 1000);
      }
      return { access_token: current, expires_in: Math.min(secondsLeft(current), LIFETIME_S) };
    },
    check(token) {
      if (!token) throw new PlatformError(41001);
      if (!expiries.has(token)) throw new PlatformError(40014);
      if (!isValid(token)) throw new PlatformError(42001);
    },
    expireAll() {
      for (const token of expiries.keys()) expiries.set(token, 0);
    },
    revokeAll() {
      expiries.clear();
    },
  };
}
