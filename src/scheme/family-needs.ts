/** 子女就业: the one need a jobless child gives rise to (S1-3.4), and passing it on to whoever finds work (S3-3.4). */
import { createHash } from 'node:crypto';
import { dateText } from '../calendar/format.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { logChange } from './audit-trail.ts';
import { consentOf, existing, type FamilyMember, type Keeping } from './family-member-rows.ts';
import { familyRelations } from './labels/family.ts';
import { labelOf } from './labels.ts';
import { awaitAnswer } from './request-duties.ts';
import { addNote, findRequest, openRequest, type Request } from './requests.ts';

/** What was kept; `need` is the request for work that a jobless child gave rise to, null where there is none. */
export interface KeptFamilyMember {
  readonly person: FamilyMember;
  readonly need: Request | null;
  /** Whether `need` is new with this. */
  readonly needIsNew: boolean;
}

/** A referral of a jobless child to whoever finds work. */
export interface Referral {
  readonly familyMemberId: string;
  /** 县劳动就业服务中心. */
  readonly to: string;
  /** By when an answer is expected, 'YYYY-MM-DD'. */
  readonly dueOn: string;
}

/**
 * 转介 (S3-3.4): keeps with the request for work to whom it was passed and by when an answer is expected. Refused
 * (`family-consent-missing`) without the child's own consent, and where there is no standing need.
 */
export async function referForWork(
  db: Db,
  { familyMemberId, to, dueOn }: Referral,
  { clock, actorId }: Keeping,
): Promise<Request> {
  const person = await existing(db, familyMemberId);
  if (!(await consentOf(db, person, clock)))
    throw new AppError('family-consent-missing', 'a referral needs the child’s own consent', {
      expose: `${person.name}本人还没有同意，不能把情况转给别的单位。请先问过本人，记下同意再转。`,
    });
  const need = await standingNeed(db, person);
  if (!need)
    throw new AppError('need-unknown', 'there is no standing need', {
      expose: `${person.name}现在没有登记要找工作，先记一句“没有工作”。`,
    });
  await addNote(db, { requestId: need.id, actorId, text: `已转${to}，请在${dateText(dueOn)}前答复` }, clock);
  await awaitAnswer(db, clock, need, dueOn);
  await logChange(db, clock, {
    actorId,
    action: 'refer',
    subject: 'request',
    subjectId: need.id,
    ref: familyMemberId,
    after: { to, dueOn },
  });
  return { ...need, answerDueOn: dueOn };
}

/** The need of a child who is out of work now; asked for anew only when they have lost their work since. */
export async function withNeed(
  db: Db,
  person: FamilyMember,
  lost: boolean,
  { clock, actorId }: Keeping,
): Promise<KeptFamilyMember> {
  const standing = person.jobless ? await standingNeed(db, person) : null;
  if (standing || !lost || !isChild(person)) return { person, need: standing, needIsNew: false };
  const number = await needsSoFar(db, person);
  const what = `${labelOf(familyRelations, person.relation)}目前没有工作，想请帮着找一份。`;
  const request = { kind: 'employment', urgency: 'no-hurry', detail: `子女就业：${what}` } as const;
  const who = { memberId: person.memberId, writerId: actorId };
  const need = await openRequest(db, { id: needId(person.id, number), ...who, ...request }, clock);
  return { person, need, needIsNew: true };
}

const isChild = ({ relation }: FamilyMember): boolean => relation === 'son' || relation === 'daughter';

/** The request a child's joblessness gave rise to, as long as it is not closed. */
export async function standingNeed(db: Db, person: FamilyMember): Promise<Request | null> {
  const number = await needsSoFar(db, person);
  const need = number === 0 ? null : await findRequest(db, needId(person.id, number - 1));
  return need && (need.state === 'open' || need.state === 'taken') ? need : null;
}

async function needsSoFar(db: Db, { id }: FamilyMember): Promise<number> {
  let number = 0;
  while ((await db.request.count({ where: { id: needId(id, number) } })) > 0) number += 1;
  return number;
}

/** The request's id follows from whose need it is, and which time round: it cannot be opened twice. */
function needId(familyMemberId: string, number: number): string {
  const hex = createHash('sha256').update(`work:${familyMemberId}:${number}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
