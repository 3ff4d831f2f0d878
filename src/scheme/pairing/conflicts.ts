/**
 * 优亲厚友 (E-11): whether a helper is related to the member, or shares a telephone, an address or a bank account with them.
 * Numbers are compared by their blind indexes; what is kept says what they share and never the number.
 */
import type { Db } from '../../database.ts';

/** What speaks against a pairing, as it is read: 是帮扶对象的女儿. */
export async function conflictsOf(db: Db, helperId: string, memberId: string): Promise<string[]> {
  const helper = await db.person.findUniqueOrThrow({
    where: { id: helperId },
    select: { phone: true, phoneIndex: true, careFile: { select: fileIndexes } },
  });
  const member = await db.person.findUniqueOrThrow({
    where: { id: memberId },
    select: { phoneIndex: true, careFile: { select: fileIndexes }, relatives: { select: tieFields } },
  });
  const phone = helper.phone && db.$vault.open('person.phone', helperId, helper.phone);
  const inFile = phone === null ? null : db.$vault.index('care_file.phone', phone);
  const ties = member.relatives.filter(({ relativeId }) => relativeId === helperId);
  const samePhone =
    same(helper.phoneIndex, member.phoneIndex) ||
    same(inFile, member.careFile?.phoneIndex) ||
    same(helper.careFile?.phoneIndex, member.careFile?.phoneIndex);
  const household = member.relatives.filter(
    ({ relativeId, relative }) => relativeId !== helperId && same(helper.phoneIndex, relative.phoneIndex),
  );
  return [
    ...ties.map(({ relation }) => `是帮扶对象的${relation}`),
    ...(samePhone ? ['和帮扶对象的电话相同'] : []),
    ...household.map(({ relation }) => `和帮扶对象${relation}的电话相同`),
    ...(same(helper.careFile?.addressIndex, member.careFile?.addressIndex) ? ['和帮扶对象的住址相同'] : []),
    ...(same(helper.careFile?.bankAccountIndex, member.careFile?.bankAccountIndex)
      ? ['和帮扶对象的银行账号相同']
      : []),
  ];
}

const fileIndexes = { phoneIndex: true, addressIndex: true, bankAccountIndex: true } as const;
const tieFields = { relativeId: true, relation: true, relative: { select: { phoneIndex: true } } } as const;

const same = (one: string | null | undefined, other: string | null | undefined): boolean =>
  one !== null && one !== undefined && one === other;
