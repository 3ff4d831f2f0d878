/** Rows whose sealed columns tests want to write and read in clear text. */
import type { Db, Prisma } from '../../src/database.ts';
import { readEntry, type AuditEntry } from '../../src/scheme/audit-trail.ts';
import type { SealedColumnsOf, SealedTableName } from '../../src/vault/sealed-columns.ts';

/** An input of Prisma's whose sealed columns are given as text. */
export type InClear<Input, T extends SealedTableName> = {
  readonly [K in keyof Input]: K extends SealedColumnsOf<T>
    ? null extends Input[K]
      ? string | null
      : string
    : Input[K];
};

/** A row as it is stored, opened for reading. */
export const openVisit = <R extends { readonly id: string }>(db: Db, row: R) =>
  db.$vault.openRow('visit', row.id, row);

/** All visits that were not taken back, opened. */
export async function visitsIn(db: Db, where: Prisma.VisitWhereInput = { undoneAt: null }) {
  const rows = await db.visit.findMany({ where, orderBy: { loggedAt: 'asc' } });
  return rows.map(row => openVisit(db, row));
}

/** All happenings, opened, oldest first. */
export async function happeningsIn(db: Db, where: Prisma.HappeningWhereInput = {}) {
  const rows = await db.happening.findMany({ where, orderBy: { reportedAt: 'asc' } });
  return rows.map(row => db.$vault.openRow('happening', row.id, row));
}

/** All requests, opened, oldest first. */
export async function requestsIn(db: Db, where: Prisma.RequestWhereInput = {}) {
  const rows = await db.request.findMany({ where, orderBy: { number: 'asc' } });
  return rows.map(row => db.$vault.openRow('request', row.id, row));
}

/** A care file, opened. */
export async function careFileIn(db: Db, memberId: string) {
  const row = await db.careFile.findUniqueOrThrow({ where: { memberId } });
  return db.$vault.openRow('care_file', memberId, row);
}

/** All care files, opened. */
export async function careFilesIn(db: Db, where: Prisma.CareFileWhereInput = {}) {
  const rows = await db.careFile.findMany({ where, orderBy: { memberId: 'asc' } });
  return rows.map(row => db.$vault.openRow('care_file', row.memberId, row));
}

/** All people, opened, by name. */
export async function peopleIn(db: Db, where: Prisma.PersonWhereInput = {}) {
  const rows = await db.person.findMany({ where, orderBy: [{ name: 'asc' }, { id: 'asc' }] });
  return rows.map(row => db.$vault.openRow('person', row.id, row));
}

/** The first person that fits, with the care file, both opened. */
export async function personIn(db: Db, where: Prisma.PersonWhereInput) {
  const row = await db.person.findFirstOrThrow({ where, include: { careFile: true } });
  const careFile = row.careFile && db.$vault.openRow('care_file', row.id, row.careFile);
  return { ...db.$vault.openRow('person', row.id, row), careFile };
}

/** All messages that came in, in their order, with the message itself as it was kept. */
export async function inboundIn(db: Db, where: Prisma.InboundMessageWhereInput = {}) {
  const rows = await db.inboundMessage.findMany({ where, orderBy: { id: 'asc' } });
  return rows.map(row => {
    const { payload } = db.$vault.openRow('inbound_message', row.dedupeKey, row);
    return { ...row, payload: payload === null ? null : (JSON.parse(payload) as unknown) };
  });
}

/** The notes of a request, opened, in order. */
export async function requestNotesIn(db: Db, where: Prisma.RequestNoteWhereInput = {}) {
  const rows = await db.requestNote.findMany({ where, orderBy: { id: 'asc' } });
  return rows.map(row => db.$vault.openRow('request_note', row.sealKey, row));
}

/** The audit entries that fit, opened, oldest first. */
export async function auditIn(db: Db, where: Prisma.AuditEntryWhereInput = {}): Promise<AuditEntry[]> {
  const rows = await db.auditEntry.findMany({ where, orderBy: [{ at: 'asc' }, { seq: 'asc' }] });
  return rows.map(row => readEntry(db, row));
}
