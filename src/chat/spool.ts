/**
 * Where callbacks wait while the database is out of reach: one file each, flushed to the disk before the callback is
 * acknowledged, put into the inbox in their order when the database is back. Losing the disk loses the
 * acknowledgement too: `put` then throws and the platform is told to come again.
 */
import { mkdir, open, readFile, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Vault } from '../vault/vault.ts';
import type { Arrival, Inbox } from './inbox.ts';

export interface Spool {
  /** Keeps the arrival on disk, flushed. */
  put(arrival: Arrival): Promise<void>;
  /** Moves what is spooled into the inbox, oldest first; returns how many. Stops at the first that cannot be kept. */
  replay(inbox: Inbox): Promise<number>;
  /** How many lie here. */
  size(): Promise<number>;
}

/** A spool in this folder; what lies in it is sealed, each file for its own name. */
export function createSpool(folder: string, vault: Vault): Spool {
  let sequence = 0;
  return {
    async put(arrival) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      sequence += 1;
      const order = `${String(arrival.sentAtMs).padStart(15, '0')}-${String(sequence).padStart(8, '0')}`;
      const name = `${order}-${randomUUID()}.sealed`;
      const file = join(folder, name);
      const content = vault.sealBytes('spool.arrival', name, Buffer.from(JSON.stringify(arrival)));
      await writeFlushed(`${file}.part`, content);
      await rename(`${file}.part`, file);
      await flushFolder(folder);
    },
    async replay(inbox) {
      const files = await spooled(folder);
      for (const file of files) {
        const content = vault.openBytes('spool.arrival', file, await readFile(join(folder, file)));
        const arrival = JSON.parse(content.toString()) as Arrival;
        await inbox.keep(arrival);
        await unlink(join(folder, file));
      }
      return files.length;
    },
    size: async () => (await spooled(folder)).length,
  };
}

async function spooled(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter(file => file.endsWith('.sealed')).sort();
}

async function writeFlushed(file: string, content: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new name in a folder is durable only when the folder itself is flushed. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
