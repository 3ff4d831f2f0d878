/**
 * Where the year is played: a real PostgreSQL, the product with its real jobs, the make-believe WeCom behind its real API,
 * and a clock that is held. Nothing of the product is replaced; only its queue's bells are rung by hand.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobName } from '../../jobs/contracts.ts';
import { createApp, type App } from '../../src/app.ts';
import { parseEnv, type WecomSettings } from '../../src/env.ts';
import { createLog } from '../../src/log.ts';
import { createFakeWecom, type FakeWecom } from '../../src/sandbox/fake-wecom.ts';
import { heldClock, type HeldClock } from '../support/clock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fieldKeysText } from '../support/field-keys.ts';
import { handQueue, type HandQueue } from '../support/hand-queue.ts';
import { enterCast, type Cast } from './cast.ts';

export interface Stage {
  readonly app: App;
  readonly clock: HeldClock;
  readonly queue: HandQueue;
  readonly fake: FakeWecom;
  readonly database: TestDatabase;
  /** Runs jobs one after another, and rings every bell they leave. */
  readonly run: (...names: readonly JobName[]) => Promise<void>;
  /** Every bell that was rung, until none is left. */
  readonly ring: () => Promise<void>;
  /** Errors the product logged. */
  readonly errors: () => readonly string[];
  readonly close: () => Promise<void>;
}

const platform = {
  corpId: 'ww-year-corp',
  agentId: '1000002',
  secret: 'year-secret',
  token: 'yeartoken',
  encodingAesKey: 'YearYearYearYearYearYearYearYearYearYearYea',
};

/** Tables from which nothing may ever be deleted. */
const kept = [
  'obligation',
  'visit',
  'happening',
  'pairing',
  'care_file',
  'person',
  'request',
  'letter',
  'audit_entry',
];

/** Sets the stage for this cast at an instant. */
export async function setStage(cast: Cast, at: string): Promise<Stage> {
  const clock = heldClock(at);
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'bangfu-year-'));
  const fake = createFakeWecom({ ...platform, agentId: Number(platform.agentId), clock });
  fake.setUsers(cast.actors.flatMap(({ userId, name }) => (userId === null ? [] : [{ userId, name }])));
  const api = await fake.listen();
  const wecomSettings: WecomSettings = { ...platform, apiBase: api.url };
  const queue = handQueue();
  const errors: string[] = [];
  const app = createApp(parseEnv({ ...settingsOf(wecomSettings), CLOCK_CONTROL: '1' }), {
    databaseUrl: database.url,
    dataDir,
    wecomSettings,
    clock,
    log: createLog('error', { write: line => void errors.push(line) }),
    queue,
    keyRing: database.keyRing,
    poolSize: 8,
  });
  await watchDeletes(app);
  await enterCast(app.db, cast);
  const ring = (): Promise<void> => queue.ring(app.runJob);
  return {
    app, clock, queue, fake, database, ring,
    run: async (...names) => {
      for (const name of names) await app.runJob(name as 'sweep', {});
      await ring();
    },
    errors: () => errors,
    close: async () => {
      await api.close();
      await app.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  }; // prettier-ignore
}

function settingsOf(settings: WecomSettings): Record<string, string> {
  return {
    WECOM_CORP_ID: settings.corpId,
    WECOM_AGENT_ID: settings.agentId,
    WECOM_SECRET: settings.secret,
    WECOM_TOKEN: settings.token,
    WECOM_ENCODING_AES_KEY: settings.encodingAesKey,
    WECOM_API_BASE: settings.apiBase,
    FIELD_KEYS: fieldKeysText,
  };
}

/** Notes every row that anything deletes from the registers, in a table of the test's own. */
async function watchDeletes({ db }: App): Promise<void> {
  await db.$executeRawUnsafe('CREATE TABLE year_deleted ("table" text, "rowId" text)');
  await db.$executeRawUnsafe(`
    CREATE FUNCTION year_note_delete() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO year_deleted VALUES (TG_TABLE_NAME, COALESCE(to_jsonb(OLD)->>'id', to_jsonb(OLD)->>'memberId'));
      RETURN OLD;
    END $$`);
  for (const table of kept)
    await db.$executeRawUnsafe(
      `CREATE TRIGGER year_note_delete BEFORE DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION year_note_delete()`,
    );
}
