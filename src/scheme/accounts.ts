/** 企业微信账号: whose chat is whose (E-13). Only an administrator gives somebody another one. */
import type { Clock } from '../clock.ts';
import type { Db } from '../database.ts';
import { AppError } from '../errors.ts';
import { logChange } from './audit-trail.ts';
import { findByUserId, findPerson, type Person } from './people.ts';

/** What the platform takes for a user id: 1 to 64 letters, digits and _ - @ . beginning with a letter or digit. */
export const isAccount = (text: string): boolean => /^[A-Za-z0-9][\w\-@.]{0,63}$/.test(text);

/** The account as a person's columns. Throws `account-malformed`, or `account-taken` when somebody else uses it. */
export async function freeAccount(
  db: Db,
  userId: string,
  exceptId?: string,
): Promise<{ readonly userId: string; readonly userIdKey: string }> {
  if (!isAccount(userId))
    throw new AppError('account-malformed', 'no user id of the platform', {
      expose: '企业微信账号由字母、数字组成，比如“ZhangXiaoMei”，请再核对一下。',
    });
  const holder = await findByUserId(db, userId);
  if (holder && holder.id !== exceptId)
    throw new AppError('account-taken', 'somebody else uses this account', {
      expose: '这个企业微信账号已经是别人在用，请再核对一下。',
    });
  return { userId, userIdKey: userId.toLowerCase() };
}

/** A person's new account. */
export interface NewAccount {
  readonly personId: string;
  readonly userId: string;
  readonly actorId: string;
}

/**
 * Gives a person another account: the chat of the old one is forgotten, and whoever has that one is a stranger from now on
 * (what was waiting for it is not sent: `recipient-gone`). The caller has checked that the actor is an administrator.
 * Returns false when it was theirs already. Throws as `freeAccount` does.
 */
export async function changeAccount(
  db: Db,
  clock: Clock,
  { personId, userId, actorId }: NewAccount,
): Promise<boolean> {
  const person: Person | null = await findPerson(db, personId);
  if (!person)
    throw new AppError('person-unknown', 'there is no such person', { expose: '没有找到这位同志。' });
  if (person.userId === userId) return false;
  const account = await freeAccount(db, userId, personId);
  await db.person.update({
    where: { id: personId },
    data: { ...account, unreachableSince: null, unreachableReason: null },
  });
  const keys = [person.userId?.toLowerCase() ?? '', account.userIdKey];
  await db.chatSession.deleteMany({ where: { sender: { in: keys } } });
  await logChange(db, clock, {
    actorId,
    action: 'change-account',
    subject: 'person',
    subjectId: personId,
    before: { userId: person.userId },
    after: { userId },
  });
  return true;
}
