import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.ts';
import { ConfigRejected } from './problem.ts';
import { type Config, readConfig } from './read-config.ts';
import { looksLikeSecret } from './secrets.ts';

const KEY = 'sk-proj-abcDEF0123456789abcDEF0123456789';

function read(text: string | undefined, env: Record<string, string> = {}) {
  return readConfig({ text, file: 'sallyport.yaml', env });
}
function config(text: string | undefined, env: Record<string, string> = {}): Config {
  const result = read(text, env);
  if (!result.ok) throw new ConfigRejected(result.problems);
  return result.config;
}
/** Problems as "line:column code hint". */
function problems(text: string | undefined, env: Record<string, string> = {}): string[] {
  const result = read(text, env);
  return result.ok
    ? []
    : result.problems.map(
        ({ file, line, column, code }) => `${file === 'sallyport.yaml' ? '' : file}${line}:${column} ${code}`,
      );
}
function message(text: string | undefined, env: Record<string, string> = {}): string {
  const result = read(text, env);
  return result.ok ? '' : new ConfigRejected(result.problems).publicMessage;
}

describe('configuration without a file', () => {
  it('has safe defaults and one upstream when OPENAI_API_KEY is there', () => {
    const made = config(undefined, { OPENAI_API_KEY: KEY });
    expect(made.listen).toEqual({ host: '127.0.0.1', port: 8787 });
    expect(made.limits).toMatchObject({
      maxBodyBytes: 20_971_520,
      maxReplyBytes: 33_554_432,
      maxActions: 256,
      maxInFlight: 1024,
      maxMessages: 5000,
    });
    expect(made.upstreams).toMatchObject([
      { name: 'openai', kind: 'openai', baseUrl: 'https://api.openai.com/v1', models: ['*'] },
    ]);
    expect(made.upstreams[0]?.apiKey?.reveal()).toBe(KEY);
    expect(JSON.stringify(made)).not.toContain(KEY);
  });

  it('has no upstream without a key', () => {
    expect(config(undefined).upstreams).toEqual([]);
    expect(config('', { OPENAI_API_KEY: '' }).upstreams).toEqual([]);
    expect(config('# nothing but a comment\n').upstreams).toEqual([]);
  });

  it.each([
    ['http://proxy.example/v1', {}, 'http://proxy.example/v1'],
    ['http://127.0.0.1:8787/v1', {}, 'https://api.openai.com/v1'],
    ['http://localhost:8787/agents/coder/v1', {}, 'https://api.openai.com/v1'],
    ['http://[::1]:8787/v1', {}, 'https://api.openai.com/v1'],
    [
      'http://gate.example/v1',
      { SALLYPORT_HOST: 'gate.example', SALLYPORT_PORT: '80' },
      'https://api.openai.com/v1',
    ],
    ['http://127.0.0.1:8000/v1', {}, 'http://127.0.0.1:8000/v1'],
  ])('takes OPENAI_BASE_URL unless it is the gateway itself: %s', (url, env, expected) => {
    expect(
      config(undefined, { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url, ...env }).upstreams[0]?.baseUrl,
    ).toBe(expected);
  });

  it('refuses an OPENAI_BASE_URL that is none, without repeating it', () => {
    const env = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: 'https://user:hunter2@x.example' };
    expect(problems(undefined, env)).toEqual(['$OPENAI_BASE_URL1:1 invalid-value']);
    expect(message(undefined, env)).not.toContain('hunter2');
  });
});

describe('environment', () => {
  it('wins over the file', () => {
    const env = { SALLYPORT_HOST: '0.0.0.0', SALLYPORT_PORT: '9000', SALLYPORT_DATA_DIR: '/data' };
    const made = config('listen: {host: localhost, port: 1}\ndata_dir: here\n', env);
    expect([made.listen, made.dataDir]).toEqual([{ host: '0.0.0.0', port: 9000 }, '/data']);
  });

  it('refuses variables that look like ours and are not, and suggests the nearest', () => {
    expect(problems('', { SALLYPORT_PROT: '1', PATH: '/bin' })).toEqual([
      '$SALLYPORT_PROT1:1 unknown-variable',
    ]);
    expect(message('', { SALLYPORT_PROT: '1' })).toContain('did you mean `SALLYPORT_PORT`?');
    expect(message('', { SALLYPORT_COLOUR: '1' })).toContain('expected one of: SALLYPORT_CONFIG');
  });

  it('knows the variables that the file names, and those that Kubernetes puts beside a service of this name', () => {
    const text =
      'upstreams: {a: {kind: openai, base_url: https://x.example, api_key_env: SALLYPORT_UPSTREAM_KEY}}';
    expect(problems(text, { SALLYPORT_UPSTREAM_KEY: KEY })).toEqual([]);
    expect(problems(`${text}\nlimts: {}\n`, { SALLYPORT_UPSTREAM_KEY: KEY })).toEqual(['2:1 unknown-key']);
    const links = {
      SALLYPORT_SERVICE_HOST: '10.0.0.1',
      SALLYPORT_SERVICE_PORT_HTTP: '80',
      SALLYPORT_PORT: 'tcp://10.0.0.1:80',
      SALLYPORT_PORT_80_TCP_ADDR: '10.0.0.1',
    };
    expect(config('', links).listen.port).toBe(8787);
  });

  it.each(['x', '-1', '65536', '80 ', '1e3', '0x50'])('refuses the port %j', (port) => {
    expect(problems('', { SALLYPORT_PORT: port })).toEqual(['$SALLYPORT_PORT1:1 invalid-value']);
  });
});

describe('configuration file', () => {
  it('describes upstreams, in order, with their keys from the environment', () => {
    const text = `
upstreams:
  azure:
    kind: azure
    base_url: https://acme.openai.azure.com
    api_key_env: AZURE_KEY
    api_version: 2024-10-21
    models: [gpt-4*]
    timeouts: {idle_ms: 5000}
    headers: {X-Team: research}
  local: {kind: openai, base_url: "http://127.0.0.1:8000/v1"}
`;
    const [azure, local] = config(text, { AZURE_KEY: KEY, OPENAI_API_KEY: 'ignored' }).upstreams;
    expect(azure).toMatchObject({
      name: 'azure',
      apiVersion: '2024-10-21',
      models: ['gpt-4*'],
      timeouts: { connectMs: 5000, idleMs: 5000 },
    });
    expect(azure?.apiKey?.reveal()).toBe(KEY);
    expect(azure?.headers).toEqual(new Map([['x-team', 'research']]));
    expect(local).toMatchObject({ name: 'local', apiKey: undefined, models: ['*'] });
  });

  it('reports everything at once, each with its place and the nearest word', () => {
    const text = `listen:
  prot: 80
  port: "80"
limits:
  max_actions: 0
upstreams:
  one:
    kind: opneai
    api_key_env: NOT SET
failure:
  on_no_policy: allow
ledger: yes
`;
    expect(problems(text, { SALLYPORT_X: '1' })).toEqual([
      '2:3 unknown-key',
      '3:9 wrong-type',
      '5:16 invalid-value',
      '8:5 missing-key',
      '8:11 invalid-value',
      '9:18 invalid-value',
      '11:17 invalid-value',
      '12:9 wrong-type',
      '$SALLYPORT_X1:1 unknown-variable',
    ]);
    const lines = message(text).split('\n');
    expect(lines[0]).toBe('sallyport.yaml:2:3 unknown key `prot`; did you mean `port`?');
    expect(lines.join()).toContain('did you mean `openai`?');
    expect(lines.join()).toContain('`base_url` is missing');
  });

  it.each([
    [
      'upstreams: {a: {kind: openai, base_url: https://x.example, api_key_env: UNSET}}',
      '1:73 missing-variable',
    ],
    ['upstreams: {a: {kind: azure, base_url: https://x.example}}', '1:16 missing-key'],
    ['upstreams: {a: {kind: openai, base_url: https://x.example, api_version: v1}}', '1:60 unknown-key'],
    ['upstreams: {a: {kind: openai, base_url: "http://127.0.0.1:8787/v1"}}', '1:41 loop'],
    ['upstreams: {a: {kind: openai, base_url: "ftp://x.example"}}', '1:41 invalid-value'],
    ['upstreams: {a: {kind: openai, base_url: "https://x.example?key=1"}}', '1:41 invalid-value'],
    [
      'upstreams: {a: {kind: openai, base_url: https://x.example, headers: {Authorization: x}}}',
      '1:70 invalid-name',
    ],
    [
      'upstreams: {a: {kind: openai, base_url: https://x.example, headers: {x-a: "a\\nb"}}}',
      '1:75 invalid-value',
    ],
    ['upstreams: {a: {kind: openai, base_url: https://x.example, models: []}}', '1:68 invalid-value'],
    ['upstreams: {1: {kind: openai, base_url: https://x.example}}', '1:13 invalid-name'],
    ['upstreams: {"1": {kind: openai, base_url: https://x.example}}', '1:13 invalid-name'],
    ['upstreams: {__proto__: {kind: openai, base_url: https://x.example}}', '1:13 reserved-key'],
    ['listen: {port: 1, port: 2}', '1:19 syntax'],
    ['listen: [', '1:10 syntax'],
    ['- a', '1:1 wrong-type'],
    ['a: &a [1]\nb: *a', '1:1 unknown-key'],
    ['listen: !!js/function x', '1:9 syntax'],
    ['---\na: 1\n---\nb: 1\n', '3:1 syntax'],
  ])('refuses %j', (text, expected) => {
    expect(problems(text)).toContain(expected);
  });

  it('does not fall over a file that is too deep, too large, or multiplies itself', () => {
    expect(problems('['.repeat(100_000)).length).toBeLessThanOrEqual(10);
    expect(problems('['.repeat(100_000))).not.toEqual([]);
    expect(problems('#'.repeat(1_100_000))).toEqual(['1:1 file-too-large']);
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'
        .split('')
        .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(',')}]`),
    ];
    expect(problems(bomb.join('\n'))).toEqual(['1:1 unreadable']);
  });

  it('does not take secrets, wherever they stand, and does not repeat them', () => {
    const texts = [
      `upstreams: {a: {kind: openai, base_url: https://x.example, api_key_env: ${KEY}}}`,
      `upstreams: {a: {kind: openai, base_url: https://x.example, api_key: ${KEY}}}`,
      `upstreams: {a: {kind: openai, base_url: https://x.example, headers: {x-key: "Bearer ${KEY}"}}}`,
      `upstreams: {a: {kind: ${KEY}}}`,
      `data_dir: ${KEY}`,
      `{ ${KEY}: 1 }`,
      `listen: "${KEY}`,
      `listen: *${KEY}`,
    ];
    for (const text of texts) {
      expect(problems(text), text).toHaveLength(1);
      expect(message(text)).not.toContain(KEY.slice(8));
    }
    expect(message(texts[0])).toContain('api_key_env: OPENAI_API_KEY');
  });

  it('tells secrets from names', () => {
    for (const text of [
      KEY,
      `sp-${'a'.repeat(12)}-${'b'.repeat(49)}`,
      'AKIAIOSFODNN7EXAMPLE',
      '0123456789abcdef0123456789abcdef',
      'Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZmdoaWo9QQ==',
    ]) {
      expect(looksLikeSecret(text), text).toBe(true);
    }
    for (const text of [
      'OPENAI_API_KEY_FOR_TEAM_2_PRODUCTION',
      'https://acme.openai.azure.com/v1',
      'gpt-4o-2024-08-06',
      'proj_AbCdEf0123456789AbCdEf0123456789',
      'sk-',
      '/var/lib/sallyport',
    ]) {
      expect(looksLikeSecret(text), text).toBe(false);
    }
  });
});

describe('loading', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'config-'));
    writeFileSync(join(directory, 'good.yaml'), 'listen: {port: 1}\n');
    writeFileSync(join(directory, 'bad.yaml'), '\uFEFFlisten: {prot: 1}\n');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it('reads the file that is named by argument or environment', () => {
    expect(loadConfig({ path: join(directory, 'good.yaml'), env: {} }).listen.port).toBe(1);
    expect(loadConfig({ env: { SALLYPORT_CONFIG: join(directory, 'good.yaml') } }).listen.port).toBe(1);
  });

  it('throws one fault with the problems in it', () => {
    const file = join(directory, 'bad.yaml');
    const load = () => loadConfig({ path: file, env: {} });
    expect(load).toThrow(ConfigRejected);
    expect(load).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        problems: [expect.objectContaining({ file, line: 1, code: 'unknown-key' })],
      }),
    );
  });

  it('wants a file that was named to be there, and does not want the default one', () => {
    expect(() => loadConfig({ path: join(directory, 'none.yaml'), env: {} })).toThrow(
      /there is no such file/,
    );
    expect(() => loadConfig({ path: directory, env: {} })).toThrow(/can not be read/);
    expect(loadConfig({ env: {} }).listen.port).toBe(8787);
  });
});
