/** From a callback to the answer on the phone: at 50 messages a second, and the highest rate at which it still holds. */
import { readFile } from 'node:fs/promises';
import { addBenchPeople } from './people.ts';
import { quantile } from './quantile.ts';
import { openBench, sealedCallbacks, startProduct, type Bench, type Process } from './support.ts';

const seconds = 10;
const limitMs = 1_000;
/** How long a late answer is waited for before it counts as lost. */
const patienceMs = 10_000;

export async function benchAnswer(print: (line: string) => void): Promise<void> {
  const bench = await openBench();
  const users = await addBenchPeople(bench, 4_000);
  const product = await startProduct(bench, 'all');
  try {
    const take = takeFrom(users);
    await measure(bench, product, take(200), 20);
    const { text } = await measure(bench, product, take(50 * seconds), 50);
    print(`answer on the phone at 50 messages/s: ${text} (want p99 ≤ ${limitMs} ms)`);
    print(`highest rate at which p99 ≤ ${limitMs} ms held: ${await highest(bench, product, take)}/s`);
  } finally {
    await product.stop();
    await bench.close();
  }
}

/** Everybody writes once per measurement, so that each answer is known to be theirs. */
function takeFrom(users: readonly string[]): (count: number) => string[] {
  let next = 0;
  return count => Array.from({ length: count }, () => users[next++ % users.length] ?? '');
}

async function highest(bench: Bench, product: Process, take: (count: number) => string[]): Promise<number> {
  let holds = 0;
  for (const rate of [50, 75, 100, 150, 200, 250, 300, 400]) {
    const { p99, lost } = await measure(bench, product, take(rate * seconds), rate);
    if (p99 > limitMs || lost > 0) break;
    holds = rate;
  }
  return holds;
}

async function measure(bench: Bench, product: Process, writers: readonly string[], rate: number) {
  const lines = (await readFile(await sealedCallbacks(bench, writers, writers.length, '帮助'), 'utf8')).split(
    '\n',
  );
  const saidMs = new Map<string, number>();
  const latencies: number[] = [];
  const stop = bench.fake.onMessage(({ to }) => {
    const since = saidMs.get(to.toLowerCase());
    saidMs.delete(to.toLowerCase());
    if (since !== undefined) latencies.push(performance.now() - since);
  });
  const startedMs = performance.now();
  for (let n = 0; n < lines.length;) {
    const due = Math.min(lines.length, Math.floor(((performance.now() - startedMs) / 1000) * rate));
    for (; n < due; n += 1) {
      saidMs.set(writers[n] ?? '', performance.now());
      void post(product.port, lines[n] ?? '');
    }
    await pause(2);
  }
  for (let waited = 0; latencies.length < writers.length && waited < patienceMs; waited += 50)
    await pause(50);
  stop();
  const lost = writers.length - latencies.length;
  const p99 = quantile(latencies, 0.99);
  return {
    p99,
    lost,
    text: `p50 ${quantile(latencies, 0.5).toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, ${lost} of ${writers.length} without an answer`,
  };
}

async function post(port: number, line: string): Promise<void> {
  const [path = '', body = ''] = line.split('\t');
  await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body }).catch(() => undefined);
}

const pause = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms));
