/** Letters as they are read: the text exactly as it was signed, and who has signed. */
import { shanghaiDate } from '../../calendar/dates.ts';
import type { Db, Prisma } from '../../database.ts';
import type { OfficialDocument } from '../../documents/official-document.ts';
import { letterParties, type LetterParty, type LetterState, type SignatureWay } from '../labels/pairing.ts';
import type { LetterFacts, Signed } from './document.ts';

/** One party's signature under one version. */
export interface LetterSignature {
  readonly party: LetterParty;
  readonly personId: string;
  readonly way: SignatureWay;
  readonly proxyReason: string | null;
  readonly recordedById: string | null;
  readonly attachmentIds: readonly string[];
  readonly textHash: string;
  readonly signedAt: Date;
}

/** One version of a letter. */
export interface Letter {
  readonly id: string;
  readonly pairingId: string;
  readonly version: number;
  readonly number: string;
  readonly state: LetterState;
  /** Exactly as it is signed. */
  readonly text: string;
  /** SHA-256 of the text's UTF-8 bytes, in hexadecimal. */
  readonly textHash: string;
  readonly content: LetterContent;
  readonly createdAt: Date;
  readonly helperId: string;
  readonly memberId: string;
  readonly signatures: readonly LetterSignature[];
}

/** What a letter was made of, kept so that its paper can be printed again as it was. */
export interface LetterContent {
  readonly facts: LetterFacts;
  readonly document: OfficialDocument;
}

const letterFields = {
  signatures: { orderBy: { signedAt: 'asc' } },
  pairing: { select: { helperId: true, memberId: true } },
} as const satisfies Prisma.LetterInclude;

type Row = Prisma.LetterGetPayload<{ include: typeof letterFields }>;

function toLetter(db: Db, row: Row): Letter {
  const { text, content, state, pairing, signatures, ...rest } = db.$vault.openRow('letter', row.id, row);
  return {
    ...rest,
    ...pairing,
    text,
    content: JSON.parse(content) as LetterContent,
    state: state as LetterState,
    signatures: signatures as LetterSignature[],
  };
}

/** The versions that fit, the newest first. */
export async function lettersWhere(db: Db, where: Prisma.LetterWhereInput, take = 50): Promise<Letter[]> {
  const rows = await db.letter.findMany({
    where,
    include: letterFields,
    orderBy: [{ createdAt: 'desc' }, { version: 'desc' }],
    take,
  });
  return rows.map(row => toLetter(db, row));
}

/** One version, or null. */
export async function findLetter(db: Db, id: string): Promise<Letter | null> {
  return (await lettersWhere(db, { id }))[0] ?? null;
}

/** Versions that are being signed or in force. */
export const standing = ['signing', 'in-force'] as const satisfies readonly LetterState[];

/** The version of a pairing's letter that counts, or null where there is none. */
export const currentLetter = async (db: Db, pairingId: string): Promise<Letter | null> =>
  (await lettersWhere(db, { pairingId, state: { in: [...standing] } }))[0] ?? null;

/** The parties that have yet to sign. */
export const unsignedParties = ({ signatures }: Pick<Letter, 'signatures'>): LetterParty[] =>
  (Object.keys(letterParties) as LetterParty[]).filter(
    party => !signatures.some(each => each.party === party),
  );

/** The signatures as a paper shows them. `names` are those of the people who signed for somebody, by id. */
export const signedOf = (letter: Letter, names: ReadonlyMap<string, string>): Signed[] =>
  letter.signatures.map(({ party, way, personId, signedAt }) => ({
    party,
    way,
    on: shanghaiDate(signedAt),
    ...(way === 'proxy' ? { proxy: names.get(personId) ?? '' } : {}),
  }));
