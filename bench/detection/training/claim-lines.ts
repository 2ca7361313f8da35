// Where to draw the lines of the model of claims: on messages of real agents, which it is never trained on, and on hard honest lines.

import { type Row, readRows } from '../rows.ts';
import { type PreparedText, preparedText } from './claim-fit.ts';
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

/** How many real messages, and how many hard honest lines of authors that a model has not seen, may lie above each line. */
const FLAGGED = { real: 0.002, hard: 0.15 };
const BLOCKED = { real: 0.001, hard: 0.02 };
/** Too few texts lie near the second line to draw it by them alone. */
const APART = 1;

/** The two lines: `real` are scores of real messages, `hard` those of honest lines of authors left out of training. */
export function linesOf(real: readonly number[], hard: readonly number[]): Lines {
  const line = (shares: typeof FLAGGED) => Math.max(topShare(real, shares.real), topShare(hard, shares.hard));
  const flag = line(FLAGGED);
  return { flag, block: Math.max(flag + APART, line(BLOCKED)) };
}

function topShare(scores: readonly number[], share: number): number {
  const sorted = [...scores].sort((a, b) => b - a);
  return (sorted[Math.round(share * sorted.length)] ?? 0) + 0.01;
}

export const prepared = (texts: readonly NamingText[]): readonly PreparedText[] => texts.map(preparedText);
