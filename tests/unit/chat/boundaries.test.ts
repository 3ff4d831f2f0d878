/** What the engine may know, and what conversations may rely on at compile time. */
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { IsoDate } from '../../../src/calendar/dates.ts';
import {
  attachments,
  choice,
  choices,
  date,
  longText,
  money,
  number,
  person,
  shortText,
  yesNo,
  type Field,
  type Kept,
  type LongText,
  type Person,
} from '../../../src/chat/fields/index.ts';
import {
  conversationsFor,
  defineConversation,
  type Answers,
  type Conversation,
  type TurnContext,
} from '../../../src/chat/form.ts';
import { readFileSync, readdirSync } from 'node:fs';

describe('purity', () => {
  const files = readdirSync('src/chat', { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => ({ path: `src/chat/${path}`, text: readFileSync(`src/chat/${path}`, 'utf8') }));
  const schemeWords =
    /走访|慰问|帮扶|住院|出院|亡故|去世|受灾|责任书|关爱档案|结对|老干部|离休|退休|简报|求助|公示|支部|党员|党委|遗属|困难|代办|经办|visit(?!or)|helper(?!s? )|cadre|hardship|obligation/i;
  /** Files that keep messages and attachments in the database, each with its own reasons. */
  const withDatabase = /src\/chat\/(inbox|outbox|spool|attachments|delivery|turn)[^/]*\.ts$/;

  test('there is something to look at', () => {
    expect(files.length).toBeGreaterThan(30);
    expect('今天走访了两户').toMatch(schemeWords);
  });

  test('no word of the scheme', () => {
    const found = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (schemeWords.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );
    expect(found).toEqual([]);
  });

  test('the engine imports itself, the calendar and the sounds of names, nothing else', () => {
    const imports = files
      .filter(({ path }) => !withDatabase.test(path))
      .flatMap(({ path, text }) => [...text.matchAll(/from '([^']+)'/g)].map(match => `${path} ${match[1]}`));
    const foreign = imports.filter(
      line => !/ (\.\/|\.\.\/(?!\.\.)[\w-]+\.ts$|pinyin-pro$)/.test(line) && !line.includes('/calendar/'),
    );
    expect(foreign).toEqual([]);
  });

  test('it never asks the machine for the time', () => {
    const asking = files.filter(
      ({ path, text }) => !withDatabase.test(path) && /Date\.now\(|new Date\(\)/.test(text),
    );
    expect(asking.map(({ path }) => path)).toEqual([]);
  });
});

describe('types', () => {
  interface ShopContext extends TurnContext {
    readonly shop: { readonly name: string };
  }

  const fields = {
    who: person({ label: '谁', question: '谁？', list: () => [] }),
    size: choice({
      label: '大小',
      question: '多大？',
      options: [
        { value: 'big', label: '大' },
        { value: 'small', label: '小' },
      ],
    }),
    colours: choices({ label: '颜色', question: '？', optional: true, options: [{ value: 1, label: '红' }] }),
    name: shortText({ label: '名', question: '？' }),
    story: longText({ label: '说', question: '？', onlyIfSaid: true }),
    on: date({ label: '日', question: '？', optional: false }),
    price: money({ label: '价', question: '？', when: answers => answers.size === 'big' }),
    count: number({ label: '数', question: '？', optional: true, min: 1 }),
    fresh: yesNo({ label: '新', question: '？' }),
    photos: attachments({ label: '照', question: '？', optional: true }),
  };

  test('answers are typed by their fields', () => {
    expectTypeOf<Answers<typeof fields>>().toEqualTypeOf<{
      readonly who: Person;
      readonly size: 'big' | 'small';
      readonly colours: readonly 1[] | undefined;
      readonly name: string;
      readonly story: LongText | undefined;
      readonly on: IsoDate;
      readonly price: number | undefined;
      readonly count: number | undefined;
      readonly fresh: boolean;
      readonly photos: readonly Kept[] | undefined;
    }>();
  });

  test('context and answers are known wherever a conversation needs them', () => {
    const define = conversationsFor<ShopContext>();
    const conversation = define({
      kind: 'form',
      name: 'buy',
      version: 1,
      title: '买',
      words: ['买'],
      mayUse: ctx => ctx.shop.name !== '',
      fields: {
        size: choice({
          label: '大小',
          question: (answers, ctx) => `${ctx.shop.name}${String(answers.size)}`,
          options: async (_answers, ctx) => [{ value: ctx.shop.name.length, label: '大' }],
        }),
        price: money({ label: '价', question: '？', optional: true }),
      },
      recognise: (text, ctx) => ({ answers: { size: text.length, price: ctx.shop.name.length } }),
      understand: (_text, _ctx, answers) => {
        expectTypeOf(answers).toEqualTypeOf<
          Partial<{ readonly size: number; readonly price: number | undefined }>
        >();
        return null;
      },
      check: answers => (answers.price === answers.size ? { field: 'price', hint: '？' } : null),
      save: async (answers, ctx) => {
        expectTypeOf(answers).toEqualTypeOf<{ readonly size: number; readonly price: number | undefined }>();
        expectTypeOf(ctx).toEqualTypeOf<ShopContext>();
        return { say: '好' };
      },
    });
    expectTypeOf(conversation).toExtend<Conversation<ShopContext>>();
    expectTypeOf(conversation).not.toExtend<Conversation<TurnContext>>();
  });

  test('a field for any context fits every context, not the other way round', () => {
    expectTypeOf<Field<string, TurnContext, false>>().toExtend<Field<string, ShopContext, false>>();
    expectTypeOf<Field<string, ShopContext, false>>().not.toExtend<Field<string, TurnContext, false>>();
  });

  test('mistakes do not compile', () => {
    const form = { kind: 'form', name: 'x', version: 1, title: 'x', words: [], mayUse: () => true } as const;
    const save = async () => ({ say: '' });
    // @ts-expect-error a field that does not exist cannot be wrong
    defineConversation({ ...form, fields, check: () => ({ field: 'nothing', hint: '' }), save });
    // @ts-expect-error a choice has only the values of its list
    defineConversation({ ...form, fields, recognise: () => ({ answers: { size: 'huge' } }), save });
    // @ts-expect-error a form must save
    defineConversation({ ...form, fields });
    defineConversation({
      ...form,
      fields,
      recognise: () => ({
        answers: {},
        ask: {
          size: {
            question: '？',
            options: [
              { value: 'big', label: '大' },
              { cancel: true, label: '都不是' },
            ],
          },
        },
      }),
      save,
    });
  });
});
