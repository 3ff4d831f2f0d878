/**
 * The settings: one schema, read once, every problem named at once and never a value. The only file that looks at
 * process.env. `.env.example` lists the same names; a test keeps the two equal.
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { AppError } from './errors.ts';
import { fieldKeysHint, parseFieldKeys, type FieldKey } from './vault/field-keys.ts';

const tencentHosts = /(^|\.)(weixin\.qq\.com|work\.weixin\.qq\.com|wecom\.work|tencent\.com)$/i;
const defaultApiBase = 'https://qyapi.weixin.qq.com';

const text = (hint: string) => z.string({ error: hint }).trim().min(1, hint);
const url = (protocols: RegExp, hint: string) =>
  z.string().refine(value => URL.canParse(value) && protocols.test(new URL(value).protocol), hint);

const ownHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** Without TLS the link in a chat, which is the whole permission, could be read on the way. */
function isPublicAddress(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, search, hash, username } = new URL(value);
  if (search !== '' || hash !== '' || username !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && ownHosts.has(hostname));
}

/** Each setting with its bound and the reason for the bound. Empty strings count as unset. */
export const settings = z.object({
  ROLE: z.enum(['all', 'web', 'worker'], { error: 'must be all, web or worker' }).default('all'),
  HOST: text('must name an address to listen on').default('127.0.0.1'),
  PORT: z.coerce
    .number({ error: 'must be a port number' })
    .int()
    .min(0, 'must be a port number (0 to 65535)')
    .max(65535, 'must be a port number (0 to 65535)')
    .default(3000),
  DATA_DIR: text('must name a folder').optional(),
  DATABASE_URL: url(/^postgres(ql)?:$/, 'must start with postgresql://').optional(),
  REDIS_URL: url(/^rediss?:$/, 'must start with redis:// or rediss://').optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'must be a pino log level',
    })
    .default('info'),
  WECOM_CORP_ID: text('must be the corp id (我的企业 → 企业信息 → 企业ID)').optional(),
  WECOM_AGENT_ID: z
    .string()
    .regex(/^\d{1,12}$/, 'must be the app’s AgentId, digits only (应用管理 → 自建 → the app)')
    .optional(),
  WECOM_SECRET: text('must be the app’s Secret (应用管理 → 自建 → the app → Secret)').optional(),
  WECOM_TOKEN: z
    .string()
    .regex(
      /^[a-zA-Z0-9]{1,32}$/,
      'must be the callback Token: 1 to 32 letters and digits (接收消息 → 设置API接收)',
    )
    .optional(),
  WECOM_ENCODING_AES_KEY: z
    .string()
    .regex(
      /^[a-zA-Z0-9+/]{43}$/,
      'must be the EncodingAESKey: exactly 43 characters (接收消息 → 设置API接收)',
    )
    .optional(),
  WECOM_API_BASE: url(/^https?:$/, 'must start with https:// (or http:// on this machine)').optional(),
  PUBLIC_URL: z
    .string()
    .refine(isPublicAddress, 'must be the https:// address under which browsers reach this product')
    .optional(),
  FIELD_KEYS: z
    .string()
    .refine(value => parseFieldKeys(value) !== undefined, fieldKeysHint)
    .optional(),
  SUPPORT_LINE: text('must be the telephone number of a psychological support line').default('12356'),
  KEEP_TEXT_DAYS: z.coerce
    .number({ error: 'must be a number of days' })
    .int('must be a whole number of days')
    // A message must outlive the questions about it; after ten years nobody has any.
    .min(30, 'must be at least 30 days')
    .max(3650, 'must be at most 3650 days')
    .default(180),
  CLOCK_CONTROL: z.enum(['0', '1'], { error: 'must be 0 or 1' }).optional(),
});

type Settings = z.infer<typeof settings>;

/** What the product needs to talk to WeCom as one self-built app. */
export interface WecomSettings {
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
  readonly token: string;
  readonly encodingAesKey: string;
  readonly apiBase: string;
}

export interface Env {
  readonly role: 'all' | 'web' | 'worker';
  readonly http: { readonly host: string; readonly port: number };
  readonly dataDir: { readonly path: string; readonly explicit: boolean };
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly logLevel: Settings['LOG_LEVEL'];
  /** Absent when no WECOM_* is set: then the sandbox runs. */
  readonly wecom: WecomSettings | undefined;
  /** Under which people's browsers reach us, without a slash at the end; absent when they cannot. */
  readonly publicUrl: string | undefined;
  /** The keys that open what is sealed in the database; absent in a sandbox that makes its own. */
  readonly fieldKeys: readonly FieldKey[] | undefined;
  readonly supportLine: string;
  /** How many days the words of handled messages are kept; the records made from them stay. */
  readonly keepTextDays: number;
  /** Whether POST /sandbox/clock may move the product's clock. Never with Tencent's servers. */
  readonly clockControl: boolean;
}

const required = [
  'WECOM_CORP_ID',
  'WECOM_AGENT_ID',
  'WECOM_SECRET',
  'WECOM_TOKEN',
  'WECOM_ENCODING_AES_KEY',
] as const;

/** Reads `source`; throws one AppError naming every problem (never a value). */
export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim() !== ''));
  const parsed = settings.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(issue => `${String(issue.path[0])} ${issue.message}`);
  problems.push(...missingWecom(given));
  if (given.CLOCK_CONTROL === '1' && isRealWecom(given)) {
    problems.push(
      'CLOCK_CONTROL must not be 1 with the real WeCom (WECOM_API_BASE): people would get wrong dates',
    );
  }
  if (!parsed.success || problems.length > 0) {
    throw new AppError(
      'bad-settings',
      `Settings to correct:\n${problems.map(problem => `  - ${problem}`).join('\n')}`,
    );
  }
  return Object.freeze(arrange(parsed.data));
}

/** Reads `.env` in the working folder, if there is one, and then the environment, which wins. */
export function readEnv(): Env {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseEnv(process.env);
}

function missingWecom(given: Record<string, string | undefined>): string[] {
  const some = Object.keys(given).some(name => name.startsWith('WECOM_'));
  if (!some) return [];
  const missing = required
    .filter(name => given[name] === undefined)
    .map(name => `${name} is missing (all of ${required.join(', ')} or none, which starts the sandbox)`);
  if (given.FIELD_KEYS === undefined) missing.push(fieldKeysMissing);
  return missing;
}

const fieldKeysMissing =
  'FIELD_KEYS is missing: care files are kept encrypted. Run npx bangfu keys new, put the line it prints into .env, and keep a copy in a safe place apart from the backups: without it nobody can read the files again';

function isRealWecom(given: Record<string, string | undefined>): boolean {
  if (!Object.keys(given).some(name => name.startsWith('WECOM_'))) return false;
  const base = given.WECOM_API_BASE ?? defaultApiBase;
  return URL.canParse(base) && tencentHosts.test(new URL(base).hostname);
}

function arrange(values: Settings): Env {
  const wecom = wecomOf(values);
  return {
    role: values.ROLE,
    http: { host: values.HOST, port: values.PORT },
    dataDir: { path: values.DATA_DIR ?? './.data', explicit: values.DATA_DIR !== undefined },
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    logLevel: values.LOG_LEVEL,
    wecom,
    publicUrl: values.PUBLIC_URL?.replace(/\/+$/, ''),
    fieldKeys: values.FIELD_KEYS === undefined ? undefined : parseFieldKeys(values.FIELD_KEYS),
    supportLine: values.SUPPORT_LINE,
    keepTextDays: values.KEEP_TEXT_DAYS,
    clockControl: values.CLOCK_CONTROL === undefined ? wecom === undefined : values.CLOCK_CONTROL === '1',
  };
}

function wecomOf(values: Settings): WecomSettings | undefined {
  const { WECOM_CORP_ID: corpId, WECOM_AGENT_ID: agentId, WECOM_SECRET: secret } = values;
  const { WECOM_TOKEN: token, WECOM_ENCODING_AES_KEY: encodingAesKey } = values;
  if (!corpId || !agentId || !secret || !token || !encodingAesKey) return undefined;
  const apiBase = (values.WECOM_API_BASE ?? defaultApiBase).replace(/\/+$/, '');
  return { corpId, agentId, secret, token, encodingAesKey, apiBase };
}
