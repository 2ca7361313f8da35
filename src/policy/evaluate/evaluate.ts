// The decision on one action: select the policies that can match, test them, compose what they say.

import type { Action, Decision } from '../../domain/index.ts';
import { strongestLevel } from '../compile/compile-policy.ts';
import type { CompiledSet } from '../compile/compiled-set.ts';
import type { Candidate, Candidates } from '../compile/policy-index.ts';
import type { PolicyFacts } from '../policy-facts.ts';
import { compose, type Outcome, type Permission } from './compose.ts';
import { missingGrant } from './find-grant.ts';
import { type Match, matchPolicy } from './match-policy.ts';
import { createSubject, type Subject, toolFacts } from './subject.ts';

/** Pure and total: the same set, action and facts give the same decision, and nothing in an action makes it throw. */
export function evaluate(set: CompiledSet, action: Action, facts: PolicyFacts): Decision {
  const subject = createSubject(action, facts, set.declarations);
  const candidates = set.index.select(action.type, facts.call.agent.name, toolOf(action));
  const matches = findMatches(candidates.plan, subject);
  const enforced = matches.filter((match) => match.policy.mode === 'enforce');
  const missing = set.defaultDecision === 'BLOCK' ? missingGrant(action, facts, set.declarations) : undefined;
  const outcome = compose(enforced, permit(set, enforced, missing, set.defaultMode === 'enforce'));
  const shadowed = enforced.length < matches.length || set.defaultMode === 'shadow';
  const shape = blockShape(outcome);
  const wouldBe = shadowed ? compose(matches, permit(set, matches, missing, true)).effect : outcome.effect;
  return {
    effect: outcome.effect,
    wouldBe,
    reason: outcome.reason,
    grantedBy: outcome.grantedBy,
    evaluated: candidates.names,
    matched: matches.map((match) => match.record),
    constraints: outcome.effect === 'CONSTRAIN' ? outcome.constraints : undefined,
    logLevel: strongestLevel(enforced.map((match) => match.policy.logLevel)),
    captureFields: capturedFields(enforced),
    respondWith: shape.respondWith,
    onBlock: shape.onBlock,
    tool: toolFacts(subject),
    evidence: facts.evidence?.(action),
  };
}

/** In name order. */
function findMatches({ groups, rest }: Candidates['plan'], subject: Subject): readonly Match[] {
  const matches: Match[] = [];
  for (const group of groups) {
    if (!group.ruledOut(subject)) collectMatches(group.members, subject, matches);
  }
  collectMatches(rest, subject, matches);
  if (groups.length > 0) matches.sort((a, b) => (a.policy.name < b.policy.name ? -1 : 1));
  return matches;
}

function collectMatches(candidates: readonly Candidate[], subject: Subject, into: Match[]): void {
  for (const candidate of candidates) {
    const match = matchPolicy(candidate, subject);
    if (match !== undefined) into.push(match);
  }
}

/** Undefined where the tool is not known, so that the index leaves nothing out. */
function toolOf(action: Action): string | undefined {
  if (action.type === 'tool_call') return action.toolName;
  return action.type === 'tool_result' ? action.tool?.name : undefined;
}

function permit(
  set: CompiledSet,
  matches: readonly Match[],
  missing: string | undefined,
  enforced: boolean,
): Permission {
  const allow = matches.find((match) => match.policy.decision === 'ALLOW');
  if (allow !== undefined) return { grantedBy: allow.policy.name, deniedBecause: undefined };
  if (set.defaultDecision === 'ALLOW') return { grantedBy: 'default', deniedBecause: undefined };
  if (missing === undefined) return { grantedBy: 'declaration', deniedBecause: undefined };
  return { grantedBy: undefined, deniedBecause: enforced ? missing : undefined };
}

const NO_FIELDS: readonly string[] = [];

function capturedFields(matches: readonly Match[]): readonly string[] {
  const fields = matches.flatMap((match) => match.policy.captureFields);
  return fields.length === 0 ? NO_FIELDS : [...new Set(fields)].sort();
}

/** One blocker that asks for an error, or for the whole reply to go, is enough: the stricter shape wins. */
function blockShape({ effect, blockers }: Outcome): Pick<Decision, 'respondWith' | 'onBlock'> {
  const shapes = blockers.map((match) => match.policy);
  const drops =
    effect === 'BLOCK' && shapes.length > 0 && shapes.every((policy) => policy.onBlock === 'drop_action');
  return {
    respondWith: shapes.some((policy) => policy.respondWith === 'error') ? 'error' : 'completion',
    onBlock: drops ? 'drop_action' : 'refuse_reply',
  };
}
