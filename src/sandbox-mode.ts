/**
 * The sandbox: a make-believe WeCom inside our own server, a fictional county and the phone page. It exists only when
 * no WECOM_* is set, and the API address it gives the product is always this machine.
 */
import { join } from 'node:path';
import type { Middleware } from 'koa';
import type { App } from './app.ts';
import type { MovableClock } from './clock.ts';
import type { Database } from './database.ts';
import type { WecomSettings } from './env.ts';
import { assertSandboxBase } from './sandbox/base.ts';
import { createFakeWecom, type FakeWecom } from './sandbox/fake-wecom.ts';
import { createSandboxRouter, type SandboxPerson } from './sandbox/pages.ts';
import { labelsOf, roles } from './scheme/labels.ts';

const apiPath = '/sandbox/wecom';

/** Settings for the make-believe platform. Not secrets: they open nothing but this machine's own sandbox. */
export function sandboxSettings(port: number): WecomSettings {
  const apiBase = `http://127.0.0.1:${port}${apiPath}`;
  assertSandboxBase(apiBase);
  return {
    corpId: 'sandbox-corp',
    agentId: '1000002',
    secret: 'sandbox-secret',
    token: 'sandboxtoken',
    encodingAesKey: 'SandboxSandboxSandboxSandboxSandboxSandboxS',
    apiBase,
  };
}

/** The make-believe platform; phones keep their history in the data folder. */
export function sandboxPlatform(settings: WecomSettings, dataDir: string, clock: MovableClock): FakeWecom {
  const { corpId, agentId, secret, token, encodingAesKey, apiBase } = settings;
  assertSandboxBase(apiBase);
  const origin = new URL(apiBase).origin;
  return createFakeWecom({
    corpId,
    agentId: Number(agentId),
    secret,
    token,
    encodingAesKey,
    clock,
    callbackUrl: `${origin}/wecom/callback`,
    journalPath: join(dataDir, 'sandbox', 'phones.jsonl'),
  });
}

/** Everybody with an account gets a phone. */
export async function givePhones(fake: FakeWecom, db: Database): Promise<void> {
  const people = await db.person.findMany({
    where: { userId: { not: null } },
    select: { userId: true, name: true },
  });
  fake.setUsers(people.flatMap(({ userId, name }) => (userId === null ? [] : [{ userId, name }])));
}

/** The platform's API and the phone page, to be mounted in the product's own server. */
export function sandboxRoutes(
  app: App,
  fake: FakeWecom,
  moveClock: (to: Date) => Promise<void>,
): Middleware[] {
  // Whoever was imported since gets a phone when the page is opened.
  const people = async () => {
    await givePhones(fake, app.db);
    return sandboxPeople(app.db);
  };
  return [fake.middleware(apiPath), createSandboxRouter({ fake, clock: app.clock, moveClock, people })];
}

async function sandboxPeople(db: Database): Promise<SandboxPerson[]> {
  const people = await db.person.findMany({
    where: { userId: { not: null } },
    include: { organisation: { select: { name: true } } },
    orderBy: [{ organisation: { path: 'asc' } }, { name: 'asc' }],
  });
  return people.map(person => ({
    userId: person.userId ?? '',
    name: person.name,
    roles: labelsOf(roles, person.roles),
    organisation: person.organisation.name,
  }));
}
