/** The paper of a letter: the .docx as it was made, with the signatures there are. */
import { writeOfficialDocument } from '../../documents/official-document.ts';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { dateText } from '../../calendar/format.ts';
import { shanghaiDate } from '../../calendar/dates.ts';
import { signaturesText } from '../../documents/official-document.ts';
import { logChange } from '../audit-trail.ts';
import { peopleById, type Person } from '../people.ts';
import { signaturesOf, withSignatures } from './document.ts';
import { signedOf, type Letter } from './reads.ts';

/** A letter's paper. */
export interface LetterFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** The paper for whoever asked, with who and when at its foot (E-16); that they took it is logged. */
export async function letterFile(db: Db, clock: Clock, letter: Letter, reader: Person): Promise<LetterFile> {
  const { facts, document } = letter.content;
  const signatures = signaturesOf(facts, signedOf(letter, await namesOf(db, letter)));
  const takenOn = dateText(shanghaiDate(clock.now()), { year: true });
  const bytes = await writeOfficialDocument(withSignatures(document, signatures), {
    createdAt: clock.now(),
    footerNote: `${reader.name}　${takenOn}取用　第${letter.version}版　校验码${letter.textHash.slice(0, 12)}`,
  });
  const change = { action: 'take-file', subject: 'letter', subjectId: letter.id } as const;
  await logChange(db, clock, { actorId: reader.id, ...change });
  return { name: `帮扶责任书 ${facts.member.name} ${letter.number}.docx`, contentType: docx, bytes };
}

/** Who has signed so far and how, one party a line. */
export async function signatureLines(db: Db, letter: Letter): Promise<string> {
  return signaturesText(signaturesOf(letter.content.facts, signedOf(letter, await namesOf(db, letter))));
}

async function namesOf(db: Db, { signatures }: Letter): Promise<Map<string, string>> {
  const people = await peopleById(
    db,
    signatures.map(({ personId }) => personId),
  );
  return new Map([...people].map(([id, { name }]) => [id, name]));
}
