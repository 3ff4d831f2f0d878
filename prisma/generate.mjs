// Generates the Prisma client without internet. `prisma generate` looks for a native schema engine that it never
// runs for this generator and would download; pointing it at any existing file keeps it from trying.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hideSealed } from './hide-sealed.mjs';

const prismaCli = createRequire(import.meta.url).resolve('prisma/build/index.js');
const root = fileURLToPath(new URL('..', import.meta.url));
const result = spawnSync(process.execPath, [prismaCli, 'generate', '--no-hints'], {
  cwd: root,
  encoding: 'utf8',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(import.meta.url),
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
});
if (result.status !== 0) {
  process.stderr.write(`${result.stdout}\n${result.stderr}\n`);
  process.exit(result.status ?? 1);
}
hideSealed(readFileSync(join(root, 'prisma/schema.prisma'), 'utf8'), join(root, 'src/generated/prisma'));
