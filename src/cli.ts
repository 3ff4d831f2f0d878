/** bangfu on the command line. Works beside a running server and without one; answers in Chinese, exits 1 on trouble. */
import { writeFile } from 'node:fs/promises';
import { demoWorkbook, loadDemo } from '../prisma/demo.ts';
import { diffAgainstSchema, migrate } from '../prisma/migrate.ts';
import { createApp, type App } from './app.ts';
import { auditCommand } from './audit-command.ts';
import { shanghaiDate } from './calendar/dates.ts';
import { systemClock } from './clock.ts';
import { runDoctor } from './doctor.ts';
import { readEnv, type Env } from './env.ts';
import { messageOf } from './errors.ts';
import { createLog, withoutSecrets } from './log.ts';
import { createMenu } from './menu.ts';
import { followClock } from './moved-clock.ts';
import { misunderstoodCommand } from './misunderstood.ts';
import { openQueueBackend } from './queue/connect.ts';
import { createQueue } from './queue/queue.ts';
import { sandboxSettings } from './sandbox-mode.ts';
import type { Progress } from './scheme/workbook-import.ts';
import { fieldKeysFor } from './own-field-keys.ts';
import { openDatabase } from './start.ts';
import { openKeyRing } from './vault/key-ring.ts';
import { newFieldKey } from './vault/field-keys.ts';
import { exportCommand, importCommand } from './workbook-commands.ts';

const usage = `用法：npx bangfu <命令>

  import 文件.xlsx [--preview] [--partial]
                                 导入组织、人员、关爱档案、结对；有错误的行逐行说明，并另存成一个可以直接改正的表；
                                 默认有错就全部不导入，--partial 导入没有问题的行，--preview 只看结果不写入
  export 文件.xlsx 用途          导出全部内容，可以修改后再导入；用途会记入操作记录
  misunderstood --out 文件 [--since 日期]
                                 把没听懂的话（隐去姓名、号码、地名）写到文件里，供改进听懂用；会记入操作记录
  demo [文件.xlsx]               写出演示县的工作簿；不给文件名则直接导入演示数据
  doctor                         检查设置、数据库、队列、企业微信连接，并说明怎么处理
  menu                           把菜单写到企业微信应用里
  keys new                       造一把新的字段密钥（FIELD_KEYS），请另存一份在安全的地方
  keys rotate                    换用 FIELD_KEYS 里的第一把；完成后旧的可以拿掉
  keys reseal                    用现在的数据密钥把旧内容重新加密一遍
  audit verify [--head 核对码 …] 检查操作记录有没有被改动、删除、重写；核对码是每天发给监督同志的那一行
  migrate [--diff]               更新数据库结构；--diff 只显示与 schema.prisma 的差别，写新迁移时用
`;

type Command = (env: Env, args: readonly string[]) => Promise<boolean>;

const commands: Readonly<Record<string, Command>> = {
  import: (env, args) => withApp(env, app => importFile(app, args)),
  export: (env, args) => withApp(env, app => exportCommand({ ...app, say }, args)),
  demo: (env, args) => (args[0] === undefined ? withApp(env, importDemo) : writeDemo(args[0])),
  misunderstood: (env, args) => withApp(env, app => misunderstoodCommand({ ...app, say }, args)),
  doctor: env => runDoctor(env, line => say(line)),
  menu: env => withApp(env, setMenu),
  keys: (env, args) => withApp(env, app => manageKeys(app, args)),
  audit: (env, args) => withApp(env, app => auditCommand(app.db, args, say)),
  migrate: (env, args) => withDatabase(env, url => migrateDatabase(url, args)),
};

async function importFile(app: App, args: readonly string[]): Promise<boolean> {
  const report = await importCommand({ ...app, say, onProgress: progressLine() }, args);
  if (report?.applied) await app.queue.enqueue('plan-obligations', {});
  return report !== undefined && report.total.bad === 0;
}

/** How far an import is, on one line of the terminal that is written over; nothing where the output goes to a file. */
function progressLine(): Progress {
  const { stderr } = process;
  const words = { check: '核对', write: '写入' } as const;
  return (done, total, stage) => {
    if (!stderr.isTTY || (done % 100 !== 0 && done !== total)) return;
    const last = stage === 'write' && done === total;
    stderr.write(last ? '\r\u001b[K' : `\r\u001b[K${words[stage]} ${done}/${total}`);
  };
}

async function importDemo(app: App): Promise<boolean> {
  const report = await loadDemo(app.db, app.clock);
  say(report?.text ?? '数据库里已经有组织了，演示数据没有导入，现有数据没有改动。');
  return true;
}

async function setMenu(app: App): Promise<boolean> {
  const done = await createMenu(app);
  say(
    done
      ? '菜单已写到企业微信应用里，几分钟内在手机上出现。'
      : '菜单没有写成，原因见上面一行；运行 npx bangfu doctor 看看哪里要处理。',
  );
  return done;
}

async function writeDemo(file: string): Promise<boolean> {
  await writeFile(file, await demoWorkbook());
  say(`已写出 ${file}`);
  return true;
}

async function migrateDatabase(url: string, args: readonly string[]): Promise<boolean> {
  const applied = await migrate(url);
  if (args.includes('--diff')) say((await diffAgainstSchema(url)) || '-- 没有差别');
  else say(applied.length === 0 ? '数据库结构已是最新。' : `已更新：${applied.join('、')}`);
  return true;
}

async function manageKeys({ keyRing }: App, [what]: readonly string[]): Promise<boolean> {
  if (what === 'rotate') {
    const { rewrapped, newKey } = await keyRing.rotate();
    say(`第一把密钥已接管${rewrapped}把数据密钥，其余的字段密钥可以拿掉了。`);
    say(
      `两分钟后，新写入的内容改用第${newKey}号数据密钥加密；旧内容照常可读，要重新加密请届时运行 npx bangfu keys reseal。`,
    );
  } else if (what === 'reseal') {
    say(`已重新加密${await keyRing.reseal()}项内容。`);
  } else {
    say('请写 npx bangfu keys new、npx bangfu keys rotate 或 npx bangfu keys reseal。');
    return false;
  }
  return true;
}

/** A new key needs no settings: it is what the settings lack. */
function newKey(): void {
  const day = shanghaiDate(systemClock().now()).replaceAll('-', '');
  say(`FIELD_KEYS=${newFieldKey(`k${day}`)}`);
}

async function withDatabase(env: Env, work: (url: string) => Promise<boolean>): Promise<boolean> {
  const source = await openDatabase(env);
  try {
    return await work(source.url);
  } finally {
    await source.stop();
  }
}

/** The product without its servers: the database (started if none runs), migrated, for as long as `work` takes. */
async function withApp(env: Env, work: (app: App) => Promise<boolean>): Promise<boolean> {
  const source = await openDatabase(env);
  try {
    await migrate(source.url);
    const keyRing = await openKeyRing(source.url, await fieldKeysFor(env, source.dataDir));
    const clock = systemClock();
    const log = createLog('warn');
    const queue = createQueue(
      await openQueueBackend({ redisUrl: env.redisUrl, databaseUrl: source.url }, log),
      log,
    );
    const wecomSettings = env.wecom ?? sandboxSettings(env.http.port);
    const app = createApp(env, {
      databaseUrl: source.url,
      dataDir: source.dataDir,
      wecomSettings,
      clock,
      log,
      queue,
      keyRing,
    });
    try {
      await followClock(app);
      return await work(app);
    } finally {
      await app.close();
    }
  } finally {
    await source.stop();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

const [name = '', ...args] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (name === 'keys' && args[0] === 'new') {
  newKey();
} else if (command === undefined) {
  process.stdout.write(usage);
  process.exitCode = name === '' || name === 'help' || name === '--help' ? 0 : 1;
} else {
  try {
    process.exitCode = (await command(readEnv(), args)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`${withoutSecrets(messageOf(error))}\n`);
    process.exitCode = 1;
  }
}
