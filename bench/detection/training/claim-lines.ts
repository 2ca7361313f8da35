// Where to draw the lines of the model of claims: on messages of real agents, which it is never trained on.

import type { ClaimModel } from '../../../src/detect/detectors/impersonation/claim-model.ts';
import { type Row, readRows } from '../rows.ts';
import { type PreparedText, preparedText, topClaim } from './claim-fit.ts';
import type { NamingText } from './claim-texts.ts';

/** Messages of real agents, each with all speakers of its run as the roster. Never trained on: their licence is for evaluation. */
export function realMessages(folder: string): readonly NamingText[] {
  const rows = readRows(folder, 'who_and_when_messages.jsonl.gz');
  const field = (row: Row, name: string) => String(row.meta[name]);
  const rosters = new Map<string, Set<string>>();
  for (const row of rows) {
    const roster = rosters.get(field(row, 'trace')) ?? new Set(['Admin', 'Computer_terminal']);
    rosters.set(field(row, 'trace'), roster.add(field(row, 'agent')));
  }
  return rows.map((row) => ({
    text: row.text,
    speaker: field(row, 'agent'),
    roster: [...(rosters.get(field(row, 'trace')) ?? [])],
    claimed: undefined,
    source: 'who_and_when',
  }));
}

/** The development set that is made from them: claims in six templates, and messages that name somebody. Never trained on. */
export function derivedTexts(folder: string): readonly NamingText[] {
  return readRows(folder, 'impersonation_derived.jsonl.gz').map(({ text, label, meta }) => ({
    text,
    speaker: String(meta['actual_sender']),
    roster: Array.isArray(meta['roster']) ? meta['roster'].map(String) : [],
    claimed: label === 'attack' ? String(meta['claimed_sender']) : undefined,
    source: String(meta['template'] ?? 'who_and_when'),
  }));
}

/** Log-odds. */
export interface Lines {
  readonly flag: number;
  readonly block: number;
}

const FLAGGED = 0.003;
const BLOCKED = 0.001;
/** Too few real messages lie near the second line to draw it by them alone. */
const LEAST_APART = 1;

/** The two lines for a model: how many real messages lie above each. */
export function linesOf(model: ClaimModel, real: readonly PreparedText[]): Lines {
  const scores = real.map((text) => topClaim(model, text)).sort((a, b) => b - a);
  const line = (share: number) => (scores[Math.round(share * scores.length)] ?? 0) + 0.01;
  const flag = line(FLAGGED);
  return { flag, block: Math.max(flag + LEAST_APART, line(BLOCKED)) };
}

export const prepared = (texts: readonly NamingText[]): readonly PreparedText[] => texts.map(preparedText);
