// The content-free bodies of exchange records. Names, verdicts and numbers only; content lies beside, encrypted.

import type { RecordDraft } from '../audit/index.ts';
import type { Action, CallFacts, Decision, JsonObject, JsonValue } from '../domain/index.ts';
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

/** The fields that all records of an exchange share. */
export function headBody(head: RecordHead): JsonObject {
  const { facts } = head;
  return {
    request_type: 'chat_completion',
    call_kind: facts.kind,
    model: clip(facts.model),
    provider: facts.provider,
    stream: facts.stream,
    key_id: facts.agent.keyId,
    workflow_source: facts.workflow.source,
    policy_version: head.policyVersion,
    ...(head.root === facts.workflow.id ? {} : { linked_workflow: head.root }),
    ...(facts.onBehalfOf === undefined ? {} : { on_behalf_of_claimed: clip(facts.onBehalfOf.name) }),
  };
}

/** The draft of one exchange record and, where its actions do not fit, of the records that continue it. */
export function exchangeDrafts(
  draft: Omit<RecordDraft, 'workflow' | 'agent' | 'exchange'>,
  head: RecordHead,
  verdicts: readonly JudgedAction[],
): readonly RecordDraft[] {
  const shown = verdicts.slice(0, ACTIONS_PER_RECORD);
  const first: RecordDraft = {
    ...draft,
    ...ownerOf(head),
    body: {
      ...headBody(head),
      ...draft.body,
      policies_evaluated: policiesEvaluated(verdicts),
      actions: shown.map(actionBody),
      ...(verdicts.length > ACTIONS_PER_RECORD ? { actions_total: verdicts.length } : {}),
    },
  };
  return [first, ...continuationDrafts(head, verdicts.slice(ACTIONS_PER_RECORD))];
}

/** `actions_decided` records for verdicts that stand outside their exchange's own record. */
export function continuationDrafts(
  head: RecordHead,
  verdicts: readonly JudgedAction[],
): readonly RecordDraft[] {
  const drafts: RecordDraft[] = [];
  for (let from = 0; from < verdicts.length; from += ACTIONS_PER_RECORD) {
    const part = verdicts.slice(from, from + ACTIONS_PER_RECORD);
    const body = {
      ...headBody(head),
      policies_evaluated: policiesEvaluated(part),
      actions: part.map(actionBody),
    };
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
export function actionBody({ action, released, decision }: JudgedAction): JsonObject {
  return {
    id: action.id,
    type: action.type,
    decision: decision.effect,
    ...describe(action),
    ...(decision.reason === '' ? {} : { reason: clip(decision.reason) }),
    ...(decision.wouldBe === decision.effect ? {} : { would_be: decision.wouldBe }),
    ...(decision.grantedBy === undefined ? {} : { granted_by: clip(decision.grantedBy) }),
    ...(decision.matched.length === 0 ? {} : { policies: matches(decision) }),
    ...(decision.logLevel === undefined ? {} : { log_level: decision.logLevel }),
    ...(decision.captureFields.length === 0 ? {} : { capture_fields: decision.captureFields.slice(0, 16) }),
    ...(released === action ? {} : { transformed: true }),
  };
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
function describe(action: Action): JsonObject {
  switch (action.type) {
    case 'llm_call':
      return { tools_offered: action.toolsOffered.length };
    case 'tool_call':
      return {
        tool: clip(action.toolName),
        choice: action.choice,
        ...(action.callId === undefined ? {} : { call_id: clip(action.callId) }),
      };
    case 'code_execution':
      return {
        language: clip(action.language),
        choice: action.choice,
        ...(action.capabilities === undefined ? {} : { capabilities: action.capabilities }),
      };
    case 'handoff':
      return { target: clip(action.target), via: action.via, choice: action.choice };
    case 'reply':
      return { choice: action.choice, characters: action.text.length };
    case 'tool_result':
      return {
        message: action.messageIndex,
        ...(action.tool === undefined
          ? {}
          : { tool: clip(action.tool.name), tool_verified: action.tool.verified }),
      };
    case 'agent_message':
    case 'user_message':
    case 'system_message':
    case 'memory':
      return {
        message: action.messageIndex,
        ...(action.sender === undefined
          ? {}
          : { sender_agent: clip(action.sender.name), sender_verified: action.sender.verified }),
        recipient_agent: action.recipient,
      };
  }
}

/**
 * A name short enough for a record, well-formed Unicode (RFC 8785 refuses lone surrogates).
 * ATTACKER-CONTROLLED: tool names, targets and claims come from bodies and models.
 */
export function clip(name: string): string {
  return (name.length <= MAX_NAME ? name : `${name.slice(0, MAX_NAME - 1)}…`).toWellFormed();
}
