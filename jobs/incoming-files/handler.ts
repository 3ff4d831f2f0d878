/** What is done with a file somebody handed in: one handler for each purpose. */
import type { IncomingFile } from '../../src/chat/incoming-files.ts';
import type { NewFile } from '../../src/chat/outgoing-files.ts';
import type { Outbox } from '../../src/chat/outbox.ts';
import type { Clock } from '../../src/clock.ts';
import type { Db } from '../../src/database.ts';
import type { FileKind } from '../../src/documents/file-kinds.ts';
import type { Log } from '../../src/log.ts';

/** Handles the files of one purpose; a conversation asks for them with `ctx.askForFile(purpose)`. */
export interface IncomingFileHandler {
  /** The code by which a conversation asks: "import-workbook". */
  readonly purpose: string;
  /** What is to be handed in, as the page calls it: "人员名册". */
  readonly title: string;
  /** The kinds that will do; anything else is refused on the page, and the link stays good. */
  readonly accepts: readonly FileKind[];
  /** The longest the work may take, in ms; a minute when absent. Longer is rolled back and tried again. */
  readonly longestMs?: number;
  /**
   * Does the work and answers, all in the one transaction `context.db`, in which the file is then marked as handled: so it
   * happens once, however often it is tried. Whatever is wrong with the file is said with `reply`; throw only where trying
   * again may help.
   */
  handle(file: IncomingFile, context: IncomingFileContext): Promise<void>;
}

/** What a handler may use. */
export interface IncomingFileContext {
  /** The transaction. */
  readonly db: Db;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbox: Outbox;
  /** Answers whoever handed the file in, in words, with a file, or both. */
  readonly reply: (answer: { readonly text?: string; readonly file?: NewFile }) => Promise<void>;
}
