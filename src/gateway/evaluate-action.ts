// The decision API: one action that no model call shows, through the same policies, approvals, rates and record.

import { type Action, type CallFacts, GatewayError, type JsonObject } from '../domain/index.ts';
import type { PolicySet } from '../policy/index.ts';
import { type Evaluation, type EvaluationRead, readEvaluations } from '../wire/index.ts';
import { contentOf } from './action-content.ts';
import { BeforeJudging, policyAsks } from './before-judging.ts';
import { claimedWorkflow } from './claimed-workflow.ts';
import { liveDetectors } from './detection.ts';
import { evaluationDrafts, evaluationFacts } from './evaluation-facts.ts';
import { type ExchangeFacts, encodeFacts } from './facts.ts';
import { type Asker, askPeople, redeem } from './hold.ts';
import { blocked, type JudgedAction } from './judge-action.ts';
import { judgeEvaluation } from './judge-evaluation.ts';
import { momentOf } from './moment.ts';
import { overrideClaim, trustedClaim } from './override-claim.ts';
import type { GatewayDeps, IncomingCall } from './ports.ts';
import { identify } from './steps/identify.ts';

/** How long a caller that does not say waits for people before it is answered "pending". */
const DEFAULT_WAIT_MS = 30_000;

/**
 * Answers an evaluation, or a batch, in the form of AuthZEN 1.0: `{decision, context}`. `decision` is true only for what
 * may be done now, exactly as `context.released` says where it is there. Throws GatewayError for what can not be read.
 */
export async function evaluateActions(deps: GatewayDeps, call: IncomingCall): Promise<JsonObject> {
  identify(deps, call);
  const body = await call.readBody();
  const { agent } = identify(deps, call);
  const read = readEvaluations(body, {
    agent: agent.name,
    maxArgumentBytes: deps.limits.maxArgumentBytes,
    capabilities: deps.capabilities,
  });
  if (!read.ok) throw unreadable(read);
  const [first] = read.evaluations;
  if (!read.batch && first !== undefined) return evaluateOne(deps, call, first);
  const evaluations: JsonObject[] = [];
  // One after the other, so that each counts for the rates of the next; nobody waits for people in a batch.
  for (const each of read.evaluations) {
    evaluations.push(await evaluateOne(deps, call, { ...each, waitMs: 0 }));
  }
  return { evaluations };
}

/** Where an approval stands that this agent asked for. Throws GatewayError not_found for every other one. */
export function evaluationStatus(deps: GatewayDeps, call: IncomingCall, approvalId: string): JsonObject {
  const { agent } = identify(deps, call);
  const approval = deps.approvals.get(approvalId);
  if (approval === undefined || approval.request.agent !== agent.name)
    throw new GatewayError('not_found', { publicMessage: 'this agent has asked for no such approval' });
  const { request, status } = approval;
  return { approval: approvalId, status, until: new Date(request.timeout_at).toISOString() };
}

function unreadable({ field, expected }: EvaluationRead & { ok: false }): GatewayError {
  return new GatewayError('invalid_request', { publicMessage: `${field}: ${expected}` });
}

/** A verdict, and what it rests on, for its facts. */
interface Judged {
  readonly verdict: JudgedAction;
  readonly basis: Pick<ExchangeFacts, 'judged' | 'answered'>;
}

/** One evaluation under way. */
interface Asking {
  readonly deps: GatewayDeps;
  readonly call: IncomingCall;
  readonly evaluation: Evaluation;
  readonly policy: PolicySet;
  readonly id: string;
  readonly again: boolean;
  readonly facts: CallFacts;
  readonly root: string;
  readonly alsoCountedUnder: readonly string[];
  readonly before: BeforeJudging;
}

async function evaluateOne(
  deps: GatewayDeps,
  call: IncomingCall,
  evaluation: Evaluation,
): Promise<JsonObject> {
  const asking = begin(deps, call, evaluation);
  const judged = await judge(asking);
  const { decision } = judged.verdict;
  const demand = decision.effect === 'CONSTRAIN' ? decision.constraints?.approval : undefined;
  if (demand === undefined) return conclude(asking, judged);
  let pending: string | undefined;
  const patience = new AbortController();
  const leave = (): void => patience.abort();
  call.signal.addEventListener('abort', leave, { once: true });
  try {
    const answer = await askPeople({
      asker: askerOf(asking),
      verdict: judged.verdict,
      demand,
      occurrence: 0,
      reply: undefined,
      signal: patience.signal,
      onAsked: (approvalId) => {
        pending = approvalId;
        const waitMs = evaluation.waitMs ?? DEFAULT_WAIT_MS;
        if (waitMs === 0) leave();
        const timer = deps.repeat(Math.max(1, waitMs), leave);
        return () => timer.stop();
      },
    });
    if (answer.kind === 'refused') return conclude(asking, refused(judged, answer.reason));
    const unusable = await redeem(askerOf(asking), answer, judged.verdict.action.id);
    if (unusable !== undefined) return conclude(asking, refused(judged, unusable.refused));
    return conclude(asking, await judgeAgain(asking, judged));
  } catch (cause) {
    if (pending === undefined || !patience.signal.aborted) throw cause;
    return pendingAnswer(asking, pending);
  } finally {
    call.signal.removeEventListener('abort', leave);
  }
}

function begin(deps: GatewayDeps, call: IncomingCall, evaluation: Evaluation): Asking {
  const policy = deps.policy();
  if (policy === undefined) throw new GatewayError('no_policy', { publicMessage: 'no policy is active' });
  const { agent } = identify(deps, call);
  const resolution = deps.state.lineage.resolve({
    claimed: claimedWorkflow(call, evaluation.workflow),
    firstText: undefined,
    texts: [],
    callIds: callIdOf(evaluation.action),
    freshId: deps.newId('wf'),
    now: deps.clock(),
  });
  const onBehalfOf = call.headers.get('x-on-behalf-of') ?? evaluation.onBehalfOf;
  const earlier = evaluation.approval === undefined ? undefined : deps.approvals.get(evaluation.approval);
  const again = earlier !== undefined && earlier.request.agent === agent.name;
  const id = again ? earlier.request.exchange_id : deps.newId('ex');
  return {
    before: beforeJudging(deps, { call, evaluation, policy, id, agent: agent.name }),
    deps,
    call,
    evaluation,
    policy,
    id,
    again,
    root: resolution.root,
    alsoCountedUnder: resolution.alsoCountedUnder,
    facts: {
      agent,
      workflow: again
        ? { id: earlier.request.workflow, source: resolution.workflow.source }
        : resolution.workflow,
      onBehalfOf: onBehalfOf === undefined ? undefined : { name: onBehalfOf.slice(0, 128), verified: false },
      model: '',
      provider: '',
      stream: false,
      kind: 'normal',
      nextHop: undefined,
    },
  };
}

function callIdOf(action: Action): readonly string[] {
  return 'callId' in action && action.callId !== undefined ? [action.callId] : [];
}

function beforeJudging(
  deps: GatewayDeps,
  {
    call,
    evaluation,
    policy,
    id,
    agent,
  }: Pick<Asking, 'call' | 'evaluation' | 'policy' | 'id'> & {
    readonly agent: string;
  },
): BeforeJudging {
  const trust = { policy, agent };
  const said = evaluation.override;
  const claim = said === undefined ? overrideClaim(call.headers, trust) : trustedClaim(said, trust);
  const { maxArgumentBytes: argumentBytes } = deps.limits;
  return new BeforeJudging(deps, { exchange: id, agent, argumentBytes, ...policyAsks(policy), claim });
}

async function judge(asking: Asking): Promise<Judged> {
  const { before, facts, deps, policy, root, alsoCountedUnder, evaluation } = asking;
  const { state, sha256, prices, halts } = deps;
  const runDetectors = liveDetectors(deps);
  const { verdict } = await before.judged((given) => {
    const moment = momentOf(deps);
    const { now } = moment;
    const { verdict, detection } = judgeEvaluation(
      { policy, state, sha256, now, prices, halts, runDetectors, given, facts, root, alsoCountedUnder },
      evaluation.action,
    );
    return { verdict, verdicts: [verdict], workflow: facts.workflow.id, detection, moment };
  });
  return { verdict, basis: before.takeJudged() };
}

/** As at the reply door: what was approved is judged again, under the policy and the key of that moment. */
async function judgeAgain(asking: Asking, first: Judged): Promise<Judged> {
  identify(asking.deps, asking.call);
  if (asking.deps.policy()?.version !== asking.policy.version)
    return refused(first, 'the policy changed while this waited: ask again');
  const again = await judge(asking);
  const { judged } = again.basis;
  const answered = [{ action: first.verdict.action.id, ...(judged === undefined ? {} : { again: judged }) }];
  const stands = again.verdict.decision.effect === 'BLOCK' ? again : first;
  return { verdict: stands.verdict, basis: { ...first.basis, answered } };
}

/** What people, or the time that they took, made of it. */
function refused({ verdict, basis }: Judged, reason: string): Judged {
  const answered = [{ action: verdict.action.id, refused: reason }];
  return {
    verdict: { ...verdict, decision: blocked(verdict.decision, reason) },
    basis: { ...basis, answered },
  };
}

function askerOf({ deps, id, facts, policy, again }: Asking): Asker {
  return { deps, id, facts, policyVersion: policy.version, callDigest: () => '', again };
}

/** The decision goes on record, durably, before it is answered. */
async function conclude(asking: Asking, { verdict, basis }: Judged): Promise<JsonObject> {
  const { deps, id, facts, policy, root } = asking;
  const { decision } = verdict;
  const past = { ...evaluationFacts(asking, verdict), ...basis };
  const head = { exchange: id, root, facts, policyVersion: policy.version };
  const drafts = evaluationDrafts(verdict, head, [
    { name: 'facts', bytes: encodeFacts(past) },
    { name: 'evaluation', bytes: Buffer.from(JSON.stringify(asking.evaluation.source)) },
    ...asking.before.given,
  ]);
  await deps.state.applyWhen(deps.ledger.append(drafts), past);
  return {
    decision: decision.effect !== 'BLOCK',
    context: {
      ...answerContext(asking),
      effect: decision.effect,
      reason: decision.reason,
      policies: decision.matched.filter(({ mode }) => mode === 'enforce').map(({ policy: name }) => name),
      ...(verdict.released === verdict.action || decision.effect === 'BLOCK'
        ? {}
        : { released: releasedOf(verdict.released) }),
    },
  };
}

function pendingAnswer(asking: Asking, approvalId: string): JsonObject {
  const approval = asking.deps.approvals.get(approvalId);
  return {
    decision: false,
    context: {
      ...answerContext(asking),
      effect: 'CONSTRAIN',
      reason: `a person has to approve this (approval ${approvalId})`,
      pending: {
        approval: approvalId,
        status_url: `/v1/decisions/${approvalId}`,
        until: new Date(approval?.request.timeout_at ?? 0).toISOString(),
        next: `send the same request again with "context": {"approval": "${approvalId}"}; it attaches to this question`,
      },
    },
  };
}

function answerContext({ id, facts, policy }: Asking): JsonObject {
  return { id, workflow_id: facts.workflow.id, policy_version: policy.version };
}

/** What may be done instead of what was asked: constraints changed it. */
function releasedOf(action: Action): JsonObject {
  if (action.type === 'tool_call') {
    return { arguments: action.arguments.kind === 'object' ? action.arguments.value : action.rawArguments };
  }
  return action.type === 'code_execution' ? { code: action.code } : { text: contentOf(action) };
}
