import { monotonicMs, type Clock } from '../../clock.ts';
import type { CallbackCrypto } from '../../wecom/crypto.ts';
import { cdata } from './inner-xml.ts';
import type { DeliverOptions, Delivery, Verification } from './types.ts';

const TRIES = 3;

interface CallbackDeps {
  corpId: string;
  agentId: number;
  clock: Clock;
  random: (size: number) => Buffer;
  /** Makes the envelope's crypto for a receiver id. */
  cryptoFor: (receiveId: string) => CallbackCrypto;
  url: () => string;
  timeoutMs: number;
}

/** The platform's side of the callback. */
export interface Callbacks {
  /** As the platform does it: up to three tries, newly encrypted each time. */
  push: (plaintext: string, retryNon200: boolean) => Promise<Delivery[]>;
  deliver: (plaintext: string, options: DeliverOptions) => Promise<Delivery[]>;
  verifyUrl: () => Promise<Verification>;
}

/** Makes the side that calls the product. */
export function createCallbacks(deps: CallbackDeps): Callbacks {
  const nowSeconds = () => Math.floor(deps.clock.now().getTime() / 1000);
  const nonce = () => deps.random(8).toString('hex');

  const post = (plaintext: string, url: string, timestamp: number, receiveId: string): Promise<Delivery> => {
    const envelope = { timestamp: String(timestamp), nonce: nonce(), random16: deps.random(16) };
    const { encrypted, signature } = deps.cryptoFor(receiveId).seal(plaintext, envelope);
    const body =
      `<xml><ToUserName>${cdata(deps.corpId)}</ToUserName><Encrypt>${cdata(encrypted)}</Encrypt>` +
      `<AgentID>${cdata(String(deps.agentId))}</AgentID></xml>`;
    const target = withQuery(url, {
      msg_signature: signature,
      timestamp: envelope.timestamp,
      nonce: envelope.nonce,
    });
    return request(target, deps.timeoutMs, body);
  };

  return {
    async push(plaintext, retryNon200) {
      const deliveries: Delivery[] = [];
      while (deliveries.length < TRIES) {
        const delivery = await post(plaintext, deps.url(), nowSeconds(), deps.corpId);
        deliveries.push(delivery);
        if (delivery.status === 200 || (delivery.status !== 0 && !retryNon200)) break;
      }
      return deliveries;
    },
    async deliver(plaintext, options) {
      const times = options.times ?? 1;
      const width = options.together === true ? times : Math.max(1, Number(options.together ?? 1));
      const urls = options.urls ?? [deps.url()];
      const deliveries: Delivery[] = [];
      for (let first = 0; first < times; first += width) {
        const batch = Array.from({ length: Math.min(width, times - first) }, (_, index) =>
          post(
            plaintext,
            urls[(first + index) % urls.length] ?? deps.url(),
            options.timestamp ?? nowSeconds(),
            options.receiveId ?? deps.corpId,
          ),
        );
        deliveries.push(...(await Promise.all(batch)));
      }
      return deliveries;
    },
    async verifyUrl() {
      const expected = String(BigInt(`0x${deps.random(7).toString('hex')}`) + 10n ** 17n);
      const envelope = { timestamp: String(nowSeconds()), nonce: nonce(), random16: deps.random(16) };
      const { encrypted, signature } = deps.cryptoFor(deps.corpId).seal(expected, envelope);
      const { timestamp } = envelope;
      const query = { msg_signature: signature, timestamp, nonce: envelope.nonce, echostr: encrypted };
      const { status, body, ms } = await request(withQuery(deps.url(), query), deps.timeoutMs);
      return { ok: status === 200 && body === expected && ms < 1000, status, body, expected, ms };
    },
  };
}

function withQuery(url: string, query: Record<string, string>): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  return target.href;
}

async function request(url: string, timeoutMs: number, body?: string): Promise<Delivery> {
  const startMs = monotonicMs();
  const took = () => Math.round(monotonicMs() - startMs);
  const post = body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': 'text/xml' } };
  try {
    const response = await fetch(url, {
      ...post,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, body: await response.text(), ms: took() };
  } catch (error) {
    return { status: 0, body: '', ms: took(), error: error instanceof Error ? error.message : String(error) };
  }
}
