import { afterAll, beforeAll, beforeEach, test } from 'vitest';
import { heldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  createHelper,
  createMember,
  createOrganisation,
  createPairing,
  createPerson,
  createRelative,
} from '../support/factories.ts';
import { createChat } from './conversations-help-chat.ts';
import { writeFileSync } from 'node:fs';
const out: string[] = [];
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());
beforeEach(() => database.empty());
test('scratch', async () => {
  const { db } = database;
  const clock = heldClock('2027-01-18T10:12:00+08:00');
  const chat = createChat(db, clock);
  const bureau = await createOrganisation(db, { name: '青山县老干部局', kind: 'cadre-bureau' });
  const branch = await createOrganisation(db, { name: '机械厂支部', parent: bureau });
  const secretary = await createPerson(db, {
    name: '王强',
    roles: ['secretary'],
    organisation: branch,
    userId: 'wangqiang',
    phone: '13800000001',
  });
  const helper = await createHelper(db, {
    name: '李明',
    organisation: bureau,
    userId: 'liming',
    phone: '13800000002',
  });
  const member = await createMember(db, {
    name: '张德厚',
    organisation: branch,
    userId: 'zhang',
    phone: '13900000003',
  });
  const member2 = await createMember(db, {
    name: '王秀英',
    organisation: branch,
    userId: 'wxy',
    phone: null,
  });
  const { relative } = await createRelative(db, {
    member,
    name: '张敏',
    organisation: branch,
    userId: 'zhangmin',
    relation: '女儿',
  });
  await createPairing(db, { helper, member });
  const talk = async (who: { id: string; name: string }, ...texts: string[]) => {
    for (const text of texts) {
      const answer =
        text === '[voice]'
          ? await chat.send(who, 'voice')
          : text === '[image]'
            ? await chat.send(who, 'image')
            : text === '[sticker]'
              ? await chat.sticker(who)
              : await chat.say(who, text);
      out.push(`>> ${who.name}: ${text}\n${answer}\n`);
    }
  };
  const told = async () => {
    for (const p of [secretary, helper, member, relative])
      for (const t of await chat.toldTo(p))
        out.push(`@@ to ${p.name} [${t.purpose} ${t.notBefore.toISOString()}]\n${t.text}\n`);
  };
  await talk(member, '你好', '帮助', '我要求助', '1', '家里水管坏了，请人来修', '2', '1', '我的申请');
  await talk(helper, '帮助', '我的申请', '第1号 已联系，明天上门', '1号办好了，已经修好水管', '1');
  await talk(member, '我的申请', '谢谢', '[voice]', '1', '撤销', '1');
  await talk(member, '我头晕得厉害', '1');
  await talk(member2, '我要求助', '钱上有困难', '[voice]', '今天就要', '跳过');
  await talk(helper, '老张昨天住院了', '1', '老王走了', '1', '1', '昨天', '1', '撤销', '1');
  await talk(relative, '我爸昨天住院了', '1', '家里没人照顾，能不能请人来帮忙做饭', '2', '1');
  await talk(member, '活着没意思，药我都攒着呢', '活着没意思，药我都攒着呢', '人工');
  await talk(
    secretary,
    '简报',
    '我的申请',
    '[image]',
    '取消',
    '[sticker]',
    '',
    '明月几时有',
    '李老住院了',
    '取消',
  );
  await talk(secretary, '报告情况', '王秀英', '3', '2', '1', '昨天', '2', '取消');
  await told();
  writeFileSync('/tmp/scratch.txt', out.join('\n'));
}, 60000);
