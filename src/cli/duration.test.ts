import { describe, expect, it } from 'vitest';
import { readDuration } from './duration.ts';

describe('readDuration', () => {
  it.each([
    ['0s', 0],
    ['90s', 90_000],
    ['15m', 900_000],
    ['12h', 43_200_000],
    ['30d', 2_592_000_000],
  ])('reads %s', (text, milliseconds) => {
    expect(readDuration('--expires', text)).toBe(milliseconds);
  });

  it.each(['', '5', 's', '1w', '-1s', '1.5h', '1 h', '1H', ' 1s', '1s\n', '9999999s', '٣s'])(
    'refuses %j and names the option',
    (text) => {
      expect(() => readDuration('--grace', text)).toThrow(/^--grace ".*": expected a duration such as 90s/s);
    },
  );
});
