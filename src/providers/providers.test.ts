import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PROVIDERS } from './catalog.ts';
import { globsMeet, matchesGlob } from './glob.ts';
import { isReservedHeader } from './outgoing-headers.ts';
import type { UpstreamSettings } from './provider.ts';
import { Secret } from './secret.ts';
import { chooseUpstream, connectUpstreams, emptyScope } from './upstreams.ts';

function settings(part: Partial<UpstreamSettings> = {}): UpstreamSettings {
  return {
    name: 'main',
    kind: 'openai',
    baseUrl: 'https://models.example/base/v1',
    apiKey: new Secret('upstream-key'),
    apiVersion: '2024-10-21',
    models: ['*'],
    headers: new Map([['openai-project', 'p1']]),
    timeouts: { connectMs: 1, headersMs: 1, idleMs: 1 },
    ...part,
  };
}
const NO_HEADERS: ReadonlyMap<string, string> = new Map();

describe.each(PROVIDERS.map((provider) => [provider.kind, provider] as const))(
  'provider %s',
  (kind, provider) => {
    const address = provider.connect(settings({ kind }));

    it('goes to the configured origin and nowhere else, whatever the call says', () => {
      const model = fc.oneof(
        fc.string(),
        fc.constantFrom('../../x', 'a/b', 'a?b', '//evil.example', '@evil.example', '..'),
      );
      const headers = fc.array(fc.tuple(fc.string(), fc.string())).map((entries) => new Map(entries));
      fc.assert(
        fc.property(model, headers, (model, headers) => {
          let target: ReturnType<typeof address>;
          try {
            target = address({ headers, model });
          } catch (error) {
            expect(error).toMatchObject({ name: 'GatewayError', code: 'no_upstream' });
            return;
          }
          const url = new URL(target.origin + target.path);
          expect(url.origin).toBe('https://models.example');
          expect(url.pathname.startsWith('/base/v1/')).toBe(true);
          expect(url.pathname.endsWith('/chat/completions')).toBe(true);
          expect(url.pathname + url.search).toBe(target.path);
        }),
      );
    });

    it('authenticates with the gateway’s key and never with the agent’s', () => {
      const headers = new Map([
        ['authorization', 'Bearer sp-agent'],
        ['api-key', 'sp-agent'],
      ]);
      const values = Object.values(address({ headers, model: 'm' }).headers);
      expect(values.filter((value) => value.includes('upstream-key'))).toHaveLength(1);
      expect(values.join()).not.toContain('sp-agent');
      expect(
        Object.values(
          provider.connect(settings({ apiKey: undefined }))({ headers, model: 'm' }).headers,
        ).join(),
      ).not.toContain('agent');
    });

    it('sends of the client’s headers only what the SDK says about itself', () => {
      const kept = { 'user-agent': 'AsyncOpenAI/Python 2.1', 'x-stainless-retry-count': '1' };
      const dropped = {
        authorization: 'Bearer a',
        'api-key': 'a',
        cookie: 'a=b',
        host: 'evil.example',
        connection: 'close',
        'transfer-encoding': 'chunked',
        'content-length': '1',
        'content-encoding': 'gzip',
        'accept-encoding': 'gzip',
        'x-agent-id': 'a',
        'x-workflow-id': 'w',
        'x-sallyport-approval': 'p',
        'x-forwarded-for': '10.0.0.1',
        'proxy-authorization': 'a',
        'openai-organization': 'o',
        'openai-project': 'not-p1',
        'x-stainless-__proto__': 'a',
        'x-stainless-': 'a',
        ['__proto__']: 'a',
      };
      const { headers } = address({ headers: new Map(Object.entries({ ...kept, ...dropped })), model: 'm' });
      const { authorization: _, 'api-key': __, ...rest } = headers;
      expect(rest).toEqual({
        ...kept,
        'openai-project': 'p1',
        'content-type': 'application/json',
        accept: 'application/json',
        'accept-encoding': 'identity',
      });
    });

    it('drops header values that could smuggle, and bounds how many it forwards', () => {
      const many = Array.from(
        { length: 100 },
        (_, index) => `x-stainless-${'a'.repeat((index % 40) + 1)}${'-'.repeat(index > 39 ? 1 : 0)}`,
      );
      const headers = new Map([
        ['user-agent', 'a\r\nauthorization: b'],
        ...many.map((name): [string, string] => [name, 'v']),
      ]);
      const sent = Object.keys(address({ headers, model: 'm' }).headers);
      expect(sent).not.toContain('user-agent');
      expect(sent.filter((name) => name.startsWith('x-stainless')).length).toBeLessThanOrEqual(24);
      expect(
        Object.keys(
          address({
            headers: new Map([
              ['user-agent', 'é'],
              ['x-stainless-os', 'x'.repeat(257)],
            ]),
            model: 'm',
          }).headers,
        ),
      ).not.toContain('user-agent');
    });

    it('accepts a base URL with and without a slash at its end', () => {
      const slashed = provider.connect(settings({ baseUrl: 'https://models.example/base/v1/' }));
      expect(slashed({ headers: NO_HEADERS, model: 'm' }).path).toBe(
        address({ headers: NO_HEADERS, model: 'm' }).path,
      );
      const bare = provider.connect(settings({ baseUrl: 'http://127.0.0.1:9999' }));
      expect(bare({ headers: NO_HEADERS, model: 'm' }).origin).toBe('http://127.0.0.1:9999');
      expect(bare({ headers: NO_HEADERS, model: 'm' }).path).not.toContain('//');
    });
  },
);

describe('providers', () => {
  it('address OpenAI and Azure as those document it', () => {
    const [openai, azure] = connectUpstreams([
      settings({ baseUrl: 'https://api.openai.com/v1' }),
      settings({ kind: 'azure', baseUrl: 'https://acme.openai.azure.com' }),
    ]);
    const one = openai?.address({ headers: NO_HEADERS, model: 'gpt-4o' });
    expect(one).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: 'Bearer upstream-key' },
    });
    const two = azure?.address({ headers: NO_HEADERS, model: 'gpt-4o' });
    expect(two?.path).toBe('/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21');
    expect(two?.headers).toMatchObject({ 'api-key': 'upstream-key' });
    expect(two?.headers).not.toHaveProperty('authorization');
  });

  it('have different kinds; an unknown one is a bug of the caller', () => {
    expect(new Set(PROVIDERS.map((provider) => provider.kind)).size).toBe(PROVIDERS.length);
    expect(() => connectUpstreams([settings({ kind: 'nobody' })])).toThrow(TypeError);
  });

  it('reserve the headers that carry identity or framing', () => {
    expect(
      [
        'authorization',
        'api-key',
        'cookie',
        'host',
        'content-length',
        'x-agent-id',
        'x-workflow-id',
        'x-sallyport-x',
      ].every(isReservedHeader),
    ).toBe(true);
    expect(isReservedHeader('openai-organization')).toBe(false);
  });

  it('do not print their keys', () => {
    const secret = new Secret('hidden-text');
    const printed = [
      inspect({ secret }, { depth: 9, showHidden: true }),
      JSON.stringify({ secret }),
      `${secret}`,
      String(secret),
    ];
    expect(printed.join()).not.toContain('hidden-text');
    expect(secret.reveal()).toBe('hidden-text');
  });
});

describe('choice of an upstream', () => {
  const upstreams = connectUpstreams([
    settings({ name: 'local', models: ['llama-*', 'shared'] }),
    settings({ name: 'cloud', models: ['gpt-*', 'shared'] }),
  ]);
  const choose = (model: string, agent: { upstreams?: string[]; models?: string[] } = {}) => {
    const chosen = chooseUpstream(upstreams, model, { upstreams: agent.upstreams, models: agent.models });
    return 'refused' in chosen ? undefined : chosen.settings.name;
  };

  it('takes the first one in the configuration that serves the model', () => {
    expect([choose('llama-3'), choose('gpt-4o'), choose('shared'), choose('other'), choose('')]).toEqual([
      'local',
      'cloud',
      'local',
      undefined,
      undefined,
    ]);
  });

  it('keeps an agent to its own upstreams and models', () => {
    expect(choose('shared', { upstreams: ['cloud'] })).toBe('cloud');
    expect(choose('llama-3', { upstreams: ['cloud'] })).toBeUndefined();
    expect(choose('shared', { upstreams: [] })).toBeUndefined();
    expect(choose('gpt-4o', { models: ['gpt-4o-mini'] })).toBeUndefined();
    expect(choose('gpt-4o', { models: ['gpt-*'] })).toBe('cloud');
    expect(choose('GPT-4o')).toBeUndefined();
    expect(choose(`gpt-${'x'.repeat(300)}`)).toBeUndefined();
  });

  it('knows whether two globs have a text in common, as trying all short texts does', () => {
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 4 });
    const texts = [''];
    for (let at = 0; texts.length < 2 ** 9 - 1; at++) texts.push(`${texts[at]}a`, `${texts[at]}b`);
    fc.assert(
      fc.property(glob, glob, (a, b) => {
        const some = texts.some((text) => matchesGlob(a, text) && matchesGlob(b, text));
        expect(globsMeet(a, b)).toBe(some);
      }),
    );
  });

  it.each([
    [{ upstreams: ['azur'] }, 'upstreams "azur": there is none of this name; did you mean `azure`?'],
    [
      { upstreams: ['azure', 'x'] },
      'upstreams "x": there is none of this name; expected one of: openai, azure',
    ],
    [{ models: ['gtp-4o'] }, 'models "gtp-4o": no upstream serves such a model; did you mean `gpt-4o`?'],
    [
      { upstreams: ['azure'], models: ['o3*'] },
      'models "o3*": none of azure serves such a model; expected one of: gpt-4o',
    ],
    [{ upstreams: ['openai'], models: ['o3*', 'o1-mini'] }, undefined],
    [{ upstreams: ['azure'], models: ['*4o'] }, undefined],
    [{}, undefined],
  ])('says what of a scope %j names nothing', (scope, said) => {
    const configured = [
      { name: 'openai', models: ['o1-*', 'o3*'] },
      { name: 'azure', models: ['gpt-4o'] },
    ];
    expect(emptyScope(configured, { upstreams: undefined, models: undefined, ...scope })).toBe(said);
  });

  it('matches globs as an obvious expansion does', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 });
    fc.assert(
      fc.property(word, text, (glob, text) => {
        expect(matchesGlob(glob, text)).toBe(new RegExp(`^${glob.replace(/\*+/g, '.*')}$`).test(text));
      }),
    );
  });
});
