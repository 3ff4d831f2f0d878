/**
 * Sentences as helpers, secretaries and clerks type them, each with everything that may be understood from it: what is not
 * listed was not said. `who` are those visited, `ask` what must be asked.
 */
export interface Told {
  readonly said: string;
  readonly who?: string;
  readonly on?: string;
  readonly way?: string;
  readonly why?: string;
  readonly met?: string;
  readonly how?: string;
  readonly need?: string;
  readonly yuan?: number;
  readonly goods?: string;
  readonly help?: string;
  readonly next?: string;
  readonly visitor?: string;
  readonly ask?: string;
}

/** Helpers who write a careful sentence. */
// prettier-ignore
export const helpers: readonly Told[] = [
  { said: '今天上午去医院看了张老，血压高住院第三天，精神还好，送了500元慰问金', who: '张德厚', on: '01-20', way: 'hospital', why: 'illness', how: '血压高住院第三天，精神还好', yuan: 500, help: 'material' },
  { said: '昨天上门看望李秀英同志，身体硬朗，没啥困难', who: '李秀英', on: '01-19', way: 'home', how: '身体硬朗，没啥困难' },
  { said: '1月18日电话联系了陈志远，老人家说一切都好，不用惦记', who: '陈志远', on: '01-18', way: 'phone', how: '老人家说一切都好，不用惦记' },
  { said: '上周五到张老家走访，血糖有点高，孙子找工作犯愁，下周再去', who: '张德厚', on: '01-15', way: 'home', how: '血糖有点高', need: '孙子找工作犯愁', next: '下周再去' },
  { said: '今天上门看了李大妈，腿疼走路不便，想在卫生间装个扶手，我来联系社区', who: '李秀英', on: '01-20', way: 'home', how: '腿疼走路不便', need: '想在卫生间装个扶手', next: '我来联系社区' },
  { said: '昨天去县医院探望刘玉梅，刚做完手术，恢复得不错，女儿在陪护', who: '刘玉梅', on: '01-19', way: 'hospital', why: 'illness', how: '刚做完手术，恢复得不错，女儿在陪护' },
  { said: '今天给张老打了电话，他说感冒好了，就是咳嗽', who: '张德厚', on: '01-20', way: 'phone', how: '他说感冒好了，就是咳嗽' },
  { said: '前天微信视频了欧阳老，气色很好，在海南儿子家过冬', who: '欧阳明', on: '01-18', way: 'video', how: '气色很好，在海南儿子家过冬' },
  { said: '春节走访慰问了张老，送去两箱牛奶、一桶油，老人很高兴', who: '张德厚', why: 'festival', how: '老人很高兴', goods: '两箱牛奶、一桶油', help: 'material' },
  { said: '今天给李老过生日，送了蛋糕和鲜花，老人家激动得流泪', who: '李秀英', on: '01-20', why: 'birthday', how: '老人家激动得流泪', goods: '蛋糕和鲜花', help: 'material' },
  { said: '昨天下午去陈老家，没见到本人，见到他女儿，说老人去体检了', who: '陈志远', on: '01-19', way: 'home', met: 'family', how: '说老人去体检了' },
  { said: '今天上门走访于老，家里没人，敲了半天门没应', who: '于长水', on: '01-20', way: 'home', met: 'nobody' },
  { said: '打电话给刘玉梅没人接', who: '刘玉梅', way: 'phone', met: 'nobody' },
  { said: '昨天在座谈会上见到张老，精神矍铄，提了不少建议', who: '张德厚', on: '01-19', way: 'meeting', met: 'member', how: '精神矍铄', need: '提了不少建议' },
  { said: '今天去家里看了殷素珍，出院一周了，恢复得挺好', who: '殷素珍', on: '01-20', way: 'home', why: 'discharge', how: '出院一周了，恢复得挺好' },
  { said: '1月15日去看望欧阳明同志，送慰问金1000元，米面油一份，老人身体还可以，就是听力下降', who: '欧阳明', on: '01-15', yuan: 1000, goods: '米面油一份', help: 'material', how: '老人身体还可以，就是听力下降' },
  { said: '昨天和李局长一起上门看了张老，身体不错，谈了谈老干部活动中心的事', who: '张德厚', on: '01-19', way: 'home', how: '身体不错，谈了谈老干部活动中心的事', help: 'spirit' },
  { said: '今天在菜市场碰到李大姐，聊了几句，气色挺好的', who: '李秀英', on: '01-20', way: 'other', met: 'member', how: '聊了几句，气色挺好的', help: 'spirit' },
  { said: '上午去敬老院看了于老，带了些水果，老人家睡眠不好，别的都还行', who: '于长水', on: '01-20', way: 'home', goods: '水果', help: 'material', how: '老人家睡眠不好，别的都还行' },
  { said: '昨天去张老家里慰问，老伴身体不好，他自己还能照顾，反映医药费报销慢', who: '张德厚', on: '01-19', way: 'home', how: '老伴身体不好，他自己还能照顾', need: '反映医药费报销慢' },
  { said: '腊月十二去看了张老，老样子，坚决不要慰问金', who: '张德厚', on: '01-19', how: '老样子' },
  { said: '1月10日上门看望王建国，精神不错，家里暖气不热，已向物业反映', who: '王建国', on: '01-10', way: 'home', how: '精神不错', need: '家里暖气不热', next: '已向物业反映' },
  { said: '昨天回访了刘阿姨，手术后恢复很好，能下地走路了', who: '刘玉梅', on: '01-19', how: '手术后恢复很好，能下地走路了' },
  { said: '今天去医院陪张老做了检查，结果正常', who: '张德厚', on: '01-20', way: 'hospital', why: 'illness', how: '结果正常' },
  { said: '到买买提·吐尔逊家看望，老人身体健康，送了大米一袋、清油一桶', who: '买买提·吐尔逊', way: 'home', how: '老人身体健康', goods: '大米一袋、清油一桶', help: 'material' },
];

/** Short, hurried, without punctuation, by voice, with dialect and typing slips. */
// prettier-ignore
export const hurried: readonly Told[] = [
  { said: '今天去看了张老精神还好送了500块钱', who: '张德厚', on: '01-20', how: '精神还好', yuan: 500, help: 'material' },
  { said: '刚从张老家出来 人挺精神 就是腿疼', who: '张德厚', on: '01-20', way: 'home', how: '人挺精神，就是腿疼' },
  { said: '电话张老，一切都好', who: '张德厚', way: 'phone', how: '一切都好' },
  { said: '上门，张老，身体还行', who: '张德厚', way: 'home', how: '身体还行' },
  { said: '张老今天看过了，挺好', who: '张德厚', on: '01-20', how: '挺好' },
  { said: '张德厚 1月18日 上门 身体好 500元慰问金', who: '张德厚', on: '01-18', way: 'home', how: '身体好', yuan: 500, help: 'material' },
  { said: '昨儿个去瞅了瞅老张 身子骨硬朗着呢', who: '张德厚', on: '01-19', how: '身子骨硬朗着呢' },
  { said: '给老李头打电话了，好着呢', who: '李秀英', way: 'phone', how: '好着呢' },
  { said: '今天去看了章德厚，老人精神好', who: '张德厚', on: '01-20', how: '老人精神好' },
  { said: '昨天探望了银素珍大姐，吃饭睡觉都正常', who: '殷素珍', on: '01-19', how: '吃饭睡觉都正常' },
  { said: '今天上午我去看了一下张老他现在身体恢复的还可以就是走路还要拄拐杖', who: '张德厚', on: '01-20', how: '现在身体恢复的还可以就是走路还要拄拐杖' },
  { said: '嗯 今天下午打了个电话给陈老 他说 最近 睡眠不太好 吃药在调', who: '陈志远', on: '01-20', way: 'phone', how: '他说，最近，睡眠不太好，吃药在调' },
  { said: '看了张老，好', who: '张德厚', how: '好' },
  { said: '昨天去了趟李老家，摆了会儿龙门阵，老人家精神头足得很', who: '李秀英', on: '01-19', way: 'home', how: '摆了会儿龙门阵，老人家精神头足得很', help: 'spirit' },
  { said: '今天搁医院看的于老，挂着吊瓶呢，人清醒', who: '于长水', on: '01-20', way: 'hospital', why: 'illness', how: '挂着吊瓶呢，人清醒' },
  { said: '上门看了李秀英，血压160，让她按时吃药', who: '李秀英', way: 'home', how: '血压160，让她按时吃药' },
  { said: '今天去看张老了，人在家，都好', who: '张德厚', on: '01-20', how: '人在家，都好' },
  { said: '走访张老。身体：一般。困难：药费高。', who: '张德厚', how: '身体：一般', need: '困难：药费高' },
  { said: '今早微信语音通话欧阳老，一切安好', who: '欧阳明', on: '01-20', way: 'video', how: '一切安好' },
  { said: '今天看望刘玉梅老师８：３０到的，送５００元', who: '刘玉梅', on: '01-20', yuan: 500, help: 'material' },
  { said: '和张老通了电话 他说挺好的 叫我不用去', who: '张德厚', way: 'phone', met: 'member', how: '他说挺好的，叫我不用去' },
  { said: '补记一条：1月12号去看了张老，当时身体还行', who: '张德厚', on: '01-12', how: '当时身体还行' },
  { said: '今天去看了老人家，精神不错', on: '01-20', how: '精神不错' },
  { said: '看望张老，送了水果', who: '张德厚', goods: '水果', help: 'material' },
];

/** Money and goods, and numbers that are neither. */
// prettier-ignore
export const gifts: readonly Told[] = [
  { said: '昨天慰问张老，局里慰问金1000元，我个人又给了200元', who: '张德厚', on: '01-19', help: 'material', ask: 'money' },
  { said: '今天看了张老，送慰问金五百元、两箱牛奶', who: '张德厚', on: '01-20', yuan: 500, goods: '两箱牛奶', help: 'material' },
  { said: '今天看了张老，没送钱，带了一袋米', who: '张德厚', on: '01-20', goods: '一袋米', help: 'material' },
  { said: '上门看了张老，退休金每月2800元，药费就要900元，生活紧巴', who: '张德厚', way: 'home', how: '退休金每月2800元，药费就要900元，生活紧巴' },
  { said: '看了张老，送了五六百块钱', who: '张德厚', help: 'material', ask: 'money' },
  { said: '看望李秀英，慰问金500', who: '李秀英', yuan: 500, help: 'material' },
  { said: '昨天给王建国送了2000元困难补助，老人很感激', who: '王建国', on: '01-19', why: 'hardship', yuan: 2000, help: 'material', how: '老人很感激' },
  { said: '今天去看了85岁的张老，住3号楼502室，电话13800000000，身体尚可', who: '张德厚', on: '01-20', how: '住3号楼502室，身体尚可' },
  { said: '今天去医院11床看了张老，血压150，血糖11.3', who: '张德厚', on: '01-20', way: 'hospital', why: 'illness', how: '血压150，血糖11.3' },
  { said: '走访了张老，不用慰问金，老人说不缺钱', who: '张德厚', how: '老人说不缺钱' },
  { said: '看了张老，送500元他死活不收，又拿回来了', who: '张德厚' },
  { said: '昨天看了张老，送了价值300元的慰问品', who: '张德厚', on: '01-19', goods: '慰问品', help: 'material' },
  { said: '上门慰问刘玉梅，送1万元大病救助金', who: '刘玉梅', way: 'home', why: 'hardship', yuan: 10000, help: 'material' },
  { said: '今天给于老买了台收音机，老人爱听戏', who: '于长水', on: '01-20', goods: '收音机', help: 'material' },
  { said: '看望陈志远，送了一床棉被和一件棉衣', who: '陈志远', goods: '一床棉被和一件棉衣', help: 'material' },
  { said: '慰问张老，米、面、油各一份', who: '张德厚', goods: '米、面、油各一份', help: 'material' },
  { said: '看望张老，送去了组织的关怀和问候', who: '张德厚', help: 'spirit' },
  { said: '陪张老聊了一下午，还送了一篮鸡蛋', who: '张德厚', met: 'member', goods: '一篮鸡蛋', help: 'both' },
  { said: '今天送张老去医院复查，指标都正常', who: '张德厚', on: '01-20', way: 'hospital', why: 'illness', how: '指标都正常' },
  { said: '看望张老和李老，每人送了500元', who: '张德厚、李秀英', yuan: 500, help: 'material', ask: 'several-members' },
  { said: '看望张老和李老，送了1000元', who: '张德厚、李秀英', help: 'material', ask: 'several-members money-for-each' },
];

/** Whom, when and why: names that need asking, other days, other people. */
// prettier-ignore
export const names: readonly Told[] = [
  { said: '昨天上门看了王老，身体挺好', who: '王建国/王桂兰', on: '01-19', way: 'home', how: '身体挺好', ask: 'which-member' },
  { said: '昨天上门看了王大妈，身体挺好', who: '王桂兰', on: '01-19', way: 'home', how: '身体挺好' },
  { said: '今天走访了张老和李老，两位身体都不错', who: '张德厚、李秀英', on: '01-20', how: '两位身体都不错', ask: 'several-members' },
  { said: '今天看了张老，血压高，又去看了李老，感冒了', who: '张德厚、李秀英', on: '01-20', how: '血压高，感冒了', ask: 'several-members' },
  { said: '昨天看望了赵老，精神很好', who: '?赵老', on: '01-19', how: '精神很好', ask: 'unknown-member' },
  { said: '看望了赵建国同志，一切都好', who: '?赵建国', how: '一切都好', ask: 'unknown-member' },
  { said: '昨天刚出院的张老，今天去家里看了，恢复不错', who: '张德厚', on: '01-20', way: 'home', why: 'discharge', how: '昨天刚出院，恢复不错' },
  { said: '今天去看望昨天住院的张老，情况稳定', who: '张德厚', on: '01-20', way: 'hospital', why: 'illness', how: '情况稳定' },
  { said: '1月10号和1月15号两次上门看了张老，身体好', who: '张德厚', way: 'home', how: '身体好', ask: 'day' },
  { said: '前几天去看了张老，精神好', who: '张德厚', how: '精神好' },
  { said: '上周去看了张老，还好', who: '张德厚', how: '还好' },
  { said: '今天去看了秀英大姐，家里冷，想换个取暖器', who: '李秀英', on: '01-20', how: '家里冷', need: '想换个取暖器' },
  { said: '昨天李明代表局里去看了张老，情况很好', who: '张德厚', on: '01-19', how: '情况很好', visitor: '李明' },
  { said: '今天看了张老，邻居王大妈说他昨晚没睡好', who: '张德厚', on: '01-20', how: '邻居王大妈说他昨晚没睡好' },
  { said: '听陈老说张老病了，今天上门看了看，是感冒', who: '张德厚', on: '01-20', way: 'home', how: '听陈老说张老病了，是感冒' },
  { said: '今天去看张老，他昨天走了一万步，身体真好', who: '张德厚', on: '01-20', how: '他昨天走了一万步，身体真好' },
  { said: '昨天看望了张老夫妇，老两口都好', who: '张德厚', on: '01-19', how: '老两口都好' },
  { said: '七一前夕看望老党员张德厚，送慰问金800元', who: '张德厚', why: 'festival', yuan: 800, help: 'material' },
  { said: '去年12月30日走访了欧阳老，情况正常', who: '欧阳明', on: '2026-12-30', how: '情况正常' },
  { said: '重阳节去看了刘老师，身体不错', who: '刘玉梅', on: '2026-10-18', why: 'festival', how: '身体不错' },
];

/** What secretaries and clerks paste or dictate. */
// prettier-ignore
export const staff: readonly Told[] = [
  { said: '走访对象：张德厚\n走访时间：1月18日\n走访方式：上门\n走访情况：身体状况良好，精神饱满\n慰问金：500元', who: '张德厚', on: '01-18', way: 'home', how: '身体状况良好，精神饱满', yuan: 500, help: 'material' },
  { said: '2027年1月16日，党支部上门走访慰问困难党员王建国同志，送去慰问金1000元、慰问品一份，详细了解其生活情况', who: '王建国', on: '01-16', way: 'home', why: 'hardship', yuan: 1000, goods: '慰问品一份', help: 'material', how: '详细了解其生活情况' },
  { said: '1月19日，看望住院离休干部陈志远同志，转达组织的关心', who: '陈志远', on: '01-19', way: 'hospital', why: 'illness', help: 'spirit' },
  { said: '支部书记昨天上门和殷素珍同志谈心，她对儿媳有意见，情绪低落', who: '殷素珍', on: '01-19', way: 'home', why: 'mood', how: '情绪低落', need: '她对儿媳有意见', help: 'spirit' },
  { said: '昨日入户走访于长水同志，房屋漏雨，需要维修，已协调社区', who: '于长水', on: '01-19', way: 'home', need: '房屋漏雨，需要维修', next: '已协调社区' },
  { said: '1月17日电话慰问异地居住的欧阳明同志，祝他新年好，老人身体健康', who: '欧阳明', on: '01-17', way: 'phone', why: 'festival', how: '祝他新年好，老人身体健康', help: 'spirit' },
  { said: '今天例行走访刘玉梅，无特殊情况', who: '刘玉梅', on: '01-20', why: 'routine', how: '无特殊情况' },
  { said: '昨天去吊唁并慰问了张老家属，送慰问金1000元', who: '张德厚', on: '01-19', why: 'death', met: 'family', yuan: 1000, help: 'material' },
  { said: '于老家着火后第二天上门看望，人没事，厨房烧了，送了被褥两床', who: '于长水', way: 'home', why: 'disaster', how: '人没事，厨房烧了', goods: '被褥两床', help: 'material' },
  { said: '今天上门看望了张德厚的家属，家里人都还好', who: '张德厚', on: '01-20', way: 'home', met: 'family', how: '家里人都还好' },
  { said: '代表支部慰问王建国同志遗孀，送慰问金1000元，情绪还算平稳', who: '王建国', why: 'death', met: 'family', yuan: 1000, help: 'material', how: '情绪还算平稳' },
  { said: '春节慰问王建国同志遗孀，送米面油', who: '王建国', why: 'festival', met: 'family', goods: '米面油', help: 'material' },
  { said: '家访陈志远，了解到其子下岗，希望帮忙找份工作', who: '陈志远', way: 'home', need: '了解到其子下岗，希望帮忙找份工作' },
];

/** Not a visit of the writer's: nothing may be recorded. */
export const notVisits: readonly string[] = [
  '张老昨天住院了',
  '老王走了',
  '张老去医院看病了',
  '张老女儿昨天来看他了',
  '张老昨天去看了老战友',
  '明天准备去看张老',
  '下周想去看看李老',
  '还没去看张老',
  '这周没来得及走访',
  '谁去看了张老？',
  '张老上次走访是什么时候',
  '请你们来看看我',
  '你们什么时候来看我',
  '我爸昨天住院了',
  '我去医院看病了',
  '今天在家看电视',
  '我想请人帮忙装个扶手',
  '张老的电话是多少',
  '我的对象',
  '帮我查一下张老的情况',
  '李明来看我了',
  '医生说要住院',
  '谢谢你们的关心',
  '慰问金什么时候发',
  '张老需要去看望一下',
  '该去看看张老了',
  '本来想去看张老，没去成',
  '退休金2800元不够用',
  '王老怎么样了',
  '提醒我明天给张老打电话',
  '取消今天的走访',
  '昨天的走访记错了',
  '撤销刚才的走访',
  '这个月走访了多少次',
  '走访要注意什么',
  '怎么记录走访',
  '春节慰问标准是多少',
  '走访计划发我一份',
  '上门服务电话是多少',
  '张老说想去医院看看',
  '已约好下周上门看李老',
  '张老老伴今天打电话来说张老摔了',
  '王大妈去看孙子了',
  '李老去女儿家了',
  '张老家里着火了',
  '下个月计划走访困难党员',
  '护士每天上门给张老打针',
  '社区医生来看过张老了',
  '今天没看成张老，他去复查了，明天再去',
  '李老身体不好，今天没去成，改天去',
];
