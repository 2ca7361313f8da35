// Whose word counts as whose: people are told apart by name, and everybody whom the gateway can not name is one voice.

import type { ApprovalDecided } from './events.ts';

/** Somebody who may decide, as the gateway's own records know them, never as they claim. */
export interface Voice {
  readonly name: string;
  readonly groups: readonly string[];
  readonly kind: NonNullable<ApprovalDecided['by_kind']>;
}

type Spoken = Pick<ApprovalDecided, 'by' | 'by_kind'>;

/**
 * Whether two answers may be those of one person. INVARIANT: a quorum is never reached by one person with two tokens:
 * tokens, links and the operator name nobody, so together they count once. Records without a kind name somebody.
 */
export function isSameVoice(a: Spoken, b: Spoken): boolean {
  return a.by === b.by || (!namesSomebody(a) && !namesSomebody(b));
}

function namesSomebody({ by_kind }: Spoken): boolean {
  return by_kind === undefined || by_kind === 'person';
}

/**
 * Whether somebody has a part in what is asked, and so must not approve it; names are compared whatever their case or
 * Unicode form. The operator owns the directory that everything lies in: barring that name would bar nobody.
 */
export function isBarred({ by, by_kind }: Spoken, barred: readonly string[]): boolean {
  const wanted = fold(by);
  return by_kind !== 'operator' && barred.some((listed) => fold(listed) === wanted);
}

function fold(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}
