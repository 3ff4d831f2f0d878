/** V不C: what somebody cannot do, whatever the verb (端不稳, 停不下来, 分不清, 关不严). For one clause. */

const complement = '(?:下[来去]|[上起过回出]来|[上进出]去|[了开动住稳清全上到着见好严紧透牢齐直])';
/** Idioms of that form which say something else. */
const idioms =
  /(?:舍|忘|对|了|差|睡|大|算|帮|来|怪|巴|恨|用|说|忍|禁|少|免|受|想|看|瞧|靠|合|吃|划|过意|感激|数|比|听|信|谈|摸|猜|料|离|停|顾|信得|挡|闲)不(?:得|了|起|多|及|着|定|住|到|上|来|去|通|惯|尽|开|见|懂)/u;
const inability = new RegExp(`(?<verb>[\\u4e00-\\u9fff])不${complement}(?![得想])`, 'u');
/** 一直响, 老是掉, 总吃错: what keeps going wrong. */
const keepsGoingWrong =
  /(?:一直|老是|老|总是?|动不动|时不时|隔三差五)(?:在)?(?:响|掉|漏|滴|嘀嗒|跳|停|断|堵|卡|坏|闪|冒|吃错|走错|忘|拿错)|着就(?:停|灭|断)了?$/u;

/** Whether a clause tells of something that somebody or something cannot do, or that keeps going wrong. */
export function tellsOfInability(clause: string): boolean {
  return keepsGoingWrong.test(clause) || (inability.test(clause) && !idioms.test(clause));
}
