import { describe, expect, it } from 'vitest';
import { readConfig } from './read-config.ts';

const read = (value: object, env: Record<string, string> = {}) =>
  readConfig({ text: JSON.stringify(value), file: 'sallyport.yaml', env });
const problems = (value: object, env: Record<string, string> = {}) => {
  const result = read(value, env);
  return result.ok ? [] : result.problems.map(({ message, hint }) => `${message} ${hint ?? ''}`);
};
const hook = (part: object) => ({ alerts: { ops: { kind: 'webhook', ...part } } });

describe('alert sinks', () => {
  it('have an address, a key and interests, with secrets from the environment', () => {
    const made = read(hook({ url_env: 'HOOK', key_env: 'KEY', on: ['BLOCK'] }), {
      HOOK: 'https://h.test/x',
      KEY: 'k',
    });
    expect(made).toMatchObject({
      config: {
        alerts: [
          {
            name: 'ops',
            kind: 'webhook',
            url: 'https://h.test/x',
            maxPerMinute: 20,
            interests: [{ on: ['BLOCK'] }],
          },
        ],
      },
    });
    expect(JSON.stringify(made)).not.toContain('"k"');
  });

  it.each([
    ['no address', hook({}), /url_env. is missing/],
    ['an unset variable', hook({ url_env: 'NOT_SET' }), /NOT_SET is not set/],
    ['no URL', hook({ url_env: 'PLAIN' }), /holds no address/],
    ['a pager without its key', { alerts: { p: { kind: 'pagerduty' } } }, /key_env. is missing/],
    ['mail without people', { alerts: { m: { kind: 'email', url_env: 'MAIL' } } }, /from. is missing/],
    [
      'mail by http',
      { alerts: { m: { kind: 'email', url_env: 'HOOK', from: 'a@b', to: ['c@d'] } } },
      /smtp:/,
    ],
    [
      'a header in an address',
      { alerts: { m: { kind: 'email', url_env: 'MAIL', from: 'a@b\nBcc: x@y', to: ['c@d'] } } },
      /mail address/,
    ],
    ['an unknown event', hook({ url_env: 'HOOK', on: ['BLOK'] }), /BLOCK/],
  ])('are refused with %s', (_what, value, expected) => {
    const env = { HOOK: 'https://h.test/x', MAIL: 'smtp://m.test', PLAIN: 'hunter2' };
    expect(problems(value, env).join('\n')).toMatch(expected);
    expect(problems(value, env).join('\n')).not.toContain('hunter2');
  });

  it('of a pager need no address: there is one for all', () => {
    expect(problems({ alerts: { p: { kind: 'pagerduty', key_env: 'KEY' } } }, { KEY: 'k' })).toEqual([]);
  });
});

describe('an identity provider', () => {
  const oidc = (part: object) => ({
    sign_in: {
      oidc: {
        issuer: 'https://id.test',
        client_id: 'c',
        public_url: 'https://gate.test',
        roles: { ops: ['admin'] },
        ...part,
      },
    },
  });

  it('is spoken to over TLS, but on loopback', () => {
    expect(problems(oidc({}))).toEqual([]);
    expect(problems(oidc({ issuer: 'http://127.0.0.1:9', public_url: 'http://localhost:8' }))).toEqual([]);
    expect(problems(oidc({ issuer: 'http://id.test' })).join()).toContain('in the clear');
    expect(problems(oidc({ public_url: 'http://gate.test' })).join()).toContain('in the clear');
  });

  it('gives roles that there are, and its secret comes from the environment', () => {
    expect(problems(oidc({ roles: { ops: ['root'] } })).join()).toMatch(/admin/);
    expect(problems(oidc({ client_secret_env: 'NOT_SET' })).join()).toContain('NOT_SET is not set');
    expect(problems(oidc({ scopes: ['profile'] })).join()).toContain('openid');
  });
});
