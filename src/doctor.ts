/**
 * npx bangfu doctor: looks at everything that must be right before the first message can arrive, and says for each
 * thing that is not what to do and on which page of the WeCom admin console (企业微信管理后台) it is set.
 */
import { lookup } from 'node:dns/promises';
import { pendingMigrations } from '../prisma/migrate.ts';
import { systemClock } from './clock.ts';
import { connect, type Connections } from './database.ts';
import { lookAtClock, lookAtHolidays } from './doctor-clock.ts';
import { lookAtPublicUrl } from './doctor-pages.ts';
import { fine, note, wrong, type Finding } from './doctor-findings.ts';
import type { Env } from './env.ts';
import { messageOf } from './errors.ts';
import { fieldKeysFor } from './own-field-keys.ts';
import { openKeyRing, type KeyRing } from './vault/key-ring.ts';
import { createLog, withoutSecrets } from './log.ts';
import { openQueueBackend } from './queue/connect.ts';
import { openDatabase, type DatabaseSource } from './start.ts';
import { databaseTokenStore } from './token-store.ts';
import { readFigures } from './vital-signs.ts';
import { createSpool } from './chat/spool.ts';
import { createWecomClient } from './wecom/client.ts';
import { WecomApiError } from './wecom/errors.ts';

interface Patient {
  readonly env: Env;
  readonly source: DatabaseSource;
  readonly connections: Connections;
}

type Look = (patient: Patient) => Promise<Finding | readonly Finding[]>;

/** Runs every look in turn; true when nothing is to be put right. */
export async function runDoctor(env: Env, say: (line: string) => void): Promise<boolean> {
  const findings: Finding[] = [];
  const report = (finding: Finding): void => {
    findings.push(finding);
    say(`${finding.mark} ${withoutSecrets(finding.text)}`);
    if (finding.advice) say(`    → ${withoutSecrets(finding.advice)}`);
  };
  report(settingsFinding(env));
  await withPatient(env, report, async patient => {
    for (const look of looks) for (const finding of await carefully(look, patient)) report(finding);
  });
  const troubles = findings.filter(finding => finding.mark === '✗').length;
  const notes = findings.filter(finding => finding.mark === '!').length;
  const calm = notes === 0 ? '一切正常。' : `没有必须处理的问题，另有 ${notes} 条提示。`;
  say(`\n${troubles === 0 ? calm : `有 ${troubles} 处需要处理。`}`);
  return troubles === 0;
}

async function withPatient(
  env: Env,
  report: (f: Finding) => void,
  work: (patient: Patient) => Promise<void>,
) {
  let source: DatabaseSource;
  try {
    source = await openDatabase(env);
  } catch (error) {
    return report(
      wrong(`数据库打不开：${messageOf(error)}`, '检查 DATABASE_URL 或 DATA_DIR，以及磁盘空间。'),
    );
  }
  const keyRing = await keysOf(env, source, report);
  if (!keyRing) return source.stop();
  const connections = connect(source.url, { vault: keyRing.vault, poolSize: 2 });
  try {
    await work({ env, source, connections });
  } finally {
    await connections.close();
    await source.stop();
  }
}

/** The keys, or a finding that says why what is sealed cannot be opened. */
async function keysOf(
  env: Env,
  source: DatabaseSource,
  report: (f: Finding) => void,
): Promise<KeyRing | undefined> {
  try {
    if ((await pendingMigrations(source.url)).length > 0) {
      report(wrong('数据库结构还没有更新', '请先运行 npx bangfu migrate，再运行一次 doctor。'));
      return undefined;
    }
    const keyRing = await openKeyRing(source.url, await fieldKeysFor(env, source.dataDir));
    report(
      env.fieldKeys
        ? fine('字段密钥：能打开数据库')
        : note(
            '字段密钥：演示环境自己造的一把',
            '正式使用请运行 npx bangfu keys new，填入 FIELD_KEYS，并另存一份。',
          ),
    );
    return keyRing;
  } catch (error) {
    report(
      wrong(
        `字段密钥打不开数据库：${messageOf(error)}`,
        '把原来的密钥补回 FIELD_KEYS（放在新密钥后面），再运行 npx bangfu keys rotate。',
      ),
    );
    return undefined;
  }
}

async function carefully(look: Look, patient: Patient): Promise<readonly Finding[]> {
  try {
    const found = await look(patient);
    return Array.isArray(found) ? (found as readonly Finding[]) : [found as Finding];
  } catch (error) {
    return [wrong(`检查中断：${messageOf(error)}`, '请把这一行交给技术人员。')];
  }
}

function settingsFinding(env: Env): Finding {
  if (env.wecom === undefined) {
    return note(
      '设置：没有任何 WECOM_*，运行的是演示环境',
      '接入企业微信：把 .env.example 复制为 .env，五项 WECOM_* 填全。',
    );
  }
  return fine('设置：五项 WECOM_* 齐全');
}

const looks: readonly Look[] = [
  lookAtDatabase,
  lookAtMigrations,
  lookAtQueue,
  lookAtClock,
  lookAtHolidays,
  lookAtWorker,
  lookAtToken,
  lookAtCallback,
  async ({ env }) => lookAtPublicUrl(env),
];

async function lookAtDatabase({ connections, source, env }: Patient): Promise<Finding> {
  const [version] = await connections.db.$queryRaw<
    { v: string }[]
  >`SELECT current_setting('server_version') AS v`;
  const where = env.databaseUrl === undefined ? `内置，文件在 ${source.dataDir}` : 'DATABASE_URL';
  return fine(`数据库：PostgreSQL ${version?.v ?? ''}（${where}）`);
}

async function lookAtMigrations({ source }: Patient): Promise<Finding> {
  const pending = await pendingMigrations(source.url);
  if (pending.length === 0) return fine('数据库结构：已是最新');
  return note(
    `数据库结构：还有 ${pending.length} 步没有更新`,
    '启动时会自动更新；也可以运行 npx bangfu migrate。',
  );
}

async function lookAtQueue({ env, source }: Patient): Promise<Finding> {
  const backend = await openQueueBackend(
    { redisUrl: env.redisUrl, databaseUrl: source.url },
    createLog('silent'),
  );
  try {
    await backend.ping();
    return fine(`队列：${backend.kind === 'redis' ? 'Redis' : 'PostgreSQL'} 正常`);
  } catch (error) {
    return wrong(`队列：没有应答（${messageOf(error)}）`, '检查 REDIS_URL 指向的 Redis 是否在运行。');
  } finally {
    await backend.close().catch(() => undefined);
  }
}

async function lookAtWorker({ connections, source }: Patient): Promise<Finding> {
  const spooled = await createSpool(`${source.dataDir}/spool`, connections.db.$vault).size();
  const figures = await readFigures(connections.db, systemClock(), spooled).catch(() => undefined);
  if (!figures || figures.workerSilentSeconds < 0)
    return note('后台任务：还没有运行过', '用 npm start 启动。');
  const silent = Math.round(figures.workerSilentSeconds);
  const waiting = `待处理消息 ${figures.inboundWaiting} 条，逾期事项 ${figures.obligationsOverdue} 件，暂存 ${spooled} 条`;
  return silent < 60
    ? fine(`后台任务：正在运行（${waiting}）`)
    : note(`后台任务：${silent} 秒没有动静（${waiting}）`, '用 npm start 启动，或查看日志。');
}

async function lookAtToken({ env, connections }: Patient): Promise<readonly Finding[]> {
  if (!env.wecom) return [];
  const { wecom } = env;
  const client = createWecomClient({
    ...wecom,
    tokens: databaseTokenStore(connections.db, `${wecom.corpId}/${wecom.agentId}`),
    nowMs: () => systemClock().now().getTime(),
  });
  try {
    await client.token();
    const agent = await client.getAgent();
    const found = [fine(`企业微信：能取得 access_token，本机出口 IP 可信，应用“${agent.name}”`)];
    return agent.closed
      ? [...found, wrong('企业微信：应用已停用', '管理后台 → 应用管理 → 该应用 → 启用。')]
      : found;
  } catch (error) {
    return [wrong(`企业微信：${messageOf(error)}`, adviceFor(error, wecom.apiBase))];
  }
}

function adviceFor(error: unknown, apiBase: string): string {
  const root = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const errcode = root instanceof WecomApiError ? root.errcode : undefined;
  switch (errcode) {
    case 40001:
    case 40091:
      return 'Secret 不对：管理后台 → 应用管理 → 自建 → 该应用 → Secret，重新查看并填到 WECOM_SECRET。';
    case 40013:
      return '企业 ID 不对：管理后台 → 我的企业 → 企业信息 → 企业ID，填到 WECOM_CORP_ID。';
    case 60020:
    case 301042:
      return '出口 IP 不在白名单：管理后台 → 应用管理 → 自建 → 该应用 → 企业可信IP，加入上面提示的 IP（约一分钟后生效）。';
    case 40056:
    case 301002:
      return 'AgentId 与 Secret 不是同一个应用：核对 WECOM_AGENT_ID。';
    default:
      return `检查这台机器能否访问 ${apiBase}（防火墙、代理、DNS）。`;
  }
}

async function lookAtCallback({ env }: Patient): Promise<readonly Finding[]> {
  if (!env.wecom) return [];
  const address = `http://${env.http.host === '0.0.0.0' ? '127.0.0.1' : env.http.host}:${env.http.port}`;
  const alive = await fetch(`${address}/healthz`, { signal: AbortSignal.timeout(3_000) }).then(
    response => response.ok,
    () => false,
  );
  const where =
    '管理后台 → 应用管理 → 自建 → 该应用 → 接收消息 → 设置API接收，URL 填 https://你的域名/wecom/callback，保存时企业微信会立即验证。';
  const resolved = await lookup(new URL(env.wecom.apiBase).hostname).then(
    () => [],
    () => [wrong(`企业微信：找不到主机 ${new URL(env.wecom?.apiBase ?? address).hostname}`, '检查 DNS。')],
  );
  if (!alive) return [...resolved, note(`回调：本机 ${address} 还没有应答`, `先启动服务，再到 ${where}`)];
  return [
    ...resolved,
    note(`回调：本机 ${address}/wecom/callback 已就绪；外网能否到达只有企业微信能验证`, where),
  ];
}
