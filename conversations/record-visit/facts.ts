/** What a sentence may give the visit form, and the words it gives. */
import type { IsoDate } from '../../src/calendar/dates.ts';
import type { LongText } from '../../src/chat/fields/index.ts';
import type { Doubt } from '../../src/chat/form.ts';
import type { MetPerson, Occasion, VisitWay } from '../../src/scheme/labels.ts';
import { companionsIn, type VisitUnderstood } from '../../src/scheme/understanding/index.ts';
import type { BotContext } from '../context.ts';
import { firstOf } from '../words.ts';
import type { Party } from './party.ts';
import { colleagueCalled, colleagues } from './people.ts';

/** The answers of the visit form that a sentence may give. */
export interface Facts {
  readonly member?: Party;
  readonly visitedOn?: IsoDate;
  readonly way?: VisitWay;
  readonly condition?: LongText;
  readonly occasion?: Occasion;
  readonly met?: MetPerson;
  readonly findings?: string;
  readonly moneyFen?: number;
  readonly goods?: string;
  readonly followUp?: string;
  readonly visitor?: { readonly id: string; readonly name: string };
  readonly companions?: Party;
}

/** What was heard, and how sure it is that a visit was told. */
export interface Heard {
  readonly answers: Facts;
  readonly ask: {
    readonly member?: Doubt<Party>;
    readonly visitedOn?: Doubt<IsoDate>;
    readonly moneyFen?: Doubt<number>;
  };
  readonly confidence: number;
}

/** The day and the way, where they were said. */
export const whenAndHow = ({ visitedOn, way }: Pick<VisitUnderstood, 'visitedOn' | 'way'>): Facts => ({
  ...(visitedOn === undefined ? {} : { visitedOn }),
  ...(way === undefined ? {} : { way }),
});

/** The longest text a line of the form takes. */
const lineLength = 200;

/** Everything that was said of the visit itself. */
export function ownWords(
  understood: Omit<VisitUnderstood, 'condition'> & { readonly condition?: string | undefined },
): Facts {
  const { condition, occasion, met, findings, moneyFen, goods, followUp } = understood;
  return {
    ...whenAndHow(understood),
    ...(condition === undefined ? {} : { condition: { text: firstOf(condition, 500), attachments: [] } }),
    ...(occasion === undefined ? {} : { occasion }),
    ...(met === undefined ? {} : { met }),
    ...(findings === undefined ? {} : { findings: firstOf(findings, lineLength) }),
    ...(moneyFen === undefined ? {} : { moneyFen }),
    ...(goods === undefined ? {} : { goods: firstOf(goods, lineLength) }),
    ...(followUp === undefined ? {} : { followUp: firstOf(followUp, lineLength) }),
  };
}

/** The colleagues who went along; whom nobody can tell for sure stays in the words. */
export async function companionsNamed(
  text: string,
  { members, visitor }: VisitUnderstood,
  ctx: BotContext,
): Promise<{ companions?: Party }> {
  const names = companionsIn(text).filter(
    name => name !== visitor && !members.some(mention => mention.text.includes(name)),
  );
  if (names.length === 0) return {};
  const staff = await colleagues(ctx);
  const found = names
    .flatMap(name => colleagueCalled(name, staff) ?? [])
    .filter(({ id }) => id !== ctx.me.id);
  const [first, ...also] = found.map(({ id, name }) => ({ id, name }));
  return first ? { companions: { ...first, ...(also.length > 0 ? { also } : {}) } } : {};
}
