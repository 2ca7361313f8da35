import { expect, test } from 'vitest';
import { detectors } from './catalog.ts';
import { warmUp } from './warm-up.ts';

test('warming up asks every detector about texts of every kind, and none of them fails', () => {
  const asked = new Set<string>();
  const failed = new Set<string>();
  const found = new Set<string>();
  let steps = 0;
  for (const runs of warmUp(detectors)) {
    for (const { outcome } of runs) {
      asked.add(outcome.detector);
      if (outcome.kind === 'failed') failed.add(outcome.detector);
      else for (const { detector } of outcome.findings) found.add(detector);
    }
    steps += 1;
    if (steps === 1000) break;
  }
  expect([...asked].sort()).toEqual(detectors.map(({ name }) => name).sort());
  // Nobody's classifier is asked.
  expect([...failed].filter((name) => name !== 'external')).toEqual([]);
  expect(found.size).toBeGreaterThan(2);
});
