/** Who is registered with an ID number: the one place that looks for people by it. */
import type { Db } from '../../database.ts';
import { batches } from './batches.ts';

/** Somebody whose care file holds an ID number that was asked for. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly idNumber: string;
}

const atOnce = 500;

/** Everybody registered with one of these ID numbers, found by the keyed index beside the sealed number (domain E-1). */
export async function findByIdNumber(db: Db, idNumbers: readonly string[]): Promise<Holder[]> {
  const numbers = new Map(
    idNumbers.map(number => [db.$vault.index('care_file.idNumber', number), number] as const),
  );
  const found: { id: string; index: string }[] = [];
  for (const indexes of batches([...numbers.keys()], atOnce))
    found.push(
      ...(await db.$queryRaw<{ id: string; index: string }[]>`
        SELECT "memberId" AS id, "idNumberIndex" AS index
        FROM unnest(${indexes}::text[]) AS asked(index) JOIN care_file ON "idNumberIndex" = asked.index`),
    );
  const people = await namesOf(
    db,
    found.map(({ id }) => id),
  );
  return found.flatMap(({ id, index }) => {
    const person = people.get(id);
    return person ? [{ ...person, idNumber: numbers.get(index) ?? '' }] : [];
  });
}

type Named = Omit<Holder, 'idNumber'>;

async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, Named>> {
  const people = new Map<string, Named>();
  for (const some of batches(ids, atOnce)) {
    const rows = await db.$queryRaw<Named[]>`
      SELECT p.id, p.name, o.name AS organisation FROM person p JOIN organisation o ON o.id = p."organisationId"
      WHERE p.id = ANY(${some}::uuid[])`;
    for (const row of rows) people.set(row.id, row);
  }
  return people;
}
