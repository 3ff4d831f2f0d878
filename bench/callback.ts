/** The durable callback against its floor, and its latency at a steady rate while the worker is busy. */
import {
  connectTo,
  openBench,
  load,
  sealedCallbacks,
  startProcess,
  startProduct,
  type Bench,
  type LoadResult,
  type Print,
} from './support.ts';
import { median } from './quantile.ts';
import { addBenchPeople } from './people.ts';

const rounds = 5;
const seconds = 3;
const steadyRate = 200;
const steadySeconds = 10;
const steadyRounds = 3;
/** Messages that wait when the worker starts. */
const backlog = 8_000;

/** What a durable callback costs over its floor. */
export const benchCallback = (print: Print): Promise<void> =>
  withPeople((bench, users) => ratio(bench, users, print));
/** How soon a callback is acknowledged while the worker of the same start is busy. */
export const benchAcknowledgement = (print: Print): Promise<void> =>
  withPeople((bench, users) => steady(bench, users, print));

async function withPeople(run: (bench: Bench, users: readonly string[]) => Promise<void>): Promise<void> {
  const bench = await openBench();
  try {
    await run(bench, await addBenchPeople(bench, 4_000));
  } finally {
    await bench.close();
  }
}

/** Floor and product in turn (ABAB), each in a process of its own, one load generator at 64 connections. */
async function ratio(bench: Bench, users: readonly string[], print: Print): Promise<void> {
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

/**
 * The worker starts on more waiting messages than it can handle meanwhile, so that it is busy in every instant that is
 * measured; the same again with nothing waiting, where it is busy with what the callbacks bring.
 */
async function steady(bench: Bench, users: readonly string[], print: Print): Promise<void> {
  const web = await startProduct(bench, 'web');
  const before = await sealedCallbacks(bench, users, backlog, '帮助');
  await load(web.port, before, seconds, 0);
  await web.stop();
  const product = await startProduct(bench, 'all');
  const results: LoadResult[] = [];
  const handledBefore = await handled(bench);
  for (let round = 0; round < steadyRounds; round += 1) {
    const file = await sealedCallbacks(bench, users, steadyRate * steadySeconds, '帮助');
    results.push(await load(product.port, file, steadySeconds, steadyRate));
  }
  const handledPerSecond = ((await handled(bench)) - handledBefore) / (steadyRounds * steadySeconds);
  await product.stop();
  const all = (of: (result: LoadResult) => number): string =>
    results.map(each => of(each).toFixed(0)).join(' ');
  print(
    `callback at ${steadyRate}/s with the worker busy, ${steadyRounds} rounds: p50 ${all(r => r.p50)} ms, p99 ${all(r => r.p99)} ms (want ≤ 100), worst ${all(r => r.max)} ms; not acknowledged: ${all(r => r.refused)}`,
  );
  print(`  messages handled meanwhile: ${handledPerSecond.toFixed(0)}/s`);
}

/** How many messages the worker has handled so far. */
async function handled(bench: Bench): Promise<number> {
  const { db, close } = await connectTo(bench, 1);
  try {
    return await db.inboundMessage.count({ where: { handledAt: { not: null } } });
  } finally {
    await close();
  }
}
