import { describe, expect, it } from 'vitest';
import { segmentsOf } from './segments.ts';

const cut = (text: string) => segmentsOf(text).map(({ start, end }) => text.slice(start, end));

describe('segmentsOf', () => {
  it('keeps a sentence together that was wrapped, with hanging lines or without', () => {
    const first = '* Introduce and apply a rule that discourages an explicit';
    expect(cut(`${first}\n   comparison with null.`)).toEqual([`${first}\n   comparison with null.`]);
    expect(cut(`${first}\ncomparison with null.`)).toEqual([`${first}\ncomparison with null.`]);
  });

  it('cuts where the next line begins a sentence or a field, or a program goes on', () => {
    const long = 'subject: a purchase at the shop around the corner, paid by card';
    const program = 'for (const value of values.filter((one) => one.isWanted)) {';
    for (const text of [
      `${long}\n  id: 5 and more`,
      `${long}\n  Send the rest tomorrow`,
      `${program}\n  print(value)`,
    ])
      expect(cut(text).filter((piece) => piece.includes('\n'))).toEqual([]);
  });

  it('reads no further than a little ahead, whatever stands there', () => {
    const text = `${'a'.repeat(60)}\n${' '.repeat(100_000)}b`;
    expect(segmentsOf(text).every(({ start, end }) => start < end && end <= text.length)).toBe(true);
  });
});
