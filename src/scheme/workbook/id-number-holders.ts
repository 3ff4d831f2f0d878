/** Who is registered with an ID number: the one place that looks for people by it. */
import { Prisma, type Db } from '../../database.ts';
import { batches } from './batches.ts';

/** Somebody whose care file holds an ID number that was asked for. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly idNumber: string;
}

const numbersAtOnce = 500;

/** Everybody registered with one of these ID numbers, found by the keyed index beside the sealed number (domain E-1). */
export async function findByIdNumber(db: Db, idNumbers: readonly string[]): Promise<Holder[]> {
  const numbers = new Map(
    idNumbers.map(number => [db.$vault.index('care_file.idNumber', number), number] as const),
  );
  const holders: Holder[] = [];
  for (const indexes of batches([...numbers.keys()], numbersAtOnce)) {
    const rows = await db.$queryRaw<(Omit<Holder, 'idNumber'> & { index: string })[]>`
      SELECT p.id, p.name, o.name AS organisation, c."idNumberIndex" AS index
      FROM care_file c JOIN person p ON p.id = c."memberId" JOIN organisation o ON o.id = p."organisationId"
      WHERE c."idNumberIndex" IN (${Prisma.join(indexes)}) ORDER BY p."createdAt", p.id`;
    for (const { index, ...holder } of rows) holders.push({ ...holder, idNumber: numbers.get(index) ?? '' });
  }
  return holders;
}
