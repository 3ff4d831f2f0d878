import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isRecord } from './answers.ts';

/** An append-only file of JSON lines, or nothing at all where no path was given. */
export interface Journal {
  append: (kind: string, value: unknown) => void;
  /** Every line ever written of this kind, oldest first. */
  entries: <T>(kind: string) => T[];
}

/**
 * Opens a journal. Lines are handed to the operating system before `append` returns, so they outlive a killed
 * process; a line torn by such a kill is skipped on reading.
 */
export function openJournal(path: string | undefined): Journal {
  if (path === undefined) return { append: () => undefined, entries: () => [] };
  mkdirSync(dirname(path), { recursive: true });
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n');
  const lines = text.split('\n').flatMap(parseLine);
  return {
    append: (kind, value) => appendFileSync(path, `${JSON.stringify({ kind, value })}\n`),
    entries: <T>(kind: string) => lines.filter(line => line.kind === kind).map(line => line.value as T),
  };
}

function parseLine(line: string): { kind: unknown; value: unknown }[] {
  try {
    const parsed: unknown = JSON.parse(line);
    return isRecord(parsed) ? [{ kind: parsed['kind'], value: parsed['value'] }] : [];
  } catch {
    return [];
  }
}
