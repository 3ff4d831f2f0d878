/** What is said to whoever reported something: that it is kept, who was told, who comes, and what to do at once. */
import { dateText } from '../../src/calendar/format.ts';
import type { Happening, RecordedHappening } from '../../src/scheme/happenings.ts';
import { happeningKinds, labelOf } from '../../src/scheme/labels.ts';
import { primaryHelperOf } from '../../src/scheme/pairings.ts';
import { addressOf, peopleById, type Person } from '../../src/scheme/people.ts';
import { isQuiet } from '../../src/scheme/quiet-hours.ts';
import type { BotContext } from '../context.ts';
import { calledFor, isStaff, phoneOf } from '../words.ts';
import { mournfully, whoComesToFamily } from './death-words.ts';
import type { Kind } from './heard.ts';
import { forFamily, forOneself } from './kind-words.ts';

type Duty = RecordedHappening['opened'][number];

/** Of what somebody may be in danger: then 120 is said first. */
export const grave: ReadonlySet<string> = new Set<Kind>(['hospitalised', 'accident', 'disaster']);

/** What happened on a day, and does not merely last. */
export const dated: ReadonlySet<unknown> = new Set<Kind>([
  'hospitalised',
  'discharged',
  'died',
  'disaster',
  'accident',
  'upheaval',
]);

/** Who was told and who comes, for the writer. */
export async function whatFollows(recorded: RecordedHappening, ctx: BotContext): Promise<string> {
  const { happening, opened, notices, unreached } = recorded;
  const [duty] = opened;
  const ids = [
    ...notices.map(({ personId }) => personId),
    ...opened.map(({ ownerId }) => ownerId),
    happening.memberId,
  ];
  const people = await peopleById(ctx.db, ids);
  const helper = await primaryHelperOf(ctx.db, happening.memberId, ctx.clock);
  const nameOf = (id: string): string => {
    const someone = people.get(id);
    return someone ? calledFor(someone, helper) : '';
  };
  const missed = unreached.filter(({ personId }) => personId !== ctx.me.id).map(({ name }) => name);
  const lines = [
    firstWords(happening, people.get(happening.memberId), ctx),
    toldWords([...new Set(notices.map(({ personId }) => personId))].map(nameOf), isQuiet(ctx.now)),
    duty
      ? whoGoes(duty, people.get(duty.ownerId), nameOf(duty.ownerId), happening.memberId, ctx)
      : nobodyGoes,
    missed.length > 0 ? `${[...new Set(missed)].join('、')}暂时收不到消息，请您打个电话说一声。` : '',
    isStaff(ctx.me) || !grave.has(happening.kind) ? '' : '要是人很难受或者有危险，请马上打 120。',
  ];
  return lines.filter(line => line !== '').join('\n');
}

const nobodyGoes = '眼下没有找到能通知的同志，请您也给单位打个电话。';

function firstWords(
  { kind, happenedOn }: Happening,
  member: Person | undefined,
  { me, today }: BotContext,
): string {
  const name = member?.name ?? '';
  if (kind === 'died') return mournfully(name, member ? addressOf(member, today) : name, !isStaff(me));
  const kindly = isStaff(me) ? undefined : (member?.id === me.id ? forOneself : forFamily)[kind];
  if (kindly !== undefined) return kindly;
  if (member?.id === me.id) return '知道了，您安心，我们都惦记着您。';
  const who = member && !isStaff(me) ? addressOf(member, today) : `${name}同志`;
  return `记下了：${who}${dated.has(kind) ? dateText(happenedOn) : '的'}${labelOf(happeningKinds, kind)}。`;
}

/** In the quiet hours nobody but for an alarm is woken: then it is not true yet that they were told. */
const toldWords = (names: readonly string[], quiet: boolean): string =>
  names.length === 0 ? '' : `${quiet ? '早上八点以后就告诉' : '已告诉'}${names.join('、')}。`;

function whoGoes(
  { ownerId, dueOn, rule }: Duty,
  owner: Person | undefined,
  name: string,
  memberId: string,
  { me }: BotContext,
): string {
  const by = `${dateText(dueOn)}以前`;
  if (ownerId === me.id) return `这件事由您去看望，${by}就行，去过以后告诉我一句。`;
  if (isStaff(me)) return `由${name}${by}去看望。`;
  const phone = owner ? phoneOf(owner) : '';
  return rule === 'death'
    ? whoComesToFamily(name, by, phone)
    : `${name}${by}会${memberId === me.id ? '来看您' : '去看望'}${phone}。`;
}
