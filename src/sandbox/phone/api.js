/** Calls of the sandbox's own JSON; a refusal becomes an Error whose message is Chinese and meant for people. */

async function read(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? '没有成功，请再试一次。');
  return answer;
}

async function call(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error('连不上演示服务，请看看它是否还在运行。');
  }
  return read(response);
}

const post = (path, body) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const upload = (path, userId, blob) =>
  call(`${path}?userId=${encodeURIComponent(userId)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: blob,
  });

export const api = {
  people: () => call('api/people'),
  menu: () => call('api/menu'),
  clock: () => call('api/clock'),
  messages: userId => call(`api/messages?userId=${encodeURIComponent(userId)}`),
  text: (userId, text) => post('api/text', { userId, text }),
  click: (userId, key) => post('api/click', { userId, key }),
  photo: (userId, blob) => upload('api/photo', userId, blob),
  voice: (userId, blob) => upload('api/voice', userId, blob),
  jump: to => post('api/jump', { to }),
  setClock: now => post('clock', { now }),
};

/** Follows what happens; `opened` runs at every (re)connection, so that nothing missed stays missed. */
export function follow({ opened, message, clock }) {
  const events = new EventSource('api/events');
  events.addEventListener('open', opened);
  events.addEventListener('message', event => message(JSON.parse(event.data)));
  events.addEventListener('clock', event => clock(JSON.parse(event.data)));
}
