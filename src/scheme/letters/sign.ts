/**
 * Signing (S5-3c, D3b): under the text that was shown and no other, each party once, by whoever may. With the third signature
 * the letter is in force.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Db } from '../../database.ts';
import { AppError } from '../../errors.ts';
import { logChange } from '../audit-trail.ts';
import type { LetterParty, SignatureWay } from '../labels/pairing.ts';
import { closeLetterDuties } from '../obligations/agreements.ts';
import { planObligationsOf } from '../obligations/planner.ts';
import { mayManage } from '../pairing/who.ts';
import { findPerson, type Person } from '../people.ts';
import { findLetter, unsignedParties, type Letter } from './reads.ts';
import { maySign } from './who.ts';

/** A signature. */
export interface Signing {
  readonly letterId: string;
  readonly party: LetterParty;
  /** Who signs: the party, or whoever signs in its place. */
  readonly personId: string;
  /** The hash of the text that was shown to them. */
  readonly shownHash: string;
  /** `photo`: signed on paper and recorded by somebody else, with a photo. */
  readonly way: SignatureWay;
  /** Why somebody else signs; needed for a proxy. */
  readonly reason?: string;
  /** Who records a signature that was not made in chat. */
  readonly recordedById?: string;
  readonly attachmentIds?: readonly string[];
}

/** What came of it: `already` where this person's signature is there; `complete` once all three are. */
export interface SignedNow {
  readonly letter: Letter;
  readonly already: boolean;
  readonly complete: boolean;
}

const refused = (code: string, expose: string): AppError => new AppError(code, code, { expose });

/**
 * Signs, in the caller's transaction. `letter-changed` where the text is no longer the one that was shown; refused to whoever may
 * not sign for the party, without a reason for a proxy, without a photo for paper, and once somebody else has signed for it.
 */
export async function signLetter(db: Db, clock: Clock, signing: Signing): Promise<SignedNow> {
  await db.$queryRaw`SELECT id FROM letter WHERE id = ${signing.letterId}::uuid FOR UPDATE`;
  const letter = await findLetter(db, signing.letterId);
  if (!letter) throw refused('letter-unknown', '没有找到这份责任书。');
  const earlier = letter.signatures.find(({ party }) => party === signing.party);
  if (earlier?.personId === signing.personId && earlier.textHash === signing.shownHash)
    return { letter, already: true, complete: letter.state === 'in-force' };
  refuseState(letter, signing, earlier !== undefined);
  await refuseSigner(db, letter, signing);
  await write(db, clock, letter, signing);
  return finish(db, clock, letter.id, signing);
}

function refuseState(letter: Letter, { shownHash }: Signing, taken: boolean): void {
  if (letter.state === 'superseded' || letter.textHash !== shownHash)
    throw refused('letter-changed', '这份责任书刚刚有改动，这次没有签。请回复“责任书”看看新的，再签。');
  if (letter.state === 'ended') throw refused('letter-ended', '这份责任书已经终止，不用再签了。');
  if (taken) throw refused('letter-taken', '这一方已经签过了，不用再签。');
}

async function refuseSigner(db: Db, letter: Letter, signing: Signing): Promise<void> {
  const signer = await findPerson(db, signing.personId);
  const allowed = signer ? await maySign(db, letter, signer) : [];
  const own = allowed.find(({ party }) => party === signing.party);
  if (!signer || !own) throw refused('letter-not-yours', notAllowed[signing.party]);
  if (signing.way === 'photo') await refusePaper(db, letter, signing, own.way);
  else if (own.way !== signing.way) throw refused('letter-wrong-way', notAllowed[signing.party]);
  if (signing.way === 'proxy' && (signing.reason ?? '').trim() === '')
    throw refused('letter-why', '代签要写明为什么由别人签。');
  if (signing.way === 'proxy' && signing.recordedById !== undefined)
    await refuseRecorder(db, letter, signing.recordedById);
}

const notAllowed: Readonly<Record<LetterParty, string>> = {
  branch: '支部这一方要由书记来签；书记不便时由上级书记或领导代签。',
  helper: '帮扶人这一方要由帮扶人本人来签。',
  member: '老同志这一方由本人签；本人不便的，由登记过的家属（代办人）代签。',
};

async function refusePaper(
  db: Db,
  letter: Letter,
  { recordedById, attachmentIds = [] }: Signing,
  own: 'chat' | 'proxy',
): Promise<void> {
  if (own !== 'chat') throw refused('letter-paper-own', '纸上的签名要是这一方本人的；别人签的请选“代签”。');
  if (attachmentIds.length === 0) throw refused('letter-photo', '请把签好字的那一页拍张照片发来。');
  await refuseRecorder(db, letter, recordedById ?? '');
}

async function refuseRecorder(db: Db, { memberId }: Letter, recordedById: string): Promise<void> {
  const recorder: Person | null = recordedById === '' ? null : await findPerson(db, recordedById);
  if (recorder && (await mayManage(db, recorder, memberId))) return;
  throw refused('letter-recorder', '纸上的签字由支部书记或经办同志登记。');
}

async function write(db: Db, clock: Clock, { id }: Letter, signing: Signing): Promise<void> {
  const { party, personId, way, reason, recordedById, attachmentIds = [], shownHash } = signing;
  const row = {
    ...{ party, personId, way, textHash: shownHash, attachmentIds: [...attachmentIds] },
    ...{ proxyReason: way === 'proxy' ? (reason ?? null) : null, recordedById: recordedById ?? null },
  };
  await db.letterSignature.create({
    data: { id: randomUUID(), letterId: id, ...row, signedAt: clock.now() },
  });
  const change = { action: 'sign', subject: 'letter', subjectId: id } as const;
  await logChange(db, clock, { actorId: recordedById ?? personId, ...change, after: row });
}

async function finish(db: Db, clock: Clock, letterId: string, { personId }: Signing): Promise<SignedNow> {
  const letter = await findLetter(db, letterId);
  if (!letter) throw refused('letter-unknown', '没有找到这份责任书。');
  const complete = unsignedParties(letter).length === 0;
  if (complete) await putInForce(db, clock, letter, personId);
  await planObligationsOf(db, clock, [letter.memberId]);
  return { letter: complete ? { ...letter, state: 'in-force' } : letter, already: false, complete };
}

async function putInForce(db: Db, clock: Clock, { id, memberId }: Letter, actorId: string): Promise<void> {
  await db.letter.update({ where: { id }, data: { state: 'in-force' } });
  const change = { actorId, action: 'put-in-force', subject: 'letter', subjectId: id } as const;
  await logChange(db, clock, { ...change, before: { state: 'signing' }, after: { state: 'in-force' } });
  await closeLetterDuties(db, clock, { memberId, letterId: id, actorId });
}
