import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ISSUED } from './issued-keys.ts';

describe('the shape of an issued key', () => {
  it.each(ISSUED)('begins with what the search for keys looks for first: %s', (shape) => {
    // What only looks around generates nothing.
    const generated = shape.replaceAll(/\(\?<?[=!][^)]*\)/g, '');
    fc.assert(
      fc.property(fc.stringMatching(new RegExp(`^(?:${generated})$`)), (key) => {
        expect(key).toMatch(/^[\w~.](?:\S{13}|lyV1 |SWS )/);
      }),
      { numRuns: 20 },
    );
  });
});
