import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Pieces } from './pieces.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: fc.constantFrom('a', 'b', 'é', '中'), maxLength: 200 }),
);

test('whatever stands in a text may stand in it', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(40), (text, from, length) => {
      const start = from % (text.length + 1);
      expect(new Pieces(text).mayHold(text.slice(start, start + length))).toBe(true);
    }),
  );
});

test('of names that do not stand in a text nearly all are known not to', () => {
  const text = 'hello there agent number of team, says the planner. '.repeat(2000);
  const pieces = new Pieces(text);
  const names = Array.from({ length: 1000 }, (_, index) => `agent_number_${index}`);
  expect(names.filter((name) => pieces.mayHold(name))).toEqual([]);
  expect(pieces.mayHold('says the planner')).toBe(true);
});
