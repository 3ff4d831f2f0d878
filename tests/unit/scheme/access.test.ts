import { describe, expect, it } from 'vitest';
import { actableMembers, visibleMembers, visiblePeople, type Viewer } from '../../../src/scheme/access.ts';
import type { Db } from '../../../src/database.ts';
import { codesOf, roles, type Role } from '../../../src/scheme/labels.ts';
import { heldClock } from '../../support/clock.ts';

const clock = heldClock('2027-01-17T09:12:00+08:00');
const viewer = (...held: Role[]): Viewer => ({
  id: 'viewer',
  roles: held,
  organisation: { id: 'branch', name: '第一党支部', path: 'bureau/branch/' },
});
/** Nothing is entrusted to anybody here; what is, tests/integration/absences.test.ts shows. */
const db = { $queryRaw: () => Promise.resolve([]) } as unknown as Db;
const opened = (where: Awaited<ReturnType<typeof visibleMembers>>): string[] =>
  (where.OR ?? []).map(each => JSON.stringify(each)).filter(each => each !== '{"id":{"in":[]}}');

const subtree = '{"organisation":{"path":{"startsWith":"bureau/branch/"}}}';
const ownPairings =
  '{"helpedBy":{"some":{"helperId":"viewer","startsOn":{"lte":"2027-01-17"},"OR":[{"endsOn":null},{"endsOn":{"gte":"2027-01-17"}}],"NOT":{"conflictNote":{"not":null},"conflictSeenById":null}}}}';
const expected: Readonly<Record<Role, readonly [sees: string[], acts: string[]]>> = {
  helper: [[ownPairings], [ownPairings]],
  member: [['{"id":"viewer"}'], ['{"id":"viewer"}']],
  family: [
    ['{"relatives":{"some":{"relativeId":"viewer"}}}'],
    ['{"relatives":{"some":{"relativeId":"viewer"}}}'],
  ],
  secretary: [[subtree], [subtree]],
  leader: [[subtree], [subtree]],
  clerk: [[subtree], [subtree]],
  approver: [[subtree], []],
  cashier: [[subtree], []],
  supervisor: [[subtree], []],
  administrator: [[], []],
};

describe('what a role opens', () => {
  it.each(codesOf(roles))('%s', async role => {
    const [sees, acts] = expected[role];
    expect(opened(await visibleMembers(db, viewer(role), clock))).toEqual(sees);
    expect(opened(await actableMembers(db, viewer(role), clock))).toEqual(acts);
  });

  it('is never an empty list of alternatives, which the database client takes for "always"', async () => {
    for (const held of [[], ['administrator']] satisfies Role[][]) {
      expect((await visibleMembers(db, viewer(...held), clock)).OR).not.toEqual([]);
      expect((await actableMembers(db, viewer(...held), clock)).OR).not.toEqual([]);
    }
  });

  it('adds up over several roles, each once', async () => {
    expect(opened(await visibleMembers(db, viewer('helper', 'secretary', 'clerk'), clock))).toEqual([
      ownPairings,
      subtree,
    ]);
  });
});

describe('whom one may look up', () => {
  it('is everybody for an administrator, the bureau for staff, oneself for members and family', () => {
    expect(visiblePeople(viewer('administrator'))).toEqual({});
    expect(JSON.stringify(visiblePeople(viewer('helper')))).toContain('"startsWith":"bureau/"');
    expect(visiblePeople(viewer('member', 'family'))).toEqual({ id: 'viewer' });
    expect(visiblePeople(viewer())).toEqual({ id: 'viewer' });
  });
});
