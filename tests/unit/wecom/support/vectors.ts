import { readFileSync } from 'node:fs';

/** One published example of a signed and encrypted message. */
export interface Vector {
  id: string;
  kind: string;
  token: string;
  encodingAESKey: string;
  receiveid: string;
  timestamp: string;
  nonce: string;
  msg_signature: string | null;
  ciphertext: string;
  plaintext: string;
  random16: string;
  pkcs7_pad: number;
  query_string_verbatim?: string;
  http_body?: string;
  negative?: { change: Record<string, string> }[];
}

const file = new URL('../../../fixtures/wecom-vectors.json', import.meta.url);

/** Every published example. */
export const vectors = (JSON.parse(readFileSync(file, 'utf8')) as { vectors: Vector[] }).vectors;

/** The example of that id. */
export function vector(id: string): Vector {
  const found = vectors.find(one => one.id === id);
  if (!found) throw new Error(`no vector ${id}`);
  return found;
}
