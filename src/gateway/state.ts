// The state that decisions read: a fold over recorded facts. The live path and the start-up re-fold call the same `apply`.

import type { HistoryView, PastAction } from '../domain/index.ts';
import { Usage } from '../limits/index.ts';
import { Lineage } from '../lineage/index.ts';
import type { ExchangeFacts } from './facts.ts';
import { type HistoryQuery, historyAhead, pastActions } from './history-ahead.ts';

/** The message list of an agent's latest call in a workflow: the next call usually continues it. */
export interface ConversationTip {
  readonly exchange: string;
  readonly count: number;
  readonly listDigest: string;
}

const MAX_TIPS = 20_000;
const MAX_CONSTRAINED = 20_000;

export class GatewayState {
  readonly lineage = new Lineage();
  readonly #usage = new Usage();
  readonly #tips = new Map<string, ConversationTip>();
  readonly #constrained = new Set<string>();
  readonly #onTheirWay = new Set<ExchangeFacts>();

  /**
   * Whether a message needs a look: `clear` was judged under this policy version and let through unchanged;
   * `constrained` was judged and changed, so that it must be changed again; `new` was never judged under it.
   */
  messageStanding(root: string, digest: string, policyVersion: string): 'clear' | 'constrained' | 'new' {
    const key = standingKey(digest, policyVersion);
    if (this.lineage.hasSeen(root, key)) return 'clear';
    return this.#constrained.has(`${root}\n${key}`) ? 'constrained' : 'new';
  }

  /** Whether this workflow's records already hold these tool definitions. */
  knowsTools(root: string, digest: string): boolean {
    return this.lineage.hasSeen(root, `tools${digest}`);
  }

  tip(root: string, agent: string): ConversationTip | undefined {
    return this.#tips.get(`${root}\n${agent}`);
  }

  history(query: HistoryQuery): HistoryView {
    const recorded = this.#usage.view({ workflow: query.root, agent: query.agent, now: query.now });
    return historyAhead(recorded, query, () => this.#ahead());
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

  *#ahead(): Generator<PastAction> {
    for (const facts of this.#onTheirWay) yield* pastActions(facts);
  }

  /** Folds one recorded door into the state. */
  apply(facts: ExchangeFacts): void {
    const messages = facts.messages.map((digest) => standingKey(digest, facts.policyVersion));
    if (facts.tools !== undefined) messages.push(`tools${facts.tools}`);
    this.lineage.apply({ ...facts, messages });
    this.#applyConstrained(facts);
    this.#applyTip(facts);
    this.#usage.apply({
      at: facts.at,
      agent: facts.agent,
      workflow: facts.root,
      model: facts.model,
      tokens: facts.tokens,
      replied: facts.replied,
      actions: facts.past,
    });
  }

  #applyConstrained(facts: ExchangeFacts): void {
    for (const digest of facts.constrained) {
      this.#constrained.add(`${facts.root}\n${standingKey(digest, facts.policyVersion)}`);
      if (this.#constrained.size > MAX_CONSTRAINED) dropOldest(this.#constrained);
    }
  }

  #applyTip(facts: ExchangeFacts): void {
    if (facts.context === undefined || facts.listDigest === undefined) return;
    const key = `${facts.root}\n${facts.agent}`;
    this.#tips.delete(key);
    const count = facts.context.count + facts.context.added.length;
    this.#tips.set(key, { exchange: facts.exchange, count, listDigest: facts.listDigest });
    if (this.#tips.size > MAX_TIPS) dropOldest(this.#tips);
  }
}

/** A message is clear under the policy version that judged it: a new version looks at everything once more. */
function standingKey(digest: string, policyVersion: string): string {
  return `${policyVersion.slice(-12)}${digest}`;
}

/** Sets and Maps iterate in insertion order, so the first key is the oldest. */
function dropOldest(collection: Set<string> | Map<string, unknown>): void {
  const oldest = collection.keys().next();
  if (!oldest.done) collection.delete(oldest.value);
}
