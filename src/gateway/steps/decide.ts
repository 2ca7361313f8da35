// Step 4: what policy says about every action of the request door, and which bytes must change for it.

import { type Constraints, type Effect, strongerEffect } from '../../domain/index.ts';
import { compileName, type PolicyFacts, type PolicySet, transformAction } from '../../policy/index.ts';
import type { RequestEdit } from '../../wire/index.ts';
import { blocked, judgeAction, strongestEffect } from '../judge-action.ts';
import type { Decided, Inspected, JudgedRequestAction } from '../stages.ts';

/** Decides one inspected call. Pure. */
export function decide(policy: PolicySet, inspected: Inspected, policyFacts: PolicyFacts): Decided {
  const verdicts = inspected.actions.map(({ action, resent }): JudgedRequestAction => {
    const judged = judgeAction(policy, action, policyFacts);
    const scoped = action.type === 'llm_call' ? withinScope(inspected, judged) : judged;
    return { ...scoped, resent };
  });
  return {
    ...inspected,
    policy,
    policyFacts,
    verdicts,
    effect: strongestEffect(verdicts),
    wouldBe: verdicts.reduce<Effect>(
      (effect, verdict) => strongerEffect(effect, verdict.decision.wouldBe),
      'ALLOW',
    ),
    edits: verdicts.flatMap(requestEdits),
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

function requestEdits(verdict: JudgedRequestAction): readonly RequestEdit[] {
  const constraints = verdict.decision.constraints;
  if (verdict.decision.effect !== 'CONSTRAIN' || constraints === undefined) return [];
  return verdict.action.type === 'llm_call'
    ? callEdits(verdict, constraints)
    : messageEdits(verdict, constraints);
}

function callEdits(verdict: JudgedRequestAction, constraints: Constraints): readonly RequestEdit[] {
  const edits: RequestEdit[] = [];
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
  // The same transformation on each readable part: a span across two parts is caught by the second look at the whole.
  const map = (text: string): string => {
    const part = transformAction({ ...action, text }, constraints).action;
    return 'text' in part ? part.text : text;
  };
  return [{ kind: 'map_text', messageIndex: action.messageIndex, map }];
}

/** Names to take out restrict, so look-alikes of a removed tool go, too. */
function toolRemover(globs: readonly string[]): (name: string) => boolean {
  const matchers = globs.map(compileName);
  return (name) => matchers.some((matcher) => matcher.loosely(name));
}
