import type { Json } from './http.ts';
import type { Caller } from './caller.ts';

/**
 * What became of a message (WeCom 发送应用消息 / doc 90236). `errcode` 0 with some recipients listed here means
 * that all the others were served: sending again would double it for them. Nor does 0 prove delivery, since
 * the platform silently drops what is above its limits per member.
 */
export interface SendResult {
  /** For a recall within 24 h. */
  msgId?: string;
  /** Userids in lower case, as the platform gives them back: compare without case. */
  invalidUsers: string[];
  /** Userids without a licence, in lower case. */
  unlicensedUsers: string[];
  /** Lets an interactive card be changed, once, within 72 h. A secret. */
  responseCode?: string;
}

/** Posts exactly these bytes, so that a repeat is recognised by the platform's duplicate check. */
export async function sendMessage(caller: Caller, body: string): Promise<SendResult> {
  const answer = await caller.json({ api: 'message/send', body });
  const msgId = textOf(answer, 'msgid');
  const responseCode = textOf(answer, 'response_code');
  return {
    ...(msgId ? { msgId } : {}),
    invalidUsers: userIdsOf(answer, 'invaliduser'),
    unlicensedUsers: userIdsOf(answer, 'unlicenseduser'),
    ...(responseCode ? { responseCode } : {}),
  };
}

function textOf(answer: Json, name: string): string {
  const value = answer[name];
  return typeof value === 'string' ? value : '';
}

function userIdsOf(answer: Json, name: string): string[] {
  return textOf(answer, name)
    .toLowerCase()
    .split('|')
    .filter(userId => userId !== '');
}
