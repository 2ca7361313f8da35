// The content-free bodies of exchange records. Names, verdicts and numbers only; content lies beside, encrypted.

import type { ContentItem, RecordDraft } from '../audit/index.ts';
import type { CallFacts, JsonValue } from '../domain/index.ts';
import { type ActionPart, actionParts, clip } from './action-bodies.ts';
import { type JudgedAction, strongestEffect } from './judge-action.ts';

const NO_ACTIONS: ActionPart = { verdicts: [], bodies: [], contents: [] };

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

/** What lies encrypted beside the record of an action: its arguments, for one. */
export type ActionContents = (verdict: JudgedAction) => readonly ContentItem[];

const NO_CONTENTS: ActionContents = () => [];

/** The draft of one exchange record and, where its actions do not fit, of the records that continue it. */
export function exchangeDrafts(
  draft: Omit<RecordDraft, 'workflow' | 'agent' | 'exchange'>,
  head: RecordHead,
  verdicts: readonly JudgedAction[],
  contentsOf: ActionContents = NO_CONTENTS,
): readonly RecordDraft[] {
  const [first = NO_ACTIONS, ...more] = actionParts(verdicts, contentsOf);
  const body = Object.assign(headBody(head), draft.body);
  body['policies_evaluated'] = policiesEvaluated(verdicts);
  if (more.length > 0) body['actions_total'] = verdicts.length;
  body['actions'] = first.bodies;
  const contents = [...(draft.contents ?? []), ...first.contents];
  const own: RecordDraft = { ...draft, ...ownerOf(head), body, contents };
  return more.length > 0 ? [own, ...more.map((part) => continuation(head, part))] : [own];
}

/** `actions_decided` records for verdicts that stand outside their exchange's own record. */
export function continuationDrafts(
  head: RecordHead,
  verdicts: readonly JudgedAction[],
): readonly RecordDraft[] {
  return actionParts(verdicts, NO_CONTENTS).map((part) => continuation(head, part));
}

function continuation(head: RecordHead, { verdicts, bodies, contents }: ActionPart): RecordDraft {
  const body = headBody(head);
  body['policies_evaluated'] = policiesEvaluated(verdicts);
  body['actions'] = bodies;
  return { kind: 'actions_decided', ...ownerOf(head), decision: strongestEffect(verdicts), body, contents };
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
