import { afterAll, describe, expect, it } from 'vitest';
import { Scene } from '../../src/store/test-support.ts';
import { bitFlips } from './flips.ts';
import { handful, tileful } from './small-store.ts';

const scene = new Scene();
afterAll(() => scene.clean());

describe.each([
  ['a handful of records', handful, 131, ['edited']],
  ['a tile and a segment', tileful, 787, ['edited', 'tile_edited']],
] as const)('a bit that flips in a store of %s', (_name, make, stride, kinds) => {
  // `npm run test:faults` goes through every byte.
  it('is found and named, or changes nothing that can be read', async () => {
    const { directory } = await make(scene);
    const phase = Math.floor(Math.random() * stride);
    const { positions, found, harmless, missed } = await bitFlips(directory, { stride, phase });
    expect(missed).toEqual([]);
    const told = [...found.values(), ...harmless.values()].reduce((sum, count) => sum + count, 0);
    expect(told).toBe(positions);
    expect([...found.keys()]).toEqual(expect.arrayContaining([...kinds]));
    expect(harmless.get('ledger.db, free') ?? 0).toBeLessThan(positions * 0.75);
  });
});
