// The content-free bodies of exchange records. Names, verdicts and numbers only; content lies beside, encrypted.

import type { ContentItem, RecordDraft } from '../audit/index.ts';
import type { CallFacts, Effect, JsonValue } from '../domain/index.ts';
import { type ActionPart, actionParts, clip } from './action-bodies.ts';
import { type JudgedAction, strongestEffect } from './judge-action.ts';
import type { Decided } from './stages.ts';

const NO_ACTIONS: ActionPart = { verdicts: [], bodies: [], contents: [] };

export interface RecordHead {
  readonly exchange: string;
  readonly root: string;
  readonly facts: CallFacts;
  readonly policyVersion: string;
}

export function headOf(exchange: string, { resolution, facts, policy }: Decided): RecordHead {
  return { exchange, root: resolution.root, facts, policyVersion: policy.version };
}

/** Bodies are built by assignment: on the hot path an object spread costs more than all that is in it. */
export type Fields = Record<string, JsonValue>;

/** Adds the fields that all records of an exchange share; what the body says of itself stands. */
function withHead(body: Fields, head: RecordHead): Fields {
  const { facts } = head;
  body['request_type'] ??= 'chat_completion';
  body['call_kind'] ??= facts.kind;
  body['model'] ??= clip(facts.model);
  body['provider'] ??= facts.provider;
  body['stream'] ??= facts.stream;
  body['key_id'] ??= facts.agent.keyId;
  body['workflow_source'] ??= facts.workflow.source;
  body['policy_version'] ??= head.policyVersion;
  if (head.root !== facts.workflow.id) body['linked_workflow'] = head.root;
  if (facts.onBehalfOf !== undefined) body['on_behalf_of_claimed'] = clip(facts.onBehalfOf.name);
  return body;
}

/** A record of an exchange, but for what all of them share. `body` is taken over: it must be nobody else's. */
export interface ExchangeDraft {
  readonly kind: RecordDraft['kind'];
  readonly decision: Effect;
  readonly body: Fields;
  readonly contents?: readonly ContentItem[];
}

/** What lies encrypted beside the record of an action: its arguments, for one. */
export type ActionContents = (verdict: JudgedAction) => readonly ContentItem[];

const NO_CONTENTS: ActionContents = () => [];

/** The draft of one exchange record and, where its actions do not fit, of the records that continue it. */
export function exchangeDrafts(
  draft: ExchangeDraft,
  head: RecordHead,
  verdicts: readonly JudgedAction[],
  contentsOf: ActionContents = NO_CONTENTS,
): readonly RecordDraft[] {
  const [first = NO_ACTIONS, ...more] = actionParts(verdicts, contentsOf);
  const body = withHead(draft.body, head);
  body['policies_evaluated'] = policiesEvaluated(verdicts);
  if (more.length > 0) body['actions_total'] = verdicts.length;
  body['actions'] = first.bodies;
  const contents = [...(draft.contents ?? []), ...first.contents];
  const own: RecordDraft = {
    kind: draft.kind,
    workflow: head.facts.workflow.id,
    agent: head.facts.agent.name,
    exchange: head.exchange,
    decision: draft.decision,
    body,
    contents,
    ...subjectOf(head.facts),
  };
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
  const body = withHead({}, head);
  body['policies_evaluated'] = policiesEvaluated(verdicts);
  body['actions'] = bodies;
  return { kind: 'actions_decided', ...ownerOf(head), decision: strongestEffect(verdicts), body, contents };
}

function ownerOf(head: RecordHead): Pick<RecordDraft, 'workflow' | 'agent' | 'exchange' | 'subject'> {
  const { facts, exchange } = head;
  return { workflow: facts.workflow.id, agent: facts.agent.name, exchange, ...subjectOf(facts) };
}

/** Whose contents lie beside a record of this call, where a person was named. */
export function subjectOf({ dataSubject }: CallFacts): Pick<RecordDraft, 'subject'> {
  return dataSubject === undefined ? NO_SUBJECT : { subject: dataSubject };
}

const NO_SUBJECT: Pick<RecordDraft, 'subject'> = {};
const MAX_POLICIES = 64;

/**
 * In name order. The lists that actions were decided by are the policy index's own, few and long-lived: what they are together
 * is found once, and frozen, so that canonical JSON writes it once, too.
 */
function policiesEvaluated(verdicts: readonly JudgedAction[]): readonly string[] {
  const [first] = verdicts;
  if (first === undefined) return NO_POLICIES;
  let all = first.decision.evaluated;
  for (const { decision } of verdicts) {
    if (decision.evaluated !== all) all = union(all, decision.evaluated);
  }
  return cut(all);
}

const NO_POLICIES: readonly string[] = Object.freeze([]);

/** Memories of pure functions; lists live as long as their policy version. */
const unions = new WeakMap<readonly string[], WeakMap<readonly string[], readonly string[]>>();
const cuts = new WeakMap<readonly string[], readonly string[]>();

function union(names: readonly string[], more: readonly string[]): readonly string[] {
  const known = unions.get(names) ?? new WeakMap<readonly string[], readonly string[]>();
  const before = known.get(more);
  if (before !== undefined) return before;
  const all = new Set(names);
  for (const name of more) all.add(name);
  const both = all.size === names.length ? names : [...all];
  unions.set(names, known.set(more, both));
  return both;
}

function cut(names: readonly string[]): readonly string[] {
  const known = cuts.get(names);
  if (known !== undefined) return known;
  const first = Object.freeze([...names].sort().slice(0, MAX_POLICIES));
  cuts.set(names, first);
  return first;
}
