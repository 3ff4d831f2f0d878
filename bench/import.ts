/** A roster of 1 000 and of 10 000 care files with all its sheets: previewed, imported, imported again, exported. */
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWorkbook } from '../src/documents/workbook.ts';
import type { Step } from './import-child.ts';
import { roster } from './roster.ts';
import { benchKeys, openBench } from './support.ts';

const wantedSeconds = 60;
const wantedMb = 400;

export async function benchImport(print: (line: string) => void): Promise<void> {
  const small = await importing(1_000);
  const large = await importing(10_000);
  for (const step of large) {
    const before = small.find(({ what }) => what === step.what);
    const growth = before ? step.ms / 10 / before.ms : Number.NaN;
    print(`  ${step.what}: ${line(step)}; a row at 10 000 over one at 1 000: ${growth.toFixed(2)}`);
  }
  const worst = Math.max(...large.map(({ peakMb }) => peakMb));
  const slowest = Math.max(...large.map(({ ms }) => ms)) / 1000;
  print(`slowest of them at 10 000 files: ${slowest.toFixed(1)} s (want ≤ ${wantedSeconds})`);
  print(`most memory of a process doing one: ${worst} MB resident (want ≤ ${wantedMb})`);
}

const line = ({ ms, peakMb, startMb }: Step): string =>
  `${(ms / 1000).toFixed(1)} s, peak ${peakMb} MB (${startMb} MB before the file was opened)`;

/** Every step in a process of its own, so that each has its own peak. */
async function importing(members: number): Promise<Step[]> {
  const bench = await openBench();
  try {
    const file = join(bench.folder, 'roster.xlsx');
    await writeFile(file, await writeWorkbook(roster(members)));
    const steps: Step[] = [];
    for (const what of ['preview', 'import', 'import again', 'export'] as const)
      steps.push(await run([what, file, bench.databaseUrl, benchKeys]));
    return steps;
  } finally {
    await bench.close();
  }
}

function run(args: readonly string[]): Promise<Step> {
  const child = fileURLToPath(new URL('import-child.ts', import.meta.url));
  const process_ = spawn(process.execPath, ['--import', 'tsx', child, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  process_.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done, fail) => {
    process_.once('close', code =>
      code === 0 ? done(JSON.parse(output) as Step) : fail(new Error(`import-child: ${code}`)),
    );
  });
}
