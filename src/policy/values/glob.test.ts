import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileName } from './glob.ts';

describe('exactly', () => {
  it.each([
    ['send_*', 'send_email', true],
    ['send_*', 'send_', true],
    ['send_*', 'resend_email', false],
    ['*_email', 'send_email', true],
    ['*http*', 'send_http_request', true],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*c', 'a-c-b', false],
    ['a*b*c', 'axbxc', true],
    ['*', '', true],
    ['send_email', 'Send_email', false],
    ['send_email', 'send_\u0435mail', false],
    ['a.c', 'abc', false],
  ])('%s on %s is %s', (glob, name, expected) => {
    expect(compileName(glob).exactly(name)).toBe(expected);
  });

  it('agrees with a regular expression', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 }), (glob, name) => {
        const expected = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(name);
        expect(compileName(glob).exactly(name)).toBe(expected);
      }),
    );
  });
});

describe('loosely', () => {
  it.each([
    ['send_http_request', 'Send_HTTP_Request'],
    ['send_http_request', 'ѕend_http_request'],
    ['send_http_request', 'send.http.request'],
    ['send_http_request', 'send%5Fhttp%5frequest'],
    ['send_http_request', 'send%255Fhttp_request'],
    ['send_http_request', 'send http request'],
    ['send_http_request', 'send_http\u200b_request'],
    ['send.http.request', 'send_http_request'],
    ['send_http_*', 'sеnd_httр_anything'],
    ['transfer to bob', 'transfer_to_bob'],
    ['查询', '查询'],
  ])('%s takes %s for itself', (glob, name) => {
    expect(compileName(glob).loosely(name)).toBe(true);
  });

  it.each([
    ['send_http_request', 'query_internal_database'],
    ['send_http_request', 'send_http_request_2'],
    ['查询', '发送'],
    ['admin', 'administrator'],
  ])('%s does not take %s for itself', (glob, name) => {
    expect(compileName(glob).loosely(name)).toBe(false);
  });

  it('holds whenever exactly holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const matcher = compileName(name);
        expect(!matcher.exactly(name) || matcher.loosely(name)).toBe(true);
      }),
    );
  });

  it('answers for very long names', () => {
    expect(compileName('a*b*c*d').loosely('а%25'.repeat(50_000))).toBe(false);
  });
});
