/** 改账号: an administrator gives somebody another 企业微信账号, which an import cannot (E-13). */
import { bestByName, person, personChoices, shortText, type PersonChoice } from '../src/chat/fields/index.ts';
import type { Saved } from '../src/chat/form.ts';
import { findVisiblePeople } from '../src/scheme/access.ts';
import { changeAccount } from '../src/scheme/accounts.ts';
import { findByUserId, findPerson, hasRole } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { refuseAccount } from './family/answers.ts';
import type { Named } from './family/whom.ts';
import { calmly } from './words.ts';

const isAdministrator = ({ me }: BotContext): boolean => hasRole(me, 'administrator');

/** 改账号 李明, 改账号 李明 LiMing2. */
const wish =
  /^(?:改|换|更改|修改)(?:企业微信)?账号[\s，,：:]*(\p{Script=Han}[\p{Script=Han}·]{1,9}?)(?:同志)?(?:[\s，,：:]+(?:改成|换成|改为)?\s*([\w.@-]{2,64}))?$/u;

/** The people who may be meant, with where they belong and their present account. */
async function called(text: string, { db, me }: BotContext): Promise<PersonChoice[]> {
  const found = bestByName(text, await findVisiblePeople(db, me, { text, limit: 50 }));
  return found.map(({ id, name, organisation, userId }) => ({
    id,
    name,
    detail: `${organisation.name}，${userId === null ? '没有账号' : `账号 ${userId}`}`,
  }));
}

/** Changes somebody's account. */
export const changeAccountForm = defineConversation({
  kind: 'form',
  name: 'change-account',
  title: '改账号',
  words: ['改账号', '换账号', '改企业微信账号', '换企业微信账号', '企业微信账号'],
  version: 1,
  mayUse: isAdministrator,
  fields: {
    person: person({
      label: '姓名',
      question: '改谁的企业微信账号？说名字就行。',
      find: called,
    }),
    userId: shortText({
      label: '新账号',
      question: ({ person: chosen }) => `${(chosen as Named).name}的新账号是什么？请照企业微信后台里的写。`,
      example: 'ZhangXiaoMei',
      max: 64,
      refuse: refuseAccount,
    }),
  },
  recognise: async (text, ctx) => {
    const [, name, userId] = wish.exec(text.trim()) ?? [];
    if (name === undefined) return null;
    const found = await called(name, ctx);
    const [only] = found;
    const account = userId === undefined ? {} : { userId };
    if (!only) return { answers: account, confidence: 0.95 };
    if (found.length === 1)
      return { answers: { ...account, person: { id: only.id, name: only.name } }, confidence: 0.95 };
    const question = `叫得上“${name}”的不止一位，改谁的账号？`;
    return {
      answers: account,
      ask: { person: { question, options: personChoices(found) } },
      confidence: 0.95,
    };
  },
  check: async ({ person: { id }, userId }, { db }) => {
    const holder = await findByUserId(db, userId.trim());
    return holder && holder.id !== id
      ? {
          field: 'userId',
          hint: `账号 ${userId.trim()} 现在是${holder.name}（${holder.organisation.name}）在用。请再核对一下，写对的账号。`,
        }
      : null;
  },
  reviewTitle: '改了以后，原来的账号就不能再办事了，没说完的话也会清掉。请您看看对不对：',
  save: ({ person: { id, name }, userId }, ctx) =>
    calmly<Saved>(
      async () => {
        const before = (await findPerson(ctx.db, id))?.userId ?? null;
        const change = { personId: id, userId: userId.trim(), actorId: ctx.me.id };
        if (!(await changeAccount(ctx.db, ctx.clock, change)))
          return { say: `${name}用的就是这个账号，不用改。` };
        const old = before === null ? '' : `，原来的 ${before} 从现在起不认了`;
        return { say: `${name}的账号改成 ${userId.trim()} 了${old}。` };
      },
      say => ({ say }),
    ),
});
