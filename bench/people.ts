/** People without a county: just enough for somebody to write and to be answered. */
import { connectTo, type Bench } from './support.ts';

/** Adds `count` helpers with accounts; returns their user ids. */
export async function addBenchPeople(bench: Bench, count: number): Promise<string[]> {
  const { db, close } = await connectTo(bench, 2);
  const userIds = Array.from({ length: count }, (_, n) => `bench${n}`);
  const organisation = await db.organisation.create({
    data: { name: '测试局', kind: 'cadre-bureau', path: '' },
  });
  const path = `${organisation.id}/`;
  await db.organisation.update({ where: { id: organisation.id }, data: { path } });
  await db.person.createMany({
    data: userIds.map((userId, n) => ({
      name: `测试${n}`,
      userId,
      userIdKey: userId,
      organisationId: organisation.id,
      roles: ['helper'],
    })),
  });
  bench.fake.setUsers(userIds.map(userId => ({ userId, name: userId })));
  await close();
  return userIds;
}
