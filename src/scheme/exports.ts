/** Taking data out of the product (E-16): who may, of whom, and that it is kept who took what, what for. */
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { mayExport, type Viewer } from './access.ts';
import { logChange } from './audit-trail.ts';
import { logDenied } from './reveals.ts';

/** What was taken out: how many rows of what, by the sheet's or report's name. */
export interface Exported {
  /** What for, in the exporter's words; required. */
  readonly purpose: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Which register, whether masked, and by which order, where it was one. */
  readonly about?: Readonly<Record<string, unknown>>;
}

/**
 * Keeps an export before it leaves, in the chain of the exporter's own organisation, in the caller's transaction. Throws
 * `export-purpose-missing` (with a sentence to show) where no purpose is given. Whether the viewer may is `refuseExport`.
 */
export async function logExport(db: Db, clock: Clock, viewer: Viewer, exported: Exported): Promise<void> {
  const purpose = exported.purpose.trim();
  if (purpose === '')
    throw new AppError('export-purpose-missing', 'an export without a purpose', {
      expose: '导出前请写明做什么用。',
    });
  await logChange(db, clock, {
    actorId: viewer.id,
    action: 'export',
    subject: 'organisation',
    subjectId: viewer.organisation.id,
    organisationId: viewer.organisation.id,
    after: { ...exported.about, counts: exported.counts },
    purpose,
  });
}

/** The sentence for somebody who may not export, whose try is kept; null for somebody who may. */
export async function refuseExport(db: Db, clock: Clock, viewer: Viewer): Promise<string | null> {
  if (mayExport(viewer)) return null;
  await logDenied(db, clock, viewer, { memberId: viewer.id, what: 'export' });
  return '导出由经办同志或书记来做，需要的话请找他们。';
}
