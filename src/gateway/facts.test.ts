import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeFacts, type ExchangeFacts, encodeFacts, NOTHING_NEW } from './facts.ts';

const FACTS: ExchangeFacts = {
  at: 1,
  exchange: 'ex_1',
  agent: 'a',
  root: 'w',
  workflow: 'w',
  model: 'm',
  alsoCountedUnder: [],
  policyVersion: 'v',
  judgedFor: 'j',
  ...NOTHING_NEW,
};

test('prints come back from the record as they were', () => {
  const prints = fc.array(fc.nat(2 ** 44 - 1));
  fc.assert(
    fc.property(prints, prints, prints, (grams, values, authorises) => {
      const span = {
        origin: { kind: 'tool', name: 't' } as const,
        labels: ['untrusted'],
        place: { exchange: 'ex_1', message: 3 },
        digest: 'd',
        repeats: [],
      };
      const spans = [{ ...span, grams, values, authorises }];
      expect(decodeFacts(encodeFacts({ ...FACTS, spans }))?.spans).toEqual(spans);
    }),
  );
});
