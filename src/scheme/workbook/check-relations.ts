/**
 * Helpers who seem to belong to the family of the member they help: 优亲厚友 is an offence of discipline, so a second person
 * has to confirm such a pairing (domain E-11).
 */
import type { PlannedPairing } from './check-pairings.ts';
import type { Plan } from './plan.ts';
import { isBlank } from './read-rows.ts';
import type { PairingState } from './tables.ts';

/** Reports pairings of the rows whose two sides are tied, or share a telephone or an address. */
export function checkRelations(plan: Plan, planned: readonly PlannedPairing[]): void {
  const { world, problems, today } = plan;
  const ties = new Map(
    world.ties.all().map(({ relativeId, memberId, relation }) => [`${relativeId} ${memberId}`, relation]),
  );
  for (const { row, id } of planned) {
    const pairing = world.pairings.get(id);
    if (!pairing || (pairing.endsOn !== null && pairing.endsOn < today)) continue;
    const sign = signOf(plan, pairing, ties);
    if (sign !== undefined)
      problems.warning(row.at('helper'), {
        message: `“${nameOf(plan, pairing.helperId)}”与“${nameOf(plan, pairing.memberId)}”${sign}，可能是亲属。`,
        advice: '亲属结对需要第二个人确认；如果填错了，请改正。',
      });
  }
}

const nameOf = ({ world }: Plan, id: string): string =>
  world.people.get(id)?.name ?? world.partners.get(id)?.name ?? '';

function signOf(
  { world }: Plan,
  { helperId, memberId }: PairingState,
  ties: ReadonlyMap<string, string>,
): string | undefined {
  const relation = ties.get(`${helperId} ${memberId}`) ?? ties.get(`${memberId} ${helperId}`);
  if (relation !== undefined) return `在“代办人”表里是一家人（${relation}）`;
  const phones = (id: string) => [world.people.get(id)?.phone, world.careFiles.get(id)?.phone];
  if (shareOne(phones(helperId), phones(memberId))) return '登记了同一个电话号码';
  const addresses = (id: string) => [world.careFiles.get(id)?.address];
  return shareOne(addresses(helperId), addresses(memberId)) ? '登记了同一个住址' : undefined;
}

type Texts = readonly (string | null | undefined)[];

function shareOne(some: Texts, others: Texts): boolean {
  const plain = new Set(some.flatMap(text => (isBlank(text) ? [] : plainOf(text))));
  return others.some(text => !isBlank(text) && plain.has(plainOf(text)));
}

/** A number or address as it is compared: without spaces, dashes and full-width forms. */
const plainOf = (text: string): string => text.normalize('NFKC').replaceAll(/[\s-]/g, '');
