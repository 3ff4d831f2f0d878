/** People and a turn without a database, for what a conversation decides by itself. */
import type { BotContext } from '../../../conversations/context.ts';
import type { Db } from '../../../src/database.ts';
import type { Role } from '../../../src/scheme/labels.ts';
import type { Person } from '../../../src/scheme/people.ts';
import { heldClock } from '../../support/clock.ts';

const born = { birthDate: '1944-05-06', birthCalendar: 'solar', birthLeapMonth: false } as const;

/** Somebody with these roles; with 'member' also with a care file. */
export function personWith(...roles: readonly Role[]): Person {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    name: '张德厚',
    userId: 'zhang',
    organisation: { id: 'o', name: '机械厂支部', path: 'o/' },
    roles,
    phone: '13900000003',
    title: null,
    reachable: true,
    member: roles.includes('member') ? { ...born, state: 'enrolled', sex: 'male' } : null,
  };
}

const noDatabase = new Proxy({} as Db, {
  get: (_target, name) => {
    throw new Error(`asks the database: ${String(name)}`);
  },
});

/** The turn of somebody with these roles at 10:12 on 18 January 2027; reading or writing anything fails the test. */
export function turnOf(...roles: readonly Role[]): BotContext {
  const clock = heldClock('2027-01-18T10:12:00+08:00');
  return {
    db: noDatabase,
    clock,
    now: clock.now(),
    today: '2027-01-18',
    me: personWith(...roles),
    supportLine: '12356',
    tell: () => Promise.reject(new Error('tells somebody')),
    sendFile: () => Promise.reject(new Error('sends a file')),
    askForFile: () => Promise.reject(new Error('asks for a file')),
  };
}
