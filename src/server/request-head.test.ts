import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { originTarget } from './request-head.ts';

describe('the target of a request', () => {
  it.each([
    ['/v1/models', '/v1/models'],
    ['/v1/models?a=b', '/v1/models?a=b'],
    ['http://gate.test/v1/models', '/v1/models'],
    ['HTTPS://gate.test:8787/v1/models?a', '/v1/models?a'],
    ['http://[::1]:8787/v1/models', '/v1/models'],
    ['http://gate.test', '/'],
    ['http://gate.test?admin=/admin/v1', '/?admin=/admin/v1'],
    ['http://other.test//admin/v1/status', '//admin/v1/status'],
    ['http://gate.test/%61dmin/v1/status', '/%61dmin/v1/status'],
    ['http://gate.test/v1/../admin/v1/status', '/v1/../admin/v1/status'],
    ['http://gate.test/http://gate.test/admin', '/http://gate.test/admin'],
    ['*', '*'],
  ])('%s is %s: nothing is decoded or resolved', (target, origin) => {
    expect(originTarget(target)).toBe(origin);
  });

  it.each([
    '',
    'v1/models',
    'gate.test:443',
    'http:/v1/models',
    'http:///v1/models',
    'http://:80/v1/models',
    'http://user@gate.test/v1/models',
    'http://gate.test:80@other.test/v1/models',
    'http://gate.test\\@other.test/v1/models',
    'http://gate test/v1/models',
    'http://[::1/v1/models',
    'http://gate.test:port/v1/models',
    'http://gate.test/v1/models#/admin',
    '/v1/models#/admin',
    'ftp://gate.test/v1/models',
    'file:///etc/passwd',
    ' /v1/models',
  ])('%j is none', (target) => {
    expect(originTarget(target)).toBeUndefined();
  });

  it('is the same path in both forms, whatever the path is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        const path = `/${text}`;
        expect(originTarget(`http://gate.test${path}`)).toBe(originTarget(path));
      }),
    );
  });
});
