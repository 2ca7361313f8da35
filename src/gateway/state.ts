// The state that decisions read: a fold over recorded facts. The live path and the start-up re-fold call the same `apply`.

import type { Receipt } from '../audit/index.ts';
import { DetectionMemory } from '../detect/index.ts';
import type { HistoryView, PastAction, SpendScope, SpendWindow, Spent } from '../domain/index.ts';
import { agentModel, Spend, type SpendSnapshot, scopesOf, Usage, windowStart } from '../limits/index.ts';
import { addBounded, Lineage } from '../lineage/index.ts';
import { type ConversationTip, ConversationTips } from './conversation-tips.ts';
import type { ExchangeFacts } from './facts.ts';
import { type HistoryQuery, historyAhead, pastActions } from './history-ahead.ts';

export type Standing = 'clear' | 'constrained' | 'new';

const MAX_CONSTRAINED = 20_000;

export class GatewayState {
  readonly lineage = new Lineage();
  readonly #usage = new Usage();
  readonly spend = new Spend();
  readonly detection = new DetectionMemory();
  readonly #tips = new ConversationTips();
  readonly #constrained = new Set<string>();
  readonly #onTheirWay = new Set<ExchangeFacts>();
  #through = -1;

  /**
   * What became of a message in an equal call (`judgedFor`): `clear` was judged and let through unchanged;
   * `constrained` was judged and changed, so that it must be changed again; `new` was never judged for such a call.
   */
  messageStanding(root: string, digest: string, judgedFor: string): Standing {
    if (this.lineage.isClear(root, digest, judgedFor)) return 'clear';
    if (this.#constrained.size === 0) return 'new';
    return this.#constrained.has(constrainedKey(root, digest, judgedFor)) ? 'constrained' : 'new';
  }

  /** Whether a call of this workflow carried the message before, whoever made it: it counts once. */
  knowsMessage(root: string, digest: string): boolean {
    return this.lineage.hasSeen(root, digest);
  }

  /** Whether this workflow's records already hold these tool definitions. */
  knowsTools(root: string, digest: string): boolean {
    return this.lineage.hasSeen(root, `tools${digest}`);
  }

  tip(root: string, agent: string): ConversationTip | undefined {
    return this.#tips.get(root, agent);
  }

  history(query: HistoryQuery): HistoryView {
    const { root: workflow, alsoCountedUnder: otherWorkflows, agent, now } = query;
    const spent: HistoryView['spent'] = (scope, window, model) =>
      this.#spent(query, { scope, window, model });
    const recorded = this.#usage.view({ workflow, otherWorkflows, agent, now }, spent);
    return historyAhead(recorded, query, () => this.#ahead(query));
  }

  /**
   * Folds one door into the state when its record is durable. INVARIANT: what is decided counts at once, so that calls
   * which are decided while others are being recorded can not pass a rate together; it is taken back when recording fails.
   */
  async applyWhen(recorded: Promise<readonly Receipt[]>, facts: ExchangeFacts): Promise<readonly Receipt[]> {
    this.#onTheirWay.add(facts);
    try {
      const receipts = await recorded;
      this.apply(facts);
      this.#through = receipts[0]?.index ?? this.#through;
      return receipts;
    } finally {
      this.#onTheirWay.delete(facts);
    }
  }

  /** Index of the latest record whose facts are in this state; -1 for none. */
  get through(): number {
    return this.#through;
  }

  /** So many doors are decided and not in it yet; they count ahead of their records. */
  get ahead(): number {
    return this.#onTheirWay.size;
  }

  /** Folds a door that is on record already. */
  restore(facts: ExchangeFacts, index: number, isSummarised = false): void {
    this.apply(facts, isSummarised);
    this.#through = index;
  }

  /** The state as it is while these doors are decided and on their way to the ledger: how a judgement of the past saw it. */
  withAhead<T>(facts: readonly ExchangeFacts[], look: () => T): T {
    for (const each of facts) this.#onTheirWay.add(each);
    try {
      return look();
    } finally {
      for (const each of facts) this.#onTheirWay.delete(each);
    }
  }

  /** INVARIANT: a call counts from the moment it is decided: calls that are decided together can not pass a budget together. */
  #spent(query: HistoryQuery, asked: SpendQuestion): Spent {
    const { scope, window, model } = asked;
    const names =
      scope === 'workflow' ? [query.root, ...query.alsoCountedUnder] : [nameOf(scope, query.agent, model)];
    const most = { requests: 0, tokens: 0, costMicros: 0 };
    for (const name of names) {
      const recorded = this.spend.spent(scope, name, window, query.now);
      let { requests, tokens, costMicros } = recorded;
      for (const facts of this.#onTheirWay) {
        if (facts.reserved === undefined || !countsIn(facts, scope, name)) continue;
        if (windowStart(window, facts.at) !== windowStart(window, query.now)) continue;
        requests += 1;
        tokens += facts.reserved.tokens;
        costMicros += facts.reserved.costMicros;
      }
      most.requests = Math.max(most.requests, requests);
      most.tokens = Math.max(most.tokens, tokens);
      most.costMicros = Math.max(most.costMicros, costMicros);
    }
    return most;
  }

  *#ahead(query: HistoryQuery): Generator<PastAction> {
    for (const facts of this.#onTheirWay) yield* pastActions(facts, query);
  }

  /** What is used of budgets, of all records below `size` but those that are pending. */
  spendSummary(size: number, now: number): SpendSummary {
    return {
      size,
      pending: [...this.#onTheirWay].map(GatewayState.pendingKey),
      spend: this.spend.snapshot(now),
    };
  }

  /** Tells the facts of one door from those of another. */
  static pendingKey({ exchange, reserved }: ExchangeFacts): string {
    return `${reserved === undefined ? 'outcome' : 'request'} ${exchange}`;
  }

  /** Folds one recorded door into the state; budgets leave out what a summary holds already. */
  apply(facts: ExchangeFacts, isSummarised = false): void {
    this.lineage.apply({
      at: facts.at,
      agent: facts.agent,
      root: facts.root,
      workflow: facts.workflow,
      firstText: facts.firstText,
      messages: facts.messages,
      judgedFor: facts.judgedFor,
      alsoSeen: facts.tools === undefined ? facts.constrained : [...facts.constrained, `tools${facts.tools}`],
      emissions: facts.emissions,
      calls: facts.calls,
      ...(facts.spans === undefined ? {} : { spans: facts.spans }),
    });
    if (facts.detection !== undefined) {
      const { root, agent, emissions, detection } = facts;
      this.detection.apply({ root, agent, emissions, facts: detection });
    }
    if (!isSummarised) this.#applySpend(facts);
    this.#applyConstrained(facts);
    this.#applyTip(facts);
    this.#usage.apply({
      at: facts.at,
      agent: facts.agent,
      workflow: facts.root,
      otherWorkflows: facts.alsoCountedUnder,
      model: facts.model,
      tokens: facts.tokens,
      replied: facts.replied,
      actions: facts.past,
    });
  }

  #applySpend({
    at,
    exchange,
    agent,
    model,
    root,
    alsoCountedUnder,
    reserved,
    settled,
  }: ExchangeFacts): void {
    if (reserved !== undefined) {
      this.spend.reserve({ exchange, at, agent, model, workflows: [root, ...alsoCountedUnder], ...reserved });
    }
    if (settled !== undefined) this.spend.settle({ exchange, spent: settled });
  }

  #applyConstrained(facts: ExchangeFacts): void {
    for (const digest of facts.constrained) {
      addBounded(this.#constrained, constrainedKey(facts.root, digest, facts.judgedFor), MAX_CONSTRAINED);
    }
  }

  #applyTip(facts: ExchangeFacts): void {
    const { root, agent, exchange, context, listDigest, judgedFor } = facts;
    if (context === undefined || listDigest === undefined) return;
    const { base, count, added } = context;
    const latest = this.#tips.get(root, agent);
    const before = latest?.exchange === base ? latest : undefined;
    this.#tips.put(root, agent, {
      exchange,
      count: count + added.length,
      listDigest,
      clearFor: this.#isAllClear(facts, context, before) ? judgedFor : undefined,
    });
  }

  /** Whether every message of a call's list stands clear for it: those that it adds, and the list that it continues. */
  #isAllClear(
    { root, judgedFor }: ExchangeFacts,
    { base, added }: NonNullable<ExchangeFacts['context']>,
    continued: ConversationTip | undefined,
  ): boolean {
    if (base !== undefined && (continued?.exchange !== base || continued.clearFor !== judgedFor))
      return false;
    return added.every((digest) => this.lineage.isClear(root, digest, judgedFor));
  }
}

/** INVARIANT: what was judged for one agent, model or policy version says nothing about another. */
function constrainedKey(root: string, digest: string, judgedFor: string): string {
  return `${root}\n${judgedFor}${digest}`;
}

export interface SpendSummary {
  readonly size: number;
  readonly pending: readonly string[];
  readonly spend: SpendSnapshot;
}

interface SpendQuestion {
  readonly scope: SpendScope;
  readonly window: SpendWindow;
  readonly model: string;
}

function nameOf(scope: Exclude<SpendScope, 'workflow'>, agent: string, model: string): string {
  switch (scope) {
    case 'project':
      return '';
    case 'agent':
      return agent;
    case 'model':
      return model;
    case 'agent_model':
      return agentModel(agent, model);
  }
}

function countsIn(facts: ExchangeFacts, scope: SpendScope, name: string): boolean {
  const { agent, model, root, alsoCountedUnder } = facts;
  const scopes = scopesOf({ agent, model, workflows: [root, ...alsoCountedUnder] });
  return scopes.some(([candidate, counted]) => candidate === scope && counted === name);
}
