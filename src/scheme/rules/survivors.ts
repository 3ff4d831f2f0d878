/**
 * 遗属 (D1, S5-4): after a death the clerk finds out who is left and whether they are to be visited still. Asked on the next
 * working morning and not in the hour of the news, within 14 days, and once more three days before they are over.
 */
import { addDays, shanghaiDate } from '../../calendar/dates.ts';
import { dateText } from '../../calendar/format.ts';
import { oncePerHappening } from './happening.ts';
import { dayList, days, on, type HeldOf } from './knobs.ts';
import { ruleWith, type Call, type Step } from './rule.ts';
import { deceasedMembers } from './subjects.ts';
import { farthestFirst, morningBefore, workdayMorning } from './times.ts';

const knobs = {
  on,
  window: days('几天内问清', 14, { least: 7, most: 60 }),
  prompts: dayList('再提醒（到期前几天）', [3], { least: 0, most: 30 }),
};

const howToSay = ({ who }: Call): string =>
  `问好了，回复“遗属 ${/（(.+)）/.exec(who)?.[1] ?? who}”告诉我一声就行。`;

export const survivors = ruleWith({
  code: 'survivors',
  id: 'R3',
  version: 1,
  name: '遗属登记',
  clauses: ['S5-4', 'E-6'],
  owner: 'clerk',
  subjects: deceasedMembers,
  knobs,
  occurrences: oncePerHappening(
    ['died'],
    'survivors',
    '遗属登记',
    (reportedAt, { window }: HeldOf<typeof knobs>) => addDays(shanghaiDate(reportedAt), window),
  ),
  steps: ({ window, prompts }) => [
    {
      to: 'owner',
      manner: 'own',
      at: workdayMorning(1),
      say: call =>
        `${call.who}去世了，家里还有谁、以后逢年过节要不要继续去看看，想请您记一下。\n` +
        `这件事不急，${dateText(call.duty.dueOn)}前都可以。家里人正难过，不必专为这个打电话，去慰问的同志顺口问一句就好。\n` +
        howToSay(call),
    },
    ...farthestFirst(prompts.filter(each => each < window)).map((each): Step => ({
      to: 'owner',
      manner: 'own',
      at: morningBefore(each),
      say: call =>
        `${call.who}的家里人，后来问到了吗？${dateText(call.duty.dueOn)}前记下就行；家里没有别的亲人，或者不愿再被打扰，也告诉我一声。\n` +
        howToSay(call),
    })),
  ],
  doneBy: '请回复“遗属”加老同志的姓名，我一样一样记。',
  discreet: true,
  line: ({ dueOn }) => `已去世，${dateText(dueOn)}前记下家里还有谁、要不要继续慰问`,
});
