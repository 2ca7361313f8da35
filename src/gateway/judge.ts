// Steps 2 to 4 as one pure function for each door. Replay is this file over recorded bytes.

import type { Capability, PastAction, PriceList, Sha256Hex } from '../domain/index.ts';
import type { Halts } from '../limits/index.ts';
import type { PolicyFacts, PolicySet } from '../policy/index.ts';
import { type ReplyChoice, replyActions } from '../wire/index.ts';
import type { RequestDetection } from './detected.ts';
import { detectReply, detectRequest, type RunDetectors } from './detection.ts';
import type { Given } from './given.ts';
import { type HistoryQuery, historyAhead } from './history-ahead.ts';
import { type JudgedAction, judgeAction } from './judge-action.ts';
import { pastFact } from './past-fact.ts';
import type { Decided, Inspected, Read } from './stages.ts';
import type { GatewayState } from './state.ts';
import { decide } from './steps/decide.ts';
import { inspect } from './steps/inspect.ts';

/** Everything impure that a decision depends on, as recorded values. */
export interface JudgeInput {
  readonly policy: PolicySet;
  /** The folded state at the index that the record names. Only read. */
  readonly state: GatewayState;
  readonly sha256: Sha256Hex;
  readonly knowsAgent: (name: string) => boolean;
  /** All agents that have a name here: whose words somebody could claim to speak. */
  readonly agentNames: () => readonly string[];
  /** The id for a workflow that is seen for the first time without a name. */
  readonly freshWorkflow: string;
  readonly now: number;
  readonly prices: PriceList;
  readonly halts: Halts;
  readonly runDetectors: RunDetectors;
  readonly given: Given;
}

/** Judges the request door: where the call belongs, what is new in it, and what policy says of each part. */
export function judgeRequest(input: JudgeInput, read: Read): Decided {
  const inspected = inspect(input, read);
  const history = input.state.history(historyQuery(inspected, input.now));
  const detection = input.policy.detects
    ? detectRequest({ ...input, consecutiveReplies: history.consecutiveReplies }, inspected)
    : undefined;
  const policyFacts: PolicyFacts = {
    call: inspected.facts,
    history,
    now: input.now,
    prices: input.prices,
    halted: haltOf(input.halts, historyQuery(inspected, input.now)),
    toolsOffered: read.request.tools,
    evidence: detection?.evidence,
  };
  return decide(input.policy, inspected, policyFacts, detection);
}

/** In words for the agent: who stopped it stays in the record of the halt. */
export function haltOf(halts: Halts, { agent, root, alsoCountedUnder }: HistoryQuery): string | undefined {
  const halt = halts.covering({ agent, workflows: [root, ...alsoCountedUnder] });
  if (halt === undefined) return undefined;
  const what =
    halt.scope === 'project'
      ? 'All agents are'
      : halt.scope === 'agent'
        ? 'This agent is'
        : 'This workflow is';
  return `${what} stopped by a person until further notice`;
}

/** The history that decisions on this call read. */
export function historyQuery({ resolution, agent }: Inspected, now: number): HistoryQuery {
  const { root, alsoCountedUnder } = resolution;
  return { root, alsoCountedUnder, agent: agent.name, now };
}

export interface ReplyJudgeInput {
  readonly runDetectors: RunDetectors;
  readonly given: Given;
  readonly sha256: Sha256Hex;
  readonly decided: Decided;
  readonly state: GatewayState;
  readonly now: number;
  readonly halts: Halts;
  readonly capabilities: (language: string, code: string) => readonly Capability[] | undefined;
}

export interface JudgedReply {
  readonly verdicts: readonly JudgedAction[];
  readonly detection: RequestDetection | undefined;
}

/** Judges the reply door: every action in the given choices, each by itself. */
export function judgeReply(input: ReplyJudgeInput, choices: readonly ReplyChoice[]): JudgedReply {
  const { decided } = input;
  const actions = replyActions(choices, {
    definitions: decided.request.tools,
    kind: decided.request.kind,
    candidates: decided.request.candidates,
    capabilities: input.capabilities,
  });
  const handoff = actions.find((action) => action.type === 'handoff');
  const nextHop = handoff?.type === 'handoff' ? handoff.target : undefined;
  const query = historyQuery(decided, input.now);
  const earlier: PastAction[] = [];
  const deps = { policy: decided.policy, root: decided.resolution.root, facts: decided.facts };
  const detection =
    decided.detection === undefined
      ? undefined
      : detectReply(decided.detection, { ...input, ...deps }, actions);
  const facts: PolicyFacts = {
    call: nextHop === undefined ? decided.policyFacts.call : { ...decided.policyFacts.call, nextHop },
    history: historyAhead(input.state.history(query), query, () => earlier),
    now: input.now,
    prices: decided.policyFacts.prices,
    halted: haltOf(input.halts, query),
    toolsOffered: decided.policyFacts.toolsOffered,
    evidence: detection?.evidence,
  };
  const verdicts = actions.map((action) => {
    const judged = judgeAction(decided.policy, action, facts);
    earlier.push(asPast(judged, query, decided.facts.model));
    return judged;
  });
  return { verdicts, detection };
}

/** INVARIANT: the calls of one reply count for each other: no rate is passed by asking for everything at once. */
function asPast(judged: JudgedAction, query: HistoryQuery, model: string): PastAction {
  const { type, tool, category, released } = pastFact(judged);
  const { agent, root: workflow, now: at } = query;
  return { at, type, agent, workflow, toolName: tool, toolCategory: category, model, released };
}
