/**
 * 导入: a workbook handed in through a link, since the platform passes no files on. What it would change is shown first
 * (S1-3.1a); 确认导入 does it, 不导入 lets it be.
 */
import { handOn } from '../src/chat/incoming-files.ts';
import { hasRole } from '../src/scheme/people.ts';
import { importPurposes } from '../src/scheme/workbook-purposes.ts';
import { defineConversation, type BotContext } from './context.ts';
import { entrances } from './words.ts';

const mayImport = ({ me }: BotContext): boolean => hasRole(me, 'clerk', 'administrator');

/** Gives the link. */
export const importWorkbook = defineConversation({
  kind: 'reply',
  name: 'import-workbook',
  ...entrances['import-workbook'],
  mayUse: mayImport,
  recognise: text =>
    /^(?:我要|请|帮我)?(?:导入|上传)(?:名册|名单|档案|工作簿|表格|Excel)?[。！]?$/iu.test(text.trim()),
  answer: async (_text, ctx) => {
    const link = await ctx.askForFile(importPurposes.preview);
    if (link === null)
      return '这里还不能上传文件（没有设置 PUBLIC_URL）。请管理员在服务器上运行：npx bangfu import 文件.xlsx';
    return [
      '请打开这个链接上传名册（.xlsx）：',
      link,
      '半小时内有效，只能用一次。传上来先给您看会改动什么，您说“确认导入”才会写进去。',
      '要导出名册，或者要一份能改好再导入的表，回复“导出”。',
    ].join('\n');
  },
});

/** Says yes or no to what the preview showed. */
export const confirmImport = defineConversation({
  kind: 'reply',
  name: 'confirm-import',
  title: '确认导入',
  words: ['确认导入', '不导入', '不导入了'],
  mayUse: mayImport,
  answer: async (text, { db, clock, me }) => {
    const yes = text.trim().startsWith('确认');
    const to = yes ? importPurposes.run : importPurposes.declined;
    const done = await handOn(db, clock, { personId: me.id, from: importPurposes.preview, to, again: yes });
    if (!done) return '现在没有等着导入的名册。要导入，回复“导入”，上传后先给您看会改动什么。';
    return yes
      ? '好的，正在导入，完成了就告诉您。'
      : '好的，这份名册没有导入，系统里的内容没有变动。改好了再回复“导入”就行。';
  },
});
