/** Every purpose for which people can hand in files; a new one is one file beside this one and one line here. */
import type { IncomingFileHandler } from './handler.ts';

export const incomingFileHandlers: readonly IncomingFileHandler[] = [];
