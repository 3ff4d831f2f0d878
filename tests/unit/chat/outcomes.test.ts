import { expect, test } from 'vitest';
import { correctedForm } from '../../../src/chat/outcomes.ts';
import { emptySession, type FormState, type Session } from '../../../src/chat/session.ts';

const form = (answers: FormState['answers'], startedAt = '2027-01-20T02:10:00.000Z'): FormState => ({
  conversation: 'record-visit',
  version: 1,
  title: '记录走访',
  startedAt,
  touchedAt: startedAt,
  answers,
  skipped: [],
  asked: [],
  asking: null,
  misses: 0,
});
const active = (state: FormState): Session => ({ ...emptySession, active: state });
const before = active(form({ way: 'home', moneyFen: 50_000 }));

test('a changed answer, and a form given up, say that the sentence was not understood as meant', () => {
  expect(correctedForm(before, active(form({ way: 'phone', moneyFen: 50_000 })))).toBe(before.active);
  expect(correctedForm(before, emptySession)).toBe(before.active);
});

test('an added answer, a draft, something saved and no form at all say nothing of the kind', () => {
  expect(correctedForm(before, active(form({ way: 'home', moneyFen: 50_000, goods: '米' })))).toBeUndefined();
  const draft = { form: form({ way: 'home', moneyFen: 50_000 }), offered: false };
  expect(correctedForm(before, { ...emptySession, drafts: [draft] })).toBeUndefined();
  const saved = { conversation: 'record-visit', ref: 1, label: '走访', at: '2027-01-20T02:11:00.000Z' };
  expect(correctedForm(before, { ...emptySession, recent: [saved] })).toBeUndefined();
  expect(correctedForm(emptySession, before)).toBeUndefined();
});
