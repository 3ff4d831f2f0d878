/**
 * A helper of one bureau tries by every word, number, search, export and digest to learn anything about a member of another
 * (row 78): nothing; what they hear is what they would hear of nobody, and the trail shows the tries.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createHappening,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRequest,
  createVisit,
} from '../support/factories.ts';
import { auditIn } from '../support/sealed.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let number = 0;
let ids: { member: string; home: string; away: string };
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  await world.reset();
  await anotherBureau();
});
afterAll(() => world.close());

const name = '裴远山';
const nobody = '裴无名';
const secrets = [
  '绿水县老干部局',
  '13812345678',
  '青松路77号',
  '胰腺炎',
  '610302194405060099',
  '裴小玉',
  '助听器坏了',
  '梅清照',
];

async function anotherBureau(): Promise<void> {
  const { db } = world.app;
  const away = await createOrganisation(db, { name: '绿水县老干部局', kind: 'cadre-bureau' });
  const member = await createMember(db, {
    name,
    organisation: away,
    careFile: {
      phone: '13812345678',
      address: '青松路77号',
      health: '胰腺炎',
      idNumber: '610302194405060099',
      emergencyContact: '裴小玉 女儿 13812345679',
    },
  });
  const helper = await createPerson(db, { name: '梅清照', roles: ['helper'], organisation: away });
  await createPairing(db, { helper, member });
  await createVisit(db, { member, visitor: helper, condition: '胰腺炎好些了' });
  await createHappening(db, { member, reporter: helper, detail: '胰腺炎住院' });
  number = (await createRequest(db, { member, owner: helper, detail: '助听器坏了' })).number;
  const liMing = await db.person.findUniqueOrThrow({ where: { userIdKey: 'liming' } });
  ids = { member: member.id, home: liMing.organisationId, away: away.id };
}

/** Everything somebody might type; % is the name. */
const tries = [
  '%',
  '我的对象 %',
  '查 %',
  '%的情况',
  '%怎么样了',
  '%的电话',
  '%电话',
  '查看 % 电话 打电话联系',
  '查看 % 住址',
  '查看 % 身份证号 办理补助',
  '看 % 病情',
  '%的档案',
  '档案 %',
  '改档案 %',
  '今天去看了%，精神很好',
  '%昨天住院了',
  '%去世了吗',
  '登记同意',
  '取消',
  '我要求助',
  '%',
  '取消',
  '撤回同意',
  '%',
  '取消',
  '第#号',
  '第#号 已联系，明天上门',
  '#号办好了',
  '看1 电话',
  '看99 电话',
  '更正第1号 已更正',
  '我的申请',
  '我的待办',
  '我的信息',
  '简报',
  '导出',
  '导出关爱档案',
  '档案',
  '帮助',
];

/** One answer to each try, the name in it made equal. */
async function answersAbout(whom: string, request: number): Promise<string[]> {
  const answers: string[] = [];
  for (const each of tries) {
    await world.says('LiMing', each.replaceAll('%', whom).replaceAll('#', String(request)));
    answers.push(world.hears('LiMing').join('\n').replaceAll(whom, '某某'));
    await world.says('LiMing', '取消');
    world.hears('LiMing');
  }
  return answers;
}

test('nothing is learnt, whatever is typed; the same is heard of somebody who does not exist; the tries are kept', async () => {
  const real = await answersAbout(name, number);
  const kept = await auditIn(world.app.db, { action: 'deny' });
  for (const [place, answer] of real.entries())
    for (const secret of secrets) expect(answer, `“${tries[place]}”`).not.toContain(secret);
  expect(kept.length).toBeGreaterThanOrEqual(8);
  for (const entry of kept) expect(entry.actorId).not.toBeNull();
  expect(kept.some(({ ref }) => ref === ids.member)).toBe(true);
  const chains = await world.app.db.auditEntry.findMany({
    where: { action: 'deny' },
    select: { chainId: true },
  });
  expect(new Set(chains.map(({ chainId }) => chainId))).toEqual(new Set([ids.home]));

  await world.reset();
  await anotherBureau();
  const made = await answersAbout(nobody, number + 500);
  for (const [place, answer] of made.entries())
    expect(real[place]?.replaceAll(`第${number}号`, '第#号'), `“${tries[place]}”`).toBe(
      answer.replaceAll(`第${number + 500}号`, '第#号'),
    );
});

test('somebody without an account here hears how to be registered and nothing else, whatever they type (E-13)', async () => {
  const heard = new Set<string>();
  for (const each of tries) {
    world.fake.setUsers([{ userId: 'Stranger', name: '路人' }]);
    await world.says('Stranger', each.replaceAll('%', name).replaceAll('#', String(number)));
    for (const answer of world.hears('Stranger'))
      heard.add(answer.replaceAll(/[\u2060-\u2064\u200b-\u200f]/g, ''));
  }
  expect(
    [...heard].every(answer => answer.startsWith('您好！这里是老同志帮扶服务。您的这个账号还没有登记')),
  ).toBe(true);
  for (const answer of heard) for (const secret of [...secrets, name]) expect(answer).not.toContain(secret);
  expect(await world.app.db.chatSession.count({ where: { sender: 'stranger' } })).toBe(0);
  expect(await world.app.db.person.count({ where: { userIdKey: 'stranger' } })).toBe(0);
});
