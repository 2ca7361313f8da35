// History with what its records do not hold yet: what was just decided counts before it is durable.

import type { EpochMs, HistoryView, PastAction, SpendScope, SpendWindow, Spent } from '../domain/index.ts';
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
  return new HistoryAhead(base, query, ahead);
}

/** A class: accessors in an object literal would give every object a layout of its own, which costs wherever it is read. */
class HistoryAhead implements HistoryView {
  readonly #base: HistoryView;
  readonly #query: HistoryQuery;
  readonly #ahead: () => Iterable<PastAction>;

  constructor(base: HistoryView, query: HistoryQuery, ahead: () => Iterable<PastAction>) {
    this.#base = base;
    this.#query = query;
    this.#ahead = ahead;
  }

  *recent(scope: 'workflow' | 'agent', withinMs: number): Generator<PastAction> {
    const { root, agent, now } = this.#query;
    for (const action of this.#ahead()) {
      const isOwn = scope === 'workflow' ? action.workflow === root : action.agent === agent;
      if (isOwn && now - action.at <= withinMs) yield action;
    }
    yield* this.#base.recent(scope, withinMs);
  }

  spent(scope: SpendScope, window: SpendWindow, model: string): Spent {
    return this.#base.spent(scope, window, model);
  }

  get workflowTokens(): number {
    return this.#base.workflowTokens;
  }

  get agentTokens(): number {
    return this.#base.agentTokens;
  }

  get consecutiveReplies(): number {
    return this.#base.consecutiveReplies;
  }
}
