/** What a letter says of its three parties, gathered from the registers. */
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { contactFrequencies, labelOf } from '../labels.ts';
import { lineOf } from '../organisations.ts';
import { findMember, findPerson, hasRole, personFields, toPerson, type Person } from '../people.ts';
import type { Pairing } from '../pairing/reads.ts';
import type { LetterFacts } from './document.ts';

/** The facts of a pairing's letter. Refused where there is nobody to sign for the branch. */
export async function factsOf(
  db: Db,
  pairing: Pairing,
  numbered: Pick<LetterFacts, 'number' | 'version'>,
): Promise<LetterFacts> {
  const helper = await findPerson(db, pairing.helperId);
  const member = await findMember(db, pairing.memberId);
  if (!helper || !member) throw new AppError('letter-nobody', 'the people of the pairing are gone');
  const head = await branchHead(db, member.organisation.path, [helper.id, member.id]);
  if (!head)
    throw new AppError('letter-no-branch', 'nobody may sign for the branch', {
      expose: `${member.organisation.name}还没有登记能代表支部签字的书记，请先登记书记，再写责任书。`,
    });
  return {
    ...numbered,
    branch: { name: member.organisation.name, head: head.name, headId: head.id },
    helper: {
      name: helper.name,
      unit: helper.organisation.name,
      title: titleBeside(helper),
      phone: helper.phone,
    },
    member: { name: member.name, unit: member.organisation.name },
    from: pairing.startsOn,
    to: pairing.endsOn,
    direction: pairing.direction,
    project: pairing.project ?? '',
    task: pairing.task ?? '',
    goal: pairing.goal ?? '',
    // The workbook keeps a code, a conversation the words that were said.
    frequency: pairing.frequency === null ? null : labelOf(contactFrequencies, pairing.frequency),
  };
}

/** 第一党支部 第一党支部书记 → 书记: the unit is not said twice. */
const titleBeside = ({ title, organisation }: Person): string | null =>
  title !== null && title.startsWith(organisation.name) ? title.slice(organisation.name.length) : title;

/**
 * Who signs for the branch (S2-4.3e): the nearest secretary upwards who is not a party themself, else the nearest leader; the
 * secretary who helps somebody has their letter signed by the one above.
 */
export async function branchHead(
  db: Db,
  path: string,
  except: readonly string[],
): Promise<Person | undefined> {
  const rows = await db.person.findMany({
    where: {
      organisationId: { in: lineOf(path) },
      id: { notIn: [...except] },
      roles: { hasSome: ['secretary', 'leader'] },
    },
    select: personFields,
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const depth = (person: Person): number => person.organisation.path.length;
  return rows
    .map(row => toPerson(db, row))
    .sort(
      (one, other) =>
        Number(hasRole(other, 'secretary')) - Number(hasRole(one, 'secretary')) || depth(other) - depth(one),
    )[0];
}
