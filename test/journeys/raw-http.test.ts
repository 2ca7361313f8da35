// What is tried below HTTP's clients: two hosts, two lengths, targets in other forms, lines that readers take for different things.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../src/demo/model-server/index.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { allOf, sendRaw } from '../support/raw.ts';

const BODY = '{"model":"gpt-4o","messages":[{"role":"user","content":"hello"}]}';
const SIZE = BODY.length;
const CHUNKS = `${SIZE.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
const LINE = 'POST /v1/chat/completions HTTP/1.1';
const LENGTH = `Content-Length: ${SIZE}`;
const CHUNKED = 'Transfer-Encoding: chunked';

let gateway: TestGateway;
let auth: string;
let admin: string;
beforeAll(async () => {
  gateway = await startTestGateway({ policy: 'policies: []\n', script: () => say('hi') });
  auth = `Authorization: Bearer ${gateway.key('coder')}`;
  const issued = await gateway.admin('POST', '/tokens', { role: 'auditor' });
  admin = `Authorization: Bearer ${String(issued.body['token'])}`;
});
afterAll(() => gateway.close());

/** A request of a line, headers and a body; `AUTH` and `ADMIN` stand for a live key and token. */
function request(line: string, headers: readonly string[], body = ''): string {
  const lines = [line, ...headers].map((each) => each.replace(/^AUTH$/, auth).replace(/^ADMIN$/, admin));
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** The last answer to a request. The connection is closed by the gateway, or asked to be. */
async function last(text: string): Promise<{ readonly status: number; readonly code: string }> {
  const { answers, closed } = await sendRaw(gateway.url, text);
  expect(closed).toBe(true);
  const { status = 0, body = '' } = answers.at(-1) ?? {};
  expect(body).not.toContain('hello');
  const code = /"code":"([a-z_]+)"/.exec(body)?.[1] ?? '';
  return { status, code };
}

const CLOSE = 'Connection: close';

describe('what one reader could take for another request is refused, and nothing of it reaches the model', () => {
  it.each<readonly [string, string, readonly string[], string]>([
    ['no Host in HTTP/1.1', LINE, ['AUTH', LENGTH], BODY],
    ['no Host beside an absolute target', LINE.replace('/v1', 'http://a/v1'), ['AUTH', LENGTH], BODY],
    ['two Hosts', LINE, ['Host: a', 'Host: b', 'AUTH', LENGTH], BODY],
    ['two equal Hosts', LINE, ['Host: a', 'host: a', 'AUTH', LENGTH], BODY],
    ['two Hosts in HTTP/1.0', LINE.replace('1.1', '1.0'), ['Host: a', 'Host: b', 'AUTH', LENGTH], BODY],
    [
      'a second Host behind 2,000 headers',
      LINE,
      ['Host: a', ...Array<string>(2000).fill('X: y'), 'Host: b', 'AUTH', LENGTH],
      BODY,
    ],
    ['a Host with a blank', LINE, ['Host: a b', 'AUTH', LENGTH], BODY],
    ['a Host with a list', LINE, ['Host: a, b/c', 'AUTH', LENGTH], BODY],
    ['a Host with a user', LINE, ['Host: u@a', 'AUTH', LENGTH], BODY],
    ['a Host with a path', LINE, ['Host: a/admin', 'AUTH', LENGTH], BODY],
    ['a user in the target', LINE.replace('/v1', 'http://u@a/v1'), ['Host: a', 'AUTH', LENGTH], BODY],
    ['a target without a host', LINE.replace('/v1', 'http:///v1'), ['Host: a', 'AUTH', LENGTH], BODY],
    ['a target of another scheme', LINE.replace('/v1', 'ftp://a/v1'), ['Host: a', 'AUTH', LENGTH], BODY],
    ['a fragment', LINE.replace('ions ', 'ions#x '), ['Host: a', 'AUTH', LENGTH], BODY],
    ['length, then chunked', LINE, ['Host: a', 'AUTH', LENGTH, CHUNKED], CHUNKS],
    ['chunked, then length', LINE, ['Host: a', 'AUTH', CHUNKED, 'Content-Length: 4'], CHUNKS],
    ['two equal lengths', LINE, ['Host: a', 'AUTH', LENGTH, LENGTH], BODY],
    ['two lengths', LINE, ['Host: a', 'AUTH', LENGTH, 'Content-Length: 1'], BODY],
    ['a list of lengths', LINE, ['Host: a', 'AUTH', `${LENGTH}, ${SIZE}`], BODY],
    ['a length with a sign', LINE, ['Host: a', 'AUTH', `Content-Length: +${SIZE}`], BODY],
    ['a negative length', LINE, ['Host: a', 'AUTH', 'Content-Length: -1'], BODY],
    ['a hexadecimal length', LINE, ['Host: a', 'AUTH', 'Content-Length: 0x42'], BODY],
    ['a length that no number holds', LINE, ['Host: a', 'AUTH', `Content-Length: ${'9'.repeat(30)}`], BODY],
    ['a blank before the colon', LINE, ['Host: a', 'AUTH', `Content-Length : ${SIZE}`], BODY],
    ['chunked twice', LINE, ['Host: a', 'AUTH', CHUNKED, CHUNKED], CHUNKS],
    ['another coding before chunked', LINE, ['Host: a', 'AUTH', 'Transfer-Encoding: gzip, chunked'], CHUNKS],
    ['another coding after chunked', LINE, ['Host: a', 'AUTH', 'Transfer-Encoding: chunked, gzip'], CHUNKS],
    ['an unknown coding', LINE, ['Host: a', 'AUTH', 'Transfer-Encoding: xchunked'], CHUNKS],
    ['identity and a length', LINE, ['Host: a', 'AUTH', 'Transfer-Encoding: identity', LENGTH], BODY],
    [
      'a control character in the coding',
      LINE,
      ['Host: a', 'AUTH', 'Transfer-Encoding: \x0bchunked'],
      CHUNKS,
    ],
    ['chunked in HTTP/1.0', LINE.replace('1.1', '1.0'), ['Host: a', 'AUTH', CHUNKED], CHUNKS],
    ['chunks with bare line feeds', LINE, ['Host: a', 'AUTH', CHUNKED], CHUNKS.replaceAll('\r\n', '\n')],
    [
      'a chunk extension with a line feed',
      LINE,
      ['Host: a', 'AUTH', CHUNKED],
      CHUNKS.replace('\r\n', ';a\n'),
    ],
    ['a chunk longer than it says', LINE, ['Host: a', 'AUTH', CHUNKED], CHUNKS.replace('}\r\n0', '}XX0')],
    ['a chunk size that no number holds', LINE, ['Host: a', 'AUTH', CHUNKED], `${'f'.repeat(17)}\r\n`],
    ['a chunk size with a prefix', LINE, ['Host: a', 'AUTH', CHUNKED], `0x${CHUNKS}`],
    ['a compressed body', LINE, ['Host: a', 'AUTH', 'Content-Encoding: gzip', LENGTH, CLOSE], BODY],
    ['a folded header', LINE, ['Host: a', 'X: y\r\n z', 'AUTH', LENGTH], BODY],
    ['a folded key', LINE, ['Host: a', 'Authorization:\r\n x', LENGTH], BODY],
    ['a folded coding', LINE, ['Host: a', 'AUTH', 'Transfer-Encoding:\r\n chunked'], CHUNKS],
    ['a fold before any header', LINE, [' X: y', 'Host: a', 'AUTH', LENGTH], BODY],
    ['a bare line feed between headers', LINE, ['Host: a', 'X: y\nZ: y', 'AUTH', LENGTH], BODY],
    ['a bare return between headers', LINE, ['Host: a', `X: y\r${CHUNKED}`, 'AUTH', LENGTH], BODY],
    ['a NUL in a header', LINE, ['Host: a', 'X: y\0z', 'AUTH', LENGTH], BODY],
    ['a name with a blank', LINE, ['Host: a', 'X Y: z', 'AUTH', LENGTH], BODY],
    ['a header without a colon', LINE, ['Host: a', 'XY', 'AUTH', LENGTH], BODY],
    ['a header without a name', LINE, ['Host: a', ': y', 'AUTH', LENGTH], BODY],
    ['a version that is none', LINE.replace('1.1', '1.2'), ['Host: a', 'AUTH', LENGTH], BODY],
    ['the next version', LINE.replace('1.1', '2.0'), ['Host: a', 'AUTH', LENGTH], BODY],
    ['no version', 'GET /v1/models', [], ''],
    ['tabs in the request line', LINE.replaceAll(' ', '\t'), ['Host: a', 'AUTH', LENGTH], BODY],
    ['a blank in the target', LINE.replace('/v1', '/v 1'), ['Host: a', 'AUTH', LENGTH], BODY],
    ['a method in lower case', LINE.replace('POST', 'post'), ['Host: a', 'AUTH', LENGTH], BODY],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0', [], 'SM\r\n\r\n'],
    ['what is no HTTP at all', '\x16\x03\x01\x02', [], ''],
  ])('%s: 400', async (_, line, headers, body) => {
    const asked = gateway.model.requests.length;
    expect(await last(request(line, headers, body))).toEqual({ status: 400, code: 'invalid_http' });
    expect(gateway.model.requests).toHaveLength(asked);
  });

  it('a head that is too large: 431, in the same shape', async () => {
    const text = request(LINE, ['Host: a', `X: ${'y'.repeat(40_000)}`, 'AUTH', LENGTH], BODY);
    expect(await last(text)).toEqual({ status: 431, code: 'invalid_http' });
  });

  describe('what does not arrive in time', () => {
    let impatient: TestGateway;
    beforeAll(async () => {
      impatient = await startTestGateway({ limits: { header_timeout_ms: 50, request_timeout_ms: 100 } });
    });
    afterAll(() => impatient.close());
    const part = (key: string): string =>
      `${LINE}\r\nHost: a\r\nAuthorization: Bearer ${key}\r\n${LENGTH}\r\n\r\n{`;

    it.each([
      ['head', () => `${LINE}\r\nHost: a\r\nX: `],
      ['body', () => part(impatient.key('coder'))],
    ])('a %s: 408, in the same shape, when the configuration says so', async (_, text) => {
      const { answers, closed } = await sendRaw(impatient.url, text());
      expect({ closed, answers }).toEqual({
        closed: true,
        answers: [{ status: 408, body: expect.stringContaining('"code":"invalid_http"') }],
      });
    });

    it('the rest of what is refused already: there is no second answer', async () => {
      const { answers, closed } = await sendRaw(impatient.url, part('sp-other'));
      expect({ closed, statuses: answers.map(({ status }) => status) }).toEqual({
        closed: true,
        statuses: [401],
      });
    });
  });

  it('what follows a stream that has begun ends it, and no second answer gets into it', async () => {
    gateway.model.play(() => say('one two three', { gapMs: 20 }));
    const body = BODY.replace('{', '{"stream":true,');
    const head = ['Host: a', 'AUTH', `Content-Length: ${body.length}`];
    const text = await allOf(gateway.url, request(LINE, head, body), 'NO HTTP\r\n\r\n');
    expect(text.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(text).not.toContain('invalid_http');
    gateway.model.play(() => say('hi'));
  });

  it('a tunnel is refused with a word about base_url', async () => {
    const { answers } = await sendRaw(gateway.url, request('CONNECT a.test:443 HTTP/1.1', ['Host: a.test']));
    expect(answers).toMatchObject([{ status: 403, body: expect.stringContaining('base_url') }]);
  });

  it('a key that is revoked while the body is on its way lets nothing through', async () => {
    const { body } = await gateway.admin('POST', '/agents/coder/keys', {});
    const head = ['Host: a', `Authorization: Bearer ${String(body['key'])}`, LENGTH, CLOSE];
    const answer = await allOf(gateway.url, request(LINE, [...head, 'Expect: 100-continue']), BODY, () =>
      gateway.admin('DELETE', `/keys/${String(body['key_id'])}`),
    );
    expect(answer).toContain('100 Continue');
    expect(answer).toContain('this key has been revoked');
    expect(gateway.model.requests).toEqual([]);
  });

  it('two keys are no key, also behind 2,000 headers', async () => {
    const many = Array<string>(2000).fill('X: y');
    const headers = ['Host: a', 'AUTH', ...many, 'Authorization: Bearer sp-other', LENGTH, CLOSE];
    expect(await last(request(LINE, headers, BODY))).toEqual({ status: 401, code: 'invalid_key' });
  });
});

describe('what RFC 9112 lets a client send is answered', () => {
  it.each<readonly [string, string, readonly string[], string]>([
    ['an origin-form target', LINE, ['Host: a', 'AUTH', LENGTH, CLOSE], BODY],
    ['an absolute-form target', LINE.replace('/v1', 'http://a/v1'), ['Host: a', 'AUTH', LENGTH, CLOSE], BODY],
    ['… of a TLS proxy', LINE.replace('/v1', 'https://a:8443/v1'), ['Host: b', 'AUTH', LENGTH, CLOSE], BODY],
    ['an IPv6 host', LINE, ['Host: [::1]:8787', 'AUTH', LENGTH, CLOSE], BODY],
    ['an empty Host', LINE, ['Host:', 'AUTH', LENGTH, CLOSE], BODY],
    ['chunks', LINE, ['Host: a', 'AUTH', CHUNKED, CLOSE], CHUNKS],
    [
      'chunks with an extension',
      LINE,
      ['Host: a', 'AUTH', CHUNKED, CLOSE],
      CHUNKS.replace('\r\n', ';a=b\r\n'),
    ],
    [
      'trailers, which change nothing',
      LINE,
      ['Host: a', 'AUTH', CHUNKED, CLOSE],
      CHUNKS.replace('0\r\n', '0\r\nAuthorization: Bearer sp-other\r\nHost: b\r\n'),
    ],
    ['HTTP/1.0 without a Host', LINE.replace('1.1', '1.0'), ['AUTH', LENGTH], BODY],
    ['an empty line before', `\r\n${LINE}`, ['Host: a', 'AUTH', LENGTH, CLOSE], BODY],
    ['an upgrade, which is not taken', LINE, ['Host: a', 'AUTH', LENGTH, 'Upgrade: h2c', CLOSE], BODY],
    [
      'headers named as hop by hop',
      LINE,
      ['Host: a', 'AUTH', LENGTH, 'Connection: close, authorization'],
      BODY,
    ],
  ])('%s: 200', async (_, line, headers, body) => {
    expect(await last(request(line, headers, body))).toEqual({ status: 200, code: '' });
  });

  it('a request that follows in the same bytes stands for itself: it has no key, so it is refused', async () => {
    const first = request(LINE, ['Host: a', 'AUTH', LENGTH], BODY);
    const { answers } = await sendRaw(
      gateway.url,
      first + request('GET /admin/v1/status HTTP/1.1', ['Host: a', CLOSE]),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
  });
});

describe('who owns a path is asked about the path alone, in whatever form it comes', () => {
  const STATUS = 'GET /admin/v1/status HTTP/1.1';
  const heads = ['Host: a', CLOSE];

  it.each<readonly [string, string, number, string]>([
    ['with a token', 'GET http://a/admin/v1/status HTTP/1.1|ADMIN', 200, ''],
    ['metrics', 'GET http://a/metrics HTTP/1.1|ADMIN', 200, ''],
    ['of another host', 'GET http://other.test/admin/v1/status HTTP/1.1|ADMIN', 200, ''],
    ['without a token', 'GET http://a/admin/v1/status HTTP/1.1', 401, 'not_signed_in'],
    ["with an agent's key", 'GET http://a/admin/v1/status HTTP/1.1|AUTH', 401, 'not_signed_in'],
    ["an agent's door with a token", 'GET http://a/v1/models HTTP/1.1|ADMIN', 401, 'invalid_key'],
    ['two slashes', 'GET http://a//admin/v1/status HTTP/1.1|ADMIN', 403, 'unknown_route'],
    ['a percent-encoded letter', 'GET http://a/%61dmin/v1/status HTTP/1.1|ADMIN', 403, 'unknown_route'],
    ['a percent-encoded slash', 'GET http://a/admin%2Fv1/status HTTP/1.1|ADMIN', 403, 'unknown_route'],
    ['other letters', 'GET http://a/ADMIN/v1/status HTTP/1.1|ADMIN', 403, 'unknown_route'],
    ['dots towards it', 'GET http://a/v1/../admin/v1/status HTTP/1.1|ADMIN', 403, 'unknown_route'],
    ['dots away from it', 'GET http://a/admin/v1/../../v1/models HTTP/1.1|AUTH', 401, 'not_signed_in'],
    ['… with a token', 'GET http://a/admin/v1/../../v1/models HTTP/1.1|ADMIN', 404, 'not_found'],
    ['a backslash', 'GET http://a/admin/v1\\status HTTP/1.1|ADMIN', 404, 'not_found'],
    ['a URL in the path', 'GET /http://a/admin/v1/status HTTP/1.1|ADMIN', 403, 'unknown_route'],
    ['the path in the query', 'GET http://a?/admin/v1/status HTTP/1.1|ADMIN', 403, 'unknown_route'],
    ['a user before it', 'GET http://a@b/admin/v1/status HTTP/1.1|ADMIN', 400, 'invalid_http'],
    ['the path as a host', 'GET http://admin/v1/models HTTP/1.1|ADMIN', 401, 'invalid_key'],
    ['only the host', 'GET http://a HTTP/1.1|ADMIN', 403, 'unknown_route'],
  ])('%s: %s answers %i', async (_, asked, status, code) => {
    const [line = '', ...headers] = asked.split('|');
    expect(await last(request(line, [...heads, ...headers]))).toEqual({ status, code });
  });

  it.each(['a%zz', 'a:99999', '%00', "a'b", '999.999.999.999', 'localhost'])(
    'the admin API makes no URL of the Host %s',
    async (host) => {
      const answer = await last(request(STATUS, [`Host: ${host}`, 'ADMIN', CLOSE]));
      expect(answer).toEqual({ status: 200, code: '' });
    },
  );

  it('the admin API needs no Host in HTTP/1.0', async () => {
    const text = request(STATUS.replace('1.1', '1.0'), ['ADMIN']);
    expect(await last(text)).toEqual({ status: 200, code: '' });
  });
});
