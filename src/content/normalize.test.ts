import { expect, it } from 'vitest';
import { normalized } from './normalize.ts';

it('normalizes as the platform does', () => {
  expect(normalized('e\u0301ﬁ', 'NFKC')).toBe('éfi');
  expect(normalized('é', 'NFD')).toBe('e\u0301');
});

it('drops marks that no script stacks', () => {
  expect(normalized(`a${'\u0327'.repeat(31)}b`, 'NFD')).toBe(`a${'\u0327'.repeat(30)}b`);
  const flood = `a${'\u0300\u0327'.repeat(500_000)}`;
  expect(normalized(flood, 'NFKC').length).toBeLessThanOrEqual(31);
});
