import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionOf, factsOf } from '../cases/build-case.ts';
import { loadPolicySet } from '../load-policy-set.ts';

const patterns = [
  '^https://a',
  'b$',
  '(?i)SLACK',
  'x|y',
  '\\Qa.b',
  '(?P<n>webhook)',
  '(?P<n>discord)',
  '[^/]+\\.com',
  '^$',
  '\\bhook',
];
const pieces = fc.constantFrom(
  'https://',
  'a',
  'b',
  'a.b',
  'slack',
  'SlAcK',
  '/',
  '.com',
  'webhook',
  '-hook',
  'discord',
  'x',
  '\n',
);
const value = fc.oneof(
  fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join('')),
  fc.constantFrom(5, null, ['b', 'slack'], {}),
);

describe('looking for many patterns at once', () => {
  it('decides as looking for each alone: the first answer and the hundredth are equal', () => {
    fc.assert(
      fc.property(
        fc.subarray(patterns, { minLength: 3 }),
        fc.array(value, { minLength: 1, maxLength: 5 }),
        (sources, urls) => {
          const policies = sources.map((source, index) => ({
            name: `p${index}`,
            condition: { parameter: 'url', matches_pattern: source },
            decision: 'BLOCK',
          }));
          const loaded = loadPolicySet(JSON.stringify({ policies }), { fileName: 'p', sha256: () => '' });
          if (!loaded.ok) throw new Error('not loaded');
          const decide = () =>
            urls.map((url) =>
              loaded.set.evaluate(
                actionOf({ type: 'tool_call', tool: 't', arguments: { url }, parameters: ['url'] }, 'a'),
                factsOf({ agent: 'a' }),
              ),
            );
          const cold = decide();
          for (let round = 0; round < 20; round += 1) decide();
          expect(decide()).toEqual(cold);
        },
      ),
      { numRuns: 150 },
    );
  });
});
