/** 帮助: what can be done here, in the reader's terms and with the words to type; also the answer to a greeting. */
import { addressOf, hasRole, type Person } from '../src/scheme/people.ts';
import { defineConversation, type BotContext } from './context.ts';
import { entrances, isMemberOrFamily, isStaff } from './words.ts';

/** Says what somebody can do here. */
export const help = defineConversation({
  kind: 'reply',
  name: 'help',
  ...entrances.help,
  mayUse: () => true,
  recognise: text => wonders.test(text.trim()),
  answer: async (text, ctx) => (greeting.test(text.trim()) ? greet(ctx) : helpText(ctx.me)),
});

const greeting =
  /^(?:你好|您好|在吗|在不在|有人吗|你好啊|早上好|上午好|下午好|晚上好|早|hi|hello)[呀啊吗呢！!。？?～~，,]*$/i;
const wonders =
  /^(?:怎么|如何)(?:用|使用|操作|弄)|^(?:你|这个?)(?:能|会|可以)(?:做|干|帮我做)(?:什么|啥|些什么)|^(?:这|你)是(?:什么|谁|干什么的)/;

async function greet({ me, today }: BotContext): Promise<string> {
  if (isMemberOrFamily(me) && !isStaff(me)) {
    const hello = me.member ? `${addressOf(me, today)}，您好！` : '您好！';
    return `${hello}我在呢。有事要帮忙，直接说是什么事，发语音也行；想看看都能做什么，回复“帮助”。`;
  }
  return `${me.name}同志，您好！走访了、听说了什么情况，直接说一句就行；都能做什么，回复“帮助”。`;
}

/** What somebody new is told, once. */
export function welcome(me: Person): string {
  const hello = isMemberOrFamily(me) && !isStaff(me) ? '您好！' : `${me.name}同志，您好！`;
  return `${hello}这里是老同志帮扶服务。\n${helpText(me)}`;
}

/** What this person can do, at most thirteen lines. */
export function helpText(me: Person): string {
  const lines = isStaff(me) ? staffLines(me) : memberLines(me);
  return [...lines, '随时可以回复：取消、返回、跳过、撤销（24小时内）；想找人，回复“人工”。'].join('\n');
}

function memberLines(me: Person): string[] {
  const whose = hasRole(me, 'family') && !hasRole(me, 'member') ? '老人' : '您';
  return [
    '有什么事，直接打字说或者发语音都行。也可以回复下面的词：',
    `“我要求助”：${whose}要人帮忙，帮扶的同志会联系您`,
    `“报告情况”：${whose}住院、摔伤、心里不痛快，告诉我们一声`,
    '“我的申请”：看看求助办到哪一步了',
    `“我的信息”：看看我们记了${whose}哪些事、谁看过，不对的能改`,
    '“责任书”：看看帮扶责任书，签字',
  ];
}

const acts = ['helper', 'secretary', 'leader', 'clerk'] as const;
const reads = ['secretary', 'leader', 'clerk', 'approver', 'supervisor'] as const;

/** Who pairs helpers with members and signs for the branch. */
const pairs = (me: Person): boolean => hasRole(me, 'secretary', 'clerk');

const heads = (me: Person): boolean => hasRole(me, 'secretary', 'leader', 'clerk');

/** A word and what it is for; who may use it is what the conversation itself says (a test compares them). */
const staffWords: readonly (readonly [words: string, who: (me: Person) => boolean])[] = [
  ['“记录走访”：或者直接说“今天上午去看了张老，精神很好”；记错了，回复“改走访”', me => hasRole(me, ...acts)],
  ['“报告情况”：或者直接说“老张昨天住院了”', () => true],
  ['“我的待办”：要去看望、要办的；去不了说“我不便前往”，外出说“请假”', me => hasRole(me, ...acts)],
  ['“我的对象”：您这里的老同志', me => hasRole(me, 'helper', ...reads, 'cashier')],
  ['“档案”：看老同志的档案；改一项就说“改 张老 住址 …”；还有“复核”“摸底”', heads],
  ['“档案”：看老同志的档案；改一项就说“改 张老 住址 …”', me => hasRole(me, 'helper') && !heads(me)],
  ['“档案”：看老同志的档案', me => hasRole(me, ...reads, 'cashier') && !hasRole(me, ...acts)],
  ['“我的申请”：求助办到哪一步了；写进展就说“第3号 已联系，明天上门”', () => true],
  ['“我要求助”：替老同志提一件求助', me => hasRole(me, ...acts)],
  ['“结对”：安排帮扶人，还有“移交”“解除结对”；“责任书”：看一看、签字、要文件', pairs],
  ['“责任书”：看一看、签字、要文件', me => hasRole(me, ...acts) && !pairs(me)],
  ['“结对”：给老同志安排帮扶人，也能准许第三位', me => hasRole(me, 'administrator') && !pairs(me)],
  ['“导入导出”：把名册传进来、导出去', me => hasRole(me, 'clerk')],
  ['“导入导出”：把名册传进来', me => hasRole(me, 'administrator') && !hasRole(me, 'clerk')],
  ['“简报”：眼下要紧的；还有“走访情况”“逾期名单”“未送达名单”“催办记录”“规则”', heads],
  [
    '“简报”：眼下要紧的；还有“走访情况”“逾期名单”“未送达名单”“规则”',
    me => hasRole(me, 'approver', 'supervisor') && !heads(me),
  ],
  ['“简报”：眼下要紧的，您自己要办的', me => hasRole(me, 'helper') && !hasRole(me, ...reads)],
];

const staffLines = (me: Person): string[] => [
  '直接说一句话就行，也可以回复下面的词：',
  ...staffWords.filter(([, who]) => who(me)).map(([words]) => words),
];
