/** 导出: a register as a file (E-16): which one, masked or whole, and what it is for. */
import { choice, shortText } from '../src/chat/fields/index.ts';
import { mayExport } from '../src/scheme/access.ts';
import { mayExportUnmasked, orderExport, shortestPurpose } from '../src/scheme/export-orders.ts';
import { codesOf, labelOf } from '../src/scheme/labels.ts';
import { registers, type Register } from '../src/scheme/labels/registers.ts';
import { defineConversation, type BotContext } from './context.ts';
import { calmly, entrances } from './words.ts';

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

/** Orders a register; a job makes it and sends it. */
export const exportRegister = defineConversation({
  kind: 'form',
  name: 'export-register',
  version: 1,
  ...entrances['export-register'],
  mayUse: ({ me }) => mayExport(me),
  recognise: text => {
    const wanted = /^(?:请?(?:帮我)?)?导出(?:一下|一份)?(.+)$/u.exec(text.trim())?.[1];
    const register =
      wanted === undefined
        ? undefined
        : registerOptions.find(({ words }) => words.some(word => wanted.includes(word)));
    return register ? { answers: { register: register.value }, confidence: 0.9 } : null;
  },
  fields: {
    register: choice({ label: '名册', question: '要导出哪一种？', options: registerOptions }),
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
