import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextRun } from './encoded-runs.ts';

/** What is found, as one would say it in an expression. */
const RUNS =
  /(?:%[0-9a-fA-F]{2})+|[A-Za-z0-9+/_-]{16,}(?:\r?\n[A-Za-z0-9+/_-]{4,})*={0,2}|[\u{e0020}-\u{e007e}]+/gu;

function runsIn(text: string): readonly string[] {
  const runs: string[] = [];
  for (let run = nextRun(text, 0); run !== undefined; run = nextRun(text, run.end))
    runs.push(text.slice(run.start, run.end));
  return runs;
}

it('finds what the expression finds', () => {
  const piece = fc.constantFrom(
    ...['%41', '%4', '%', 'a', 'Zz09', 'abcdefghijklmnop', '+/_-', '=', '\n', '\r\n', '\r', ' ', 'é'],
    ...['\u{e0041}', '\u{e0020}', '\u{e007e}', '\u{e007f}', '\u{e0001}', '\udb40', '\udc41'],
  );
  fc.assert(
    fc.property(fc.string({ unit: piece, maxLength: 30 }), (text) => {
      expect(runsIn(text)).toEqual(Array.from(text.matchAll(RUNS), ([run]) => run));
    }),
    { numRuns: 2000 },
  );
});
