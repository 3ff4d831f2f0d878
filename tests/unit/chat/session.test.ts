import { describe, expect, test } from 'vitest';
import {
  emptySession,
  pruneSession,
  type Draft,
  type FormState,
  type Session,
} from '../../../src/chat/session.ts';

const now = new Date('2027-01-17T10:00:00+08:00');
const ago = (hours: number): string => new Date(now.getTime() - hours * 3_600_000).toISOString();

const form = (hours: number): FormState => ({
  conversation: 'lend',
  version: 1,
  title: '借书登记',
  startedAt: ago(hours),
  touchedAt: ago(hours),
  answers: {},
  skipped: [],
  asked: [],
  asking: null,
  misses: 0,
});
const draft = (hours: number): Draft => ({ form: form(hours), offered: false });
const item = (hours: number) => ({ conversation: 'lend', ref: 1, label: '登记', at: ago(hours) });

test('an empty session stays empty', () => {
  expect(pruneSession(emptySession, now)).toEqual(emptySession);
});

describe('what is too old is forgotten', () => {
  test('forms after seven days without a touch', () => {
    expect(pruneSession({ ...emptySession, active: form(167) }, now).active).toEqual(form(167));
    expect(pruneSession({ ...emptySession, active: form(169) }, now).active).toBeUndefined();
  });

  test('drafts after seven days', () => {
    expect(pruneSession({ ...emptySession, drafts: [draft(169), draft(167)] }, now).drafts).toEqual([
      draft(167),
    ]);
  });

  test('what can be undone after a day', () => {
    expect(pruneSession({ ...emptySession, recent: [item(25), item(23)] }, now).recent).toEqual([item(23)]);
  });
});

test('of many drafts the newest five are kept', () => {
  const drafts = [6, 5, 4, 3, 2, 1].map(draft);
  expect(pruneSession({ ...emptySession, drafts }, now).drafts).toEqual(drafts.slice(1));
});

describe('a question goes with what it is about', () => {
  test.each<[string, Session, boolean]>([
    [
      'a draft that is there',
      { drafts: [draft(1)], recent: [], pending: { kind: 'resume', draft: ago(1) } },
      true,
    ],
    [
      'a draft that is gone',
      { drafts: [draft(169)], recent: [], pending: { kind: 'resume', draft: ago(169) } },
      false,
    ],
    ['something to undo', { drafts: [], recent: [item(1)], pending: { kind: 'undo', item: item(1) } }, true],
    [
      'too late to undo',
      { drafts: [], recent: [item(25)], pending: { kind: 'undo', item: item(25) } },
      false,
    ],
    ['photos', { drafts: [], recent: [], pending: { kind: 'sort', held: [], names: [] } }, true],
  ])('%s', (_name, session, kept) => {
    expect(pruneSession(session, now).pending !== undefined).toBe(kept);
  });
});
