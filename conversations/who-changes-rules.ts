/** “改规则” from somebody who may look at the rules at most: whose they are to change, in one sentence, and nothing happens. */
import { normalizeText } from '../src/calendar/numerals.ts';
import { staffFor } from '../src/scheme/organisations.ts';
import { defineConversation } from './context.ts';
import { formsAt, mayChange, mayLook, placeIn } from './rules/reads.ts';
import { meansRule, ofFestival } from './rules/unclear.ts';
import { formIn, ruleWishIn } from './rules/wish.ts';
import { isStaff } from './words.ts';

/** Others who would change a rule are told whose it is to change. */
export const whoChangesRules = defineConversation({
  kind: 'reply',
  name: 'who-changes-rules',
  title: '谁来改规则',
  words: ['谁来改规则', '谁能改规则'],
  mayUse: ({ me }) => isStaff(me) && !mayChange(me),
  recognise: async (text, ctx) => {
    const said = ofFestival(normalizeText(text).trim());
    if (/^(?:改|修改|调整|设置)规则/u.test(said)) return 0.97;
    const { place, rest } = await placeIn(said, ctx);
    const forms = (await formsAt(ctx, place)).map(({ form }) => form);
    const found = formIn(rest, forms);
    return ruleWishIn(rest, forms) || (found && meansRule(found, rest, forms)) ? 0.93 : false;
  },
  answer: async (_text, ctx) => {
    const clerk = (await staffFor(ctx.db, ctx.me.organisation.id, 'clerk', { reachable: true }))[0];
    const look = mayLook(ctx.me) ? '现在是怎样的，回复“规则”就能看。' : '';
    return `规则由经办同志来改，这次没有动。${look}要改，请跟${clerk ? `${clerk.name}同志` : '单位的经办同志'}说一声。`;
  },
});
