/** The engine by itself, as a function of state. */
import { expect, test } from 'vitest';
import { answerForm, beginForm, settled } from '../../../src/chat/engine.ts';
import type { FormState } from '../../../src/chat/session.ts';
import { giveBack, lend, libraryContext } from './support.ts';

const through = (state: FormState): FormState => JSON.parse(JSON.stringify(state)) as FormState;
const text = (said: string) => ({ kind: 'text', text: said }) as const;

test('everything known: straight to the review, or to the end', async () => {
  const ctx = libraryContext();
  const all = { who: { id: 'r3', name: '殷红' }, book: '茶馆', on: '2027-01-17', how: 'counter' as const };
  const { state, done } = await beginForm(lend, { answers: all }, ctx);
  expect([state.asking, done]).toEqual(['note', undefined]);
  const ended = await beginForm(giveBack, { answers: { book: '茶馆' } }, ctx);
  expect([ended.done, ended.say]).toEqual(['save', []]);
  expect(settled(giveBack, ended.state)).toEqual({ book: '茶馆' });
});

test('saving is the caller’s: the engine only says when', async () => {
  const ctx = libraryContext();
  const begun = await beginForm(giveBack, null, ctx);
  const turn = await answerForm(giveBack, through(begun.state), text('茶馆'), ctx);
  expect([turn.done, ctx.shelf]).toEqual(['save', []]);
});

test('the state it was given is not changed', async () => {
  const ctx = libraryContext();
  const { state } = await beginForm(lend, null, ctx);
  const before = JSON.stringify(state);
  await answerForm(lend, state, text('殷红'), ctx);
  expect(JSON.stringify(state)).toBe(before);
});

test('every touch is noted', async () => {
  const { state } = await beginForm(lend, null, libraryContext());
  const later = libraryContext({ now: new Date('2027-01-17T11:00:00+08:00') });
  const turn = await answerForm(lend, through(state), text('？'), later);
  expect(turn.state.touchedAt).toBe('2027-01-17T03:00:00.000Z');
  expect(turn.state.startedAt).toBe(state.startedAt);
});

test('人工 without a dispatcher asks the context', async () => {
  const ctx = libraryContext({ callHuman: async () => '马上来。' });
  const { state } = await beginForm(lend, null, ctx);
  const turn = await answerForm(lend, state, text('人工'), ctx);
  expect(turn.say.join()).toMatch(/^马上来。\n“借书登记”填到一半的内容都留着/);
});

test('a list of one is taken without asking where the field says so', async () => {
  const taking = { ...lend, fields: { ...lend.fields, who: { ...lend.fields.who, takeOnlyOne: true } } };
  const one = libraryContext({ readers: [{ id: 'r9', name: '白鹿' }] });
  const { state, say } = await beginForm(taking, null, one);
  expect(state.answers.who).toEqual({ id: 'r9', name: '白鹿' });
  expect(say.join()).toMatch(/借哪本书？$/);
  expect((await beginForm(taking, null, libraryContext())).state.asking).toBe('who');
});
