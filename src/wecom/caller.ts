import type { TokenSource } from './access-token.ts';
import { WecomApiError } from './errors.ts';
import type { Answer, ApiCall, Http, Json } from './http.ts';

/** Makes calls that need an access token. Throws what `Http` throws, and `WecomTokenError`. */
export interface Caller {
  /** The JSON answer of a call. */
  json(call: ApiCall): Promise<Json>;
  /** Lets `read` have the answer; `read` may be run a second time, after a new token. */
  exchange<T>(call: ApiCall, read: (answer: Answer) => Promise<T>): Promise<T>;
}

/** Adds the token to calls; a token the platform refuses (40014, 42001, 41001) is replaced, once. */
export function createCaller(http: Http, tokens: TokenSource): Caller {
  const exchange: Caller['exchange'] = async (call, read) => {
    const run = (token: string) =>
      http.exchange({ ...call, query: { access_token: token, ...call.query } }, read);
    const { value } = await tokens.current();
    try {
      return await run(value);
    } catch (error) {
      if (!(error instanceof WecomApiError) || error.action !== 'refresh-token') throw error;
      return run((await tokens.renew(value)).value);
    }
  };
  return { exchange, json: call => exchange(call, answer => answer.json()) };
}
