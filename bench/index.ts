/** npm run bench [callback|acknowledgement|answer|highest|plan|day|scale|waiting|preview|search|understanding|vault|import …]: ratios and limits, measured on this machine. */
import { cpus } from 'node:os';
import { benchAnswer, benchHighest } from './answer.ts';
import { benchAcknowledgement, benchCallback } from './callback.ts';
import { benchImport } from './import.ts';
import { benchPlan } from './plan.ts';
import { benchDay, benchScale } from './planning.ts';
import { benchPreview } from './preview.ts';
import { benchSearch } from './search.ts';
import { benchUnderstanding } from './understanding.ts';
import { benchVault } from './vault.ts';
import { benchWaiting } from './waiting.ts';

const benches = {
  callback: benchCallback,
  acknowledgement: benchAcknowledgement,
  answer: benchAnswer,
  highest: benchHighest,
  plan: benchPlan,
  day: benchDay,
  scale: benchScale,
  waiting: benchWaiting,
  preview: benchPreview,
  search: benchSearch,
  understanding: benchUnderstanding,
  vault: benchVault,
  import: benchImport,
} as const;
const print = (line: string): void => void process.stdout.write(`${line}\n`);

print(`Node ${process.version}, ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown processor'}`);
const wanted = process.argv.slice(2);
for (const [name, run] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  print(`\n${name}`);
  await run(print);
}
