// The figures that the documentation shows: written by `--figures` of the bench and of the validation, read by `npm run docs`.

import { readFileSync, writeFileSync } from 'node:fs';
import type { SetFigures } from './tally.ts';

export interface Figures {
  readonly sets: readonly SetFigures[];
  /** Lines of the parts of `npm run validate:detection`: families, runs, personal, claims. */
  readonly leftOut: readonly string[];
  readonly runsLeftOut: readonly string[];
  readonly personalData: readonly string[];
  readonly claimsLeftOut: readonly string[];
}

const FILE = new URL('figures.json', import.meta.url);

export function readFigures(): Figures {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** Replaces a part of the figures; numbers with four decimals, so that the file changes where something did. */
export function writeFigures(part: Partial<Figures>): void {
  const rounded = (_: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value;
  writeFileSync(FILE, `${JSON.stringify({ ...readFigures(), ...part }, rounded, 2)}\n`);
}
