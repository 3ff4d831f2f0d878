/** 建档: a new file of a person (S1-3.1a, S2-4.2a), as a 草稿; and whether that person is in the books already. */
import { randomUUID } from 'node:crypto';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChanges, type Change } from '../audit-trail.ts';
import { careFileStates, labelOf } from '../labels.ts';
import { nameKeys } from '../names.ts';
import { requireConsent } from '../consents.ts';
import { shanghaiDate } from '../../calendar/dates.ts';
import type { CareFilePatch, Editing } from './file.ts';

/** A file to be opened. */
export interface NewFile {
  readonly name: string;
  readonly organisationId: string;
  /** The person who is in the books already and gets a file; a new person when absent. */
  readonly personId?: string;
  readonly fields: CareFilePatch;
}

/** Somebody in the books who may be the same person, and why it seems so. */
export interface Namesake {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  /** The state of their file in Chinese; null where they have none. */
  readonly file: string | null;
  readonly why: 'name' | 'phone' | 'id-number';
}

/** What is compared. */
export interface Sought {
  readonly name: string;
  readonly organisationId: string;
  readonly phone?: string | null;
  readonly idNumber?: string | null;
}

/**
 * Who may be meant: the same name in the organisation, the same ID number, or the same telephone (by its blind index, in the
 * person or the file). Those who share more than one thing are named once, for the weightiest.
 */
export async function namesakesOf(db: Db, sought: Sought): Promise<Namesake[]> {
  const { name, organisationId, phone, idNumber } = sought;
  const alike: { why: Namesake['why']; where: object }[] = [
    ...(idNumber
      ? [
          {
            why: 'id-number' as const,
            where: { careFile: { is: { idNumberIndex: db.$vault.index('care_file.idNumber', idNumber) } } },
          },
        ]
      : []),
    { why: 'name', where: { name, organisationId } },
    ...(phone ? [{ why: 'phone' as const, where: samePhone(db, phone) }] : []),
  ];
  const found = new Map<string, Namesake>();
  for (const { why, where } of alike) {
    const rows = await db.person.findMany({ where, select: namesakeFields, orderBy: { id: 'asc' }, take: 5 });
    for (const { organisation, careFile, ...person } of rows) {
      const file = careFile && labelOf(careFileStates, careFile.state);
      if (!found.has(person.id))
        found.set(person.id, { ...person, organisation: organisation.name, file, why });
    }
  }
  return [...found.values()];
}

const namesakeFields = {
  id: true,
  name: true,
  organisation: { select: { name: true } },
  careFile: { select: { state: true } },
} as const;

const samePhone = (db: Db, phone: string) => ({
  OR: [
    { phoneIndex: db.$vault.index('person.phone', phone) },
    { careFile: { is: { phoneIndex: db.$vault.index('care_file.phone', phone) } } },
  ],
});

/** Opens the file and returns the member's id. Whoever has a file already gets no second one (`file-exists`). */
export async function openFile(db: Db, opened: NewFile, { actorId, clock }: Editing): Promise<string> {
  const { name, organisationId, fields } = opened;
  const now = clock.now();
  const id = opened.personId ?? randomUUID();
  const changes: Change[] = [];
  if (opened.personId === undefined) changes.push(await addPerson(db, id, opened, { actorId, clock }));
  else await refuseSecondFile(db, id);
  const values = { ...fields, state: 'draft', createdById: actorId };
  await db.careFile.create({
    data: { ...db.$vault.sealRow('care_file', id, values), memberId: id, createdAt: now, updatedAt: now },
  });
  await addRole(db, id);
  changes.push({
    actorId,
    action: 'create',
    subject: 'care_file',
    subjectId: id,
    organisationId,
    after: { name, ...values },
  });
  await logChanges(db, clock, changes);
  await requireConsent(db, id, { ...fields }, shanghaiDate(now));
  return id;
}

async function addPerson(
  db: Db,
  id: string,
  { name, organisationId, fields }: NewFile,
  { actorId, clock }: Editing,
): Promise<Change> {
  const phone = fields.phone ?? null;
  await db.person.create({
    data: {
      id,
      name,
      organisationId,
      nameKeys: nameKeys(name),
      roles: ['member'],
      ...db.$vault.sealRow('person', id, { phone }),
      createdAt: clock.now(),
    },
  });
  const after = { name, roles: ['member'], phone };
  return { actorId, action: 'create', subject: 'person', subjectId: id, organisationId, after };
}

async function refuseSecondFile(db: Db, memberId: string): Promise<void> {
  if ((await db.careFile.count({ where: { memberId } })) === 0) return;
  throw new AppError('file-exists', 'this person has a file already', {
    expose: '这位同志已经有档案了，没有再建。',
  });
}

async function addRole(db: Db, id: string): Promise<void> {
  const { roles } = await db.person.findUniqueOrThrow({ where: { id }, select: { roles: true } });
  if (!roles.includes('member'))
    await db.person.update({ where: { id }, data: { roles: [...roles, 'member'] } });
}

/** What taking a file back found: it is gone again, or something has been written about the member meanwhile. */
export type TakenBack = 'removed' | 'in-use';

/** Takes a 草稿 back that nothing was added to: the file goes, and the person with it where they were made for it. */
export async function takeFileBack(
  db: Db,
  { memberId, madePerson }: { readonly memberId: string; readonly madePerson: boolean },
  { actorId, clock }: Editing,
): Promise<TakenBack> {
  const file = await db.careFile.findUnique({ where: { memberId }, select: { state: true } });
  if (file?.state !== 'draft' || (await isInUse(db, memberId))) return 'in-use';
  const { organisationId, name } = await db.person.findUniqueOrThrow({
    where: { id: memberId },
    select: { organisationId: true, name: true },
  });
  const change = { actorId, subject: 'care_file', subjectId: memberId, organisationId } as const;
  await db.careFile.delete({ where: { memberId } });
  if (madePerson) await db.person.delete({ where: { id: memberId } });
  await logChanges(db, clock, [
    { ...change, action: 'take-back', before: { name, state: 'draft' }, after: null },
  ]);
  return 'removed';
}

async function isInUse(db: Db, memberId: string): Promise<boolean> {
  const where = { memberId };
  const counts = [
    await db.visit.count({ where }),
    await db.happening.count({ where }),
    await db.request.count({ where }),
    await db.pairing.count({ where }),
    await db.consent.count({ where }),
    await db.familyMember.count({ where }),
    await db.familyTie.count({ where }),
  ];
  return counts.some(count => count > 0);
}
