// Which new texts the lineage will know from now on, and what they carry: labels by declaration, by rule, and by what was found.

import type { ActionEvidence } from '../domain/index.ts';
import type { SpanFacts } from '../lineage/index.ts';
import type { PolicySet } from '../policy/index.ts';
import { keyOf } from './detection.ts';
import { originOf } from './detector-texts.ts';
import type { Exchange } from './exchange.ts';
import type { JudgedRequestAction } from './stages.ts';

/** Tools whose results are computed from what they are given, and say nothing that somebody else wrote. */
const COMPUTES: ReadonlySet<string | undefined> = new Set(['compute', 'handoff']);
const SECRET: ReadonlySet<string> = new Set(['secret', 'private_key', 'password']);

/** The facts of messages that an earlier call of the workflow did not carry. Nothing where no policy asks for evidence. */
export function enteringSpans(exchange: Exchange): readonly SpanFacts[] | undefined {
  const { decided, deps } = exchange;
  if (decided.detection === undefined) return undefined;
  const { root } = decided.resolution;
  const key = keyOf(deps.sha256, root);
  const spans = decided.verdicts.flatMap((verdict): readonly SpanFacts[] => {
    const { action, known } = verdict;
    if (known || !('messageIndex' in action) || action.text === '') return [];
    const digest = decided.request.messages[action.messageIndex]?.digest;
    if (digest === undefined) return [];
    const entering = {
      text: action.text,
      digest,
      origin: originOf(action, decided.request),
      labels: labelsOf(verdict, decided.policy),
      place: { exchange: exchange.id, message: action.messageIndex },
    };
    return [deps.state.lineage.spanFacts(root, entering, key)];
  });
  return spans.length === 0 ? undefined : spans;
}

function labelsOf({ action, decision }: JudgedRequestAction, policy: PolicySet): readonly string[] {
  const found = labelsFound(decision.evidence);
  if (action.type !== 'tool_result') return found;
  const { labels, trust, category } = policy.toolNature(action.tool?.name ?? 'unknown');
  // A tool's result is what others wrote, unless somebody declared otherwise or it only computes.
  const isTrusted = trust === 'trusted' || (trust === undefined && COMPUTES.has(category));
  return [...labels, ...found, ...(isTrusted ? [] : ['untrusted'])];
}

function labelsFound(evidence: ActionEvidence | undefined): readonly string[] {
  const found = new Set<string>();
  for (const { detector, confidence, evidence: words } of evidence?.findings ?? []) {
    if (detector !== 'sensitive_data' || confidence < 0.5 || words[0] === undefined) continue;
    found.add(SECRET.has(words[0]) ? 'secret' : 'pii');
  }
  return [...found];
}
