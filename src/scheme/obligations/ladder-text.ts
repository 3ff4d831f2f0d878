/** The words up the ladder (S2-4.4a): what is missing, whose it is, and whom to ask. */
import { shanghaiDate, type IsoDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { addressOf, type Person } from '../people.ts';
import { ownerWords, type Cast } from './people.ts';
import type { Duty } from './steps.ts';

const namedAtMost = 10;

/** One group for each thing that is missing: how many, until when, and by name whose it is. */
export function ladderText(duties: readonly Duty[], cast: Cast, now: Date): string {
  const groups = new Map<string, Duty[]>();
  for (const duty of duties) {
    const key = `${duty.rule}|${duty.title}|${duty.memberId === null ? duty.id : duty.dueOn}`;
    groups.set(key, [...(groups.get(key) ?? []), duty]);
  }
  const today = shanghaiDate(now);
  return [
    ...[...groups.values()].map(group => groupText(group, cast, today)),
    '请您过问一下；已经办了的，请提醒补记一句。',
  ].join('\n');
}

function groupText(group: readonly Duty[], { people, organisations }: Cast, today: IsoDate): string {
  const [first] = group;
  if (!first) return '';
  const until = `${dateText(first.dueOn)}${first.dueOn < today ? '已经到期' : '前要办好'}`;
  if (first.memberId === null)
    return `${organisations.get(first.organisationId) ?? ''}的${first.title}还没有报出，${until}（${asker(first, people)}）。`;
  const names = group.slice(0, namedAtMost).map(duty => {
    const member = duty.memberId === null ? undefined : people.get(duty.memberId);
    return member
      ? `${addressOf(member, today)}（${member.name}，${asker(duty, people)}）`
      : asker(duty, people);
  });
  const rest = group.length > names.length ? `\n……共${group.length}位，回复“走访情况”可看全部` : '';
  return `还有${group.length}位老同志的${first.title}没有记录，${until}：\n${names.join('\n')}${rest}`;
}

function asker(duty: Duty, people: ReadonlyMap<string, Person>): string {
  const owner = people.get(duty.ownerId);
  return owner ? ownerWords(owner, duty) : '';
}
