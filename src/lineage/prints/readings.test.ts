import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Readings } from './readings.ts';
import { textPrints } from './text-prints.ts';

const KEY = 7;
const TEXT = 'The vault of Acme opens with 4417-8820-1195, says the note. '.repeat(8);

/** What prints say, without the functions in them. */
const told = (prints: ReturnType<typeof textPrints>): unknown => JSON.parse(JSON.stringify(prints));

test('a text that was read is read once until it is taken', () => {
  const readings = new Readings();
  const first = readings.read(TEXT, KEY);
  expect(readings.read(TEXT, KEY)).toBe(first);
  expect(readings.take(TEXT, KEY)).toBe(first);
  expect(readings.read(TEXT, KEY)).not.toBe(first);
});

test('whatever is asked in whatever order, the answer is that of a reading that nothing is remembered of', () => {
  const texts = fc.constantFrom(TEXT, `${TEXT}!`, 'short', TEXT.repeat(20));
  const asked = fc.record({ text: texts, key: fc.constantFrom(KEY, 8), take: fc.boolean() });
  fc.assert(
    fc.property(fc.array(asked, { maxLength: 12 }), (questions) => {
      const readings = new Readings();
      for (const { text, key, take } of questions) {
        const { prints } = take ? readings.take(text, key) : readings.read(text, key);
        expect(told(prints)).toEqual(told(textPrints(text, key)));
      }
    }),
    { numRuns: 10 },
  );
});

test('the oldest readings make room for new ones, and a text beyond all bounds is not kept', () => {
  const readings = new Readings();
  const first = readings.read(TEXT, KEY);
  const long = 'a b c d '.repeat(16_384);
  for (const name of ['1', '2', '3']) readings.read(name + long, KEY);
  expect(readings.read(TEXT, KEY)).not.toBe(first);
  const endless = long.repeat(17);
  expect(readings.read(endless, KEY)).not.toBe(readings.read(endless, KEY));
});
