// START HERE: the path of one exchange. Each step takes what the step before it made; nothing is released that is not recorded.

import { GatewayError, type JsonObject } from '../domain/index.ts';
import type { PolicySet } from '../policy/index.ts';
import type { ReplyChoice } from '../wire/index.ts';
import { BeforeJudging, policyAsks } from './before-judging.ts';
import { liveDetectors } from './detection.ts';
import type { Exchange } from './exchange.ts';
import { writeRefusal } from './exchange.ts';
import { abandon, attemptNumber, type StartInput, startExchange } from './exchange-life.ts';
import { type JudgeInput, judgeReply, judgeRequest } from './judge.ts';
import type { JudgedAction } from './judge-action.ts';
import { momentOf } from './moment.ts';
import { overrideClaim } from './override-claim.ts';
import type { GatewayDeps, IncomingCall } from './ports.ts';
import type { ReplyGuards } from './reply-settlement.ts';
import type { ReplySink } from './reply-sink.ts';
import { asUpstream, claimCall, heldReply, joinCall } from './retries.ts';
import type { StoredReply } from './retry-book.ts';
import type { Decided, Identified, Read } from './stages.ts';
import { finish } from './steps/finish.ts';
import { forward } from './steps/forward.ts';
import { guardReply } from './steps/guard-reply.ts';
import { identify, identifyAgain } from './steps/identify.ts';
import { read } from './steps/read.ts';
import { record } from './steps/record.ts';
import { recordPart } from './steps/record-part.ts';
import { settle } from './steps/settle.ts';

/**
 * Takes one agent call through both doors and writes its answer to `sink`. Throws GatewayError for faults before the
 * first byte of an answer (the server translates them); afterwards faults are written into the answer itself.
 */
export async function handleExchange(deps: GatewayDeps, call: IncomingCall, sink: ReplySink): Promise<void> {
  const began = deps.micros();
  const identified = identify(deps, call);
  await deps.inFlight.counted(identified.agent.name, () =>
    throughBothDoors(deps, { call, sink, began, identified }),
  );
}

interface Arrival {
  readonly call: IncomingCall;
  readonly sink: ReplySink;
  /** When the call came, in microseconds of `deps.micros`. */
  readonly began: number;
  readonly identified: Identified;
}

async function throughBothDoors(
  deps: GatewayDeps,
  { call, sink, began, identified }: Arrival,
): Promise<void> {
  // The caller was identified before the body is taken in, so that a stranger costs no memory; and is again after it,
  // since a body may take its time: who calls, and under which policy, is what holds when the decision is made.
  const body = await call.readBody();
  const asked = read(deps, call, { agent: identifyAgain(deps, identified).agent, body });
  const policy = activePolicy(deps);
  const claimed = claimCall(deps, call, asked);
  if (claimed.kind === 'join') return joinCall(deps, { claimed, sink, call, asked });
  const judging = deps.micros();
  const started = { call, sink, claimed, ...begin(deps, { call, claimed, asked, policy }) };
  const decided = await decidedRequest(deps, { policy, asked, started });
  const judged = deps.micros();
  const exchange = startExchange(deps, { ...started, decided });
  const { root, alsoCountedUnder } = decided.resolution;
  const entry = {
    agent: decided.agent.name,
    workflows: [root, ...alsoCountedUnder],
    upstream: exchange.upstreamAbort,
  };
  const latency = { read: judging - began, judge: judged - judging };
  await deps.underWay.during(entry, () => afterDecision(exchange, latency, began));
}

interface Beginning {
  readonly call: IncomingCall;
  readonly claimed: StartInput['claimed'];
  readonly asked: Read;
  readonly policy: PolicySet;
}

/** INVARIANT: a call is known to be under way before anything is waited for, so that its retry finds it. */
function begin(
  deps: GatewayDeps,
  { call, claimed, asked, policy }: Beginning,
): Pick<StartInput, 'id' | 'attempt' | 'before'> {
  const agent = asked.agent.name;
  const claim = overrideClaim(call.headers, { policy, agent });
  const id = claimed.kind === 'first' ? deps.newId('ex') : claimed.exchange;
  const { maxArgumentBytes: argumentBytes } = deps.limits;
  const before = new BeforeJudging(deps, {
    exchange: id,
    agent,
    argumentBytes,
    ...policyAsks(policy),
    claim,
  });
  return { id, before, attempt: deps.retries.begin(claimed.key, id) };
}

/** Judges the request door. What breaks here leaves nothing behind that a retry could join. */
async function decidedRequest(
  deps: GatewayDeps,
  {
    policy,
    asked,
    started,
  }: Pick<Beginning, 'policy' | 'asked'> & { readonly started: Omit<StartInput, 'decided'> },
): Promise<Decided> {
  try {
    const { decided } = await started.before.judged((given) => {
      const moment = momentOf(deps);
      const judged = judgeRequest(judgeInput(deps, { policy, asked, given, now: moment.now }), asked);
      const { verdicts, detection, facts } = judged;
      return { decided: judged, verdicts, workflow: facts.workflow.id, detection, moment };
    });
    return decided;
  } catch (cause) {
    const attempt = attemptNumber(started.claimed);
    started.attempt.fail({ retryable: false, attempt, now: deps.clock() });
    throw cause;
  }
}

async function afterDecision(exchange: Exchange, latency: JsonObject, began: number): Promise<void> {
  const { deps } = exchange;
  try {
    const receipt = await record(exchange, latency);
    const settled = await settle.request(exchange, receipt);
    if (settled.kind === 'refused') return exchange.attempt.settle(writeRefusal(exchange, settled.refusal));
    const held = exchange.resumes ? await heldReply(deps, exchange.id) : undefined;
    const upstream =
      held === undefined
        ? await forward(exchange, settled.permit, receipt)
        : asUpstream(held, exchange.decided.request.stream);
    exchange.attempt.settle(await guardReply(exchange, upstream, guardsOf(exchange, began)));
  } catch (cause) {
    await abandon(exchange, cause);
  }
}

/** Fail closed: without a policy nothing passes. */
function activePolicy(deps: GatewayDeps): PolicySet {
  const policy = deps.policy();
  if (policy === undefined) throw new GatewayError('no_policy', { publicMessage: 'no policy is active' });
  return policy;
}

function judgeInput(
  deps: GatewayDeps,
  { policy, asked, given, now }: Pick<JudgeInput, 'policy' | 'given' | 'now'> & { readonly asked: Read },
): JudgeInput {
  return {
    policy,
    given,
    now,
    state: deps.state,
    sha256: deps.sha256,
    knowsAgent: (name) => deps.identity.agent(name) !== undefined,
    agentNames: () => deps.identity.agents().map(({ agent }) => agent),
    // A claimed workflow has its id.
    freshWorkflow: asked.claimedWorkflow === undefined ? deps.newId('wf') : '',
    prices: deps.prices,
    halts: deps.halts,
    runDetectors: liveDetectors(deps),
  };
}

/** The reply door's actions go through judge, record and settle again before they are released. */
function guardsOf(exchange: Exchange, began: number): ReplyGuards {
  const { deps } = exchange;
  return {
    judge: (choices) => judgedReply(exchange, choices),
    settle: (verdicts, held) => settle.reply(exchange, verdicts, held),
    recordPart: (verdicts) => recordPart(exchange, verdicts),
    finish: (outcome) => finish(exchange, outcome),
    elapsed: () => deps.micros() - began,
  };
}

async function judgedReply(
  { deps, decided, before }: Exchange,
  choices: readonly ReplyChoice[],
): Promise<readonly JudgedAction[]> {
  const workflow = decided.facts.workflow.id;
  const judgement = await before.judged((given) => {
    const moment = momentOf(deps);
    const { verdicts, detection } = judgeReply(
      {
        decided,
        given,
        state: deps.state,
        now: moment.now,
        halts: deps.halts,
        capabilities: deps.capabilities,
        sha256: deps.sha256,
        runDetectors: liveDetectors(deps),
      },
      choices,
    );
    return { verdicts, workflow, detection, moment };
  });
  return judgement.verdicts;
}

export type { StoredReply };
