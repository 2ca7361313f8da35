// What was found about an action as records keep it: which detector, how surely, where, and never what stood there.

import {
  type Action,
  type ActionEvidence,
  type Finding,
  type FindingPlace,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
} from '../domain/index.ts';

type Fields = Record<string, JsonValue>;

/** Findings of one action. INVARIANT: more than there are detectors, so that each that found something is named. */
const MAX_FINDINGS = 16;
const MAX_WORDS = 5;
const MAX_WORD = 64;
/** At most so many bytes of a record for the evidence on one action; its words hold no control characters. */
export const MOST_EVIDENCE_BYTES = MAX_FINDINGS * (MAX_WORDS * MAX_WORD * 3 + 300);

/** Adds the findings about an action, and the detectors that gave no answer about it, to its body. */
export function describeEvidence(action: Action, evidence: ActionEvidence, body: Fields): void {
  const { failed, overridden = [], digest } = evidence;
  if (failed.length > 0) body['detectors_failed'] = failed.map(({ detector, why }) => ({ detector, why }));
  const by = new Map(overridden.map(({ finding, override }) => [finding, override]));
  const findings = [...evidence.findings, ...by.keys()];
  if (findings.length === 0) return;
  const kept = findings.length <= MAX_FINDINGS ? findings : mostTelling(findings);
  body['findings'] = kept.map((finding) => findingBody(action, finding, by.get(finding)));
  if (kept.length < findings.length) body['findings_total'] = findings.length;
  // By it a person can override findings on this very action, and no other.
  if (digest !== undefined) body['digest'] = digest;
}

/** The surest of each detector, then the surest of the rest. ATTACKER-CONTROLLED: many weak findings hide no strong one. */
function mostTelling(findings: readonly Finding[]): readonly Finding[] {
  const surest = [...findings].sort((a, b) => b.confidence - a.confidence);
  const first = new Map<string, Finding>();
  for (const finding of surest) if (!first.has(finding.detector)) first.set(finding.detector, finding);
  const firsts = new Set(first.values());
  return [...firsts, ...surest.filter((finding) => !firsts.has(finding))].slice(0, MAX_FINDINGS);
}

function findingBody(action: Action, finding: Finding, override: string | undefined): JsonObject {
  const { detector, confidence, share, where, evidence } = finding;
  const body: Fields = {
    detector,
    confidence: rounded(confidence),
    share: rounded(share),
    evidence: evidence.slice(0, MAX_WORDS).map(plainWords),
  };
  const place = placeBody(action, where);
  if (place !== undefined) body['where'] = place;
  if (override !== undefined) body['overridden_by'] = override;
  return body;
}

/** Undefined for what is said of the action as a whole. */
function placeBody(action: Action, where: FindingPlace): JsonObject | undefined {
  switch (where.kind) {
    case 'exchange':
      return { whole: 'exchange' };
    case 'tool':
      return { tool: plainWords(where.tool) };
    case 'message':
      return where.span === undefined ? undefined : { start: where.span.start, end: where.span.end };
    case 'action': {
      const { parameter, span } = where;
      const named = parameter !== undefined && isDeclared(action, parameter) ? { parameter } : {};
      const place = { ...named, ...(span === undefined ? {} : { start: span.start, end: span.end }) };
      return Object.keys(place).length === 0 ? undefined : place;
    }
  }
}

/** ATTACKER-CONTROLLED: a model names parameters as it likes; only the words of the tool's own schema are no content. */
function isDeclared(action: Action, parameter: string): boolean {
  if (action.type !== 'tool_call' || parameter.length > MAX_WORD) return false;
  const properties = ownField(action.definition?.parameters, 'properties');
  return isJsonObject(properties) && Object.hasOwn(properties, parameter);
}

/** Short, well-formed and without control characters: a record's size has a bound, and a terminal is safe. */
function plainWords(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, ' ').toWellFormed();
  return plain.length <= MAX_WORD ? plain : `${plain.slice(0, MAX_WORD - 1).toWellFormed()}…`;
}

/** Records are compared byte for byte: three decimals are the same on every machine. */
function rounded(part: number): number {
  return Math.round(part * 1000) / 1000;
}
