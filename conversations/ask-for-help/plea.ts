/** What a sentence of a member or relative asks for: rules on the machine, no guess is ever kept without its writer seeing it. */
import type { Doubt, Known } from '../../src/chat/form.ts';
import type { RequestKind, Urgency } from '../../src/scheme/labels.ts';
import type { BotContext } from '../context.ts';
import { isMemberOrFamily, isStaff } from '../words.ts';

/** Longer ones are not cut: their writer is asked for the most important part. */
const longest = 1000;

const plea =
  /求助|求求|帮帮|帮个?忙|帮一?下|帮我|请人|找人|派个?人|来个?人|能不能|可不可以|能否|麻烦|需要|想请|想申请|想要|急需|想找/;
const trouble =
  /坏了|漏水|漏了|堵了|停电|停水|没电|没水|没气|不热|没钱|缺钱|不够[用花]|买不起|看不起病|没人(?:管|照[顾看料]|陪|做饭)|有困难|过不下去/;
/** Unwell, but not in hospital: there is no happening of that kind, and somebody should call today. */
const unwell =
  /救命|救救我|(?<!不)头[晕昏疼痛]|胸[闷口]|心慌|喘不上|(?<!不|没|退)(?:发烧|高烧)|拉肚子|呕吐|[吐便咯]血|疼得|走不动|[起站]不来|动不了|(?<!心里[^，。]{0,3})不舒服|(?<!心里[^，。]{0,3})难受|病了|犯病|生病|血[压糖][^，。]{0,4}[高低]/;
/** Whether somebody is unwell without being in hospital. */
export const soundsUnwell = (text: string): boolean => unwell.test(text);

const content = /^(?:谢谢|感谢|多谢|太感谢|不用|不需要|没事)|不(?:头)?[晕疼痛]了|好多了|都好|挺好/;

const needs: readonly (readonly [RequestKind, RegExp])[] = [
  ['money', /没钱|缺钱|借钱|药费|医疗费|住院费|护理费|生活费|补助|救济|报销|不够[用花]|买不起|看不起病/],
  ['employment', /找[个份]?工作|就业|下岗|找活|打工/],
  ['mind', /说说话|聊聊|聊天|心里闷|闷得慌|孤单|孤独|寂寞|睡不着/],
  ['information', /政策|打听|咨询|手续|办证|怎么办理|社保卡|医保卡/],
  ['production', /种地|果园|养殖|农药|化肥|开店|小生意/],
  [
    'living',
    /坏了|漏|堵|停[电水]|没[电水气]|暖气|灯|做饭|买[菜药]|看病|陪护|照[顾料看]|护理|打扫|轮椅|修|洗澡|接送/,
  ],
];

/** The kind of help a sentence speaks of, where it is only one. */
function kindOfNeed(text: string): RequestKind | undefined {
  const found = needs.filter(([, words]) => words.test(text));
  return found.length === 1 ? found[0]?.[0] : undefined;
}

function urgencyIn(text: string): Urgency | undefined {
  if (/不着急|不急|慢慢来/.test(text)) return 'no-hurry';
  if (/马上|赶紧|赶快|很急|着急|急用|今天就|快来/.test(text)) return 'today';
  return /这几天|这两天|这周|本周/.test(text) ? 'this-week' : undefined;
}

const howSoon: Doubt<Urgency> = {
  question: '您是身体不舒服吗？要不要请帮扶的同志马上联系您？要是很厉害，请先打 120。',
  options: [
    { value: 'today', label: '要，今天就联系', words: ['要', '今天', '马上', '是'] },
    { value: 'this-week', label: '这几天联系就行', words: ['这几天'] },
    { cancel: true, label: '不用了', words: ['不用', '不要', '不是', '没有'] },
  ],
};

/** A sentence out of the blue that asks for help. Of members and relatives only: staff write of what others need. */
export function understoodPlea(said: string, { me }: Pick<BotContext, 'me'>) {
  const words = said.trim();
  if (!isMemberOrFamily(me) || isStaff(me) || words.length < 2 || words.length > longest) return null;
  if (content.test(words)) return null;
  if (soundsUnwell(words)) return { answers: { words }, ask: { urgency: howSoon }, confidence: 0.7 };
  const asks = words.length > 2 && plea.test(words);
  if (!asks && !trouble.test(words)) return null;
  return {
    answers: { words, kind: kindOfNeed(words), urgency: urgencyIn(words) },
    confidence: asks ? 0.8 : 0.6,
  };
}

/** During the form: whoever tells what is wrong when asked of what kind it is has answered both. */
export function saidDuring(text: string, { words, detail }: Known) {
  if (text.length > longest) return null;
  const kind = kindOfNeed(text);
  const urgency = urgencyIn(text);
  if (kind === undefined && urgency === undefined) return null;
  const told = words !== undefined || detail !== undefined || text.trim().length < 4;
  return { answers: { kind, urgency, ...(told ? {} : { words: text.trim() }) } };
}
