import fc from 'fast-check';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readZip, safePath, type ZipRead } from './read-zip.ts';

const LIMITS = { maxEntries: 20, maxEntryBytes: 10_000, maxTotalBytes: 20_000 };
const read = (files: Zippable): ZipRead => readZip(zipSync(files), LIMITS);
const texts = (result: ZipRead): unknown =>
  result.kind === 'read'
    ? result.entries.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)])
    : result;

/** The archive with the bytes of `find` (a number in little endian) replaced. */
function patched(archive: Uint8Array, find: number, replace: number): Uint8Array {
  const copy = Uint8Array.from(archive);
  const view = new DataView(copy.buffer);
  for (let at = 0; at + 4 <= copy.length; at += 1) {
    if (view.getUint32(at, true) === find) view.setUint32(at, replace, true);
  }
  return copy;
}

describe('an uploaded archive', () => {
  it('is read into memory, stored and compressed entries alike', () => {
    const result = read({ 'a.py': strToU8('x = 1\n'.repeat(50)), 'd/b.py': [strToU8('y'), { level: 0 }] });
    expect(texts(result)).toEqual([
      ['a.py', 'x = 1\n'.repeat(50)],
      ['d/b.py', 'y'],
    ]);
  });

  it('leaves what is not wanted packed', () => {
    const archive = zipSync({ 'a.py': strToU8('x'), 'big.bin': new Uint8Array(9_000) });
    const result = readZip(archive, { ...LIMITS, maxTotalBytes: 10 }, (path) => path.endsWith('.py'));
    expect(texts(result)).toEqual([['a.py', 'x']]);
  });

  it('skips an entry that unpacks to more than its limit, and says so', () => {
    const result = read({ 'a.py': strToU8('x'), 'bomb.py': new Uint8Array(1_000_000) });
    expect(texts(result)).toEqual([['a.py', 'x']]);
    expect(result).toMatchObject({ notices: ['bomb.py: unpacks to more than 10000 bytes: skipped'] });
  });

  it('refuses an archive whose entries together are too large, or too many', () => {
    const many = Object.fromEntries([1, 2, 3].map((n) => [`${n}.py`, new Uint8Array(9_000)]));
    expect(read(many)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('20000 bytes') });
    const more = Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`${n}.py`, strToU8('x')]));
    expect(read(more)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('20 entries') });
  });

  it('believes no declared size: an entry that is larger or smaller is damaged', () => {
    const archive = zipSync({ 'a.py': strToU8('x'.repeat(777)) });
    for (const lie of [776, 778]) {
      const result = readZip(patched(archive, 777, lie), LIMITS);
      expect(result).toEqual({
        kind: 'read',
        entries: [],
        notices: ['a.py: damaged, or not of the size that it declares: skipped'],
      });
    }
  });

  it.each(['../a.py', '/etc/passwd', 'a/../../b.py', 'C:\\a.py', 'a\\b.py', 'a//b.py', 'a\u0000.py', ''])(
    'has no entry %j',
    (name) => {
      expect(safePath(name)).toBeUndefined();
    },
  );

  it('reads no entry with a name that leads out', () => {
    const result = read({ '../../evil.py': strToU8('x'), './ok.py': strToU8('y') });
    expect(texts(result)).toEqual([['ok.py', 'y']]);
    expect(result).toMatchObject({ notices: [expect.stringContaining('leads out')] });
  });

  it('follows no link', () => {
    const link = { os: 3, attrs: 0o120777 << 16 };
    expect(read({ 'a.py': [strToU8('/etc/passwd'), link] })).toMatchObject({
      entries: [],
      notices: ['a.py: is a link or a device: skipped'],
    });
  });

  it('refuses what is no archive', () => {
    expect(readZip(strToU8('not a zip at all, really not'), LIMITS)).toMatchObject({ kind: 'refused' });
    expect(readZip(new Uint8Array(0), LIMITS)).toMatchObject({ kind: 'refused' });
  });

  it('ends without a fault for every damaged archive, within its limits', () => {
    const archive = zipSync({ 'a.py': strToU8('x = 1\n'.repeat(50)), 'b.py': strToU8('y = 2') });
    const damage = fc.array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(damage, fc.nat(archive.length), (changes, length) => {
        const copy = Uint8Array.from(archive);
        for (const [at, value] of changes) copy[at] = value;
        const result = readZip(copy.subarray(0, length === 0 ? copy.length : length), LIMITS);
        const total = result.kind === 'read' ? result.entries.reduce((sum, e) => sum + e.bytes.length, 0) : 0;
        expect(total).toBeLessThanOrEqual(LIMITS.maxTotalBytes);
      }),
      { numRuns: 2_000 },
    );
  });
});
