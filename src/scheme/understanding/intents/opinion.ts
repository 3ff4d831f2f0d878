/** Opinions, complaints and suggestions of members and their relatives; the wish to be of use goes where they go. */
import { normalizeText } from '../../../calendar/numerals.ts';
import { anyOf, either } from '../pattern.ts';
import type { IntentReader } from './reading.ts';
import { namedIn, namedNear } from './spoken-of.ts';

/** Whom a complaint is about: those who serve, and what they do or give. */
const servants = either(
  '你们(?!的?好)|上[回次]来的人?|单位|局里|老干局?|社区的?人|组织|上门的?|来的人|来了|工作人员|小伙子|经办|帮扶的?|走访|慰问|慰问品|发的|送的|食堂|活动室?|通知|消息|短信|体检|电话|老年大学|这叫|这算',
);
/** What is said against them. */
const faults = either(
  '太(?:吵|慢|远|硬|少|差|敷衍|形式|难吃|冷淡|复杂|不像话|官僚|应付|多了|频繁|随便|马虎|小|乱|冷|挤|冲|凶)|冲得很|没礼貌|爱答不理|不耐烦|光拍照|拍照[^，。]{0,3}走|什么忙也没|好意思|不像话|敷衍|应付|糊弄|走形式|走过场|拍照走人|过期|变质|不新鲜|发霉的|难吃|没坐热|坐[^，。]{0,4}(?:就走|走人)|踢皮球|推来推去|推三阻四|光说不|说了不算|说话不算|画饼|摆样子|作秀|不闻不问',
  '怎么(?:服务|办事|当|干|管)的|什么(?:服务|态度|关心|帮扶|意思)|(?:哪门子|算什么|叫什么)|态度[^，。]{0,4}(?:恶劣|差|不好|冷|横)|打不通[^。]{0,8}不回|只会|不把[^，。]{0,6}当',
);
const complaining = anyOf(
  `(?:${servants})[^。]{0,18}(?:${faults})`,
  '一点不为老人|你们怎么管的|叫我们怎么看|太远了|及早更换|到底管不管|干什么吃的|走过场|态度[^，。]{0,3}(?:恶劣|差|不好)|凭什么|没人上门|这叫什么帮扶|这(?:也)?(?:叫|算)[^，。]{0,3}(?:关心|帮扶|照顾|服务)|必须道歉|拖了(?:半年|几个月|好久|大半年|[一二两三四五六七八九十]+个?月)|还让不让人活',
  '你们老干局就|投诉|(?:对[^，。]{1,8})?有意见|提个?意见|提[^，。]{0,3}建议|^建议|[，：。]建议(?!住院|手术)|建议[：:]|建议(?:你们|单位|组织|局里|社区)|想建议|不成熟的建议|活动太少|都反映(?:了|过)?[^，。]{0,3}次|答应[^，。]{1,10}等了|推来推去|推三阻四|踢皮球|占线|打不进|换换花样|像话吗|意见(?:很|挺|可|特别)?大|一肚子(?:火|气|意见)|火大|说得过去吗|讲不讲理|官僚|良心|寒了[^，。]{0,4}心|一天发[^，。]{0,4}条',
);
/** What is common to all, and may be done otherwise. */
const common = either(
  '老年大学|活动室|活动中心|食堂|体检|图书室|阅览室|棋牌室|组织生活|学习资料|报纸|班车|座谈会?|老干部局?|发的东西|慰问品|通知|字体?|课程?|讲座',
);
const suggesting = anyOf(
  `(?:${common})[^。]{0,22}(?:能不能|能否|可不可以|应该|应当|该|最好|希望|要是|是不是可以|不如)[^。]{0,6}(?:添|增|改|加|开|设|办|搞|换|装|延|提前|炖|煮|弄|软|大|多|少|早|晚|放|安排|考虑|每)`,
  `(?:应该|最好|希望|能不能|盼|要求)[^，。]{0,6}(?:${common})[^。]{0,8}(?:添|增|改|加|开|设|办|搞|换|装|延|提前|多|大)`,
);
/** 发挥余热: the wish to be of use. */
const wishing = anyOf(
  '发挥[^，。]{0,4}(?:余热|作用)|讲讲?(?:党史|革命故事|故事|传统)|做点?贡献|当(?:个)?志愿者',
);
/** 没有意见: nothing to pass on. */
const content = anyOf('没(?:有)?(?:什么|啥)?意见|都没意见|没什么好说的');

/** Reads an opinion, a complaint, a suggestion, or the wish to be of use. */
export const opinionHappening: IntentReader = (said, reading) => {
  const text = normalizeText(said);
  const match = content.test(text)
    ? null
    : (complaining.exec(text) ?? suggesting.exec(text) ?? wishing.exec(text));
  if (!match) return null;
  const members = namedNear(text, match.index, namedIn(text, reading)).slice(0, 1);
  const found = { kind: 'opinion', confidence: 0.8, phrase: match[0], index: match.index } as const;
  return {
    intent: 'happening',
    confidence: 0.8,
    facts: { ...(members.length > 0 ? { members } : {}), happening: 'opinion' },
    doubts: [],
    happening: { found: [found], doubts: [] },
  };
};
