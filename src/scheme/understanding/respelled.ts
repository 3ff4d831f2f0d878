/**
 * Words spelt by their sound (马同 for 马桶, 电是 for 电视), as one finger and dictation write them, put right. Only words a
 * plea turns on, each of at least two characters; whatever is a word of its own stays.
 */
import { heard } from './roster.ts';

/** What is meant. */
const meant =
  '水管 水龙头 下水道 马桶 暖气 热水器 电视 电灯 灯泡 冰箱 漏水 滴水 停电 没电 轮椅 扶手 助听器 住院 手术 急诊 头晕 发烧 感冒 咳嗽 血压 降压药 骨折 摔倒 救护车 报销 补助 补贴 申请 低保 同志 麻烦 老伴 修理'.split(
    ' ',
  );
/** Words of their own that sound like one of those. */
const realWords = new Set(
  '祝愿 听电 主缘 老板 老班 神情 深情 申情 不住 捕猎 通知 统治 同治 副手 富寿 服手 听点 挺电 梅电 眉电 没点 没店 没垫 抵保 电示 点是 店是 但是 学押 受暑 手书 首数 急诊 及诊 停店 秀丽 秀里 修里'.split(
    ' ',
  ),
);

const bySound = new Map(meant.map(word => [soundOf(word), word]));
const lengths = [...new Set(meant.map(word => word.length))].sort((a, b) => b - a);

function soundOf(text: string): string {
  return [...text].map(heard).join(' ');
}

/** The text with such words put right, of the same length. */
export function respelled(text: string): string {
  let so = text;
  for (const length of lengths)
    for (let at = 0; at + length <= so.length; at += 1) {
      const word = so.slice(at, at + length);
      const right = /^\p{Script=Han}+$/u.test(word) ? rightly(word) : undefined;
      if (right !== undefined) so = so.slice(0, at) + right + so.slice(at + length);
    }
  return so;
}

/** At least one character must be as it is meant: what merely sounds alike is another word. */
function rightly(word: string): string | undefined {
  const right = bySound.get(soundOf(word));
  if (right === undefined || right === word || realWords.has(word)) return undefined;
  return [...right].some((character, place) => character === word[place]) ? right : undefined;
}
