/** A load generator in a process of its own: `port file seconds rate`. Prints one JSON line. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { quantile } from './quantile.ts';

const [port = '', file = '', seconds = '3', rate = '0'] = process.argv.slice(2);
const lines = readFileSync(file, 'utf8').split('\n');
const connections = 64;
const agent = new Agent({ keepAlive: true, maxSockets: rate === '0' ? connections : 256 });
const latencies: number[] = [];
let next = 0;
let refused = 0;

function post(): Promise<void> {
  const [path = '', body = ''] = (lines[next++ % lines.length] ?? '').split('\t');
  const startedMs = performance.now();
  return new Promise(done => {
    const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) };
    const sent = request(
      { host: '127.0.0.1', port: Number(port), path, method: 'POST', agent, headers },
      response => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode !== 200) refused += 1;
          latencies.push(performance.now() - startedMs);
          done();
        });
      },
    );
    sent.once('error', () => {
      refused += 1;
      done();
    });
    sent.end(body);
  });
}

const endMs = performance.now() + Number(seconds) * 1000;
const startedMs = performance.now();
if (rate === '0') {
  const pump = async (): Promise<void> => {
    while (performance.now() < endMs && next < lines.length) await post();
  };
  await Promise.all(Array.from({ length: connections }, pump));
} else {
  const pending: Promise<void>[] = [];
  const total = Math.floor(Number(rate) * Number(seconds));
  for (let sent = 0; sent < total;) {
    const due = Math.floor(((performance.now() - startedMs) / 1000) * Number(rate));
    for (; sent < Math.min(due, total); sent += 1) pending.push(post());
    await new Promise(done => setTimeout(done, 2));
  }
  await Promise.all(pending);
}
const elapsed = (performance.now() - startedMs) / 1000;
agent.destroy();
process.stdout.write(
  JSON.stringify({
    perSecond: latencies.length / elapsed,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    max: quantile(latencies, 1),
    refused,
  }),
);
