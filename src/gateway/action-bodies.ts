// Actions as records keep them, in parts that fit: what one record can not hold goes on in the next, or beside it.

import type { ContentItem } from '../audit/index.ts';
import type { Action, Claim, Decision, JsonObject, JsonValue } from '../domain/index.ts';
import { describeEvidence, MOST_EVIDENCE_BYTES } from './evidence-bodies.ts';
import type { JudgedAction } from './judge-action.ts';

/** Actions of one record: more go to `actions_decided` records of the same batch. */
const ACTIONS_PER_RECORD = 16;
/** Bytes of all actions of one record. With the head of its body and its commitments a leaf stays below 65,535. */
const ACTION_BYTES_PER_RECORD = 36 * 1024;
/** An action that is larger says elsewhere why its policies matched. */
const MAX_ACTION_BYTES = 18 * 1024;
const MAX_NAME = 200;
const MAX_MATCHES = 16;
const MAX_REASONS = 8;
/** A control character takes six bytes as an escape; nothing takes more. */
const NAME_BYTES = MAX_NAME * 6;
/** At most so many clipped names stand in an action, its policies left out. */
const NAMES_PER_ACTION = 4;

type Fields = Record<string, JsonValue>;

/** The actions of one record. */
export interface ActionPart {
  readonly verdicts: readonly JudgedAction[];
  readonly bodies: readonly JsonObject[];
  readonly contents: readonly ContentItem[];
}

/** All verdicts, in order, in as few parts as their number and size allow. */
export function actionParts(
  verdicts: readonly JudgedAction[],
  contentsOf: (verdict: JudgedAction) => readonly ContentItem[],
): readonly ActionPart[] {
  const parts: ActionPart[] = [];
  let part: { verdicts: JudgedAction[]; bodies: JsonObject[]; contents: ContentItem[] } | undefined;
  let bytes = 0;
  // Most calls have a few actions that fit however long their names are: nothing is measured for them.
  const measured = mostBytes(verdicts) > ACTION_BYTES_PER_RECORD;
  for (const verdict of verdicts) {
    const { body, size, contents } = measured ? fitted(verdict) : unmeasured(verdict);
    const isFull = part?.bodies.length === ACTIONS_PER_RECORD || bytes + size > ACTION_BYTES_PER_RECORD;
    if (part === undefined || isFull) {
      part = { verdicts: [], bodies: [], contents: [] };
      parts.push(part);
      bytes = 0;
    }
    part.verdicts.push(verdict);
    part.bodies.push(body);
    part.contents.push(...contentsOf(verdict), ...contents);
    bytes += size;
  }
  return parts;
}

function mostBytes(verdicts: readonly JudgedAction[]): number {
  let bytes = 0;
  for (const { decision } of verdicts) {
    bytes += NAMES_PER_ACTION * NAME_BYTES;
    for (const match of decision.matched) bytes += (1 + match.because.length) * NAME_BYTES;
    if (isTold(decision)) bytes += MOST_EVIDENCE_BYTES;
  }
  return bytes;
}

function isTold({ evidence }: Decision): boolean {
  if (evidence === undefined) return false;
  return evidence.findings.length + evidence.failed.length + (evidence.overridden?.length ?? 0) > 0;
}

interface FittedAction {
  readonly body: JsonObject;
  readonly size: number;
  readonly contents: readonly ContentItem[];
}

function unmeasured(verdict: JudgedAction): FittedAction {
  return { body: actionBody(verdict), size: 0, contents: [] };
}

/** The record commits to the explanation that it has no room for: it lies under `because/<id>`. */
function fitted(verdict: JudgedAction): FittedAction {
  const whole = actionBody(verdict);
  const size = Buffer.byteLength(JSON.stringify(whole));
  if (size <= MAX_ACTION_BYTES) return { body: whole, size, contents: [] };
  const { action, decision } = verdict;
  const policies = decision.matched
    .slice(0, MAX_MATCHES)
    .map((match) => ({ policy: clip(match.policy), decision: match.decision }));
  const body: JsonObject = { ...whole, policies, because_beside: true };
  const bytes = Buffer.from(JSON.stringify(decision.matched));
  return {
    body,
    size: Buffer.byteLength(JSON.stringify(body)),
    contents: [{ name: `because/${action.id}`, bytes }],
  };
}

/** One action as the record keeps it. */
function actionBody({ action, released, decision }: JudgedAction): JsonObject {
  const body: Fields = { id: action.id, type: action.type, decision: decision.effect };
  describe(action, body);
  if (decision.reason !== '') body['reason'] = clip(decision.reason);
  if (decision.wouldBe !== decision.effect) body['would_be'] = decision.wouldBe;
  if (decision.grantedBy !== undefined) body['granted_by'] = clip(decision.grantedBy);
  if (decision.matched.length > 0) body['policies'] = matches(decision);
  if (decision.logLevel !== undefined) body['log_level'] = decision.logLevel;
  if (decision.captureFields.length > 0) body['capture_fields'] = decision.captureFields.slice(0, 16);
  if (released !== action) body['transformed'] = true;
  if (decision.evidence !== undefined) describeEvidence(action, decision.evidence, body);
  return body;
}

function matches(decision: Decision): readonly JsonValue[] {
  return decision.matched.slice(0, MAX_MATCHES).map((match) => ({
    policy: clip(match.policy),
    decision: match.decision,
    ...(match.mode === 'shadow' ? { mode: 'shadow' } : {}),
    ...(match.unknown ? { unknown: true } : {}),
    because: match.because.slice(0, MAX_REASONS).map(clip),
  }));
}

/** Names in an action are short labels that the record needs; whatever is content stays out. */
function describe(action: Action, body: Fields): void {
  if ('choice' in action) body['choice'] = action.choice;
  if ('messageIndex' in action) body['message'] = action.messageIndex;
  switch (action.type) {
    case 'llm_call':
      body['tools_offered'] = action.toolsOffered.length;
      break;
    case 'tool_call':
      body['tool'] = clip(action.toolName);
      if (action.callId !== undefined) body['call_id'] = clip(action.callId);
      break;
    case 'code_execution':
      body['language'] = clip(action.language);
      if (action.capabilities !== undefined) body['capabilities'] = action.capabilities;
      break;
    case 'handoff':
      body['target'] = clip(action.target);
      body['via'] = action.via;
      break;
    case 'reply':
      body['characters'] = action.text.length;
      break;
    case 'tool_result':
      describeClaim(body, 'tool', action.tool);
      break;
    case 'agent_message':
    case 'user_message':
    case 'system_message':
    case 'memory':
      describeClaim(body, 'sender', action.sender);
      body['recipient_agent'] = action.recipient;
  }
}

function describeClaim(body: Fields, about: 'tool' | 'sender', claim: Claim | undefined): void {
  if (claim === undefined) return;
  body[about === 'tool' ? 'tool' : 'sender_agent'] = clip(claim.name);
  body[`${about}_verified`] = claim.verified;
}

/**
 * A name short enough for a record, well-formed Unicode (RFC 8785 refuses lone surrogates).
 * ATTACKER-CONTROLLED: tool names, targets and claims come from bodies and models.
 */
export function clip(name: string): string {
  return (name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}…`).toWellFormed();
}
