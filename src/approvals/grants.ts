// Standing grants: "the next ones of this kind, too, for an hour". A pure fold; each use of a grant is on record.

import type { EpochMs } from '../domain/index.ts';
import type { ApprovalRequested, GrantEvent, GrantIssued } from './events.ts';
import { isBarred } from './voices.ts';

export interface Grant {
  readonly issued: GrantIssued;
  readonly uses: number;
  readonly revokedBy: string | undefined;
}

/** What a grant is compared with: a question that would otherwise be put to people. */
export type GrantSubject = Pick<
  ApprovalRequested,
  'agent' | 'workflow' | 'policies' | 'policy_version' | 'approvers' | 'quorum' | 'barred'
> &
  Pick<GrantIssued, 'action_type' | 'subject'>;

export interface GrantBook {
  /** Folds one event. Total: what does not fit is ignored. */
  apply(event: GrantEvent): void;
  get(grantId: string): Grant | undefined;
  /** Neither revoked, expired nor used up; oldest first. */
  live(now: EpochMs): readonly Grant[];
  /** The live grant that answers this question: the same agent, workflow, kind of action, policies and policy version. */
  covering(subject: GrantSubject, now: EpochMs): Grant | undefined;
}

/** Grants that are remembered; the longest issued falls out first, which only ever asks people again. */
const MAX_GRANTS = 10_000;

export function createGrantBook(): GrantBook {
  return new FoldedGrants();
}

export function isLive({ issued, uses, revokedBy }: Grant, now: EpochMs): boolean {
  return revokedBy === undefined && uses < issued.max_uses && now < issued.expires_at;
}

class FoldedGrants implements GrantBook {
  readonly #grants = new Map<string, Grant>();
  readonly #byScope = new Map<string, string>();

  apply(event: GrantEvent): void {
    if (event.kind === 'grant_issued') {
      this.#issue(event.body);
      return;
    }
    const grant = this.#grants.get(event.body.grant_id);
    if (grant === undefined) return;
    const next =
      event.kind === 'grant_used'
        ? { ...grant, uses: grant.uses + 1 }
        : { ...grant, revokedBy: event.body.by };
    this.#grants.set(event.body.grant_id, next);
  }

  get(grantId: string): Grant | undefined {
    return this.#grants.get(grantId);
  }

  live(now: EpochMs): readonly Grant[] {
    return [...this.#grants.values()].filter((grant) => isLive(grant, now));
  }

  covering(subject: GrantSubject, now: EpochMs): Grant | undefined {
    if (subject.quorum > 1) return undefined;
    const grant = this.#grants.get(this.#byScope.get(scopeKey(subject)) ?? '');
    if (grant === undefined || !isLive(grant, now)) return undefined;
    return isBarred(grant.issued, subject.barred ?? []) ? undefined : grant;
  }

  #issue(issued: GrantIssued): void {
    if (this.#grants.has(issued.grant_id)) return;
    this.#grants.set(issued.grant_id, { issued, uses: 0, revokedBy: undefined });
    this.#byScope.set(scopeKey(issued), issued.grant_id);
    if (this.#grants.size <= MAX_GRANTS) return;
    for (const [oldest, grant] of this.#grants) {
      this.#grants.delete(oldest);
      const key = scopeKey(grant.issued);
      if (this.#byScope.get(key) === oldest) this.#byScope.delete(key);
      return;
    }
  }
}

function scopeKey(scope: Omit<GrantSubject, 'quorum' | 'barred'>): string {
  const { agent, workflow, action_type, subject, policies, policy_version, approvers } = scope;
  return JSON.stringify([agent, workflow, action_type, subject, policies, policy_version, approvers]);
}
