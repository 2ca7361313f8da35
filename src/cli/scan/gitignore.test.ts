import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isIgnored, readIgnoreFile } from './gitignore.ts';

const ignored = (text: string, path: string, isDirectory = false): boolean =>
  isIgnored([readIgnoreFile('', text)], path, isDirectory);

describe('.gitignore', () => {
  it.each([
    ['*.py', 'a.py', true],
    ['*.py', 'deep/down/a.py', true],
    ['/a.py', 'a.py', true],
    ['/a.py', 'deep/a.py', false],
    ['docs/a.py', 'docs/a.py', true],
    ['docs/a.py', 'more/docs/a.py', false],
    ['docs/*.py', 'docs/sub/a.py', false],
    ['docs/**/a.py', 'docs/a.py', true],
    ['docs/**/a.py', 'docs/x/y/a.py', true],
    ['**/a.py', 'x/a.py', true],
    ['docs/**', 'docs/x', true],
    ['docs/**', 'docs', false],
    ['[ab].py', 'b.py', true],
    ['[!ab].py', 'b.py', false],
    ['[a-c]?.py', 'cz.py', true],
    ['\\#x.py', '#x.py', true],
    ['# x', '# x', false],
    ['a.py   ', 'a.py', true],
    ['', 'a.py', false],
    ['/', 'a.py', false],
  ])('%j on %j: %j', (pattern, path, expected) => {
    expect(ignored(pattern, path)).toBe(expected);
  });

  it('holds for folders only where a pattern ends with a slash', () => {
    expect(ignored('build/', 'build')).toBe(false);
    expect(ignored('build/', 'build', true)).toBe(true);
  });

  it('lets the last matching line decide, so that an exception works', () => {
    expect(ignored('*.py\n!keep.py', 'keep.py')).toBe(false);
    expect(ignored('!keep.py\n*.py', 'keep.py')).toBe(true);
  });

  it('lets a deeper file go before a higher one', () => {
    const files = [readIgnoreFile('', '*.py'), readIgnoreFile('sub', '!a.py')];
    expect(isIgnored(files, 'sub/a.py', false)).toBe(false);
    expect(isIgnored(files, 'a.py', false)).toBe(true);
  });

  it('ends at once for a pattern made to backtrack', () => {
    const pattern = `${'*a'.repeat(400)}b`;
    expect(ignored(pattern, 'a'.repeat(4_000))).toBe(false);
    expect(ignored(`${'**/a/'.repeat(150)}b`, Array(2_000).fill('a').join('/'))).toBe(false);
  });

  it('reads any text and judges any path without a fault', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.boolean(), (text, path, isDirectory) => {
        expect(typeof ignored(text, path, isDirectory)).toBe('boolean');
      }),
    );
  });
});
