/** 导出: a register as a file (E-16): which one, masked or whole, and what it is for. */
import { choice, shortText } from '../src/chat/fields/index.ts';
import { mayExportUnmasked, orderExport, shortestPurpose } from '../src/scheme/export-orders.ts';
import { refuseExport } from '../src/scheme/exports.ts';
import { codesOf, labelOf } from '../src/scheme/labels.ts';
import { registers, type Register } from '../src/scheme/labels/registers.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances, isStaff } from './words.ts';

const about: Readonly<Record<Register, string>> = {
  'by-category': '按困难程度分表，可打印',
  pairings: '谁帮谁，含项目、任务、目标',
  'care-files': '可以改好再导入',
  'whole-workbook': '组织、人员、档案、结对、代办人',
};

const registerOptions = codesOf(registers).map(code => ({
  value: code,
  label: `${labelOf(registers, code)}（${about[code]}）`,
  words: registers[code],
}));

const anyRegister = choice({ label: '名册', question: '要导出哪一种？', options: registerOptions });

/** A register is named in a word; a sentence that only holds such a word (李明和张老结对) is about something else. */
const whichRegister: typeof anyRegister = {
  ...anyRegister,
  parse: (input, ctx, asked) =>
    input.kind === 'text' && !namesRegister(input.text)
      ? { ok: false, hint: '这里问的是导出哪一种名册，回复数字就行；要办别的事，先回复“取消”，再说一遍。' }
      : anyRegister.parse(input, ctx, asked),
};

const namesRegister = (text: string): boolean => {
  const said = text.normalize('NFKC').replace(/[\s，。,.!！]/gu, '');
  return [...said].length <= longestName && !/[和跟与同给].{0,10}(?:结对|帮扶)/u.test(said);
};
const longestName = 12;

/** Orders a register; a job makes it and sends it. */
export const exportRegister = defineConversation({
  kind: 'form',
  name: 'export-register',
  version: 1,
  ...entrances['export-register'],
  // Whoever asks without the right hears who may, and that they asked is kept (E-16).
  mayUse: ({ me }) => isStaff(me),
  opening: async ({ db, clock, me }) => {
    const stop = await refuseExport(db, clock, me);
    return stop === null ? '' : { stop };
  },
  recognise: text => {
    const wanted = /^(?:请?(?:帮我)?)?导出(?:一下|一份)?(.+)$/u.exec(text.trim())?.[1];
    const register =
      wanted === undefined
        ? undefined
        : registerOptions.find(({ words }) => words.some(word => wanted.includes(word)));
    return register ? { answers: { register: register.value }, confidence: 0.9 } : null;
  },
  fields: {
    register: whichRegister,
    masked: choice({
      label: '号码住址',
      question: '手机、身份证号、住址和健康状况怎么办？',
      options: (_answers, ctx: BotContext) => [
        { value: true, label: '遮住（138****1234）', words: ['遮住', '遮盖', '隐藏'] },
        ...(mayExportUnmasked(ctx.me)
          ? [{ value: false, label: '完整写出来', words: ['完整', '不遮', '全部'] }]
          : []),
      ],
      showAs: (masked: boolean) => (masked ? '遮住' : '完整写出来'),
      takeOnlyOne: true,
    }),
    purpose: shortText({
      label: '用途',
      question: '导出来做什么用？会记在案，请写具体些。',
      example: '上报县委组织部的半年报告',
      why: '导出名册要写明用途，这是为了保护老同志的信息。',
      min: shortestPurpose,
      max: 60,
    }),
  },
  reviewTitle: '导出名册，请核对：',
  save: ({ register, masked, purpose }, { db, clock, me }) =>
    calmly(
      async () => {
        await orderExport(db, clock, { viewer: me, register, masked, purpose });
        return { say: `好的，正在做${labelOf(registers, register)}，一会儿就发到这里。` };
      },
      sentence => ({ say: sentence }),
    ),
});
