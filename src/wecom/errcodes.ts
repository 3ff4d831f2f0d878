/**
 * What to do about an errcode: `success` it worked after all · `empty` there is nothing there, which is no
 * fault · `retry` again, with growing pauses and jitter · `retry-once` unknown: once more, then drop ·
 * `refresh-token` get a new token and repeat once · `slow-down` pause every call of this API, never repeat at
 * once · `alert` nothing works until an administrator acts · `recipient` this recipient cannot be reached,
 * others can · `reupload` upload the medium again, once · `content` refused by the content filter: drop and
 * tell the author · `relogin` start the login over · `drop` a fault in the request: repeating it is useless.
 */
export type ErrcodeAction =
  | 'success'
  | 'empty'
  | 'retry'
  | 'retry-once'
  | 'refresh-token'
  | 'slow-down'
  | 'alert'
  | 'recipient'
  | 'reupload'
  | 'content'
  | 'relogin'
  | 'drop';

/** One row of the table. */
export interface ErrcodeAdvice {
  action: ErrcodeAction;
  meaning: string;
}

type Row = readonly [codes: readonly number[], action: ErrcodeAction, meaning: string];

const span = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

const rows: readonly Row[] = [
  [[0], 'success', 'ok'],
  [[-1], 'retry', 'system busy'],
  [[6000], 'retry', 'data version conflict'],
  [[40014, 42001, 41001], 'refresh-token', 'access token invalid, expired or missing'],
  // A loop of gettoken with a wrong secret has the IP address banned for an hour.
  [[40001, 40091, 40013], 'alert', 'wrong secret or CorpID'],
  [[45009], 'slow-down', 'called too often'],
  [[45033, 45035, 45036], 'retry', 'too many calls at the same time'],
  [[45029], 'drop', 'answer too large: ask for a smaller page'],
  [[60020, 301042, 90308], 'alert', 'IP address not on the list of trusted addresses'],
  [[60011], 'alert', 'no privilege'],
  [[60021, 60030, 50002], 'recipient', 'not in the visible range of the app'],
  [[81013], 'recipient', 'every recipient invalid or out of range'],
  [[40003, 60111, 46004, 40031], 'recipient', 'userid unknown'],
  [[40032, 82002, 82003], 'drop', 'too many users, departments or tags: split the batch'],
  [[82001], 'drop', 'no recipient given'],
  [[40056, 301002], 'alert', 'AgentID wrong, or not the app of the token'],
  [[40058, 40063, 40035, 40008, 44004], 'drop', 'parameter bad or empty, or message type unknown'],
  [[47001], 'drop', 'body is no readable JSON'],
  [[40033], 'drop', 'illegal characters: send raw UTF-8'],
  [[40007, 40145], 'reupload', 'media_id invalid or expired'],
  [[40146], 'drop', 'Range header refused'],
  [[830002], 'drop', 'file above 20 MB: fetch it in ranges'],
  [[40206], 'drop', 'request body too large'],
  [[48010], 'alert', 'TLS version not supported'],
  [[45001, 45002, 45007, 45008], 'drop', 'file, content, voice or articles too large'],
  [[40029, 42003], 'relogin', 'OAuth code bad or expired'],
  [[41048], 'drop', 'no customers to send to'],
  [[41050], 'drop', 'welcome code used or older than 20 s'],
  [[43004], 'recipient', 'the member has bound no personal WeChat'],
  [[43012], 'alert', 'this card needs a callback URL'],
  [[46003], 'empty', 'no menu is set'],
  [[48001, 48002, 48003, 48004, 48005], 'alert', 'API not authorised, forbidden or retired'],
  [[48006], 'alert', 'API suspended after long disuse'],
  [[48007, 95003, 95017], 'alert', 'customer-service account not granted'],
  [[48009], 'alert', "contacts API closed for this address or secret: use the app's token"],
  [[48011], 'alert', 'member too little active for customer data'],
  [[50001], 'alert', 'redirect or JS domain not trusted'],
  [[50003, 60031], 'alert', 'app disabled'],
  [[40201, 40204, 82004], 'content', 'refused by the content filter'],
  [[701008], 'recipient', 'no valid interoperation licence'],
  [[60140], 'drop', 'response_code of a card bad, used or expired'],
  [span(42014, 42051), 'drop', 'field of a card wrong'],
  [[42052], 'drop', 'past the time in which a message can be recalled'],
  [span(90200, 90208), 'alert', 'mini-program message not configured'],
  [
    [93000, 93001, 93004, 93006, 93008, 93017, 93018, 93019, 93050],
    'alert',
    'group robot: key or chat wrong',
  ],
  [[95001, 95002, 95013, 95018], 'drop', 'customer-service session cannot take this message'],
  [[95007], 'drop', 'customer-service token invalid: go on from the cursor, or wait for the next callback'],
  [[95033], 'success', 'already sent under this msgid'],
  [[846607], 'slow-down', 'too often, or this person has never written to the bot'],
  [[846601, 853000], 'alert', 'bot: long connection not enabled, or its secret wrong'],
  [[846609], 'retry', 'bot: not subscribed, connect again'],
  [[846604, 846605, 846606, 846608, ...span(846610, 846616), 846625, 846697], 'drop', 'bot: request refused'],
];

/** The platform's errcodes and what to do about each (WeCom 全局错误码 / doc 90313, and the pages of the APIs). */
export const errcodes: Readonly<Record<number, ErrcodeAdvice>> = Object.fromEntries(
  rows.flatMap(([codes, action, meaning]) => codes.map(code => [code, { action, meaning }])),
);

/**
 * What to do about an errcode; one that the table does not have is tried once more and then dropped. Never
 * decide by `errmsg`: its text may change.
 */
export function actionFor(errcode: number): ErrcodeAction {
  return errcodes[errcode]?.action ?? 'retry-once';
}
