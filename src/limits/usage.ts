// What has been used so far: past actions, tokens and replies per workflow and agent, folded from what was recorded.

import type { ActionType, EpochMs, HistoryView, PastAction } from '../domain/index.ts';
import { LruPool } from './lru-pool.ts';
import { RecentActions } from './recent-actions.ts';

/** What one recorded door adds. Never content. */
export interface UsageFacts {
  readonly at: EpochMs;
  readonly agent: string;
  /** The workflow under which usage is counted (lineage's root, not the claim). */
  readonly workflow: string;
  /** Other workflows that it counts in, too. */
  readonly otherWorkflows: readonly string[];
  readonly model: string;
  readonly tokens: number;
  /** True: the agent was given a reply. False: somebody else spoke. Undefined: neither. */
  readonly replied: boolean | undefined;
  /** In the order in which they were decided. */
  readonly actions: readonly {
    readonly type: ActionType;
    readonly tool: string | undefined;
    readonly category: string | undefined;
    readonly released: boolean;
  }[];
}

export interface UsageQuery {
  readonly workflow: string;
  readonly otherWorkflows: readonly string[];
  readonly agent: string;
  readonly now: EpochMs;
}

export interface UsageBounds {
  /** Latest actions kept for a workflow and for an agent: no rate or sequence reaches further back. */
  readonly actionsPerScope: number;
  readonly workflows: number;
  readonly agents: number;
  /** Actions in memory over all workflows, and again over all agents. */
  readonly totalActions: number;
}

/** At most about 50 MB, as many workflows as lineage remembers; a workflow that falls out starts again from nothing. */
const DEFAULT_USAGE_BOUNDS: UsageBounds = {
  actionsPerScope: 4_096,
  workflows: 5_000,
  agents: 10_000,
  totalActions: 200_000,
};

/** The usage of one workflow or one agent. */
class ScopeUsage {
  readonly recent: RecentActions;
  tokens = 0;
  /** Of a workflow: the agent that was given the latest reply, and how many it has been given in a row. */
  replies: { readonly agent: string; readonly count: number } | undefined;

  constructor(bound: number) {
    this.recent = new RecentActions(bound);
  }

  get size(): number {
    return this.recent.size;
  }

  add(tokens: number, actions: readonly PastAction[]): void {
    this.tokens += tokens;
    for (const action of actions) this.recent.add(action);
  }
}

/**
 * A left fold over recorded facts. `apply` changes it; views only read. Agents and workflows have separate bounds, so
 * that an agent which invents workflows can not make the gateway forget what it, or another agent, has done.
 */
export class Usage {
  readonly #workflows: LruPool<ScopeUsage>;
  readonly #agents: LruPool<ScopeUsage>;

  constructor(bounds: UsageBounds = DEFAULT_USAGE_BOUNDS) {
    const maxTotal = bounds.totalActions;
    const create = () => new ScopeUsage(bounds.actionsPerScope);
    this.#workflows = new LruPool({ maxScopes: bounds.workflows, maxTotal }, create);
    this.#agents = new LruPool({ maxScopes: bounds.agents, maxTotal }, create);
  }

  apply(facts: UsageFacts): void {
    const { at, agent, workflow, model } = facts;
    const actions = facts.actions.map(
      ({ type, tool, category, released }): PastAction => ({
        at,
        type,
        agent,
        workflow,
        toolName: tool,
        toolCategory: category,
        model,
        released,
      }),
    );
    this.#agents.update(agent, (usage) => usage.add(facts.tokens, actions));
    for (const counted of [workflow, ...facts.otherWorkflows]) {
      this.#workflows.update(counted, (usage) => {
        usage.add(facts.tokens, actions);
        if (facts.replied !== undefined)
          usage.replies = facts.replied ? oneMore(usage.replies, agent) : undefined;
      });
    }
  }

  /**
   * History as a decision at `now` reads it: live, so facts that are applied later show through. Of several workflows:
   * the actions of all of them, each once, and the largest of each counter (sums would count shared calls twice).
   */
  view(query: UsageQuery, spent: HistoryView['spent']): HistoryView {
    return new UsageView(this.#workflows, this.#agents, query, spent);
  }
}

/** A class: accessors in an object literal would give every object a layout of its own, which costs wherever it is read. */
class UsageView implements HistoryView {
  readonly spent: HistoryView['spent'];
  readonly #workflows: LruPool<ScopeUsage>;
  readonly #agents: LruPool<ScopeUsage>;
  readonly #query: UsageQuery;

  constructor(
    workflows: LruPool<ScopeUsage>,
    agents: LruPool<ScopeUsage>,
    query: UsageQuery,
    spent: HistoryView['spent'],
  ) {
    this.spent = spent;
    this.#workflows = workflows;
    this.#agents = agents;
    this.#query = query;
  }

  recent(scope: 'workflow' | 'agent', withinMs: number): Iterable<PastAction> {
    const scopes = scope === 'workflow' ? this.#counted() : [this.#agents.get(this.#query.agent)];
    return newestFirst(scopes, this.#query.now - withinMs);
  }

  get workflowTokens(): number {
    return this.#largest(({ tokens }) => tokens);
  }

  get agentTokens(): number {
    return this.#agents.get(this.#query.agent)?.tokens ?? 0;
  }

  get consecutiveReplies(): number {
    return this.#largest(({ replies }) => (replies?.agent === this.#query.agent ? replies.count : 0));
  }

  #counted(): readonly (ScopeUsage | undefined)[] {
    const { workflow, otherWorkflows } = this.#query;
    return [workflow, ...otherWorkflows].map((id) => this.#workflows.get(id));
  }

  #largest(count: (usage: ScopeUsage) => number): number {
    return this.#counted().reduce((most, usage) => Math.max(most, usage === undefined ? 0 : count(usage)), 0);
  }
}

/** An action that counts in several scopes is one object in all of them. */
function newestFirst(scopes: readonly (ScopeUsage | undefined)[], since: EpochMs): Iterable<PastAction> {
  const [only] = scopes;
  if (scopes.length === 1) return only?.recent.since(since) ?? [];
  const merged = new Set(scopes.flatMap((scope) => [...(scope?.recent.since(since) ?? [])]));
  return [...merged].sort((a, b) => b.at - a.at);
}

function oneMore(replies: ScopeUsage['replies'], agent: string): NonNullable<ScopeUsage['replies']> {
  return { agent, count: replies?.agent === agent ? replies.count + 1 : 1 };
}
