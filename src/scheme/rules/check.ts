/** Whether settings make sense together, in words for whoever set them: what is wrong, and what would be right. */
import { isOn } from './held.ts';
import { isValueOf, type Held, type Knob } from './knobs.ts';
import type { Form } from './rule.ts';
import { settingWords } from './words.ts';

/** What is wrong with these values, each in one sentence; none where they may hold. */
export function checkHeld(form: Form, held: Held): string[] {
  const outOfBounds = Object.entries(form.knobs).flatMap(([name, knob]) =>
    isValueOf(knob, held[name]) ? [] : [boundsOf(form, knob)],
  );
  if (outOfBounds.length > 0) return outOfBounds;
  return [windowProblem(form, held), ...promptProblems(form, held), silenceProblem(form, held)].flatMap(
    problem => (problem === undefined ? [] : [`${form.name}：${problem}`]),
  );
}

function boundsOf({ name }: Form, knob: Knob): string {
  const { label, kind, least, most, choices } = knob;
  const what = `${name}的“${label.replace(/（.+）$/u, '')}”`;
  if (kind === 'yes-no') return `${what}只能是“是”或“否”。`;
  if (kind === 'choice') return `${what}只能是${Object.values(choices ?? {}).join('或')}。`;
  const unit = { hours: '小时', workdays: '个工作日', days: '天', 'day-list': '天' }[kind];
  return `${what}应在${least}到${most}${unit}之间。`;
}

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const listOf = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.filter(each => typeof each === 'number') : [];

function windowProblem({ knobs }: Form, held: Held): string | undefined {
  const opens = numberOf(held['opens']);
  const closes = numberOf(held['closes']);
  if (opens === undefined || closes === undefined || closes <= opens) return undefined;
  const start = knobs['opens'] && settingWords(knobs['opens'], opens);
  const end = knobs['closes'] && settingWords(knobs['closes'], closes);
  return `还没开始就结束了（${start}，却${end}）。请把开始改得更早，或者把结束改得更晚。`;
}

/** Days before the end lie in the window, working days and hours after the beginning do too. */
function promptProblems(form: Form, held: Held): (string | undefined)[] {
  const opens = numberOf(held['opens']);
  const closes = numberOf(held['closes']) ?? 0;
  const window = numberOf(held['window']);
  return ['prompts', 'secretary'].flatMap(name =>
    listOf(held[name]).map(day => {
      const knob = form.knobs[name];
      if (!knob) return undefined;
      const said = settingWords(knob, [day]);
      if (opens !== undefined && day > opens)
        return `“${said}”的时候还没有开始（提前${opens}天才开始）。请改成${opens}天以内，或者把开始提前。`;
      if (opens !== undefined && name === 'prompts' && day < closes)
        return `“${said}”的时候已经结束了（节前${closes}天结束）。请改成节前${closes}天或更早。`;
      if (opens === undefined && window !== undefined && day > window)
        return `“${said}”不在期限以内（一共${window}天）。请改成${window}以内。`;
      return undefined;
    }),
  );
}

/** Nobody does what they never hear of. */
function silenceProblem({ knobs }: Form, held: Held): string | undefined {
  if (!knobs['opening'] || !knobs['prompts'] || !isOn(held)) return undefined;
  const prompted = held['opening'] === true || held['halfWay'] === true || listOf(held['prompts']).length > 0;
  return prompted ? undefined : '一次提醒也没有，没有人会知道。请至少留一次，比如“开始那天提醒”。';
}
