/**
 * Where callbacks wait while the database is out of reach: one file each, flushed to the disk before the callback is
 * acknowledged, put into the inbox in their order when the database is back. Losing the disk loses the
 * acknowledgement too: `put` then throws and the platform is told to come again.
 */
import { randomUUID } from 'node:crypto';
import { readFile, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { Vault } from '../vault/vault.ts';
import { writeDurably } from './durable-file.ts';
import type { Arrival, Inbox } from './inbox.ts';

export interface Spool {
  /** Keeps the arrival on disk, flushed. */
  put(arrival: Arrival): Promise<void>;
  /**
   * Moves what is spooled into the inbox, oldest first; returns how many. Stops at the first that cannot be kept; one that
   * cannot be read (a damaged disk) is set aside beside the others and never stands in their way.
   */
  replay(inbox: Inbox): Promise<number>;
  /** How many lie here. */
  size(): Promise<number>;
}

/** A spool in this folder; what lies in it is sealed, each file for its own name. Hears of files that cannot be read. */
export function createSpool(
  folder: string,
  vault: Vault,
  unreadable: (file: string) => void = () => undefined,
): Spool {
  let sequence = 0;
  return {
    async put(arrival) {
      sequence += 1;
      const order = `${String(arrival.sentAtMs).padStart(15, '0')}-${String(sequence).padStart(8, '0')}`;
      const name = `${order}-${randomUUID()}.sealed`;
      const content = vault.sealBytes('spool.arrival', name, Buffer.from(JSON.stringify(arrival)));
      await writeDurably(folder, name, content);
    },
    async replay(inbox) {
      const files = await spooled(folder);
      for (const file of files) {
        const arrival = readArrival(vault, file, await readFile(join(folder, file)));
        if (arrival) {
          await inbox.keep(arrival);
          await unlink(join(folder, file));
        } else {
          unreadable(file);
          await rename(join(folder, file), join(folder, `${file}.unreadable`));
        }
      }
      return files.length;
    },
    size: async () => (await spooled(folder)).length,
  };
}

/** Null where the file is damaged; a key that this process has not read yet is a reason to come again. */
function readArrival(vault: Vault, file: string, sealed: Uint8Array): Arrival | null {
  try {
    return JSON.parse(vault.openBytes('spool.arrival', file, sealed).toString()) as Arrival;
  } catch (error) {
    if (error instanceof AppError && error.retryable) throw error;
    return null;
  }
}

async function spooled(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.filter(file => file.endsWith('.sealed')).sort();
}
