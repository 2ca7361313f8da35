// Findings that somebody trusted says do not count, and why: scoped, expiring, counted, and every use on record.

import { type Clock, type EpochMs, GatewayError } from '../domain/index.ts';
import { type OverrideEvent, type OverrideGranted, overrideGrantedSchema } from './override-events.ts';
import { Turns } from './turns.ts';

export interface Override {
  readonly granted: OverrideGranted;
  /** The exchanges that used it, each once. */
  readonly usedBy: ReadonlySet<string>;
  readonly revokedBy: string | undefined;
}

/** What a finding is about. */
export interface OverrideScope {
  readonly workflow: string;
  readonly actionDigest: () => string;
}

/** What an override was used for. */
export interface OverrideUse {
  readonly exchange: string;
  readonly workflow: string;
  readonly actionId: string;
  readonly confidence: number;
}

export interface OverrideBook {
  /** Folds one event. Total: what does not fit is ignored. */
  apply(event: OverrideEvent): void;
  get(overrideId: string): Override | undefined;
  /** Neither revoked, expired nor used up; oldest first. */
  live(now: EpochMs): readonly Override[];
}

/** Overrides that are remembered; the oldest falls out first, which only ever makes a finding count again. */
const MAX_OVERRIDES = 10_000;
const MAX_OVERRIDE_MS = 30 * 24 * 60 * 60 * 1000;

export function createOverrideBook(): OverrideBook {
  const book = new Map<string, Override>();
  const grant = (granted: OverrideGranted): void => {
    if (!book.has(granted.override_id))
      book.set(granted.override_id, { granted, usedBy: new Set(), revokedBy: undefined });
    const [oldest] = book.keys();
    if (book.size > MAX_OVERRIDES && oldest !== undefined) book.delete(oldest);
  };
  return {
    apply: (event) => {
      if (event.kind === 'override_granted') return grant(event.body);
      const known = book.get(event.body.override_id);
      if (known !== undefined) book.set(event.body.override_id, after(known, event));
    },
    get: (overrideId) => book.get(overrideId),
    live: (now) => [...book.values()].filter((override) => isLive(override, now)),
  };
}

function after(known: Override, event: Exclude<OverrideEvent, { kind: 'override_granted' }>): Override {
  return event.kind === 'override_used'
    ? { ...known, usedBy: new Set([...known.usedBy, event.body.exchange_id]) }
    : { ...known, revokedBy: event.body.by };
}

function isLive({ granted, usedBy, revokedBy }: Override, now: EpochMs): boolean {
  return revokedBy === undefined && usedBy.size < granted.max_uses && now < granted.expires_at;
}

/** An override as somebody asks for it. */
export interface OverrideWish {
  readonly detector: string;
  readonly workflow?: string;
  readonly actionDigest?: string;
  readonly by: string;
  readonly byKind: OverrideGranted['by_kind'];
  readonly reason: string;
  readonly forMs: number;
  readonly maxUses: number;
}

export interface OverridesDeps {
  /** Already folded from the ledger. */
  readonly book: OverrideBook;
  readonly clock: Clock;
  readonly newId: (prefix: 'ov') => string;
  /** Resolves when the event is durable. The book learns of it only after that. */
  readonly record: (event: OverrideEvent, scope?: { exchange: string; workflow: string }) => Promise<void>;
}

/** INVARIANT: no finding is overridden without a record that says by whom, why, and for what. */
export class Overrides {
  readonly #deps: OverridesDeps;
  readonly #turns = new Turns();

  constructor(deps: OverridesDeps) {
    this.#deps = deps;
  }

  live(): readonly Override[] {
    return this.#deps.book.live(this.#deps.clock());
  }

  /** Records an override. Rejects with GatewayError invalid_request: without a reason, above all. */
  async grant(wish: OverrideWish): Promise<OverrideGranted> {
    const { detector, workflow, actionDigest, by, byKind, reason } = wish;
    const parsed = overrideGrantedSchema.safeParse({
      override_id: this.#deps.newId('ov'),
      detector,
      ...(workflow === undefined ? {} : { workflow }),
      ...(actionDigest === undefined ? {} : { action_digest: actionDigest }),
      by,
      by_kind: byKind,
      reason,
      expires_at: Math.ceil(this.#deps.clock() + wish.forMs),
      max_uses: wish.maxUses,
    });
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new GatewayError('invalid_request', {
        publicMessage: `${issue?.path.join('.') ?? 'override'}: ${issue?.message ?? 'not valid'}`,
      });
    }
    if (!(wish.forMs > 0 && wish.forMs <= MAX_OVERRIDE_MS))
      throw new GatewayError('invalid_request', { publicMessage: 'an override lasts up to 30 days' });
    await this.#commit({ kind: 'override_granted', body: parsed.data });
    return parsed.data;
  }

  /** Ends an override at once. Rejects with GatewayError not_found or conflict. */
  async revoke(overrideId: string, by: string): Promise<void> {
    await this.#turns.take(overrideId, async () => {
      const override = this.#deps.book.get(overrideId);
      if (override === undefined)
        throw new GatewayError('not_found', { publicMessage: 'there is no override of this id' });
      if (!isLive(override, this.#deps.clock()))
        throw new GatewayError('conflict', { publicMessage: 'this override has ended already' });
      await this.#commit({ kind: 'override_revoked', body: { override_id: overrideId, by } });
    });
  }

  /**
   * Uses an override up for one exchange, however many findings it covers there. Resolves when that is on record, false
   * where the override has ended meanwhile.
   */
  use(overrideId: string, used: OverrideUse): Promise<boolean> {
    return this.#turns.take(overrideId, async () => {
      const override = this.#deps.book.get(overrideId);
      if (override?.usedBy.has(used.exchange) === true) return true;
      if (override === undefined || !isLive(override, this.#deps.clock())) return false;
      const { exchange, workflow, actionId, confidence } = used;
      const body = { override_id: overrideId, exchange_id: exchange, action_id: actionId, confidence };
      await this.#commit({ kind: 'override_used', body }, { exchange, workflow });
      return true;
    });
  }

  async #commit(event: OverrideEvent, scope?: { exchange: string; workflow: string }): Promise<void> {
    await this.#deps.record(event, scope);
    this.#deps.book.apply(event);
  }
}

/** What judging reads of an override. */
export type OverrideTerms = Pick<OverrideGranted, 'override_id' | 'detector' | 'workflow' | 'action_digest'>;

/** The first override that covers a finding. Pure. */
export function coveringOverride(
  overrides: readonly OverrideTerms[],
  detector: string,
  { workflow, actionDigest }: OverrideScope,
): string | undefined {
  return overrides.find(
    (terms) =>
      terms.detector === detector &&
      (terms.workflow === undefined || terms.workflow === workflow) &&
      (terms.action_digest === undefined || terms.action_digest === actionDigest()),
  )?.override_id;
}
