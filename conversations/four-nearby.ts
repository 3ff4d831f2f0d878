/**
 * 四就近 (S3-3.3): clerk or secretary arrange where a member studies, meets, is cared for and lends a hand near home; with the
 * member's own consent, which is recorded here where there is none yet. 隶属关系 is not touched.
 */
import { attachments, choice, choices, person, shortText, type Kept } from '../src/chat/fields/index.ts';
import type { Choice, Known, Saved } from '../src/chat/form.ts';
import { activeConsent, consentText, recordConsent } from '../src/scheme/consents.ts';
import { arrangeNearby, endNearby, fourNearbyOf, nearbyText } from '../src/scheme/four-nearby.ts';
import { codesOf, labelOf } from '../src/scheme/labels.ts';
import { nearbyKinds, type NearbyKind } from '../src/scheme/labels/family.ts';
import { defineConversation, type BotContext } from './context.ts';
import { consentWayChoices, refusePhone, wayText, type Way } from './family/answers.ts';
import {
  findLiving,
  isKeeper,
  meant,
  meantOrNobody,
  nobodyField,
  notTheirs,
  stillTheirs,
  type Named,
} from './family/whom.ts';
import { calmly } from './words.ts';

/** How they agreed: before, or now in one of two ways; or not asked yet. */
type Agreed = Way | 'before' | 'not-yet';

const hasAgreed = ({ agreed }: Known): boolean => agreed !== 'not-yet';

const spoken = /^四就近\s*[:：]?\s*(\p{Script=Han}{1,8})$/u;

/** Begins or changes an arrangement. */
export const fourNearbyForm = defineConversation({
  kind: 'form',
  name: 'four-nearby',
  opens: /^四就近\s+\p{Script=Han}{2}/u,
  title: '四就近',
  words: ['四就近', '办四就近', '登记四就近'],
  version: 1,
  mayUse: isKeeper,
  fields: {
    member: person({ label: '老同志', question: '给哪位老同志办四就近？', find: findLiving }),
    agreed: choice({
      label: '本人意愿',
      question: ({ member }) =>
        `四就近要${(member as Named).name}同志本人自愿。请把下面的话说给本人听：\n${consentText('four-nearby').text}\n\n本人怎么说？`,
      options: howAgreed,
      takeOnlyOne: true,
      showAs: (agreed: Agreed) =>
        agreed === 'before' ? '以前已同意' : agreed === 'not-yet' ? '还没有同意' : wayText(agreed),
    }),
    photos: attachments({
      label: '签字照片',
      question: '请把签字的照片发来，发完回复“好了”。',
      when: ({ agreed }) => agreed === 'signed-photo',
    }),
    kinds: choices({
      label: '就近做什么',
      question: '就近做哪几样？可以选几样，比如“1 3”。',
      options: codesOf(nearbyKinds).map(value => ({
        value,
        label: labelOf(nearbyKinds, value),
        words: nearbyKinds[value].slice(1),
      })),
      showAs: (kind: NearbyKind) => labelOf(nearbyKinds, kind),
      when: hasAgreed,
    }),
    community: shortText({
      label: '社区',
      question: '在哪个社区？',
      example: '幸福社区',
      max: 40,
      refuse: text => (/\p{Script=Han}/u.test(text) ? undefined : '请写社区的名字，比如“幸福社区”。'),
      when: hasAgreed,
    }),
    contactName: shortText({
      label: '社区联系人',
      question: '社区那边谁照应？写个姓名，还没定就回复“跳过”。',
      example: '赵春梅',
      max: 20,
      optional: true,
      when: hasAgreed,
    }),
    contactPhone: shortText({
      label: '联系电话',
      question: ({ contactName }) => `${String(contactName)}的电话是多少？没有就回复“跳过”。`,
      example: '10000001234',
      refuse: refusePhone,
      optional: true,
      when: answers => hasAgreed(answers) && answers['contactName'] !== undefined,
    }),
  },
  recognise: async (text, ctx) => {
    const name = spoken.exec(text.trim())?.[1];
    return name === undefined ? null : { ...(await meant(name, ctx, findLiving)), confidence: 0.9 };
  },
  understand: () => null,
  check: ({ agreed }) =>
    agreed === 'not-yet'
      ? { field: 'agreed', hint: '不急，先问过本人再来。现在不办，回复“取消”；已经问过了，就选1或2。' }
      : null,
  reviewTitle: '组织关系不变，还在原来的支部。请您看看对不对：',
  save: (answers, ctx) =>
    calmly<Saved>(
      () => arrange(answers, ctx),
      say => ({ say }),
    ),
  undo: async (ref, ctx) =>
    (await endNearby(ctx.db, ctx.clock, { memberId: ref as string, actorId: ctx.me.id }))
      ? '四就近的登记撤销了。'
      : '四就近已经停了，不用撤销。',
});

async function howAgreed({ member }: Known, { db, today }: BotContext): Promise<Choice<Agreed>[]> {
  if (await activeConsent(db, (member as Named).id, 'four-nearby', today))
    return [{ value: 'before', label: '以前已同意' }];
  return [
    ...consentWayChoices,
    { value: 'not-yet', label: '还没问，或者本人不愿意', words: ['没问', '还没问', '不愿意', '不同意'] },
  ];
}

interface Wanted {
  readonly member: Named;
  readonly agreed: Agreed;
  readonly photos: readonly Kept[] | undefined;
  readonly kinds: readonly NearbyKind[] | undefined;
  readonly community: string | undefined;
  readonly contactName: string | undefined;
  readonly contactPhone: string | undefined;
}

async function arrange(wanted: Wanted, ctx: BotContext): Promise<Saved> {
  const { db, clock, me, today } = ctx;
  const { id, name } = wanted.member;
  if (!(await stillTheirs(id, ctx))) return { say: notTheirs };
  if (wanted.agreed === 'witness' || wanted.agreed === 'signed-photo')
    await recordConsent(
      db,
      {
        memberId: id,
        scope: 'four-nearby',
        way: wanted.agreed,
        givenById: id,
        recordedById: me.id,
        witnessId: wanted.agreed === 'witness' ? me.id : null,
        attachmentIds: (wanted.photos ?? []).map(photo => photo.id),
      },
      clock,
    );
  const arrangement = await arrangeNearby(db, clock, {
    memberId: id,
    kinds: wanted.kinds ?? [],
    community: wanted.community ?? '',
    contactName: wanted.contactName ?? null,
    contactPhone: wanted.contactPhone ?? null,
    actorId: me.id,
  });
  return {
    say: `办好了：${name}同志${nearbyText(arrangement, today)}。组织关系没有动，还在原来的支部。以后不办了，回复“停止四就近 ${name}”。`,
    undo: { ref: id, label: `${name}同志四就近的登记` },
  };
}

const ending = /^(?:停止|结束|停办)四就近\s*(\p{Script=Han}{0,8})$/u;

/** Ends an arrangement. */
export const endNearbyForm = defineConversation({
  kind: 'form',
  name: 'end-four-nearby',
  opens: /^(?:停止|结束|停办)四就近\s*\p{Script=Han}{2}/u,
  title: '停止四就近',
  words: ['停止四就近', '结束四就近', '停办四就近'],
  version: 1,
  mayUse: isKeeper,
  fields: {
    nobody: nobodyField,
    member: person({ label: '老同志', question: '停哪位老同志的四就近？', find: findArranged }),
  },
  opening: (_ctx, { nobody }) =>
    nobody === undefined
      ? ''
      : {
          stop: `没有找到“${nobody as string}”，或者现在没有办四就近。名字写全了再说一次，比如“停止四就近 张德厚”。`,
        },
  recognise: async (text, ctx) => {
    const name = ending.exec(text.trim())?.[1];
    return name === undefined || name === ''
      ? null
      : { ...(await meantOrNobody(name, ctx, findArranged)), confidence: 0.95 };
  },
  understand: () => null,
  reviewTitle: '停了以后，社区那边就不再专门照应了；我们的走访一样不少。请您看看对不对：',
  save: async ({ member: { id, name } }, ctx) => {
    if (!(await stillTheirs(id, ctx))) return { say: notTheirs };
    const ended = await endNearby(ctx.db, ctx.clock, { memberId: id, actorId: ctx.me.id });
    return { say: ended ? `${name}同志的四就近停了。` : `${name}同志现在没有办四就近。` };
  },
});

/** Those meant for whom something is arranged today. */
async function findArranged(text: string, ctx: BotContext) {
  const found = await findLiving(text, ctx);
  const arranged = await Promise.all(found.map(({ id }) => fourNearbyOf(ctx.db, id, ctx.today)));
  return found.filter((_, place) => arranged[place]);
}
