import type { Journal } from './journal.ts';
import { jsonBody, ok, PlatformError, refusal, type Answer, type Call } from './answers.ts';
import type { MediaShelf } from './media.ts';
import { readMenu, type MenuButton } from './menu.ts';
import type { Sending } from './sending.ts';
import type { TokenDesk } from './tokens.ts';
import type { FakeUser } from './types.ts';

interface ApiDeps {
  corpId: string;
  agentId: number;
  secret: string;
  tokens: TokenDesk;
  media: MediaShelf;
  sending: Sending;
  journal: Journal;
  users: () => Map<string, FakeUser>;
  random: (size: number) => Buffer;
}

interface Endpoint {
  method: 'GET' | 'POST';
  run: (call: Call) => Answer | Promise<Answer>;
}

/** The API below `/cgi-bin/`, without HTTP. */
export interface Api {
  /** Answers a call; undefined where there is no such endpoint. */
  answer: (call: Call) => Promise<Answer | undefined>;
  menu: () => MenuButton[];
}

/** Puts the endpoints together. */
export function createApi(deps: ApiDeps): Api {
  const menu = createMenuStore(deps.journal);
  const endpoints: Record<string, Endpoint> = {
    gettoken: { method: 'GET', run: call => getToken(call, deps) },
    'message/send': { method: 'POST', run: deps.sending.send },
    'media/upload': { method: 'POST', run: deps.media.upload },
    'media/get': { method: 'GET', run: deps.media.download },
    'menu/create': { method: 'POST', run: call => forAgent(call, deps, () => menu.create(jsonBody(call))) },
    'menu/get': { method: 'GET', run: call => forAgent(call, deps, menu.get) },
    'menu/delete': { method: 'GET', run: call => forAgent(call, deps, menu.clear) },
    'agent/get': { method: 'GET', run: call => forAgent(call, deps, () => agentCard(deps)) },
    getcallbackip: { method: 'GET', run: () => ok({ ip_list: ['127.0.0.1'] }) },
    get_api_domain_ip: { method: 'GET', run: () => ok({ ip_list: ['127.0.0.1'] }) },
    'user/get': { method: 'GET', run: call => userCard(call.query.get('userid') ?? '', deps.users()) },
  };
  return { menu: menu.buttons, answer: call => answer(call, endpoints[call.api], deps) };
}

async function answer(
  call: Call,
  endpoint: Endpoint | undefined,
  deps: ApiDeps,
): Promise<Answer | undefined> {
  if (!endpoint) return undefined;
  try {
    if (endpoint.method !== call.method) throw new PlatformError(endpoint.method === 'GET' ? 43001 : 43002);
    if (call.api !== 'gettoken') deps.tokens.check(call.query.get('access_token'));
    return await endpoint.run(call);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return refusal(error.errcode, deps.random(12).toString('hex'), error.message);
  }
}

function getToken(call: Call, deps: ApiDeps): Answer {
  const corpId = call.query.get('corpid');
  const secret = call.query.get('corpsecret');
  if (!corpId) throw new PlatformError(41002);
  if (!secret) throw new PlatformError(41004);
  if (corpId !== deps.corpId) throw new PlatformError(40013);
  if (secret !== deps.secret) throw new PlatformError(40001);
  return ok({ ...deps.tokens.issue() });
}

function forAgent(call: Call, { agentId }: ApiDeps, run: () => Answer): Answer {
  const asked = call.query.get('agentid');
  if (!asked) throw new PlatformError(41011);
  if (asked !== String(agentId)) throw new PlatformError(301002);
  return run();
}

function createMenuStore(journal: Journal) {
  let buttons = journal.entries<MenuButton[]>('menu').at(-1) ?? [];
  const store = (next: MenuButton[]) => {
    buttons = next;
    journal.append('menu', next);
    return ok();
  };
  return {
    buttons: () => buttons,
    create: (body: Record<string, unknown>) => store(readMenu(body)),
    clear: () => store([]),
    get: (): Answer => {
      if (buttons.length === 0) throw new PlatformError(46003);
      return ok({ button: buttons });
    },
  };
}

function agentCard({ agentId, users }: ApiDeps): Answer {
  const user = [...users().values()].map(({ userId }) => ({ userid: userId }));
  return ok({ agentid: agentId, name: '帮扶机器人', close: 0, allow_userinfos: { user } });
}

function userCard(userId: string, users: Map<string, FakeUser>): Answer {
  const user = users.get(userId.toLowerCase());
  if (!user) throw new PlatformError(60111);
  return ok({ userid: user.userId, name: user.name, department: [1], main_department: 1, status: 1 });
}
