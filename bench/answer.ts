/** From a callback to the answer on the phone: at 50 messages a second, and the highest rate at which it still holds. */
import { readFile } from 'node:fs/promises';
import { addBenchPeople } from './people.ts';
import { quantile } from './quantile.ts';
import { openBench, sealedCallbacks, startProduct, type Bench, type Print, type Process } from './support.ts';

const seconds = 10;
const limitMs = 1_000;
/** Messages a second, tried in this order until one is too many. */
const rates = [50, 75, 100, 125, 150, 175, 200, 250, 300, 400];
/** How long a late answer is waited for before it counts as lost. */
const patienceMs = 10_000;

/** How soon the answer to a message is on the phone at the promised rate. */
export const benchAnswer = (print: Print): Promise<void> =>
  withProduct(async measureAt => {
    print(`answer on the phone at 50 messages/s: ${(await measureAt(50)).text} (want p99 ≤ ${limitMs} ms)`);
  });

/** The highest rate at which the answers still keep their second. */
export const benchHighest = (print: Print): Promise<void> =>
  withProduct(async measureAt => {
    let holds = 0;
    for (const rate of rates) {
      const { p99, lost, text } = await measureAt(rate);
      print(`  ${rate}/s: ${text}`);
      if (p99 > limitMs || lost > 0) break;
      holds = rate;
    }
    print(`highest rate at which p99 ≤ ${limitMs} ms held: ${holds}/s`);
  });

type MeasureAt = (rate: number) => ReturnType<typeof measure>;

async function withProduct(run: (measureAt: MeasureAt) => Promise<void>): Promise<void> {
  const bench = await openBench();
  const take = takeFrom(await addBenchPeople(bench, 4_000));
  const product = await startProduct(bench, 'all');
  try {
    await measure(bench, product, take(200), 20);
    await run(rate => measure(bench, product, take(rate * seconds), rate));
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
