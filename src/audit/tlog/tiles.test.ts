import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryBundle, readEntryBundle, readTilePath, tilePath, tilesOf } from './tiles.ts';
import { TILE_WIDTH } from './tree.ts';

describe('tile paths', () => {
  it("are those of the specification's examples", () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 'entries', index: 0, width: 1 })).toBe('tile/entries/000.p/1');
    expect(tilePath({ level: 2, index: 1000, width: 17 })).toBe('tile/2/x001/000.p/17');
  });

  it('are read back as they were written, and in no other spelling', () => {
    const level = fc.oneof(fc.constant('entries' as const), fc.integer({ min: 0, max: 63 }));
    const name = fc.record({
      level,
      index: fc.nat(999_999_999),
      width: fc.integer({ min: 1, max: TILE_WIDTH }),
    });
    fc.assert(
      fc.property(name, (each) => {
        expect(readTilePath(tilePath(each))).toEqual(each);
      }),
    );
    for (const path of [
      'tile/0/0',
      'tile/0/x000/000',
      'tile/00/000',
      'tile/64/000',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/01',
      'tile/-1/000',
      'tile/0/../000',
      'tile/entries/000.p/',
      'tile/data/000',
    ])
      expect(readTilePath(path)).toBeUndefined();
  });

  it("of a tree of 70,000 leaves are those of the specification's example", () => {
    const names = [...tilesOf(70_000)];
    const at = (level: number): string[] =>
      names.filter((name) => name.level === level).map(({ width }) => String(width));
    expect(at(0)).toEqual([...Array.from({ length: 273 }, () => '256'), '112']);
    expect(at(1)).toEqual(['256', '17']);
    expect(at(2)).toEqual(['1']);
    expect(names.filter((name) => name.level === 'entries')).toHaveLength(274);
    expect([...tilesOf(256)].map(tilePath)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
    expect([...tilesOf(0)]).toEqual([]);
  });
});

describe('entry bundles', () => {
  it('give their entries back', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (entries) => {
        const read = readEntryBundle(entryBundle(entries));
        expect(read.rest).toBe(0);
        expect(read.entries.map((each) => Buffer.from(each))).toEqual(
          entries.map((each) => Buffer.from(each)),
        );
      }),
    );
  });

  it('that were cut give what is whole, and say how much is not', () => {
    const bundle = entryBundle([Buffer.from('one'), Buffer.from('three')]);
    expect(readEntryBundle(bundle.subarray(0, bundle.byteLength - 1))).toMatchObject({ rest: 6 });
    expect(readEntryBundle(bundle.subarray(0, 6)).entries).toHaveLength(1);
    expect(() => entryBundle([Buffer.alloc(65_536)])).toThrow(RangeError);
  });
});
