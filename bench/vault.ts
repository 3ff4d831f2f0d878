/** What the vault costs beside bare node:crypto: an 18-character value sealed, opened and indexed. */
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { createVault } from '../src/vault/vault.ts';
import { median } from './quantile.ts';

const rounds = 9;
const perRound = 20_000;
const wanted = 0.7;
const value = '00000019440312101X';
const rows = Array.from({ length: 64 }, (_, n) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`);

/** ABAB in one process, so that whatever else the machine does falls on both. */
export async function benchVault(print: (line: string) => void): Promise<void> {
  const ours = vaultWork();
  const bare = bareWork();
  for (const work of [bare, ours, bare, ours]) perSecond(work);
  const results = Array.from({ length: rounds }, () => ({ bare: perSecond(bare), ours: perSecond(ours) }));
  const ratio = median(results.map(each => each.ours / each.bare));
  const [bareRate, ourRate] = [
    median(results.map(each => each.bare)),
    median(results.map(each => each.ours)),
  ];
  print(`  bare AES-256-GCM and HMAC   ${Math.round(bareRate)} values/s (median of ${rounds})`);
  print(`  the vault                   ${Math.round(ourRate)} values/s`);
  print(
    `  the vault beside bare: ${ratio.toFixed(2)}, wanted ≥ ${wanted}${ratio < wanted ? ' — TOO SLOW' : ''}`,
  );
}

type Work = (row: string) => void;

function perSecond(work: Work): number {
  const start = performance.now();
  for (let n = 0; n < perRound; n += 1) work(rows[n % rows.length] ?? '');
  return perRound / ((performance.now() - start) / 1000);
}

function vaultWork(): Work {
  const secret = randomBytes(32);
  const keys = {
    current: { id: 1, secret },
    data: new Map([[1, secret]]),
    index: randomBytes(32),
    audit: randomBytes(32),
  };
  const vault = createVault(() => keys);
  return row => {
    const sealed = vault.seal('care_file.idNumber', row, value);
    const index = vault.index('care_file.idNumber', value);
    if (vault.open('care_file.idNumber', row, sealed) !== value || index.length !== 22)
      throw new Error('wrong');
  };
}

/** The same cryptography and nothing else: not bound to a row, no key number, keys prepared, nothing copied together. */
function bareWork(): Work {
  const secret = createSecretKey(randomBytes(32));
  const indexSecret = createSecretKey(randomBytes(32));
  return () => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', secret, nonce);
    const body = cipher.update(value);
    cipher.final();
    const decipher = createDecipheriv('aes-256-gcm', secret, nonce).setAuthTag(cipher.getAuthTag());
    const opened = decipher.update(body).toString();
    decipher.final();
    const index = createHmac('sha256', indexSecret).update(value).digest('base64url');
    if (opened !== value || index.length !== 43) throw new Error('wrong');
  };
}
