/** A made-up lending library to talk to, and chat scripts to talk to it with. */
import { expect } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../../src/chat/dispatcher.ts';
import {
  attachments,
  choice,
  date,
  longText,
  money,
  number,
  person,
  type PersonChoice,
  shortText,
  yesNo,
} from '../../../src/chat/fields/index.ts';
import { conversationsFor, type Conversation, type TurnContext } from '../../../src/chat/form.ts';
import { emptySession, type Session } from '../../../src/chat/session.ts';
import { inputOf, type Said } from './said.ts';

/** What the library's conversations are given. */
export interface LibraryContext extends TurnContext {
  readonly readers: readonly PersonChoice[];
  readonly librarian: boolean;
  /** What was saved, as the library's shelf would see it. */
  readonly shelf: unknown[];
}

const defineConversation = conversationsFor<LibraryContext>();

const reader = () =>
  person({ label: '读者', question: '谁来借书？', list: (ctx: LibraryContext) => ctx.readers });

/** Every kind of question, a condition, an optional and a never-asked field. */
export const lend = defineConversation({
  kind: 'form',
  name: 'lend',
  version: 1,
  title: '借书登记',
  words: ['借书', '登记借书'],
  menu: { group: '图书', order: 1 },
  mayUse: () => true,
  fields: {
    who: reader(),
    book: shortText({
      label: '书名',
      question: '借哪本书？',
      example: '红楼梦',
      why: '不知道书名，就没法登记了。',
    }),
    on: date({ label: '日期', question: '哪天借的？', past: true }),
    how: choice({
      label: '方式',
      question: '怎么取书？',
      options: [
        { value: 'counter', label: '柜台取', words: ['柜台', '自己取'] },
        { value: 'post', label: '邮寄', words: ['寄'] },
      ],
    }),
    postage: money({
      label: '邮费',
      question: '邮费多少？',
      maxFen: 10_000,
      when: answers => answers.how === 'post',
    }),
    note: longText({ label: '备注', question: '还有什么要说的吗？', optional: true, example: '书角有点破' }),
    deposit: money({ label: '押金', question: '押金多少？', onlyIfSaid: true }),
  },
  recognise: text => recogniseLoan(text),
  understand: text => recogniseLoan(text),
  check: answers =>
    answers.deposit !== undefined && answers.deposit > 5_000
      ? { field: 'deposit', hint: '押金最多50元，请改一下。' }
      : null,
  save: async (answers, ctx) => {
    ctx.shelf.push({ lend: answers });
    return {
      say: `登记好了：${answers.book}。`,
      undo: { ref: answers.book, label: `“${answers.book}”的借书登记` },
    };
  },
  undo: async (ref, ctx) => {
    ctx.shelf.push({ undone: ref });
    return '已经撤销了。';
  },
});

function recogniseLoan(text: string) {
  const book = /《(.+?)》/.exec(text)?.[1];
  const yuan = /押金(\d+)元/.exec(text)?.[1];
  const how = text.includes('寄走') ? ('post' as const) : undefined;
  if (book === undefined && yuan === undefined && how === undefined && !text.includes('拿走')) return null;
  const doubtful = { question: '“拿走”是说：', options: takenAway };
  return {
    answers: { book, how, deposit: yuan === undefined ? undefined : Number(yuan) * 100 },
    ask: {
      ...(text.includes('拿走') ? { how: doubtful } : {}),
      ...(text.includes('押金好几十') ? { deposit: { question: '押金具体是多少元？', options: [] } } : {}),
    },
    confidence: 0.6,
  };
}

const takenAway = [
  { value: 'counter', label: '当面取走' },
  { value: 'post', label: '寄走' },
  { cancel: true, label: '不是借书' },
] as const;

/** A form of one question and no review. */
export const giveBack = defineConversation({
  kind: 'form',
  name: 'give-back',
  version: 1,
  title: '还书',
  words: ['还书'],
  menu: { group: '图书', order: 2 },
  mayUse: () => true,
  review: false,
  fields: { book: shortText({ label: '书名', question: '还哪本书？', example: '红楼梦' }) },
  recognise: text => (text.includes('还了') ? { answers: { book: text.slice(-3) } } : null),
  save: async ({ book }, ctx) => {
    ctx.shelf.push({ back: book });
    return { say: [`收到《${book}》。`, '谢谢。'] };
  },
});

/** Only for the librarian; keeps photos. */
export const damage = defineConversation({
  kind: 'form',
  name: 'damage',
  version: 3,
  title: '破损登记',
  words: ['破损'],
  menu: { group: '管理', order: 3 },
  mayUse: ctx => ctx.librarian,
  fields: {
    pages: number({ label: '页数', question: '破了几页？', min: 1, max: 99, unit: '页' }),
    mended: yesNo({ label: '已修', question: '修好了吗？' }),
    photos: attachments({ label: '照片', question: '拍几张照片吧。', optional: true, max: 3 }),
  },
  save: async (answers, ctx) => {
    ctx.shelf.push({ damage: answers });
    return { say: '记下了。', undo: { ref: null, label: '破损登记' } };
  },
});

/** Answers at once. */
export const hours = defineConversation({
  kind: 'reply',
  name: 'hours',
  title: '开馆时间',
  words: ['时间', '几点开门'],
  menu: { group: '管理', order: 4 },
  mayUse: () => true,
  recognise: async text => text.includes('开门'),
  answer: async () => '早上8点到下午5点。',
});

/** Must be heard in every state. */
export const alarm = defineConversation({
  kind: 'reply',
  name: 'alarm',
  title: '火警',
  words: ['火警'],
  interrupts: true,
  mayUse: () => true,
  recognise: async text => text.includes('着火'),
  answer: async () => '请马上离开，我已经通知值班室。',
});

export const library: readonly Conversation<LibraryContext>[] = [alarm, lend, giveBack, damage, hours];

export const readers: readonly PersonChoice[] = [
  { id: 'r1', name: '张德厚', detail: '一车间' },
  { id: 'r2', name: '张秀兰' },
  { id: 'r3', name: '殷红' },
];

/** 10:32 on 17 January 2027, a Sunday. */
export const morning = '2027-01-17T10:32:00+08:00';

export function libraryContext(changes: Partial<LibraryContext> = {}): LibraryContext {
  return { now: new Date(morning), today: '2027-01-17', readers, librarian: true, shelf: [], ...changes };
}

/** 用户 says something; 菜单 taps an item; 过了 lets hours pass; 机器人 must have said this; 没说 must not have. */
export type Line =
  | readonly ['用户', Said]
  | readonly ['菜单', string]
  | readonly ['过了', number]
  | readonly ['机器人', RegExp | string]
  | readonly ['没说', RegExp | string];

export interface Chat {
  readonly session: Session;
  readonly said: string;
  readonly ctx: LibraryContext;
}

interface ScriptOptions {
  readonly conversations?: readonly Conversation<LibraryContext>[];
  readonly context?: Partial<LibraryContext>;
  readonly from?: Session;
}

/** Plays a chat. Between two messages the session passes through JSON, as it does through the database. */
export async function script(lines: readonly Line[], options: ScriptOptions = {}): Promise<Chat> {
  const conversations = options.conversations ?? library;
  const dispatcher = createDispatcher<LibraryContext>({
    conversations,
    onHuman: async () => '已经请工作人员联系您了。',
    fallback: input => (input.kind === 'text' ? '没听明白，回复“帮助”看看能做什么。' : '这个我存不了。'),
  });
  const start = { session: options.from ?? emptySession, said: '', ctx: libraryContext(options.context) };
  let chat: Chat = start;
  for (const line of lines) chat = await play(dispatcher, chat, line);
  return chat;
}

async function play(dispatcher: Dispatcher<LibraryContext>, chat: Chat, line: Line): Promise<Chat> {
  const session = JSON.parse(JSON.stringify(chat.session)) as Session;
  const [who, what] = line;
  if (who === '机器人') expectSaid(chat.said, what, true);
  else if (who === '没说') expectSaid(chat.said, what, false);
  else if (who === '过了') return { ...chat, ctx: later(chat.ctx, what) };
  else if (who === '菜单') return told(chat, await dispatcher.startByName(session, what, chat.ctx));
  else return told(chat, await dispatcher.handle(session, inputOf(what), chat.ctx));
  return chat;
}

const told = (chat: Chat, { session, say }: { session: Session; say: readonly string[] }): Chat => ({
  session,
  said: checked(say).join('\n\n'),
  ctx: chat.ctx,
});

/** Every message must be sayable: not empty, and short enough to be one message. */
function checked(say: readonly string[]): readonly string[] {
  expect(say.length).toBeGreaterThan(0);
  for (const text of say) {
    expect(text.trim()).not.toBe('');
    expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2048);
  }
  return say;
}

function expectSaid(said: string, what: RegExp | string, expected: boolean): void {
  const found = typeof what === 'string' ? said.includes(what) : what.test(said);
  if (found !== expected) expect.fail(`${expected ? '应当' : '不应当'}说 ${String(what)}，说的是：\n${said}`);
}

function later(ctx: LibraryContext, hours: number): LibraryContext {
  const now = new Date(ctx.now.getTime() + hours * 3_600_000);
  const today = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  return { ...ctx, now, today };
}
