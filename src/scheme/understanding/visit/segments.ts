/** A told visit, cut where another thing begins, also where people write without a comma. */
import { either } from '../pattern.ts';
import { clausesOf, type Piece } from '../clauses.ts';

const beginnings = new RegExp(
  [
    '我(?:给|送|带|拿|塞)|送(?:了|去|上|来|给(?!我))|给了|给(?:他|她|老人家?|老两口|家里|家属)?(?:送|带|买|塞|留|发)了?|(?:带|拿|拎|提)(?:了|去)(?!动|下|出|起|着)|(?<![元块的送了份\\d百千万])慰问金|慰问品(?=[:：])',
    '(?<!大|会|讲话|中央|文件|战|事)精神|身体|血压|血糖|气色|胃口|饭量|睡眠|情绪|心情|状态|恢复|病情|腿脚|走路|一切|目前|现在|最近|近来|住院第',
    '没(?:有)?见(?:到|着)|没碰(?:到|上)|见到了?(?:本人|他|她|老人|女儿|儿子)',
    '月底(?=前|之前|以前)|下周|下个月|下次|下回|过几天|过两天|改天|回头|节后|年后|明天|后天|准备(?=[下过再明去帮])|打算',
    '(?:老爷子|老太太|老两口)(?=可|很|挺|都|特别|高兴|乐|身体|精神)|想(?:找|装|请|让|换|找|办|申请|要个|买)|希望|要求|反映|发愁|犯愁',
    '(?:他|她|老人家?|老伴儿?|女儿|儿子|家属|本人)(?:说(?!说|话)|讲|反映)|另外|顺便|然后|还有就是|就是(?=[腿腰血有耳眼睡]|[^，。]{0,8}(?:坏|关不|漏|不亮|不热|堵|缺|没人))',
  ].join('|'),
  'gu',
);

/** What stands in front and belongs to what follows: 他老伴身体不好, 给张老送了, 女儿的身体. */
const belongs = new RegExp(
  `(?:${either(
    '老伴儿?|爱人|妻子|丈夫|夫人|女儿|儿子|闺女|孩子|子女|孙子|孙女|媳妇|女婿|家属|家人|邻居|保姆|护工|父亲|母亲',
    '前|对|的|是|和|与|跟|及|、|等|从|到|把|被|让|叫|说|讲|听|因为|由于|如果|未|不|也|都|就|还|又|再|并|已经?',
    '还没|没有?|没给|没有给|不要|不用|没要|没收|没带|没送|不收|他|她|老人|老人家|现在|目前|最近|身体|精神',
    '说是|元|块|手术|术|周[一二三四五六日天]|明天|后天|[日号]|前',
  )}|(?:给|为|向|替|帮|同|代表)[^，。]{0,8})$`,
  'u',
);

/** At least so many characters come before a new thing begins. */
const least = 3;

/** The segments of a sentence, in order; positions are those of the text. */
export const segmentsOf = (text: string): Piece[] => clausesOf(text).flatMap(cut);

function cut({ text, index }: Piece): Piece[] {
  const cuts = [...text.matchAll(beginnings)].map(match => match.index);
  const pieces: Piece[] = [];
  let from = 0;
  for (const at of cuts) {
    const before = text.slice(from, at);
    if (before.length < least || belongs.test(before)) continue;
    pieces.push({ text: before, index: index + from });
    from = at;
  }
  return [...pieces, { text: text.slice(from), index: index + from }];
}
