/** Every purpose for which people can hand in files; a new one is one file beside this one and one line here. */
import type { IncomingFileHandler } from './handler.ts';
import { importWorkbook, previewWorkbook } from './import-workbook.ts';

export const incomingFileHandlers: readonly IncomingFileHandler[] = [previewWorkbook, importWorkbook];
