// The content-free bodies of exchange records. Names, verdicts and numbers only; content lies beside, encrypted.

import type { RecordDraft } from '../audit/index.ts';
import type { Action, CallFacts, Claim, Decision, JsonObject, JsonValue } from '../domain/index.ts';
import { type JudgedAction, strongestEffect } from './judge-action.ts';

/** Actions of one record: more go to `actions_decided` records of the same batch, so that no leaf outgrows its page. */
const ACTIONS_PER_RECORD = 16;
const MAX_NAME = 200;

export interface RecordHead {
  readonly exchange: string;
  readonly root: string;
  readonly facts: CallFacts;
  readonly policyVersion: string;
}

/** Bodies are built by assignment: on the hot path an object spread costs more than all that is in it. */
type Fields = Record<string, JsonValue>;

/** The fields that all records of an exchange share. */
function headBody(head: RecordHead): Fields {
  const { facts } = head;
  const body: Fields = {
    request_type: 'chat_completion',
    call_kind: facts.kind,
    model: clip(facts.model),
    provider: facts.provider,
    stream: facts.stream,
    key_id: facts.agent.keyId,
    workflow_source: facts.workflow.source,
    policy_version: head.policyVersion,
  };
  if (head.root !== facts.workflow.id) body['linked_workflow'] = head.root;
  if (facts.onBehalfOf !== undefined) body['on_behalf_of_claimed'] = clip(facts.onBehalfOf.name);
  return body;
}

/** The draft of one exchange record and, where its actions do not fit, of the records that continue it. */
export function exchangeDrafts(
  draft: Omit<RecordDraft, 'workflow' | 'agent' | 'exchange'>,
  head: RecordHead,
  verdicts: readonly JudgedAction[],
): readonly RecordDraft[] {
  const body = Object.assign(headBody(head), draft.body);
  body['policies_evaluated'] = policiesEvaluated(verdicts);
  const overflows = verdicts.length > ACTIONS_PER_RECORD;
  if (overflows) body['actions_total'] = verdicts.length;
  body['actions'] = (overflows ? verdicts.slice(0, ACTIONS_PER_RECORD) : verdicts).map(actionBody);
  const first: RecordDraft = { ...draft, ...ownerOf(head), body };
  return overflows ? [first, ...continuationDrafts(head, verdicts.slice(ACTIONS_PER_RECORD))] : [first];
}

/** `actions_decided` records for verdicts that stand outside their exchange's own record. */
export function continuationDrafts(
  head: RecordHead,
  verdicts: readonly JudgedAction[],
): readonly RecordDraft[] {
  const drafts: RecordDraft[] = [];
  for (let from = 0; from < verdicts.length; from += ACTIONS_PER_RECORD) {
    const part = verdicts.slice(from, from + ACTIONS_PER_RECORD);
    const body = headBody(head);
    body['policies_evaluated'] = policiesEvaluated(part);
    body['actions'] = part.map(actionBody);
    drafts.push({ kind: 'actions_decided', ...ownerOf(head), decision: strongestEffect(part), body });
  }
  return drafts;
}

function ownerOf(head: RecordHead): Pick<RecordDraft, 'workflow' | 'agent' | 'exchange'> {
  return { workflow: head.facts.workflow.id, agent: head.facts.agent.name, exchange: head.exchange };
}

const MAX_POLICIES = 64;

function policiesEvaluated(verdicts: readonly JudgedAction[]): readonly string[] {
  const names = new Set<string>();
  for (const verdict of verdicts) for (const name of verdict.decision.evaluated) names.add(name);
  return [...names].sort().slice(0, MAX_POLICIES);
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
  return body;
}

function matches(decision: Decision): readonly JsonValue[] {
  return decision.matched.slice(0, 16).map((match) => ({
    policy: clip(match.policy),
    decision: match.decision,
    ...(match.mode === 'shadow' ? { mode: 'shadow' } : {}),
    ...(match.unknown ? { unknown: true } : {}),
    because: match.because.slice(0, 8).map(clip),
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
