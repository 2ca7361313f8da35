import { describe, expect, it } from 'vitest';
import { priceListOf } from './price-list.ts';

const prices = priceListOf({
  'gpt-4o': { input: 2.5, output: 10 },
  'gpt-4o*': { input: 1, output: 1 },
  '*': { input: 100, output: 100 },
  'a*b*c': { input: 7, output: 0 },
});

describe('a price list', () => {
  it.each([
    ['gpt-4o', 25, 'the exact name'],
    ['gpt-4o-mini', 10, 'the longer glob'],
    ['o3', 1000, 'the shorter glob'],
    ['a-b-c', 70, 'a glob with three parts'],
    ['ab', 1000, 'no glob whose parts would overlap'],
  ])('prices %s by %3$s', (model, micros) => {
    expect(prices.costMicros(model, 10, 0)).toBe(micros);
  });

  it('adds prompt and completion, and rounds up', () => {
    expect(prices.costMicros('gpt-4o', 1, 1)).toBe(13);
  });

  it('knows no price of a model that it does not list', () => {
    expect(priceListOf({}).costMicros('gpt-4o', 1, 1)).toBeUndefined();
  });
});
