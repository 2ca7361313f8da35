// The state that decisions read: a fold over recorded facts. The live path and the start-up re-fold call the same `apply`.

import type { HistoryView, PastAction } from '../domain/index.ts';
import { Usage } from '../limits/index.ts';
import { addBounded, Lineage, putBounded } from '../lineage/index.ts';
import type { ExchangeFacts } from './facts.ts';
import { type HistoryQuery, historyAhead, pastActions } from './history-ahead.ts';

/** The message list of an agent's latest call in a workflow: the next call usually continues it. */
export interface ConversationTip {
  readonly exchange: string;
  readonly count: number;
  readonly listDigest: string;
}

export type Standing = 'clear' | 'constrained' | 'new';

const MAX_TIPS = 20_000;
const MAX_CONSTRAINED = 20_000;

export class GatewayState {
  readonly lineage = new Lineage();
  readonly #usage = new Usage();
  readonly #tips = new Map<string, ConversationTip>();
  readonly #constrained = new Set<string>();
  readonly #onTheirWay = new Set<ExchangeFacts>();

  /**
   * What became of a message in an equal call (`judgedFor`): `clear` was judged and let through unchanged;
   * `constrained` was judged and changed, so that it must be changed again; `new` was never judged for such a call.
   */
  messageStanding(root: string, digest: string, judgedFor: string): Standing {
    const key = standingKey(digest, judgedFor);
    if (this.lineage.hasSeen(root, key)) return 'clear';
    return this.#constrained.has(`${root}\n${key}`) ? 'constrained' : 'new';
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
    return this.#tips.get(`${root}\n${agent}`);
  }

  history(query: HistoryQuery): HistoryView {
    const { root: workflow, alsoCountedUnder: otherWorkflows, agent, now } = query;
    const recorded = this.#usage.view({ workflow, otherWorkflows, agent, now });
    return historyAhead(recorded, query, () => this.#ahead(query));
  }

  /**
   * Folds one door into the state when its record is durable. INVARIANT: what is decided counts at once, so that calls
   * which are decided while others are being recorded can not pass a rate together; it is taken back when recording fails.
   */
  async applyWhen<T>(recorded: Promise<T>, facts: ExchangeFacts): Promise<T> {
    this.#onTheirWay.add(facts);
    try {
      const receipts = await recorded;
      this.apply(facts);
      return receipts;
    } finally {
      this.#onTheirWay.delete(facts);
    }
  }

  *#ahead(query: HistoryQuery): Generator<PastAction> {
    for (const facts of this.#onTheirWay) yield* pastActions(facts, query);
  }

  /** Folds one recorded door into the state. */
  apply(facts: ExchangeFacts): void {
    const messages = [...facts.messages, ...facts.constrained];
    for (const digest of facts.messages) messages.push(standingKey(digest, facts.judgedFor));
    if (facts.tools !== undefined) messages.push(`tools${facts.tools}`);
    this.lineage.apply({ ...facts, messages });
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

  #applyConstrained(facts: ExchangeFacts): void {
    for (const digest of facts.constrained) {
      addBounded(
        this.#constrained,
        `${facts.root}\n${standingKey(digest, facts.judgedFor)}`,
        MAX_CONSTRAINED,
      );
    }
  }

  #applyTip(facts: ExchangeFacts): void {
    if (facts.context === undefined || facts.listDigest === undefined) return;
    const key = `${facts.root}\n${facts.agent}`;
    this.#tips.delete(key);
    const count = facts.context.count + facts.context.added.length;
    const value = { exchange: facts.exchange, count, listDigest: facts.listDigest };
    putBounded(this.#tips, { key, value }, MAX_TIPS);
  }
}

/** INVARIANT: what was judged for one agent, model or policy version says nothing about another. */
function standingKey(digest: string, judgedFor: string): string {
  return `${judgedFor}${digest}`;
}
