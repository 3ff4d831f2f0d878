import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCallback, verifyUrl } from '../../../src/wecom/callback.ts';
import { CallbackRefused, createCallbackCrypto } from '../../../src/wecom/crypto.ts';
import { agentId, corpId, crypto, messageXml, nowMs, signedCallback } from './support/callback.ts';
import { seededRandom } from './support/random.ts';
import { vector, vectors } from './support/vectors.ts';

const options = { crypto, nowMs, agentId };
const text = messageXml('text', '<Content><![CDATA[你好]]></Content><MsgId>7459035031717794886</MsgId>');

/** Reads a callback with this plaintext, signed as the platform would. */
function read(plaintext: string, override: Partial<Parameters<typeof readCallback>[2]> = {}) {
  const { query, body } = signedCallback(plaintext);
  return readCallback(query, body, { ...options, ...override });
}

/** Time on the processor, so that a busy machine fails no test. */
const cpuMs = () => process.cpuUsage().user / 1000;

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof CallbackRefused) return `${error.status} ${error.reason}`;
    throw error;
  }
  return 'taken';
}

describe('published requests', () => {
  it.each(vectors.filter(one => one.http_body))('$id is read', one => {
    const query = { msg_signature: one.msg_signature ?? '', timestamp: one.timestamp, nonce: one.nonce };
    const { message, plaintext } = readCallback(query, one.http_body ?? '', {
      crypto: createCallbackCrypto({
        token: one.token,
        encodingAesKey: one.encodingAESKey,
        receiveId: one.receiveid,
      }),
      nowMs: Number(one.timestamp) * 1000,
      agentId: /<AgentID>(\d+)/.exec(one.plaintext)?.[1] ?? '',
    });
    expect(plaintext).toBe(one.plaintext);
    expect(message).toMatchObject({ kind: 'text', toUserName: one.receiveid });
  });

  it('the GET of the documents is answered with the bare text', () => {
    const one = vector('tencent-doc-get-echostr');
    const query = Object.fromEntries(new URLSearchParams(one.query_string_verbatim));
    const ours = createCallbackCrypto({
      ...one,
      encodingAesKey: one.encodingAESKey,
      receiveId: one.receiveid,
    });
    const at = { crypto: ours, nowMs: Number(one.timestamp) * 1000 };
    expect(verifyUrl(query, at)).toBe('1616140317555161061');
    // A proxy that decodes the query once more turns `+` into a space.
    expect(query['echostr']).toContain('+');
    const decodedTwice = { ...query, echostr: query['echostr']?.replaceAll('+', ' ') };
    expect(verifyUrl(decodedTwice, at)).toBe('1616140317555161061');
  });
});

describe('a genuine message', () => {
  it('is typed, and keyed by corp, app and MsgId', () => {
    const { message, dedupeKey, plaintext } = read(text);
    expect(message).toEqual({
      kind: 'text',
      content: '你好',
      fromUserId: 'ZhangSan',
      toUserName: corpId,
      agentId,
      msgId: '7459035031717794886',
      sentAtMs: 1348831860000,
    });
    expect(dedupeKey).toBe(`msg:${corpId}:${agentId}:7459035031717794886`);
    expect(plaintext).toBe(text);
  });

  it('has the same key however often it is sealed anew', () => {
    expect(signedCallback(text).encrypted).not.toBe(signedCallback(text).encrypted);
    expect(read(text).dedupeKey).toBe(read(text).dedupeKey);
  });

  it('without MsgId is keyed by its whole text: another button in the same second is another event', () => {
    const event = (key: string) =>
      messageXml('event', `<Event><![CDATA[click]]></Event><EventKey><![CDATA[${key}]]></EventKey>`);
    const sha256 = createHash('sha256').update(event('a')).digest('hex');
    expect(read(event('a')).dedupeKey).toBe(`evt:${sha256}`);
    expect(read(event('b')).dedupeKey).not.toBe(`evt:${sha256}`);
  });

  it('is taken without an AgentID, inside and outside', () => {
    const kf = `<xml><ToUserName>${corpId}</ToUserName><CreateTime>1348831860</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>t</Token></xml>`;
    const { query, encrypted } = signedCallback(kf);
    const { message } = readCallback(query, `<xml><Encrypt>${encrypted}</Encrypt></xml>`, options);
    expect(message).toMatchObject({ kind: 'event', event: 'kf_msg_or_event', fromUserId: '' });
  });

  it('is taken with a number as the app, and with AgentId in the other spelling', () => {
    const other = text.replaceAll('AgentID', 'AgentId');
    expect(read(other, { agentId: 1000002 }).message).toMatchObject({ agentId: '1000002' });
  });

  it('is read whatever the unsigned part of the envelope says', () => {
    const { query, encrypted } = signedCallback(text);
    const body = `<xml><ToUserName>someone</ToUserName><AgentID>7</AgentID><Encrypt>\n${encrypted}\n</Encrypt></xml>`;
    expect(readCallback(query, body, options).message).toMatchObject({ toUserName: corpId, agentId });
  });
});

describe('is refused', () => {
  const { query, body, encrypted } = signedCallback(text);
  const outer = (changedBody: string) => refusalOf(() => readCallback(query, changedBody, options));

  it.each([
    ['a wrong signature', { msg_signature: '0'.repeat(40) }, '403 signature'],
    ['a signature in capitals', { msg_signature: query.msg_signature.toUpperCase() }, '403 signature'],
    ['another nonce', { nonce: 'x' }, '403 signature'],
    ['another timestamp', { timestamp: String(Number(query.timestamp) + 1) }, '403 signature'],
    ['no signature', { msg_signature: undefined }, '400 query'],
    ['an empty signature', { msg_signature: '' }, '400 query'],
    ['no nonce', { nonce: undefined }, '400 query'],
    ['no timestamp', { timestamp: undefined }, '400 query'],
    ['two signatures', { msg_signature: [query.msg_signature, query.msg_signature] }, '400 query'],
  ])('%s', (_, change, expected) => {
    expect(refusalOf(() => readCallback({ ...query, ...change }, body, options))).toBe(expected);
  });

  it.each([
    ['an empty body', ''],
    ['JSON', JSON.stringify({ Encrypt: encrypted })],
    ['a plain message, not encrypted', text],
    ['an empty Encrypt', '<xml><Encrypt></Encrypt></xml>'],
    ['a blank Encrypt', '<xml><Encrypt>  </Encrypt></xml>'],
    ['an empty CDATA', '<xml><Encrypt><![CDATA[]]></Encrypt></xml>'],
    ['an Encrypt that is not closed', `<xml><Encrypt>${encrypted}</xml>`],
    ['two of them', `<xml><Encrypt>${encrypted}</Encrypt><Encrypt>${encrypted}</Encrypt></xml>`],
    ['one in another', `<xml><Encrypt><Encrypt>${encrypted}</Encrypt></Encrypt></xml>`],
    ['an element in it', `<xml><Encrypt>${encrypted}<b/></Encrypt></xml>`],
    ['CDATA with something around it', `<xml><Encrypt>x<![CDATA[${encrypted}]]></Encrypt></xml>`],
    ['another spelling', `<xml><encrypt>${encrypted}</encrypt></xml>`],
  ])('an envelope with %s', (_, changed) => expect(outer(changed)).toBe('400 envelope'));

  it('a body above the limit, before anything else', () => {
    expect(outer('帮'.repeat(22_000))).toBe('413 too-large');
    expect(refusalOf(() => readCallback(query, body, { ...options, maxBytes: body.length - 1 }))).toBe(
      '413 too-large',
    );
    expect(refusalOf(() => readCallback(query, body, { ...options, maxBytes: body.length }))).toBe('taken');
  });

  it.each([
    [5 * 60_000, 'taken'],
    [-5 * 60_000, 'taken'],
    [5 * 60_000 + 1000, '403 timestamp'],
    [-5 * 60_000 - 1000, '403 timestamp'],
    [24 * 3600_000, '403 timestamp'],
  ])('a genuine request %i ms from now: %s', (distanceMs, expected) => {
    const old = signedCallback(text, { atMs: nowMs - distanceMs });
    expect(refusalOf(() => readCallback(old.query, old.body, options))).toBe(expected);
  });

  it('a timestamp outside a window of one second', () => {
    const old = signedCallback(text, { atMs: nowMs - 2000 });
    expect(refusalOf(() => readCallback(old.query, old.body, { ...options, windowMs: 1000 }))).toBe(
      '403 timestamp',
    );
  });

  it.each(['abc', '1e9', ' 1763856000', '-1', '0x10', '9'.repeat(40)])(
    'the signed timestamp "%s", which is none',
    timestamp => {
      const sealed = crypto.seal(text, { timestamp, nonce: 'n' });
      const odd = { msg_signature: sealed.signature, timestamp, nonce: 'n' };
      const envelope = `<xml><Encrypt>${sealed.encrypted}</Encrypt></xml>`;
      expect(refusalOf(() => readCallback(odd, envelope, options))).toBe('403 timestamp');
      expect(refusalOf(() => verifyUrl({ ...odd, echostr: sealed.encrypted }, options))).toBe(
        '403 timestamp',
      );
    },
  );

  it('a message of the key holder for another corp', () => {
    const foreign = signedCallback(text, { receiveId: 'ww9999999999999999' });
    expect(refusalOf(() => readCallback(foreign.query, foreign.body, options))).toBe('403 receiveid');
  });

  it.each([
    ['another corp inside', text.replace(corpId, 'ww9999999999999999'), '403 receiveid'],
    ['no corp inside', text.replace(/<ToUserName>.*<\/ToUserName>/, ''), '403 receiveid'],
    ['another app inside', text.replace(`<AgentID>${agentId}`, '<AgentID>1000003'), '403 agent'],
  ])('%s', (_, plaintext, expected) => expect(refusalOf(() => read(plaintext))).toBe(expected));

  it('a GET with a wrong signature or without echostr', () => {
    expect(refusalOf(() => verifyUrl({ ...query, echostr: `${encrypted}A` }, options))).toBe('403 signature');
    expect(refusalOf(() => verifyUrl(query, options))).toBe('400 query');
  });
});

const entities = Array.from(
  { length: 10 },
  (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
).join('');
const hostile: [name: string, xml: string][] = [
  ['DOCTYPE', '<!DOCTYPE xml><xml></xml>'],
  ['doctype in small letters', '<!doctype xml><xml></xml>'],
  ['doctype in mixed letters', '<!DocType xml []><xml></xml>'],
  ['DOCTYPE after a declaration', '<?xml version="1.0"?><!DOCTYPE xml><xml></xml>'],
  ['DOCTYPE behind the root', '<xml></xml><!DOCTYPE xml>'],
  ['DOCTYPE within an element', '<xml><a><!DOCTYPE xml></a></xml>'],
  ['external entity', '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]><xml>&x;</xml>'],
  [
    'external parameter entity',
    '<!DOCTYPE xml [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]><xml></xml>',
  ],
  ['external subset', '<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml></xml>'],
  ['billion laughs', `<!DOCTYPE xml [<!ENTITY l0 "lol">${entities}]><xml>&l10;</xml>`],
  [
    'quadratic blow-up',
    `<!DOCTYPE xml [<!ENTITY a "${'a'.repeat(20_000)}">]><xml>${'&a;'.repeat(9_000)}</xml>`,
  ],
  ['ENTITY without DOCTYPE', '<!ENTITY x "y"><xml>&x;</xml>'],
  ['entity in small letters', '<xml><!entity x "y"></xml>'],
  ['ATTLIST', '<xml><!ATTLIST a b CDATA "c"></xml>'],
  ['a comment', '<xml><!-- x --></xml>'],
  ['DOCTYPE hidden between comments', '<!-- <![CDATA[ --><!DOCTYPE xml><!-- ]]> --><xml></xml>'],
  ['DOCTYPE hidden by a processing instruction', '<?x <![CDATA[ ?><!DOCTYPE xml><?x ]]> ?><xml></xml>'],
  ['DOCTYPE hidden by an attribute', '<xml a="<![CDATA["><!DOCTYPE xml><a b="]]>"/></xml>'],
  ['a processing instruction', '<xml><?php echo 1 ?></xml>'],
  ['a style sheet', '<?xml-stylesheet href="http://127.0.0.1/x"?><xml></xml>'],
  ['CDATA that is not closed', '<xml><Content><![CDATA[x</Content></xml>'],
  ['unclosed root', '<xml><a>1</a>'],
  ['crossed tags', '<xml><a><b></a></b></xml>'],
  ['two roots', '<xml></xml><xml></xml>'],
  ['no root', 'hello'],
  ['nothing', ''],
  ['a closing tag only', '</xml>'],
  ['a bare <', '<xml><Content>a < b</Content></xml>'],
  ['a NUL', '<xml><Content>\0</Content></xml>'],
  ['thousands of levels', '<a>'.repeat(6_000) + '</a>'.repeat(6_000)],
  ['__proto__ as root', '<__proto__><polluted>1</polluted></__proto__>'],
  ['__proto__ inside', '<xml><__proto__><polluted>1</polluted></__proto__></xml>'],
  [
    'constructor.prototype',
    '<xml><constructor><prototype><polluted>1</polluted></prototype></constructor></xml>',
  ],
  ['names of the parser', '<xml><#text>1</#text></xml>'],
];

describe('hostile XML', () => {
  it.each(hostile)('inside a good signature: %s', (_, xml) => {
    const startedMs = cpuMs();
    const roomy = { maxBytes: 1024 * 1024 };
    expect(refusalOf(() => read(xml, roomy))).toMatch(/^400 (doctype|envelope)$/);
    expect(cpuMs() - startedMs).toBeLessThan(200);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(hostile.filter(([, xml]) => /<!(?!\[)/.test(xml)))('in the envelope: %s', (_, xml) => {
    const { query, encrypted } = signedCallback(text);
    const envelope = `${xml}<xml><Encrypt>${encrypted}</Encrypt></xml>`;
    expect(refusalOf(() => readCallback(query, envelope, { ...options, maxBytes: 1024 * 1024 }))).toBe(
      '400 doctype',
    );
  });

  it('with names of Object.prototype is read, and changes nothing', () => {
    const odd = text.replace('<MsgId>', '<toString>x</toString><hasOwnProperty>y</hasOwnProperty><MsgId>');
    expect(read(odd).message).toEqual(read(text).message);
    expect([typeof {}.toString, typeof {}.hasOwnProperty]).toEqual(['function', 'function']);
  });

  it('is what a person may write: the same words as text are taken as they are', () => {
    for (const [, xml] of hostile) {
      if (xml.includes(']]>') || xml.includes('\0')) continue;
      const { message } = read(messageXml('text', `<Content><![CDATA[${xml}]]></Content><MsgId>1</MsgId>`), {
        maxBytes: 1024 * 1024,
      });
      expect(message).toMatchObject({ kind: 'text', content: xml });
    }
  });

  it('that makes patterns run long is refused quickly', () => {
    const { query } = signedCallback(text);
    for (const filler of [' ', '<Encrypt>', '<![CDATA[', '</Encrypt>', '\n', '<', ']]>', '&']) {
      const startedMs = cpuMs();
      const body = `<xml><Encrypt>${filler.repeat(Math.floor(60_000 / filler.length))}`;
      expect(refusalOf(() => readCallback(query, body, options))).toBe('400 envelope');
      expect(cpuMs() - startedMs, filler).toBeLessThan(100);
      expect(refusalOf(() => read(`<xml>${filler.repeat(Math.floor(40_000 / filler.length))}`))).not.toBe(
        'taken',
      );
      expect(cpuMs() - startedMs, filler).toBeLessThan(300);
    }
  });
});

describe('text of elements', () => {
  const contentOf = (xml: string) => {
    const { message } = read(messageXml('text', `<Content>${xml}</Content><MsgId>1</MsgId>`));
    return message.kind === 'text' ? message.content : undefined;
  };

  it.each([
    ['5 &lt; 6 &amp;&amp; 7 &gt; 6 &quot;&apos;', '5 < 6 && 7 > 6 "\''],
    ['&amp;lt;', '&lt;'],
    ['&#20320;&#x597D;&#x1F600;', '你好😀'],
    ['&#0;&#xD800;&#x110000;&#99999999;', '&#0;&#xD800;&#x110000;&#99999999;'],
    ['&unknown; & done', '&unknown; & done'],
    ['<![CDATA[&lt;b&gt; & <b>]]>', '&lt;b&gt; & <b>'],
    ['<![CDATA[a]]]]><![CDATA[>b]]>', 'a]]>b'],
    ['a&amp;<![CDATA[&amp;]]>&amp;b', 'a&&amp;&b'],
    ['<![CDATA[  two\r\nlines  ]]>', '  two\nlines  '],
    ['  not in\nCDATA  ', '  not in\nCDATA  '],
    ['<![CDATA[0123]]>', '0123'],
    ['0123', '0123'],
    ['<![CDATA[]]>', ''],
    ['', ''],
  ])('%s', (xml, expected) => expect(contentOf(xml)).toBe(expected));
});

describe('mutations', () => {
  it('of an envelope never throw anything but a refusal, and are never taken', () => {
    const random = seededRandom();
    const { query, body, encrypted } = signedCallback(text);
    for (let round = 0; round < 2_000; round += 1) {
      const at = random.int(body.length);
      const junk = random.pick(['<', '>', '&', ']]>', '<![CDATA[', '<Encrypt>', '\0', '帮', '<!DOCTYPE', '']);
      const changed = body.slice(0, at) + junk + body.slice(at + random.int(8));
      const outcome = refusalOf(() => readCallback(query, changed, options));
      // Only a change around the signed part leaves a request that is genuine.
      if (outcome === 'taken') expect(changed, `seed ${random.seed}`).toContain(encrypted);
    }
  });

  it('of a signed plaintext give a message or a refusal, and JSON keeps every message', () => {
    const random = seededRandom();
    const seen = new Set<string>();
    for (let round = 0; round < 1_500; round += 1) {
      const at = random.int(text.length);
      const junk = random.pick(['<', '</a>', '<a>', '&#1;', ']]>', '<![CDATA[', '\0', '\u2028', '"', '']);
      const changed = text.slice(0, at) + junk + text.slice(at + random.int(8));
      const outcome = refusalOf(() => {
        const { message } = read(changed);
        expect(JSON.parse(JSON.stringify(message)), `seed ${random.seed}`).toEqual(message);
      });
      seen.add(outcome);
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining(['400 doctype', '400 envelope', 'taken']));
  });
});
