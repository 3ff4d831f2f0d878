/** The durable callback against its floor, and its latency at a steady rate while the worker is busy. */
import {
  openBench,
  load,
  sealedCallbacks,
  startProcess,
  startProduct,
  type Bench,
  type LoadResult,
} from './support.ts';
import { median } from './quantile.ts';
import { addBenchPeople } from './people.ts';

const rounds = 5;
const seconds = 3;

export async function benchCallback(print: (line: string) => void): Promise<void> {
  const bench = await openBench();
  try {
    const users = await addBenchPeople(bench, 500);
    await ratio(bench, users, print);
    await steady(bench, users, print);
  } finally {
    await bench.close();
  }
}

/** Floor and product in turn (ABAB), each in a process of its own, one load generator at 64 connections. */
async function ratio(bench: Bench, users: readonly string[], print: (line: string) => void): Promise<void> {
  const floor = await startProcess('bench/floor.ts', { DATABASE_URL: bench.databaseUrl });
  const product = await startProduct(bench, 'web');
  const results: { floor: LoadResult; product: LoadResult }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const file = await sealedCallbacks(bench, users, 15_000, '今天去看了张老，精神还好');
    const pair = {
      floor: await load(floor.port, file, seconds),
      product: await load(product.port, file, seconds),
    };
    // The first round only warms both up.
    if (round > 0) results.push(pair);
  }
  await Promise.all([floor.stop(), product.stop()]);
  const rates = results.map(each => each.product.perSecond / each.floor.perSecond);
  const refused = results.reduce((sum, each) => sum + each.product.refused, 0);
  print(`durable callback, 64 connections: ${median(rates).toFixed(2)} of the floor (want ≥ 0.70)`);
  print(`  rounds ${rates.map(rate => rate.toFixed(2)).join(' ')}; not acknowledged: ${refused}`);
  const perSecond = (of: 'floor' | 'product') => Math.round(median(results.map(each => each[of].perSecond)));
  print(
    `  floor ${perSecond('floor')}/s, ours ${perSecond('product')}/s (fsync on, both processes and PostgreSQL on this machine)`,
  );
}

async function steady(bench: Bench, users: readonly string[], print: (line: string) => void): Promise<void> {
  const product = await startProduct(bench, 'all');
  const file = await sealedCallbacks(bench, users, 200 * 10, '帮助');
  const result = await load(product.port, file, 10, 200);
  await product.stop();
  print(
    `callback at 200/s with the worker busy: p50 ${result.p50.toFixed(1)} ms, p99 ${result.p99.toFixed(1)} ms (want ≤ 100), worst ${result.max.toFixed(0)} ms`,
  );
}
