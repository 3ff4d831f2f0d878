/** The few words that work in every state. */
import { sayings } from './words.ts';

/** What such a word asks for. */
export type Command = 'cancel' | 'back' | 'skip' | 'restart' | 'human' | 'help' | 'undo' | 'resume';

const spellings: Readonly<Record<Command, string>> = {
  cancel: '取消 算了 我要取消 退出 不写了 不记了 不办了 不弄了 取消填写',
  back: '返回 上一步 上一题 上一个 上一项 退回 返回上一步 回上一步 后退',
  skip: '跳过 先跳过 略过 跳过去 跳过这个 跳过这项 下一个 下一题 下一项',
  restart: '重来 重新来 重新填 重填 从头来 从头开始 重新开始',
  human: '人工 转人工 找人工 人工服务 人工客服 找人 找人帮忙',
  help: '帮助 怎么用 怎么填 怎么弄 怎么写 使用帮助 help ? ？',
  undo: '撤销 撤消 撤回 撤销上一条 撤销刚才的',
  resume: '继续 接着写 继续写 接着填 继续填 草稿',
};

const commands = new Map<string, Command>(
  Object.entries(spellings).flatMap(([command, words]) =>
    words.split(' ').map((word): [string, Command] => [word, command as Command]),
  ),
);

/** The command a whole message is, with or without punctuation and particles ("取消吧。"); null for anything else. */
export function commandOf(text: string): Command | null {
  if (text.length > 20) return null;
  const found = [text.trim(), ...sayings(text)].map(saying => commands.get(saying));
  return found.find(command => command !== undefined) ?? null;
}
