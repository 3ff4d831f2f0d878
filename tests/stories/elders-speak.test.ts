/** Members over eighty and those who write for them, in their own words: what they are answered, and who hears of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createWorld, type World } from '../support/world.ts';
import { requestsIn } from '../support/sealed.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** What is written, and what must be read in answer. */
type Turn = readonly [said: string, answer: RegExp];

async function talks(who: string, ...turns: readonly Turn[]): Promise<void> {
  for (const [said, answer] of turns) {
    world.clock.advance(20_000);
    await world.says(who, said);
    world.reads(who, answer);
  }
}

const self = 'ZhangDeHou';
const daughter = 'ZhangXiaoMei';
const requests = () => requestsIn(world.app.db);
const happenings = () => world.app.db.happening.findMany();
const heardBy = (who: string): string => world.hears(who).join('\n');

describe('a plea holds what was said, and asks for no more than is missing', () => {
  test('with everything in it: one yes', async () => {
    await talks(self, [
      '卫生间下水道堵了，想请人这两天来通一通，电话13912345678',
      /您说的我记下了：“卫生间下水道堵了[^]*是生活上的事，这几天就行，电话打13912345678。\n就这样转给帮扶的同志，对吗？/,
    ]);
    expect(await requests()).toEqual([]);
    await talks(self, ['1', /已转给您的帮扶人李明/]);
    expect(await requests()).toMatchObject([{ kind: 'living', urgency: 'this-week', phone: '13912345678' }]);
  });

  test('“不对” passes nothing on', async () => {
    await talks(
      self,
      ['灯坏了，不急，请人来看看，打0917-3212345', /对吗？/],
      ['2', /没有转出去[^]*重新说一遍/],
    );
    expect(await requests()).toEqual([]);
    expect(heardBy('LiMing')).toBe('');
  });

  test('typed with one finger', async () => {
    await talks(
      self,
      ['灯不亮了我够不着', /我记下了：“灯不亮了我够不着”。是生活上的事。\n急不急？/],
      ['2', /打哪个电话找您？/],
      ['1', /已转给您的帮扶人李明/],
    );
    expect(heardBy('LiMing')).toMatch(/生活\n“灯不亮了我够不着”/);
  });

  test('money is passed on only after a yes', async () => {
    await talks(
      self,
      ['我想申请一点医药费补助，上个月自费花了3200元', /是钱上的事（3200元）。\n急不急？/],
      ['2', /打哪个电话/],
      ['1', /就这样转给帮扶的同志，对吗？/],
    );
    expect(await requests()).toEqual([]);
    await talks(self, ['对', /已转给/]);
    expect(await requests()).toMatchObject([{ kind: 'money' }]);
  });

  test('by ear and in dialect', async () => {
    await talks(self, ['家里水官爆了满地都是水赶紧来人', /是生活上的事，今天就要。/], ['取消', /没有保存/]);
    await talks(self, ['苹果卖不出去烂在地里了，恁给想想法子', /是种地、做买卖的事。\n急不急/]);
  });

  test('three things at once are asked, not guessed', async () => {
    await talks(self, ['一是暖气不热，二是医保卡丢了，三是想找人说说话', /我记下了[^]*是哪方面的事？/]);
  });

  test('who feels unwell is asked one thing', async () => {
    await talks(self, ['头晕得厉害站不住', /先打 120。\n1\. 要，今天就联系/], ['1', /已请他马上联系您/]);
    expect(await requests()).toMatchObject([{ urgency: 'today' }]);
  });

  test('by voice: one number', async () => {
    const voice = Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(200, 7)]);
    await world.fake.say(self, { voice });
    await world.settle();
    world.reads(self, /语音收到了/);
    await talks(self, ['1', /已转给您的帮扶人李明/]);
    expect(heardBy('LiMing')).toMatch(/语音1条/);
  });

  test('a daughter far away, for tomorrow', async () => {
    await talks(
      daughter,
      ['明天我爸要去医院做检查，我赶不回来，能找个人陪吗', /是张德厚同志生活上的事，今天就要。\n打哪个电话/],
      ['1', /已转给张老的帮扶人李明/],
    );
    expect(heardBy('LiMing')).toMatch(/张小梅代写/);
  });

  test('her father says his chest hurts', async () => {
    await talks(
      daughter,
      ['我爸刚才说胸口疼，我在外地，求你们快去看看', /是张德厚同志的事。\n是身体不舒服吗/],
      ['1', /马上联系/],
    );
  });

  test('a son out of work', async () => {
    await talks(daughter, ['我哥失业大半年了，能不能给介绍个工作', /找工作的事。\n急不急/]);
  });
});

describe('what happened is shown once', () => {
  test('a fall, written down by ear', async () => {
    await talks(self, ['我今天早上在厕所甩了一跤现在屁股疼得很', /先打 120。[^]*意外[^]*11月23日/]);
    expect(await happenings()).toEqual([]);
    await talks(self, ['1', /都惦记着您。\n已告诉帮扶人李明。[^]*会来看您/]);
    expect(await happenings()).toMatchObject([{ kind: 'accident', happenedOn: '2026-11-23' }]);
  });

  test('home again', async () => {
    await talks(self, ['今天出院了', /出院/], ['1', /^回家了就好，您好好养着/]);
  });

  test('a quarrel with a child', async () => {
    await talks(
      self,
      ['囡囡跟我吵相骂，我心里难过煞了', /家庭矛盾/],
      ['1', /家里的事您愿意跟我们说，就对了。[^]*已告诉帮扶人李明[^]*会来看您/],
    );
    expect(await happenings()).toMatchObject([{ kind: 'conflict' }]);
    // What it is about is for the visit; a message tells no more than that it is worth one.
    expect(heardBy('LiMing')).toMatch(/家里有些矛盾。请在.*前去听一听、谈一谈/);
    expect(heardBy('LiMing')).not.toContain('囡囡');
  });

  test('a complaint is thanked for, and heard in person', async () => {
    await talks(
      self,
      ['你们老干局到底管不管事，打电话没人接，来了也是走过场', /^谢谢您跟我们直说[^]*意见建议/],
      ['1', /会有人当面来听您说。\n已告诉帮扶人李明/],
    );
    expect(heardBy('LiMing')).toMatch(/有意见建议想反映/);
  });

  test('an angry daughter', async () => {
    await talks(
      daughter,
      ['你们到底管不管我爸，都三个月没人上门了', /谢谢您跟我们直说/],
      ['1', /会有人当面来听您说/],
    );
    expect(await happenings()).toMatchObject([{ kind: 'opinion' }]);
  });

  test('the wish to be of use', async () => {
    await talks(self, ['我教了四十年书，愿意给青年人讲讲党史，发挥一点余热', /意见建议/]);
  });

  test('the wife in hospital is an upheaval in the family: somebody comes within a day', async () => {
    await talks(
      self,
      ['我老伴昨天住院了', /您别一个人撑着，有我们在。[^]*家庭变故/],
      ['1', /您自己多保重[^]*会来看您/],
    );
    expect(await happenings()).toMatchObject([{ kind: 'upheaval', happenedOn: '2026-11-22' }]);
    expect(heardBy('LiMing')).toMatch(/请在24小时内去看望/);
  });

  test('“我老伴走了” asks, and is never the writer’s own death', async () => {
    await talks(
      self,
      ['我老伴走了', /^您说的“走了”，是老伴去世了吗？\n1\. 是，去世了/],
      ['1', /是哪天的事？/],
      ['今天', /有我们在/],
      ['1', /多保重/],
    );
    expect(await happenings()).toMatchObject([{ kind: 'upheaval' }]);
    expect(await world.app.db.careFile.count({ where: { state: 'deceased' } })).toBe(1);
  });

  test('a broken leg, told by the daughter', async () => {
    await talks(
      daughter,
      ['我爸昨天下午在家摔了，右腿骨折，现在县医院骨科', /意外[^]*11月22日/],
      ['1', /让您着急了/],
    );
  });
});

describe('老爷子昨晚走了', () => {
  const file = async () =>
    (
      await world.app.db.person.findFirst({
        where: { name: '张德厚' },
        select: { careFile: { select: { state: true } } },
      })
    )?.careFile;

  test('is asked by name, confirmed, and mourned', async () => {
    await talks(
      daughter,
      ['老爷子昨晚走了', /^您说的“走了”，是张老去世了吗？\n1\. 是，已经去世\n2\. 不是，是出门/],
      ['1', /心里都很难过[^]*11月22日/],
    );
    expect(await file()).toEqual({ state: 'enrolled' });
    await talks(daughter, ['1', /^请您节哀/]);
    expect(await file()).toEqual({ state: 'deceased' });
  });

  test('only out of the house: nothing is kept', async () => {
    await talks(daughter, ['老爷子昨晚走了', /去世了吗/], ['2', /不记了/]);
    await talks(daughter, ['我爸走了，去我哥家了，过完年才回来', /那就好，老人家没事/]);
    expect(await file()).toEqual({ state: 'enrolled' });
    expect(await happenings()).toEqual([]);
  });
});

describe('a warm sentence and no form', () => {
  const none = async (): Promise<void> => {
    expect(await requests()).toEqual([]);
    expect(await happenings()).toEqual([]);
  };

  test.each([
    [self, '没事别惦记', /^那就好，您没事我们就放心了。有事随时跟我说一声。$/],
    [self, '本人并未住院，只是偶感风寒，请勿挂念。', /^那就好/],
    [daughter, '我爸没住院，是邻居看错了', /^那就好，老人家没事/],
    [self, '谢谢你们送的米面', /^不客气，这是我们该做的。您好好的，我们就高兴/],
    [daughter, '我爸给你们添麻烦了，谢谢', /一点都不麻烦/],
    [self, '早上好！愿您天天开心，平安喜乐🌹', /谢谢您的祝福/],
    [self, '儿子，爸的手机没话费了，给我充50', /是不是发错地方了/],
    [self, '别再给我发这些没用的了', /打扰您了/],
  ] as const)('%s: %s', async (who, said, answer) => {
    await talks(who, [said, answer]);
    await none();
    expect(heardBy('LiMing')).toBe('');
  });

  test('“不用来了” reaches whoever is on the way; what stands open stays open', async () => {
    await talks(self, ['我家水管坏了请人来修', /急不急/], ['2', /电话/], ['1', /已转给/]);
    world.hears('LiMing');
    await talks(self, ['不用来了，已经修好了', /我已经把您的话告诉李明同志/]);
    world.reads('LiMing', /“不用来了，已经修好了”。说的可能是第1号求助/);
    expect(await requests()).toMatchObject([{ state: 'open' }]);
    await talks(self, ['我那个事咋样了', /第1号（11月23日）[^]*已转给李明/]);
  });
});

describe('questions and the wish for a human being', () => {
  test('who comes today', async () => {
    await talks(self, ['今天谁来', /^来看您的是帮扶人李明，电话 \d+。哪天来我这里没有记着/]);
    world.reads('LiMing', /在问：“今天谁来”/);
    await talks(self, ['今天谁来', /李明/]);
    expect(heardBy('LiMing')).toBe('');
  });

  test('the daughter asks who it is', async () => {
    await talks(daughter, ['请问我爸的帮扶人是哪位，怎么联系', /来看张老的是帮扶人李明，电话/]);
  });

  test('progress, where there is none', async () => {
    await talks(daughter, ['我爸上个月申请的轮椅有消息了吗', /没有正在办的求助[^]*人工/]);
  });

  test('no more of the machine', async () => {
    await talks(self, ['我不跟你这个机器讲，叫你们领导来', /已告诉书记王芳，很快联系您/]);
    world.reads('WangFang', /想请工作人员联系一下/);
  });
});

describe('despair, said round about and at night', () => {
  test.each([
    [self, '后事我都安排好了，你们以后不用来看我了'],
    [self, '老伴在那边叫我呢，我也该去了'],
    [daughter, '我爸说活着没意思，把药都藏枕头底下'],
  ])('%s: %s', async (who, said) => {
    world.clock.moveTo(new Date('2026-11-23T23:40:00+08:00'));
    await world.says(who, said);
    expect(world.reads(who, /12356/)).not.toMatch(/^\s*1[.、]/m);
    world.reads('LiMing', /张老/);
    world.reads('WangFang', /张老/);
  });
});
