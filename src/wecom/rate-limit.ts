/** At most `count` within any `windowMs`. */
export interface RateLimit {
  count: number;
  windowMs: number;
}

/**
 * Messages of one app to the same member (WeCom 发送应用消息 / doc 90236). What is above is dropped by the platform
 * while it answers errcode 0, so keeping below is up to us.
 */
export const memberLimits: readonly RateLimit[] = [
  { count: 30, windowMs: 60_000 },
  { count: 1000, windowMs: 60 * 60_000 },
];

/** Messages × recipients that one app may send per day and account (WeCom 访问频率限制 / doc 90312). */
export const DAILY_PER_ACCOUNT = 200;

/**
 * The platform counts by when a message arrives, we by when it leaves; a message may be this much longer
 * under way than another, in ms.
 */
export const TRAVEL_MARGIN_MS = 1000;

const LONGEST_WINDOW_MS = Math.max(...memberLimits.map(limit => limit.windowMs));

/**
 * When the next message to a member may leave, in ms: `nowMs`, or as soon as the sliding windows allow it.
 * `sentAtMs` are the instants at which earlier messages to that member left, or are planned to leave, in any
 * order; those further than an hour from now, before or after, make no difference.
 */
export function earliestSendMs(
  sentAtMs: readonly number[],
  nowMs: number,
  marginMs: number = TRAVEL_MARGIN_MS,
): number {
  const reach = LONGEST_WINDOW_MS + marginMs;
  const sent = sentAtMs.filter(at => Math.abs(nowMs - at) <= reach).sort((a, b) => a - b);
  return memberLimits.reduce((earliest, { count, windowMs }) => {
    // The count-th last must have left the window; then count - 1 are in it, and this one fits.
    const oldest = sent.at(-count);
    return oldest === undefined ? earliest : Math.max(earliest, oldest + windowMs + marginMs);
  }, nowMs);
}

/** How many messages × recipients an app may send per calendar day: accounts × 200. */
export function dailyCeiling(accounts: number): number {
  return accounts * DAILY_PER_ACCOUNT;
}
