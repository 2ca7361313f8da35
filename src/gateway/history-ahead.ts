// History with what its records do not hold yet: what was just decided counts before it is durable.

import type { EpochMs, HistoryView, PastAction } from '../domain/index.ts';
import type { ExchangeFacts } from './facts.ts';

export interface HistoryQuery {
  readonly root: string;
  readonly alsoCountedUnder: readonly string[];
  readonly agent: string;
  readonly now: EpochMs;
}

/** The actions of a soon recorded door as rate and sequence conditions of this query see them. */
export function pastActions(facts: ExchangeFacts, query: HistoryQuery): readonly PastAction[] {
  const { at, agent, model } = facts;
  const roots = [query.root, ...query.alsoCountedUnder];
  const isShared = [facts.root, ...facts.alsoCountedUnder].some((root) => roots.includes(root));
  const workflow = isShared ? query.root : facts.root;
  return facts.past.map(({ type, tool, category, released }) => ({
    at,
    type,
    agent,
    workflow,
    toolName: tool,
    toolCategory: category,
    model,
    released,
  }));
}

/** The same history with `ahead`, which is newer than all of it. Live, like `base`. */
export function historyAhead(
  base: HistoryView,
  query: HistoryQuery,
  ahead: () => Iterable<PastAction>,
): HistoryView {
  return {
    *recent(scope, withinMs) {
      for (const action of ahead()) {
        const isOwn = scope === 'workflow' ? action.workflow === query.root : action.agent === query.agent;
        if (isOwn && query.now - action.at <= withinMs) yield action;
      }
      yield* base.recent(scope, withinMs);
    },
    get workflowTokens() {
      return base.workflowTokens;
    },
    get agentTokens() {
      return base.agentTokens;
    },
    get consecutiveReplies() {
      return base.consecutiveReplies;
    },
  };
}
