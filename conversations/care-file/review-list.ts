/** The files to be looked at again, in words. */
import { dateText } from '../../src/calendar/format.ts';
import { careFilesOf, fileField, reviewsDue, type CareFile } from '../../src/scheme/care-files.ts';
import type { PromptedItem } from '../../src/scheme/obligations/answers.ts';
import { peopleById } from '../../src/scheme/people.ts';
import { reviewRules } from '../../src/scheme/rules/index.ts';
import type { BotContext } from '../context.ts';
import { numberedToday } from '../my-tasks/numbers.ts';
import { memberInFull } from '../words.ts';
import { fieldText } from './text.ts';

const listedAtMost = 8;

/** 复核: the files that are due, by number, and what stands in them. */
export async function reviewsText(ctx: BotContext): Promise<string> {
  const { db, me, today } = ctx;
  const { count, rows } = await reviewsDue(db, today, me.organisation.path, listedAtMost);
  if (count === 0) return '眼下没有要复核的档案，都在一年以内。';
  const numbered = await numberedToday(rows, ctx);
  const people = await peopleById(
    db,
    rows.map(({ memberId }) => memberId),
  );
  const files = await careFilesOf(
    db,
    rows.map(({ memberId }) => memberId),
  );
  const lines = numbered.map(({ number, duty }) => {
    const [member, file] = [people.get(duty.memberId ?? ''), files.get(duty.memberId ?? '')];
    return member && file
      ? `${number}. ${memberInFull(member, today)}：${dueText(duty, file, today)}\n　${knownText(file)}`
      : '';
  });
  const more = count > rows.length ? [`另有${count - rows.length}份，办完这些再看就有了。`] : [];
  const [first, second] = numbered.filter(({ duty }) => reviewRules.includes(duty.rule));
  const temporary = numbered.find(({ duty }) => duty.rule === 'care-file-reassess');
  return [
    `要复核的档案有${count}份：`,
    ...lines.filter(line => line !== ''),
    ...more,
    ...(first
      ? [
          `没有变化，回复“${first.number} 无变化”${second ? `，几份一起就“${first.number}、${second.number} 无变化”` : ''}；有变化，回复如“${first.number} 改 住址 …”。`,
        ]
      : []),
    ...(temporary
      ? [
          `暂时困难的，回复“${temporary.number} 仍困难”“${temporary.number} 转长期”，已经好转的回复“脱困 名字”。`,
        ]
      : []),
  ].join('\n');
}

function dueText({ rule, title, dueOn }: PromptedItem['duty'], file: CareFile, today: string): string {
  if (rule === 'care-file-reassess') return '暂时困难到期，要重新评估';
  const last =
    file.lastReviewedOn === null
      ? '还没有复核过'
      : `上次复核是${dateText(file.lastReviewedOn, { year: true })}`;
  if (rule !== 'care-file-review') return `${title}（${last}），${dateText(dueOn)}前`;
  return dueOn < today ? `${last}，已满一年` : `${last}，${dateText(dueOn)}前`;
}

/** What stands in the file, so that it can be told whether it is still so. */
function knownText(file: CareFile): string {
  const names = ['living', 'selfCare', 'phone', 'address'] as const;
  const parts = names.map(name => fieldText(file, fileField(name))).filter(part => part !== '');
  return parts.length === 0 ? '档案里填的还很少' : parts.join('，');
}
