import { pickOne } from '../numbered.ts';
import { isNo, isYes } from '../words.ts';
import { buildField } from './build.ts';
import type { Choice, CommonOptions, Field, MayLack, Presence, TurnContext } from './field.ts';
import { pleaseWrite, refusal } from './replies.ts';

/** How yes and no are worded. */
export interface YesNoOptions<C> extends CommonOptions<C> {
  /** 是 when absent. */
  readonly yes?: string;
  /** 否 when absent. */
  readonly no?: string;
  /** Other ways to say yes. */
  readonly yesWords?: readonly string[];
  /** Other ways to say no. */
  readonly noWords?: readonly string[];
}

/** Yes or no, shown as 1 and 2. */
export function yesNo<const P extends Presence, C extends TurnContext = TurnContext>(
  options: YesNoOptions<C> & P,
): Field<boolean, C, MayLack<P>> {
  const list: readonly Choice<boolean>[] = [
    { value: true, label: options.yes ?? '是', words: options.yesWords ?? [] },
    { value: false, label: options.no ?? '否', words: options.noWords ?? [] },
  ];
  const hint = `请回复“1”（${list[0]?.label}）或“2”（${list[1]?.label}）。`;
  return buildField<boolean, C, P>(options, {
    example: '1',
    choices: async () => list,
    show: value => (list.find(item => item.value === value) as Choice<boolean>).label,
    parse: input => {
      if (input.kind !== 'text') return pleaseWrite(input, '1');
      if (isNo(input.text)) return { ok: true, value: false };
      if (isYes(input.text)) return { ok: true, value: true };
      const pick = pickOne(input.text, list);
      const [item] = pick.kind === 'picked' ? pick.items : [];
      return item ? { ok: true, value: item.value } : refusal(hint);
    },
  });
}
