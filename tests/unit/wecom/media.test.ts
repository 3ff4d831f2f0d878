import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { memoryTokenStore } from '../../../src/wecom/access-token.ts';
import { createWecomClient, type GetMediaOptions } from '../../../src/wecom/client.ts';
import { WecomApiError, WecomMediaTooLarge, WecomNetworkError } from '../../../src/wecom/errors.ts';
import { startPlatform, type Handler, type Platform, type Seen } from './support/platform.ts';
import { seededRandom } from './support/random.ts';

const MB = 1024 * 1024;
const bytes = seededRandom().bytes(1000);

let platform: Platform;
let folder: string;

beforeEach(async () => {
  platform = await startPlatform();
  folder = await mkdtemp(join(tmpdir(), 'wecom-media-'));
});

afterEach(async () => {
  await platform.close();
  await rm(folder, { recursive: true });
});

const client = (timeoutMs = 5000) =>
  createWecomClient({
    apiBase: platform.url,
    corpId: 'ww0123456789abcdef',
    secret: 'secret',
    agentId: 1000002,
    tokens: memoryTokenStore(),
    nowMs: () => 1,
    timeoutMs,
  });

const get = (options: Partial<GetMediaOptions> = {}, timeoutMs?: number) =>
  client(timeoutMs).getMedia('media-1', { maxBytes: MB, ...options });

/** Serves the bytes; a Range as the platform does it. */
function serve(whole: Buffer, headers: Record<string, string> = {}): Handler {
  return (seen, response) => {
    const range = rangeOf(seen);
    const piece = range ? whole.subarray(range.from, range.to + 1) : whole;
    const contentRange = `bytes ${range?.from ?? 0}-${(range?.from ?? 0) + piece.length - 1}/${whole.length}`;
    response.writeHead(range ? 206 : 200, {
      'content-type': 'image/jpeg',
      // Node garbles a Content-Disposition beside a Content-Length.
      ...(headers['content-disposition'] ? {} : { 'content-length': piece.length }),
      ...(range ? { 'content-range': contentRange } : {}),
      ...headers,
    });
    response.end(piece);
  };
}

function rangeOf({ headers }: Seen): { from: number; to: number } | undefined {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  return from === undefined ? undefined : { from: Number(from), to: Number(to) };
}

const ranges = () =>
  platform.seen.filter(one => one.api === 'media/get').map(one => one.headers.range ?? 'all');

describe('a download', () => {
  it('is brought whole, with its name, and left on no disk', async () => {
    const name = Buffer.from('照片 1.jpg', 'utf8').toString('latin1');
    platform.on('media/get', serve(bytes, { 'content-disposition': `attachment; filename="${name}"` }));
    expect(await get()).toEqual({ contentType: 'image/jpeg', content: bytes, fileName: '照片 1.jpg' });
    expect(platform.seen.at(-1)?.query.get('media_id')).toBe('media-1');
  });

  it.each([
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="..\\\\..\\\\evil.exe"', 'evil.exe'],
    ['attachment; filename=plain.txt', 'plain.txt'],
    ['attachment; filename=plain.txt; size=3', 'plain.txt'],
    ['attachment; filename=""', undefined],
    ['attachment', undefined],
  ])('with the name in %s is called %s', async (disposition, fileName) => {
    platform.on('media/get', serve(bytes, { 'content-disposition': disposition }));
    expect((await get()).fileName).toBe(fileName);
  });

  it('that is an error in JSON brings nothing', async () => {
    platform.on('media/get', () => ({ errcode: 40007, errmsg: 'invalid media_id' }));
    await expect(get()).rejects.toMatchObject({ errcode: 40007, action: 'reupload' });
  });

  it('that is an error in JSON called plain text is an error', async () => {
    platform.on('media/get', (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' }).end('{"errcode":40007,"errmsg":"x"}');
    });
    await expect(get()).rejects.toBeInstanceOf(WecomApiError);
  });

  it('of a JSON file that somebody sent is a file', async () => {
    const json = Buffer.from('{"errcode":40007}');
    const headers = {
      'content-type': 'application/json',
      'content-disposition': 'attachment; filename="a.json"',
    };
    platform.on('media/get', serve(json, headers));
    expect(await get()).toMatchObject({ fileName: 'a.json', content: json });
  });

  it('renews the token', async () => {
    platform.on('media/get', (seen, response) => {
      if (seen.query.get('access_token') === 'token-1') return { errcode: 42001, errmsg: 'expired' };
      return serve(bytes)(seen, response);
    });
    expect(await get()).toMatchObject({ content: bytes });
    expect(platform.count('gettoken')).toBe(2);
  });
});

describe('a download above the limit', () => {
  it('is refused by its announced length, before it is read', async () => {
    platform.on('media/get', (_, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': 5 * MB }).flushHeaders();
    });
    await expect(get()).rejects.toEqual(new WecomMediaTooLarge(MB));
  });

  it('is stopped where no length was announced', async () => {
    let hungUp: (() => void) | undefined;
    const stopped = new Promise<void>(resolve => (hungUp = resolve));
    platform.on('media/get', (_, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' });
      const timer = setInterval(() => response.write(Buffer.alloc(100_000)), 1);
      response.on('close', () => (clearInterval(timer), hungUp?.()));
    });
    await expect(get()).rejects.toBeInstanceOf(WecomMediaTooLarge);
    await stopped;
  });

  it('is refused by the length a range announces', async () => {
    platform.on('media/get', (seen, response) =>
      rangeOf(seen)
        ? serve(Buffer.alloc(2000), { 'content-range': `bytes 0-1999/${5 * MB}` })(seen, response)
        : { errcode: 830002, errmsg: 'use Range' },
    );
    await expect(get()).rejects.toBeInstanceOf(WecomMediaTooLarge);
  });

  it('is taken at exactly the limit', async () => {
    platform.on('media/get', serve(bytes));
    expect(await get({ maxBytes: 1000 })).toMatchObject({ content: bytes });
    await expect(get({ maxBytes: 999 })).rejects.toBeInstanceOf(WecomMediaTooLarge);
  });
});

describe('a download in ranges', () => {
  const tooLargeAtOnce =
    (whole: Buffer, headers: Record<string, string> = {}): Handler =>
    (seen, response) =>
      rangeOf(seen) ? serve(whole, headers)(seen, response) : { errcode: 830002, errmsg: 'use Range' };

  it.each([
    [1000, ['all', 'bytes=0-399', 'bytes=400-799', 'bytes=800-1199']],
    [800, ['all', 'bytes=0-399', 'bytes=400-799']],
    [400, ['all', 'bytes=0-399']],
    [1, ['all', 'bytes=0-399']],
  ])('of %i bytes asks for them piece by piece', async (size, asked) => {
    platform.on('media/get', tooLargeAtOnce(bytes.subarray(0, size)));
    const whole = bytes.subarray(0, size);
    expect(await get({ chunkBytes: 400 })).toMatchObject({ content: whole, contentType: 'image/jpeg' });
    expect(ranges()).toEqual(asked);
  });

  it('ends with a piece that is shorter, where the whole length stays unknown', async () => {
    platform.on('media/get', (seen, response) => {
      const { from } = rangeOf(seen) ?? { from: 0 };
      return tooLargeAtOnce(bytes, { 'content-range': `bytes ${from}-${from + 399}/*` })(seen, response);
    });
    expect(await get({ chunkBytes: 400 })).toMatchObject({ content: bytes });
  });

  it('by default asks for at most 20 MB, a multiple of 16', async () => {
    platform.on('media/get', tooLargeAtOnce(bytes));
    await get();
    const [, to] = /bytes=0-(\d+)/.exec(ranges()[1] ?? '') ?? [];
    expect(Number(to) + 1).toBeLessThanOrEqual(20_000_000);
    expect((Number(to) + 1) % 16).toBe(0);
  });

  it.each([0, 8, 399])('of %i bytes a piece is refused before any call', async chunkBytes => {
    await expect(get({ chunkBytes })).rejects.toBeInstanceOf(RangeError);
    expect(platform.seen).toEqual([]);
  });

  it('that gets another range than it asked for fails', async () => {
    platform.on('media/get', tooLargeAtOnce(bytes, { 'content-range': 'bytes 16-415/1000' }));
    await expect(get({ chunkBytes: 400 })).rejects.toBeInstanceOf(WecomNetworkError);
  });

  it('that is refused although in ranges does not go on for ever', async () => {
    platform.on('media/get', () => ({ errcode: 830002, errmsg: 'use Range' }));
    await expect(get()).rejects.toMatchObject({ errcode: 830002 });
    expect(ranges()).toHaveLength(2);
  });
});

describe('a download that is cut', () => {
  /** Sends so many bytes of what was asked for, and hangs up or falls silent. */
  const cutAfter =
    (size: number, how: 'hang up' | 'fall silent'): Handler =>
    (seen, response) => {
      const from = rangeOf(seen)?.from ?? 0;
      const contentRange = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
      response.writeHead(rangeOf(seen) ? 206 : 200, {
        'content-type': 'image/jpeg',
        'content-length': bytes.length - from,
        ...(rangeOf(seen) ? { 'content-range': contentRange } : {}),
      });
      response.write(bytes.subarray(from, from + size), () => {
        if (how === 'hang up') setTimeout(() => response.destroy(), 20);
      });
    };

  it.each(['hang up', 'fall silent'] as const)(
    'goes on where it stopped, at a multiple of 16 (%s)',
    async how => {
      platform.on('media/get', (seen, response) => {
        const handler = platform.count('media/get') < 3 ? cutAfter(410, how) : serve(bytes);
        return handler(seen, response);
      });
      expect(await get({}, how === 'fall silent' ? 300 : undefined)).toMatchObject({ content: bytes });
      expect(ranges()).toEqual(['all', `bytes=400-${400 + 8 * MB - 1}`, `bytes=800-${800 + 8 * MB - 1}`]);
    },
  );

  it('starts over where the platform then sends everything', async () => {
    platform.on('media/get', (seen, response) => {
      if (platform.count('media/get') === 1) return cutAfter(500, 'hang up')(seen, response);
      delete seen.headers.range;
      return serve(bytes)(seen, response);
    });
    expect(await get()).toMatchObject({ content: bytes });
  });

  it('starts over with nothing left of the first attempt', async () => {
    platform.on('media/get', (seen, response) => {
      if (platform.count('media/get') === 1) return cutAfter(500, 'hang up')(seen, response);
      delete seen.headers.range;
      return serve(bytes.subarray(0, 100))(seen, response);
    });
    expect(await get()).toMatchObject({ content: bytes.subarray(0, 100) });
  });

  it('is not one that is slow: silence counts from piece to piece', async () => {
    platform.on('media/get', (_, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' });
      let sent = 0;
      const timer = setInterval(() => {
        response.write('x');
        if (++sent === 16) response.end(() => clearInterval(timer));
      }, 50);
    });
    expect(await get({}, 400)).toMatchObject({ content: Buffer.from('x'.repeat(16)) });
    expect(platform.count('media/get')).toBe(1);
  });

  it('gives up where an attempt brings nothing', async () => {
    platform.on('media/get', (seen, response) =>
      cutAfter(platform.count('media/get') === 1 ? 500 : 3, 'hang up')(seen, response),
    );
    await expect(get()).rejects.toBeInstanceOf(WecomNetworkError);
    expect(ranges()).toHaveLength(2);
  });

  it('or that drips ends at its deadline', async () => {
    platform.on('media/get', (_, response) => {
      response.writeHead(200, { 'content-type': 'image/jpeg' });
      const timer = setInterval(() => response.write('x'.repeat(20)), 10);
      response.on('close', () => clearInterval(timer));
    });
    await expect(get({ deadlineMs: 100 })).rejects.toThrow('took too long');
    expect(platform.count('media/get')).toBe(1);
  });
});

describe('an upload', () => {
  const answer = { errcode: 0, type: 'file', media_id: 'media-2', created_at: '1380000000' };

  it('carries the bytes and the name as raw UTF-8 in the part "media"', async () => {
    platform.on('media/upload', () => answer);
    const uploaded = await client().uploadMedia({ type: 'file', fileName: '走访 "记录".xlsx', bytes });
    expect(uploaded).toEqual({ mediaId: 'media-2', createdAtMs: 1_380_000_000_000 });
    const seen = platform.seen.at(-1);
    expect(seen?.query.get('type')).toBe('file');
    expect(seen?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(seen?.body.toString('utf8')).toContain('name="media"; filename="走访 %22记录%22.xlsx"');
    expect(seen?.body.includes(bytes)).toBe(true);
  });

  it('is given time by its size: one that answers after the usual silence is no failure', async () => {
    // Two megabytes are given some twenty seconds more: a busy machine does not take them for silence.
    const large = new Uint8Array(2_000_000).fill(7);
    platform.on('media/upload', async (_, response) => {
      await new Promise(resolve => setTimeout(resolve, 250));
      response.end(JSON.stringify(answer));
      return undefined;
    });
    const slow = client(150).uploadMedia({ type: 'file', fileName: 'a', bytes: large });
    expect(await slow).toMatchObject({ mediaId: 'media-2' });
    await expect(client(150).uploadMedia({ type: 'file', fileName: 'a', bytes })).rejects.toThrow(
      'no answer within',
    );
  });

  it('from a path, again after a new token', async () => {
    await writeFile(join(folder, 'a'), bytes);
    platform.on('media/upload', ({ query, body }) =>
      query.get('access_token') === 'token-1' ? { errcode: 40014 } : body.includes(bytes) ? answer : {},
    );
    const path = join(folder, 'a');
    expect(await client().uploadMedia({ type: 'file', fileName: 'a', path })).toMatchObject({
      mediaId: 'media-2',
    });
  });

  it.each([
    ['file', 5],
    ['voice', 2 * MB + 1],
    ['image', 10 * MB + 1],
  ] as const)('of a %s with %i bytes is refused before any call', async (type, size) => {
    const upload = client().uploadMedia({ type, fileName: 'a', bytes: new Uint8Array(size) });
    await expect(upload).rejects.toBeInstanceOf(RangeError);
    expect(platform.seen).toEqual([]);
  });

  it('answered without a media_id fails', async () => {
    await expect(client().uploadMedia({ type: 'file', fileName: 'a', bytes })).rejects.toBeInstanceOf(
      WecomNetworkError,
    );
  });
});
