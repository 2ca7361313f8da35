import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CodeTable } from './code-table.ts';

it('answers as the function does, and asks it once for each character', () => {
  const code = fc.oneof(fc.nat(0x10ffff), fc.constantFrom(0, 255, 256, 0xffff, 0x10000, 0x10ffff));
  fc.assert(
    fc.property(fc.array(code), (codes) => {
      const asked: number[] = [];
      const table = new CodeTable((each) => {
        asked.push(each);
        return each % 3;
      });
      expect(codes.map((each) => table.get(each))).toEqual(codes.map((each) => each % 3));
      expect(asked).toEqual([...new Set(codes)]);
    }),
  );
});
