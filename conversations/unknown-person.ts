/**
 * What is said where no conversation answers: to somebody who is not registered (E-13: how to be registered, and nothing
 * about anybody), and to somebody whose words nobody recognised.
 */
import { inputName, type Input } from '../src/chat/input.ts';
import { hasRole } from '../src/scheme/people.ts';
import { soundsLikeDespair } from '../src/scheme/understanding/despair.ts';
import { isPutOff } from '../src/scheme/understanding/hand-back.ts';
import type { BotContext } from './context.ts';
import { isStaff } from './words.ts';

const howToBeRegistered =
  '您好！这里是老同志帮扶服务。您的这个账号还没有登记，我暂时不能为您办理事项。\n' +
  '请给您的党支部或单位老干部工作部门打个电话，把姓名和手机号告诉经办同志，登记好以后再给我发消息就行了。\n' +
  '要是身体突然不舒服或者遇到危险，请马上打 120 或 110。';

/** What an unregistered writer said, and the line to name where it sounds like despair. */
export interface Said {
  readonly text: string;
  readonly supportLine: string;
}

/** The polite sentence for somebody not registered; words of despair are answered first even then. */
export function unknownPerson(said?: Said): string {
  if (said === undefined || !soundsLikeDespair(said.text)) return howToBeRegistered;
  return (
    `听您这么说，我们心里很惦记您，请别一个人扛着。现在就打心理援助热线 ${said.supportLine}，有人愿意听您说话；` +
    `要是有危险，请马上打 120 或 110。\n\n${howToBeRegistered}`
  );
}

/** Said when nobody recognised a message: what would work, in the writer's terms, and not the same every time. */
export function fallback(input: Input, ctx: BotContext): string {
  if (input.kind === 'other' && input.what === 'file') return isStaff(ctx.me) ? noFilesForStaff : noFiles;
  if (input.kind !== 'text')
    return `${inputName(input)}收到了，可是我不知道它是关于什么的，麻烦您打几个字说说。`;
  const text = input.text.trim();
  if (courtesy.test(text)) return isStaff(ctx.me) ? '不客气，您辛苦了。' : '不客气，您多保重，有事随时说。';
  if (shortAnswer.test(text)) return '现在没有等您回答的问题。有事您直接说就行，回复“帮助”看看我能做什么。';
  if (isStaff(ctx.me) && isPutOff(text)) return putOff;
  if ([...text].length > longText) return isStaff(ctx.me) ? tooMuchForStaff : tooMuch;
  const sentences = sentencesFor(ctx);
  return sentences[(ctx.now.getUTCMinutes() + text.length) % sentences.length] ?? tooMuch;
}

const noFiles =
  '文件我收不到，企业微信不把文件转给我。您把要紧的内容打几个字说说，或者把它拍成照片发来，照片我能收。';
const noFilesForStaff =
  '文件我收不到，企业微信不把文件转给我。要交表格，先告诉我办什么事，我发给您一个上传链接，在链接里选文件就行；' +
  '别的内容，打几个字说说，或者拍成照片发来。';

const courtesy =
  /^(?:谢谢|多谢|感谢|辛苦|好的?[，,。]?谢谢|再见|拜拜|不客气|费心)[了您你啦大家们！!。～~，, 啊呀]*$/;
const shortAnswer =
  /^(?:\d{1,2}|[一二三四五六七八九十]|是的?|不是|对|不对|好的?|行|可以|嗯+|没有?|不用了?)[。！!.、]?$/;
const longText = 300;

/** 今天去不了，明天去, of nobody in particular: the visit stays where it is. */
const putOff =
  '好的，改天去就行，事情还在您这里。哪天前去都可以，回复“我的待办”看一眼；要请别人去，回复“我不便前往”。';

const tooMuch =
  '您写得很仔细，只是我没看明白要办哪件事。要请人帮忙，回复“我要求助”，我问到“是什么事”的时候再把这段话发来；' +
  '也可以回复“人工”，请工作人员给您打电话。';
const tooMuchForStaff =
  '内容收到了，只是我没看明白是走访还是情况。走访请回复“记录走访”，情况请回复“报告情况”，我问到的时候再把这段话发来。';

const forMembers = [
  '您这句话我没看明白，麻烦您换个说法。要人帮忙就说是什么事，比如“家里水管坏了，请人来修”；想找人，回复“人工”。',
  '我没太懂您的意思，您别着急。身体不舒服、家里有难处，直接告诉我；也可以回复“我要求助”，我一句一句问您。',
  '这句我没看懂。您可以发语音，也可以回复“人工”，请工作人员给您打电话。',
];
const forHelpers = [
  '这句我没看明白。是走访的话，这样说就行：“今天上午去看了张老，精神很好”。',
  '没看明白是哪件事。听说老同志有什么情况，这样说就行：“老张昨天住院了”。',
  '没看明白。看看还有哪些要办的，回复“我的待办”；别的，回复“帮助”。',
];
const forStaff = [
  '这句我没看明白。看眼下的情况，回复“简报”；别的，回复“帮助”。',
  '没看明白是哪件事。听说哪位老同志有什么情况，这样说就行：“老张昨天住院了”。',
];
const forOthers = ['这句我没看明白。我能做什么，回复“帮助”就看到了；要找人，回复“人工”。'];

function sentencesFor({ me }: BotContext): readonly string[] {
  if (hasRole(me, 'helper')) return forHelpers;
  if (hasRole(me, 'secretary', 'leader', 'clerk', 'approver', 'supervisor')) return forStaff;
  return isStaff(me) ? forOthers : forMembers;
}
