// Step 4: what policy says about every action of the request door, and which bytes must change for it.

import { type Constraints, type Effect, strongerEffect } from '../../domain/index.ts';
import { compileName, type PolicyFacts, type PolicySet, textTransform } from '../../policy/index.ts';
import { type ChatRequest, callText, mappedMessageText, type RequestEdit } from '../../wire/index.ts';
import type { RequestDetection } from '../detected.ts';
import { blocked, type JudgedAction, judgeAction, strongestEffect } from '../judge-action.ts';
import type { Decided, Inspected, JudgedRequestAction } from '../stages.ts';

/** Decides one inspected call. Pure. */
export function decide(
  policy: PolicySet,
  inspected: Inspected,
  policyFacts: PolicyFacts,
  detection: RequestDetection | undefined,
): Decided {
  const verdicts = inspected.actions.map(({ action, before, known }): JudgedRequestAction => {
    const judged = judgeAction(policy, action, policyFacts);
    const scoped = action.type === 'llm_call' ? withinScope(inspected, judged) : judged;
    const { released, decision } = settled(inspected.request, scoped);
    return { action, released, decision, before, known };
  });
  return {
    agent: inspected.agent,
    request: inspected.request,
    framework: inspected.framework,
    claimedWorkflow: inspected.claimedWorkflow,
    onBehalfOf: inspected.onBehalfOf,
    dataSubject: inspected.dataSubject,
    route: inspected.route,
    resolution: inspected.resolution,
    facts: inspected.facts,
    actions: inspected.actions,
    firstText: inspected.firstText,
    judgedFor: inspected.judgedFor,
    continues: inspected.continues,
    clearBefore: inspected.clearBefore,
    policy,
    policyFacts,
    verdicts,
    effect: strongestEffect(verdicts),
    wouldBe: verdicts.reduce<Effect>(
      (effect, verdict) => strongerEffect(effect, verdict.decision.wouldBe),
      'ALLOW',
    ),
    edits: verdicts.flatMap(requestEdits),
    detection,
  };
}

/** An agent's own scope (its upstreams and models) blocks before policy is asked to grant. */
function withinScope(
  inspected: Inspected,
  judged: ReturnType<typeof judgeAction>,
): ReturnType<typeof judgeAction> {
  if (!('refused' in inspected.route) || judged.decision.effect === 'BLOCK') return judged;
  return { ...judged, decision: blocked(judged.decision, inspected.route.refused) };
}

/**
 * What is decided of a text as a whole must hold for the bytes, where each part of it is changed by itself: what reaches
 * across two parts would stay in them.
 */
function settled(request: ChatRequest, judged: JudgedAction): JudgedAction {
  const { action, released, decision } = judged;
  if (released === action || decision.constraints === undefined) return judged;
  const redact = textTransform(action.type, { ...decision.constraints, annotate: undefined });
  const left =
    'messageIndex' in action
      ? mappedMessageText(request, action.messageIndex, redact)
      : callText(request.body, redact);
  if (redact(left) === left) return judged;
  const reason = 'a constraint could not be applied to a text that reaches across several parts';
  return { action, released: action, decision: blocked(decision, reason) };
}

function requestEdits(verdict: JudgedRequestAction): readonly RequestEdit[] {
  const constraints = verdict.decision.constraints;
  if (verdict.decision.effect !== 'CONSTRAIN' || constraints === undefined) return [];
  return verdict.action.type === 'llm_call'
    ? callEdits(verdict, constraints)
    : messageEdits(verdict, constraints);
}

function callEdits(verdict: JudgedRequestAction, constraints: Constraints): readonly RequestEdit[] {
  const edits: RequestEdit[] = [];
  if (verdict.released !== verdict.action) {
    edits.push({ kind: 'map_call_text', map: textTransform('llm_call', constraints) });
  }
  const globs = constraints.removeTools;
  if (globs.length > 0) edits.push({ kind: 'remove_tools', remove: toolRemover(globs) });
  if (constraints.model !== undefined) edits.push({ kind: 'model', value: constraints.model });
  const asked = verdict.action.type === 'llm_call' ? verdict.action.maxTokens : undefined;
  if (constraints.maxTokens !== undefined && (asked === undefined || asked > constraints.maxTokens)) {
    edits.push({ kind: 'max_tokens', value: constraints.maxTokens });
  }
  return edits;
}

function messageEdits(verdict: JudgedRequestAction, constraints: Constraints): readonly RequestEdit[] {
  const { action, released } = verdict;
  if (!('messageIndex' in action) || released === action) return [];
  const map = textTransform(action.type, constraints);
  return [{ kind: 'map_text', messageIndex: action.messageIndex, map }];
}

/** Names to take out restrict, so look-alikes of a removed tool go, too. */
function toolRemover(globs: readonly string[]): (name: string) => boolean {
  const matchers = globs.map((glob) => compileName(glob));
  return (name) => matchers.some((matcher) => matcher.loosely(name));
}
