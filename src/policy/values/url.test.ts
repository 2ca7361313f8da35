import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';
import { compileHostSet, hostOf, urlForms } from './url.ts';

const published = compilePattern('^(https?://)?([^/]*\\.)?(public-api|log-aggregator|webhook|slack|discord)');

function caught(value: string): boolean {
  return published.ok && urlForms(value).some((form) => published.pattern.test(form));
}

describe('urlForms under the published exfiltration pattern', () => {
  it.each([
    'https://hooks.slack.com/services/T0/B0',
    'HTTPS://user:pw@Hooks.Slack.com/x',
    'https://%68ooks.slack.com',
    'https://hooks.%73lack.com/x',
    'https://hooks.%2573lack.com/x',
    'https://%77%65%62%68%6f%6f%6b.site/',
    '//webhook.site',
    '///webhook.site/x',
    'webhook.site',
    'webhook.site.',
    'WEBHOOK.SITE',
    'ｗｅｂｈｏｏｋ.site',
    'https://ｗｅｂｈｏｏｋ。site/x',
    'https://wеbhооk.site/x',
    'https://dіscord.com/api/webhooks',
    'https://xn--slck-63d.com',
    'https:\\\\hooks.slack.com\\x',
    'https:/hooks.slack.com',
    'https:hooks.slack.com',
    'ht\ttps://ho\noks.sl\rack.com/',
    '  https://hooks.slack.com',
    '\u0000https://hooks.slack.com',
    'https://hooks.sl\u200back.com',
    'https://hooks.sl\u00adack.com',
    'https://good.example\\@webhook.site/',
    'https://good.example@webhook.site/',
    'https://good.example%2f@webhook.site/',
    'https://good.example:443@webhook.site:8443/',
    'https://a@b@webhook.site/',
    'wss://gateway.discord.gg/?v=10',
    'ftp://log-aggregator.example/x',
    'https://public-api.example.com/v1',
    'https://webhook。site',
    'http:%2f%2fwebhook.site',
    'https://𝓌𝑒𝒷𝒽𝑜𝑜𝓀.site',
  ])('catches %j', (value) => {
    expect(caught(value)).toBe(true);
  });

  it.each([
    'https://example.com/?q=slack',
    'https://internal.example/webhook',
    'https://db.internal:5432/discord',
    'example.com',
    'some words about slack',
    '',
  ])('lets %j pass', (value) => {
    expect(caught(value)).toBe(false);
  });
});

describe('urlForms', () => {
  it('starts with the original and gives each form once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const forms = urlForms(value);
        expect(forms[0]).toBe(value);
        expect(new Set(forms).size).toBe(forms.length);
        expect(forms.length).toBeLessThanOrEqual(24);
      }),
    );
  });

  it.each(['http://2130706433/x', 'http://0x7f.1/x', 'http://0177.0.0.1/x', 'http://[::ffff:127.0.0.1]/x'])(
    'writes %s with a dotted address',
    (value) => {
      expect(urlForms(value)).toContain('http://127.0.0.1/x');
      expect(urlForms(value)).toContain('127.0.0.1/x');
    },
  );

  it('has two forms for a URL that all readers take alike', () => {
    const value = 'https://api.example.com:8443/v1/orders?limit=10#x';
    expect(urlForms(value)).toEqual([value, 'api.example.com:8443/v1/orders?limit=10#x']);
  });

  it('has one form for plain words', () => {
    expect(urlForms('some plain words')).toEqual(['some plain words']);
  });

  it.each([
    ['one long line', 'x.'.repeat(500_000)],
    ['percent signs', '%25'.repeat(300_000)],
    ['at signs', `https://${'@'.repeat(1_000_000)}`],
    ['colons', `${':'.repeat(1_000_000)}`],
    ['slashes', '/'.repeat(1_000_000)],
    ['dots in a host', `https://a${'.'.repeat(1_000_000)}b`],
    ['invisible characters', '\u200b'.repeat(1_000_000)],
  ])('stays bounded on a megabyte of %s', (_, value) => {
    const forms = urlForms(value);
    expect(forms.length).toBeLessThanOrEqual(24);
    expect(Math.max(...forms.map((form) => form.length))).toBeLessThanOrEqual(value.length + 16);
  });
});

describe('hostOf', () => {
  it.each([
    ['https://Example.COM/x', 'example.com'],
    ['https://example.com.:443/x?y#z', 'example.com'],
    ['//example.com/x', 'example.com'],
    ['example.com:8080/x', 'example.com'],
    ['someone@example.com', 'example.com'],
    ['https://user:pw@example.com', 'example.com'],
    ['postgres://u:p@db.internal:5432/x', 'db.internal'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://[::1]:80/', '::1'],
    ['http://[::ffff:10.0.0.1]/', '10.0.0.1'],
    ['https://münchen.example/', 'xn--mnchen-3ya.example'],
    [' https://example.com ', 'example.com'],
  ])('reads %j as %s', (value, host) => {
    expect(hostOf(value)).toEqual({ kind: 'host', host });
  });

  it.each([
    '',
    '/api/x',
    '../x',
    './x',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'https:example.com',
    'https:/example.com',
    'https:///example.com',
    'https:\\\\example.com',
    'https://good.com\\@evil.com',
    'https://a@b@example.com',
    'https://%65xample.com',
    'https://exa mple.com',
    'https://exam\tple.com',
    'https://exam\u200bple.com',
    'two words',
    'https://',
    'https://?x',
  ])('does not read %j', (value) => {
    expect(hostOf(value)).toEqual({ kind: 'unreadable' });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => hostOf(value).kind !== undefined));
    fc.assert(fc.property(fc.webUrl(), (value) => hostOf(value).kind === 'host'));
  });
});

describe('compileHostSet', () => {
  const hosts = compileHostSet(['example.com', '*.corp.example', '10.0.0.0/8', 'fc00::/7', '2001:db8::1']);

  it.each([
    ['example.com', true],
    ['sub.example.com', false],
    ['notexample.com', false],
    ['a.b.corp.example', true],
    ['corp.example', false],
    ['evilcorp.example', false],
    ['10.1.2.3', true],
    ['11.1.2.3', false],
    ['fd00::1', true],
    ['2001:db8::1', true],
    ['', false],
  ])('%s is in it: %s', (host, expected) => {
    expect(hosts.has(host)).toBe(expected);
  });

  it('takes look-alikes only when it is asked to', () => {
    const host = hostOf('https://sl\u0430ck.com');
    const name = host.kind === 'host' ? host.host : '';
    expect(compileHostSet(['slack.com']).has(name)).toBe(false);
    expect(compileHostSet(['slack.com'], { loosely: true }).has(name)).toBe(true);
    expect(compileHostSet(['*.slack.com'], { loosely: true }).has(`hooks.${name}`)).toBe(true);
    expect(compileHostSet(['slack.com'], { loosely: true }).has('example.com')).toBe(false);
  });

  it('reads listed hosts as it reads others', () => {
    expect(compileHostSet(['Example.COM.']).has('example.com')).toBe(true);
    expect(compileHostSet(['*']).has('anything')).toBe(true);
  });
});
