/**
 * Lists and searches among 100 000 care files in 2 000 organisations, with the access predicate: each in milliseconds of the
 * whole call, and how much dearer it is than among 1 000 (docs/decisions/0012).
 */
import type { Clock } from '../src/clock.ts';
import type { Database } from '../src/database.ts';
import { countVisibleMembers, findVisibleMembers, type Viewer } from '../src/scheme/access.ts';
import { fillNameKeys } from '../src/scheme/name-keys.ts';
import { findPerson } from '../src/scheme/people.ts';
import { median } from './quantile.ts';
import { connectTo, openBench } from './support.ts';

const rounds = 9;
const membersPerBranch = 50;
const branchesPerBureau = 20;
const at = new Date('2027-01-17T09:00:00+08:00');
const clock: Clock = { now: () => at, offsetMs: 0, heldAt: at };

/** What is measured: who asks, and for what. */
const questions = {
  'list of a secretary': { who: 'secretary', ask: list() },
  'list of a secretary who helps': { who: 'helpingSecretary', ask: list() },
  'list of a bureau leader': { who: 'leader', ask: list() },
  'list of the province’s leader': { who: 'province', ask: list() },
  'a helper’s own': { who: 'helper', ask: list() },
  'full name, province': { who: 'province', ask: list('张德厚') },
  'full name, secretary': { who: 'secretary', ask: list('张德厚') },
  'surname 张老, province': { who: 'province', ask: list('张老', 50) },
  'surname 殷老 by sound, province': { who: 'province', ask: list('殷老', 50) },
  'surname 王老, province': { who: 'province', ask: list('王老', 50) },
  'surname 王老, secretary who helps': { who: 'helpingSecretary', ask: list('王老', 50) },
  'part of a name, province': { who: 'province', ask: list('德厚', 50) },
  'a name nobody has, province': { who: 'province', ask: list('欧阳无有', 50) },
  'a name nobody has, helper': { who: 'helper', ask: list('欧阳无有', 50) },
  'count of a secretary': { who: 'secretary', ask: count },
  'count of the province': { who: 'province', ask: count },
} as const;

type Ask = (db: Database, viewer: Viewer) => Promise<unknown>;

function list(text?: string, limit = 10): Ask {
  const search = { clock, limit, ...(text === undefined ? {} : { text }) };
  return (db, viewer) => findVisibleMembers(db, viewer, search);
}

function count(db: Database, viewer: Viewer): Promise<number> {
  return countVisibleMembers(db, viewer, { clock });
}

export async function benchSearch(print: (line: string) => void): Promise<void> {
  const small = await measured(1_000);
  const large = await measured(100_000);
  for (const [name, ms] of large) {
    const before = small.get(name) ?? ms;
    print(
      `${name}: ${ms.toFixed(1)} ms (want ≤ 150), ${before.toFixed(1)} ms among 1 000, ×${(ms / before).toFixed(1)}`,
    );
  }
}

async function measured(members: number): Promise<Map<string, number>> {
  const bench = await openBench();
  const { db, close } = await connectTo(bench, 4);
  try {
    await populateProvince(db, members);
    const viewers = await viewersIn(db);
    const result = new Map<string, number>();
    for (const [name, { who, ask }] of Object.entries(questions)) {
      const times: number[] = [];
      // The first rounds let the server settle on its plans.
      for (let round = -7; round < rounds; round += 1) {
        const startedMs = performance.now();
        await ask(db, viewers[who]);
        if (round >= 0) times.push(performance.now() - startedMs);
      }
      result.set(name, median(times));
    }
    return result;
  } finally {
    await close();
    await bench.close();
  }
}

/** One province: bureaus of twenty branches of fifty members, each member with a helper of their own branch. */
export async function populateProvince(db: Database, members: number): Promise<void> {
  const branches = Math.ceil(members / membersPerBranch);
  await db.$executeRaw`
    INSERT INTO organisation (id, name, kind, path)
    SELECT id, '省局', 'cadre-bureau', id || '/' FROM (SELECT gen_random_uuid() AS id) AS made`;
  await db.$executeRaw`
    INSERT INTO organisation (id, name, kind, "parentId", path)
    SELECT made.id, '局' || n, 'cadre-bureau', top.id, top.path || made.id || '/'
    FROM organisation top, (SELECT gen_random_uuid() AS id, n FROM generate_series(1, ${Math.ceil(branches / branchesPerBureau)}::int) AS n) AS made`;
  await db.$executeRaw`
    INSERT INTO organisation (id, name, kind, "parentId", path)
    SELECT made.id, '支部' || n, 'branch', bureau.id, bureau.path || made.id || '/'
    FROM (SELECT gen_random_uuid() AS id, n FROM generate_series(1, ${branches}::int) AS n) AS made
    JOIN organisation bureau ON bureau.name = '局' || (1 + (made.n - 1) / ${branchesPerBureau}::int)`;
  await addPeople(db, members, 'member', 0);
  await addPeople(db, members / 2, 'helper', 500_000);
  await addPeople(db, branches, 'secretary', 900_000);
  await db.$executeRaw`
    INSERT INTO care_file ("memberId", state, "birthDate", "birthCalendar", "hardshipKinds", "secondaryCauses", "updatedAt")
    SELECT id, CASE WHEN substr(id::text, 1, 1) = '0' THEN 'deceased' ELSE 'enrolled' END, '1942-03-15', 'solar', '{}', '{}', now()
    FROM person WHERE 'member' = ANY(roles)`;
  await db.$executeRaw`
    INSERT INTO pairing (id, "helperId", "memberId", "primary", "startsOn")
    SELECT gen_random_uuid(), h.id, m.id, true, '2026-01-01'
    FROM (SELECT id, "organisationId", row_number() OVER (PARTITION BY "organisationId" ORDER BY id) AS place FROM person WHERE 'member' = ANY(roles)) m
    JOIN (SELECT id, "organisationId", row_number() OVER (PARTITION BY "organisationId" ORDER BY id) AS place FROM person WHERE 'helper' = ANY(roles)) h
      ON h."organisationId" = m."organisationId" AND h.place = (m.place + 1) / 2`;
  await fillNameKeys(db);
  await db.$executeRaw`VACUUM ANALYZE`;
}

const surnames =
  '王王王王王李李李李张张张张刘刘陈杨黄赵吴周徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严洪武莫孔汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关';
const given =
  '德厚秀英建国桂兰志明玉珍文华淑芬长庚守仁立本凤英国梁春生福海金山占山振邦永年素琴根生铁柱兰芝鼎文大海祥瑞';

/** People with names as they occur: common surnames often, two characters of a given name. */
const addPeople = (
  db: Database,
  count: number,
  role: string,
  from: number,
): Promise<number> => db.$executeRaw`
  INSERT INTO person (id, name, "organisationId", roles)
  SELECT gen_random_uuid(),
    substr(${surnames}, 1 + (hash % length(${surnames}))::int, 1)
      || substr(${given}, 1 + 2 * ((hash / 1000) % (length(${given}) / 2))::int, 1)
      || substr(${given}, 2 + 2 * ((hash / 77777) % (length(${given}) / 2))::int, 1),
    o.id, ARRAY[${role}]
  FROM (SELECT n, abs(hashint8(n + ${from}::int))::bigint AS hash FROM generate_series(1, ${count}::int) AS n) AS made
  JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS total FROM organisation WHERE kind = 'branch') AS o
    ON o.place = made.n % o.total`;

async function viewersIn(
  db: Database,
): Promise<Record<'secretary' | 'helpingSecretary' | 'leader' | 'province' | 'helper', Viewer>> {
  const someone = async (role: string): Promise<Viewer> => {
    const row = await db.person.findFirstOrThrow({ where: { roles: { has: role } }, orderBy: { id: 'asc' } });
    const person = await findPerson(db, row.id);
    if (!person) throw new Error(`no ${role}`);
    return person;
  };
  const secretary = await someone('secretary');
  const [top = '', bureau = ''] = secretary.organisation.path.split('/');
  const leading = (id: string, path: string): Viewer => ({
    id: secretary.id,
    roles: ['leader'],
    organisation: { id, name: '', path },
  });
  return {
    secretary,
    helpingSecretary: { ...secretary, roles: ['secretary', 'helper'] },
    helper: await someone('helper'),
    leader: leading(bureau, `${top}/${bureau}/`),
    province: leading(top, `${top}/`),
  };
}
