/**
 * “1 我去”, “2 我也不便”: the answer to whether somebody could go in another's place. Whoever is last in line decides: goes, names
 * somebody (“请宋雨晴去看张老”) or lets it go with a reason.
 */
import { bestByName, choice, person, shortText } from '../src/chat/fields/index.ts';
import type { Answers, Choice, Doubt, Known, Saved } from '../src/chat/form.ts';
import { visiblePeople } from '../src/scheme/access.ts';
import { decideOffer, offersTo, refuseOffer, takeOffer, type Offer } from '../src/scheme/hand-backs.ts';
import { castOf } from '../src/scheme/obligations/people.ts';
import { addressOf, hasRole, searchPeople } from '../src/scheme/people.ts';
import type { Told } from '../src/scheme/notices.ts';
import { findPeopleIn } from '../src/scheme/understanding/index.ts';
import { understandHandBack } from '../src/scheme/understanding/hand-back.ts';
import { defineConversation, type BotContext } from './context.ts';
import { choosable } from './record-visit/people.ts';
import { calmly, entrances, memberInFull, tellAll } from './words.ts';

type Word = 'take' | 'refuse' | 'other' | 'excuse';

/** What somebody is asked, as the answer of a form. */
interface Asked {
  readonly id: string;
  readonly label: string;
  readonly memberId: string;
  /** Whether it is theirs to decide. */
  readonly decides: boolean;
  readonly [key: string]: string | boolean;
}

const goes = {
  value: 'take',
  label: '我去',
  words: ['我可以去', '我能去', '可以', '行', '好的', '没问题', '我来'],
} as const;
const refuses = {
  value: 'refuse',
  label: '我也不便',
  words: ['不便', '我也去不了', '去不了', '不行', '我不便前往'],
} as const;
const names = {
  value: 'other',
  label: '请别的同志去',
  words: ['别的同志', '请别人', '换人', '安排别人'],
} as const;
const lets = {
  value: 'excuse',
  label: '这次不去了',
  words: ['不去了', '免了', '免于', '这次免了', '不用去了'],
} as const;

const optionsFor = (asked: Asked | undefined): readonly Choice<Word>[] =>
  asked?.decides ? [goes, names, lets] : [goes, refuses];

const fields = {
  offer: choice({
    label: '哪一件',
    question: '是哪一件？',
    takeOnlyOne: true,
    options: async (_answers: Known, ctx: BotContext): Promise<Choice<Asked>[]> =>
      (await askedOf(ctx)).map(value => ({ value, label: value.label })),
  }),
  word: choice({
    label: '回话',
    question: ({ offer }) => `${(offer as Asked | undefined)?.label ?? ''}，您看怎么办？`,
    options: (answers: Known) => optionsFor(answers['offer'] as Asked | undefined),
    showAs: value => [goes, refuses, names, lets].find(each => each.value === value)?.label ?? '',
  }),
  who: person({
    label: '请谁去',
    question: '请哪位同志去？说名字就行。',
    example: '宋雨晴',
    when: ({ word }) => word === 'other',
    find: async (text, ctx: BotContext) => bestByName(text, await colleagues(ctx, text)),
  }),
  reason: shortText({
    label: '原因',
    question: '这次为什么不去了？写一句，会记下来。',
    example: '老人去女儿家过年，节后回来',
    max: 200,
    why: '不去走访，一定要写一句原因。',
    when: ({ word }) => word === 'excuse',
  }),
};

type Answered = Answers<typeof fields>;

/** Answers an offer, or decides. */
export const answerOffer = defineConversation({
  kind: 'form',
  name: 'answer-offer',
  version: 1,
  ...entrances['answer-offer'],
  mayUse: ({ me }) => hasRole(me, 'helper', 'secretary', 'leader', 'clerk'),
  review: false,
  fields,
  opening: async (ctx, { offer }) =>
    offer !== undefined || (await askedOf(ctx)).length > 0 ? '' : { stop: '现在没有等您回话的事。' },
  recognise: (text, ctx) => said(text, ctx),
  understand: () => null,
  save: (answers, ctx) =>
    calmly<Saved>(
      () => save(answers, ctx),
      say => ({ say }),
    ),
});

async function askedOf({ db, me, today }: BotContext): Promise<Asked[]> {
  const offers = await offersTo(db, me.id);
  const { people } = await castOf(
    db,
    offers.map(({ duty }) => duty),
  );
  return offers.flatMap(({ id, duty }: Offer) => {
    const member = duty.memberId === null ? undefined : people.get(duty.memberId);
    if (!member) return [];
    const label = `${memberInFull(member, today)}的${duty.title}`;
    return [{ id, label, memberId: member.id, decides: duty.ownerId === me.id }];
  });
}

const colleagues = async ({ db, me }: BotContext, text: string) =>
  (
    await searchPeople(db, visiblePeople(me), {
      text,
      limit: 50,
      roles: ['helper', 'secretary', 'leader', 'clerk'],
    })
  ).map(({ id, name, organisation }) => ({ id, name, detail: organisation.name }));

async function said(text: string, ctx: BotContext) {
  const words = text.normalize('NFKC').trim();
  if ([...words].length > 60) return null;
  const asked = await askedOf(ctx);
  if (asked.length === 0) return null;
  const about = await askedAbout(words, asked, ctx);
  const elsewhere = about === undefined && (await namesSomebodyElse(words, asked, ctx));
  const shown = bareNumber.exec(words)?.[1];
  if (shown !== undefined) return byNumber(Number(shown), asked, ctx);
  const offer = about ?? (asked.length === 1 && !elsewhere ? asked[0] : undefined);
  const word = wordIn(words, offer ?? asked[0]);
  if (word === undefined) return null;
  // Of a visit to somebody else nothing is asked here: that is 免访.
  if (word === 'excuse' && elsewhere) return null;
  const who = word === 'other' ? await whoIn(words, ctx) : undefined;
  const reason = word === 'excuse' ? reasonIn(words) : '';
  return {
    answers: {
      ...(offer ? { offer, word } : {}),
      ...(elsewhere ? { word } : {}),
      ...(who ? { who } : {}),
      ...(reason === '' ? {} : { reason }),
    },
    ...(elsewhere ? { ask: { offer: otherwise(asked) } } : {}),
    // Surer than 免访: this visit is the one they were asked about.
    confidence: 0.998,
  };
}

/** Which of several is meant: the one whose member is named. */
async function askedAbout(
  words: string,
  asked: readonly Asked[],
  { db }: BotContext,
): Promise<Asked | undefined> {
  const people = await db.person.findMany({
    where: { id: { in: asked.map(({ memberId }) => memberId) } },
    select: { id: true, name: true },
  });
  const ids = new Set(findPeopleIn(words, people).flatMap(mention => mention.ids));
  const found = asked.filter(({ memberId }) => ids.has(memberId));
  return found.length === 1 ? found[0] : undefined;
}

/** 请宋雨晴去看张老, where nothing is asked about him: what is decided is never guessed onto another member. */
async function namesSomebodyElse(words: string, asked: readonly Asked[], ctx: BotContext): Promise<boolean> {
  const mentioned = findPeopleIn(words, await choosable(ctx)).flatMap(({ ids }) => ids);
  const about = new Set(asked.map(({ memberId }) => memberId));
  return mentioned.length > 0 && !mentioned.some(id => about.has(id));
}

const otherwise = (asked: readonly Asked[]): Doubt<Asked> => ({
  question: '您说的那位，眼下没有等您回话的事。说的是哪一件？都不是就回复“取消”。',
  options: asked.map(value => ({ value, label: value.label })),
});

function wordIn(words: string, asked: Asked | undefined): Word | undefined {
  const plain = words.replace(/^\d[、.．:：\s]*/u, '').replace(/[。！!，,\s]+$/u, '');
  if (asked?.decides) {
    if (/(?:请|让|安排|派|由|叫)\S{2,12}?(?:去|代|看|走访)/u.test(plain)) return 'other';
    if (/免(?:了|于|去)|(?:这次|这回)?(?:就)?(?:不(?:用|必)?去了|算了)/u.test(plain)) return 'excuse';
  } else if (understandHandBack(words) !== null || /^(?:我)?也?(?:不便|不方便|不行)/u.test(plain))
    return 'refuse';
  return /^(?:我去|我可以去|我能去|我来吧?|我去吧|好的?，?我去)$/u.test(plain) ? 'take' : undefined;
}

const bareNumber = /^[（(]?([123])[)）.、。]?$/u;

/** A bare number answers what was asked only where that was the last thing they were sent. */
async function byNumber(number: number, asked: readonly Asked[], { db, me }: BotContext) {
  if (me.userId === null) return null;
  const last = await db.outboundMessage.findFirst({
    where: { recipient: me.userId, state: { in: ['sending', 'sent', 'unknown'] } },
    orderBy: [{ sentAt: 'desc' }, { id: 'desc' }],
    select: { dedupeKey: true },
  });
  const offer = asked.find(({ id }) => last?.dedupeKey?.startsWith(`hand-back:${id}`));
  const word = optionsFor(offer)[number - 1]?.value;
  return offer && word ? { answers: { offer, word }, confidence: 0.996 } : null;
}

async function whoIn(words: string, ctx: BotContext) {
  const name = /(?:请|让|安排|派|由|叫)(\S{2,12}?)(?:同志)?(?:去|代|看|走访)/u.exec(words)?.[1];
  const found = name === undefined ? [] : bestByName(name, await colleagues(ctx, name));
  const [only] = found;
  return only && found.length === 1 ? { id: only.id, name: only.name } : undefined;
}

/** 张老这次免了，去女儿家过年了 → 去女儿家过年了. */
const reasonIn = (words: string): string =>
  /(?:免(?:了|于|去)[^，,。；]*|不(?:用|必)?去了|算了)[，,。；：:\s]+(.{2,})$/u
    .exec(words)?.[1]
    ?.replace(/^(?:因为|原因是?[:：]?)/u, '') ?? '';

async function save({ offer, word, who, reason }: Answered, ctx: BotContext): Promise<Saved> {
  const { db, clock, me } = ctx;
  const asked = offer;
  if (word === 'take')
    return done(await takeOffer(db, clock, asked.id, me.id), await thanks(asked, ctx), ctx);
  if (word === 'refuse') {
    const { next, ...told } = await refuseOffer(db, clock, asked.id, { personId: me.id });
    return done(told, next ? '知道了，再问问别的同志，您安心。' : '知道了，您安心。', ctx);
  }
  if (word === 'other' && who) {
    const decision = { kind: 'someone', personId: who.id } as const;
    const told = await decideOffer(db, clock, asked.id, { actorId: me.id, decision });
    const missed = told.unreached.some(({ personId }) => personId === who.id);
    const words = missed ? `可是${who.name}同志收不到消息，请打个电话说一声` : '已经告诉本人';
    return done(told, `好的，${asked.label}这次由${who.name}同志去，${words}。`, ctx);
  }
  const decision = { kind: 'excuse', reason: reason ?? '' } as const;
  const told = await decideOffer(db, clock, asked.id, { actorId: me.id, decision });
  return done(told, `记下了：${asked.label}这次不去了，原因也记下了。`, ctx);
}

async function done(told: Told, say: string, ctx: BotContext): Promise<Saved> {
  await tellAll(told.notices, ctx);
  return { say: [say, ...(await nextOf(ctx))].join('\n') };
}

/** What else waits for their word. */
async function nextOf(ctx: BotContext): Promise<string[]> {
  const [next] = await askedOf(ctx);
  if (!next) return [];
  const how = next.decides
    ? '您去就回复“我去”，请别人去就说“请某某去”，不去了就说“免了”和原因'
    : '能去回复“我去”，不便回复“我也不便”';
  return [`还有一件等您回话：${next.label}。${how}。`];
}

async function thanks({ label, memberId }: Asked, { db, today }: BotContext): Promise<string> {
  const { people } = await castOf(db, [{ ownerId: memberId, memberId, organisationId: memberId }]);
  const member = people.get(memberId);
  const address = member ? addressOf(member, today) : '';
  return (
    `太好了，谢谢您。${label}这次由您去，这段时间可以看到${address}的情况：回复“我的对象 ${member?.name ?? ''}”。\n` +
    `去过以后告诉我一句就行，比如“今天上门看了${address}，精神还好”。`
  );
}
