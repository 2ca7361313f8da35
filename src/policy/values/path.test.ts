import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathWithin } from './path.ts';

describe('pathWithin an absolute root', () => {
  it.each([
    ['/data/x', 'inside'],
    ['/data', 'inside'],
    ['/data/', 'inside'],
    ['/data/./a//b', 'inside'],
    ['/data/a/../b', 'inside'],
    ['/etc/../data/x', 'inside'],
    ['file:///data/x', 'inside'],
    ['file://localhost/data/x', 'inside'],
    ['file:/data/x', 'inside'],
    ['\\data\\x', 'inside'],
    ['/data/%41', 'inside'],
    ['/data/a b.txt', 'inside'],
    ['/data2/x', 'outside'],
    ['/', 'outside'],
    ['/data/../etc/passwd', 'outside'],
    ['/data/..', 'outside'],
    ['/../../data/../etc', 'outside'],
    ['/data/%2e%2e/etc', 'outside'],
    ['/data/%252e%252e/etc', 'outside'],
    ['/data/..%2fetc', 'outside'],
    ['/data/..%5cetc', 'outside'],
    ['/data/..\\etc', 'outside'],
    ['/data/．．/etc', 'outside'],
    ['/data/.. /etc', 'outside'],
    ['/data/... /etc', 'outside'],
    ['/DATA/x', 'outside'],
    ['file:///etc/passwd', 'outside'],
    ['c:/data/x', 'outside'],
    ['', 'unreadable'],
    ['x.txt', 'unreadable'],
    ['./x', 'unreadable'],
    ['../data/x', 'unreadable'],
    ['~/x', 'unreadable'],
    ['~root/x', 'unreadable'],
    ['/data/$HOME', 'unreadable'],
    ['/data/$(x)', 'unreadable'],
    ['/data/`id`', 'unreadable'],
    ['%USERPROFILE%/x', 'unreadable'],
    ['/data/x\u0000.png', 'unreadable'],
    ['/data/x%00.png', 'unreadable'],
    ['/data/\u200bx', 'unreadable'],
    ['//server/share', 'unreadable'],
    ['\\\\?\\C:\\x', 'unreadable'],
    ['file://server/data/x', 'unreadable'],
    ['http://example.com/data/x', 'unreadable'],
    ['c:x', 'unreadable'],
  ])('%j is %s', (value, place) => {
    expect(pathWithin(value, ['/data'])).toBe(place);
  });
});

describe('pathWithin other roots', () => {
  it.each([
    ['C:\\work\\x', ['c:/work'], 'inside'],
    ['/c:/work/x', ['C:\\work'], 'inside'],
    ['C:\\work\\..\\x', ['c:/work'], 'outside'],
    ['d:/work/x', ['c:/work'], 'outside'],
    ['out/x', ['out'], 'inside'],
    ['./out/x', ['./out/'], 'inside'],
    ['out/../x', ['out'], 'outside'],
    ['../out/x', ['out'], 'outside'],
    ['x', ['.'], 'inside'],
    ['../x', ['.'], 'outside'],
    ['../../x', ['..'], 'outside'],
    ['../x', ['..'], 'inside'],
    ['/b/x', ['/a', '/b'], 'inside'],
    ['/x', [], 'outside'],
    ['/x', ['/'], 'inside'],
  ] as const)('%j within %j is %s', (value, roots, place) => {
    expect(pathWithin(value, roots)).toBe(place);
  });

  it('never calls inside what climbs out', () => {
    const segment = fc.constantFrom('..', '.', 'a', '%2e%2e', '%2e.', '．．', '..%2f', '', '\\', 'data');
    fc.assert(
      fc.property(fc.array(segment), (segments) => {
        const value = `/data/${segments.join('/')}`;
        if (pathWithin(value, ['/data']) !== 'inside') return;
        const slashed = value.normalize('NFKC').replaceAll('\\', '/').replaceAll('%2f', '/');
        const naive = new URL(slashed.replace(/\/+/g, '/'), 'http://h').pathname;
        expect(naive.startsWith('/data')).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['../', '%252e', '/', '~', '\\..', '. '])('answers for a megabyte of %j', (piece) => {
    expect(pathWithin(`/data/${piece.repeat(300_000)}`, ['/data'])).toMatch(/inside|outside|unreadable/);
  });
});
