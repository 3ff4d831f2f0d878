/** How the 帮扶责任书 of a pairing stands, in one line for the helper's card (S5-3c). */
import { shanghaiDate } from '../../src/calendar/dates.ts';
import { dateText } from '../../src/calendar/format.ts';
import type { BotContext } from '../context.ts';

const parties = { branch: '支部', helper: '您', member: '老同志' } as const;

/** 责任书：1月3日（…）签好 / 还差支部、老同志签字 / 还没有写. */
export async function letterText(pairingId: string, { db }: BotContext): Promise<string> {
  const letter = await db.letter.findFirst({
    where: { pairingId, state: { in: ['signing', 'in-force'] } },
    orderBy: { version: 'desc' },
    select: {
      state: true,
      signatures: { select: { party: true, signedAt: true }, orderBy: { signedAt: 'desc' } },
    },
  });
  if (!letter) return '责任书：还没有写';
  const signed = letter.signatures.map(({ party }) => party);
  const missing = Object.entries(parties).flatMap(([party, name]) => (signed.includes(party) ? [] : [name]));
  if (letter.state === 'signing') return `责任书：还差${missing.join('、')}签字`;
  const [last] = letter.signatures;
  return last ? `责任书：${dateText(shanghaiDate(last.signedAt), { year: true })}签好了` : '责任书：已经生效';
}
