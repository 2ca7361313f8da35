// Where a text claims to be somebody's words: every name that it gives, asked of the model of claims.

import type { TextSpan } from '../../../domain/index.ts';
import { scoreOf } from './claim-model.ts';
import { featuresOf, type NameContext } from './context-features.ts';
import { LINE, START } from './context-tokens.ts';
import { namesInContext } from './name-contexts.ts';
import { confidenceOf, SHIPPED } from './shipped-model.ts';

export interface Claim {
  /** The agent whose words the text claims to be. */
  readonly agent: string;
  /** The known form of the claim; undefined where only the words around the name tell. */
  readonly form: string | undefined;
  readonly confidence: number;
  readonly span: TextSpan;
}

/** Below it a name is only named. */
const LEAST = 0.4;

export interface Claims {
  /** The strongest of each agent, where there is one. */
  readonly claims: readonly Claim[];
  /** Whether every mention was looked at, but for those in the same words. */
  readonly complete: boolean;
}

/**
 * What a text claims of the agents of these names. `speaker` is whose text it is, where that is known. Linear in the text.
 * ATTACKER-CONTROLLED: the text.
 */
export function claimsIn(text: string, agents: readonly string[], speaker: string | undefined): Claims {
  const strongest = new Map<string, Claim>();
  const { names, complete } = namesInContext(text, agents, speaker);
  for (const named of names) {
    const { agent, form, span } = named;
    const score = confidenceOf(scoreOf(SHIPPED, featuresOf(named)));
    const confidence = isBareLine(named) ? Math.min(score, AMBIGUOUS) : score;
    if (confidence < LEAST || confidence <= (strongest.get(agent)?.confidence ?? 0)) continue;
    strongest.set(agent, { agent, form, confidence, span });
  }
  return { claims: [...strongest.values()], complete };
}

/** Worth a look, and no more. */
const AMBIGUOUS = 0.75;

/** A bare name on a line of its own, with text below: it labels that text, or addresses somebody. */
export function isBareLine({ before, behind }: NameContext): boolean {
  const [previous] = before.kinds;
  return (previous === START || previous === LINE) && behind.kinds[0] === LINE;
}
