/** What a sentence of a member or relative asks for, for the form: no guess is ever kept without its writer seeing it. */
import type { IsoDate } from '../../src/calendar/dates.ts';
import { moneyText } from '../../src/calendar/numerals.ts';
import { personChoices } from '../../src/chat/fields/index.ts';
import type { Doubt, Known } from '../../src/chat/form.ts';
import type { RequestKind, Urgency } from '../../src/scheme/labels.ts';
import type { Person } from '../../src/scheme/people.ts';
import {
  findRequest,
  kindOf,
  soundsMisdirected,
  urgencyOf,
  type Interpretation,
} from '../../src/scheme/understanding/index.ts';
import { quoted } from '../words.ts';

/** Longer ones are not cut: their writer is asked for the most important part. */
const longest = 1000;
const anyDay: IsoDate = '2000-01-01';

/** Whether somebody is unwell without being in hospital. */
export const soundsUnwell = (text: string): boolean => findRequest(text, anyDay)?.unwell === true;

const howSoon: Doubt<Urgency> = {
  question: '是身体不舒服吗？要不要请帮扶的同志马上联系您？要是很厉害，请先打 120。',
  options: [
    { value: 'today', label: '要，今天就联系', words: ['要', '今天', '马上', '是'] },
    { value: 'this-week', label: '这几天联系就行', words: ['这几天'] },
    { cancel: true, label: '不用了', words: ['不用', '不要', '不是', '没有'] },
  ],
};

type Picked = Pick<Person, 'id' | 'name' | 'organisation'>;
const named = ({ id, name, organisation }: Picked) => ({ id, name, detail: organisation.name });

/** The answers that a sentence out of the blue holds; `members` are those for whom the writer may ask. */
export function understoodPlea(said: string, reading: Interpretation, members: readonly Picked[]) {
  const { intent, facts, doubts, confidence } = reading;
  if (intent !== 'request') return null;
  const ids = new Set((facts.members ?? []).flatMap(each => each.ids));
  const about = members.filter(({ id }) => ids.has(id));
  const [only] = about;
  const unwell = doubts.some(({ about: what }) => what === 'unwell');
  return {
    answers: {
      words: said.trim(),
      kind: unwell ? undefined : facts.request,
      urgency: facts.urgency,
      phone: unwell ? undefined : facts.phone,
      member: only && about.length === 1 ? named(only) : undefined,
    },
    ask: {
      ...(about.length > 1 && about.length <= 9
        ? { member: { question: '您说的是哪一位？', options: personChoices(about.map(named)) } }
        : {}),
      ...(unwell ? { urgency: howSoon } : {}),
    },
    confidence,
  };
}

/** Shorter than this it is no matter that could be passed on. */
const matterLength = 7;

const passItOn: Doubt<Urgency> = {
  question: '我没有全听明白，怕误了您的事。要不要我把这句话转给帮扶的同志，请他联系您？',
  options: [
    { value: 'today', label: '要，今天就联系', words: ['要', '今天', '马上', '是', '好', '好的'] },
    { value: 'this-week', label: '要，这几天就行', words: ['这几天'] },
    { cancel: true, label: '不用了', words: ['不用', '不要', '没有', '不'] },
  ],
};

/** What nobody understood is not dropped: one kind question, and its writer's own words go to the helper. */
export function unclear(said: string, { intent }: Interpretation) {
  const words = said.trim();
  const short = [...words].filter(each => /\p{L}/u.test(each)).length < matterLength;
  if ((intent !== 'other' && intent !== 'question') || short || soundsMisdirected(words)) return null;
  return { answers: { words }, ask: { urgency: passItOn }, confidence: 0.15 };
}

/** During the form: whoever tells what is wrong when asked of what kind it is has answered both. */
export function saidDuring(text: string, { words, detail }: Known, today: IsoDate) {
  if (text.length > longest) return null;
  const kind = kindOf(text);
  const urgency = urgencyOf(text, undefined, today);
  if (kind === undefined && urgency === undefined) return null;
  const told = words !== undefined || detail !== undefined || text.trim().length < 4;
  return { answers: { kind, urgency, ...(told ? {} : { words: text.trim() }) } };
}

const kindWords: Readonly<Record<RequestKind, string>> = {
  living: '生活上的事',
  money: '钱上的事',
  mind: '想有人来说说话',
  employment: '找工作的事',
  information: '打听政策、办手续的事',
  production: '种地、做买卖的事',
};
const urgencyWords: Readonly<Record<Urgency, string>> = {
  today: '今天就要',
  'this-week': '这几天就行',
  'no-hurry': '不着急',
};

/** What was understood, said back as a colleague would: “家里水管坏了”，我记下了。是生活上的事，这几天就行。 */
export function heardWords(names: readonly string[], answers: Known, myId: string): string {
  const heard = (name: string): unknown => (names.includes(name) ? answers[name] : undefined);
  const words = heard('words') as string | undefined;
  const member = heard('member') as { readonly id: string; readonly name: string } | undefined;
  const kind = heard('kind') as RequestKind | undefined;
  const urgency = heard('urgency') as Urgency | undefined;
  const phone = heard('phone') as string | undefined;
  const amount = kind === 'money' && words !== undefined ? findRequest(words, anyDay)?.moneyFen : undefined;
  const whose = member && member.id !== myId ? `${member.name}同志` : '';
  const matter = kind === undefined ? '' : `${kindWords[kind]}${amount ? `（${moneyText(amount)}）` : ''}`;
  const parts = [
    whose + matter === '' ? '' : `是${whose}${matter === '' ? '的事' : matter}`,
    urgency === undefined ? '' : urgencyWords[urgency],
    phone === undefined ? '' : `电话打${phone}`,
  ].filter(part => part !== '');
  const rest = parts.length === 0 ? '' : `${parts.join('，')}。`;
  return `${words === undefined ? '' : `您说的我记下了：${quoted(words, 60)}。`}${rest}`;
}
