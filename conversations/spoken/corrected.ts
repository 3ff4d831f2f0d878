/** What is left of a sentence that takes something back: 是李老不是张老, 不是张老，是李老, 刚才说错了，是李老 all come to 李老. */
import { normalizeText } from '../../src/calendar/numerals.ts';

const owned =
  /^(?:不好意思|对不起|抱歉|哎呀?|[噢哦]|[，,。\s])*(?:刚才|方才|刚刚?|前面|上面|那条|这个|人|名字|我|都|又|把|的)*(?:不对|(?:说|写|记|报|打|弄|搞|填)?(?:错|混|反|岔)(?:人|名字)?了?)[，,。\s]*/u;
const notBefore = /不是[^，。,是]{1,12}[，,。]?\s*(?:而)?是/u;
const notBehind = /[，,]?\s*(?:而)?不是[^，。,是]{1,12}(?=$|[，,。！!])/u;
const itIs = /^(?:应该|其实)*是(?!的|吗|不|啊|$)/u;

/** The sentence as it is to be read; undefined where it takes nothing back. */
export function corrected(text: string): string | undefined {
  const said = normalizeText(text).trim();
  const rest = said.replace(owned, '').replace(notBefore, '').replace(notBehind, '').replace(itIs, '').trim();
  return rest === said || rest === '' ? undefined : rest;
}
