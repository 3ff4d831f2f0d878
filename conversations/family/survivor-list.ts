/** 遗属名单 in words. */
import { survivorsToVisit, survivorText } from '../../src/scheme/survivors.ts';
import type { BotContext } from '../context.ts';

/** Those who are to be visited still, of the reader's own part of the tree. */
export async function survivorsText({ db, me }: BotContext): Promise<string> {
  const { count, rows } = await survivorsToVisit(db, me.organisation.path, 30);
  if (count === 0) return '现在没有要继续慰问的遗属。';
  const lines = rows.map(
    row => `· ${row.organisation}：${row.memberName}同志的${survivorText({ ...row, keepVisiting: true })}`,
  );
  const more = count > rows.length ? [`另有${count - rows.length}位，人数多，没有都列出来。`] : [];
  return [`要继续慰问的遗属有${count}位：`, ...lines, ...more].join('\n');
}
