/** The number that goes out with a call for help. */
import { mayReveal } from '../../src/scheme/access.ts';
import type { Person } from '../../src/scheme/people.ts';
import { requestNumber, type Request } from '../../src/scheme/requests.ts';
import { reveal } from '../../src/scheme/reveals.ts';
import type { BotContext } from '../context.ts';

/**
 * The number left with the request; where none was left, the one in the file, which is a look at it like any other and is
 * kept as one (E-1): by whoever is called, to ring. Null where there is none, or none they may see.
 */
export async function numberToRing(
  request: Request,
  to: Person,
  { db, clock }: BotContext,
): Promise<string | null> {
  const { phone, memberId } = request;
  if (phone !== null || !(await mayReveal(db, to, memberId, 'phone', clock))) return phone;
  const look = { memberId, kind: 'phone', purpose: 'call', note: `${requestNumber(request)}求助` } as const;
  const shown = await reveal(db, to, look, clock);
  return shown.ok && shown.value !== '' ? shown.value : null;
}
