// Who may decide what, and what an answer may release: the rules of an approval, without clock or ledger.

import { type EpochMs, GatewayError } from '../domain/index.ts';
import { type Approval, voidFrom } from './board.ts';
import {
  type ApprovalDecided,
  approvalDecidedSchema,
  type GrantIssued,
  grantIssuedSchema,
} from './events.ts';
import { isBarred, isSameVoice, type Voice } from './voices.ts';
import type { ApprovalOutcome } from './waiting-room.ts';

/** An answer. */
export interface ApprovalAnswer {
  readonly approvalId: string;
  readonly decision: 'approve' | 'deny';
  readonly by: Voice;
  /** Digest of what the person was shown. */
  readonly shown: string;
  readonly reason?: string;
  /** The single-use link that was followed. */
  readonly link?: string;
}

/** "And the next ones of this kind, too." */
export interface GrantWish {
  readonly forMs: number;
  readonly maxUses: number;
}

export interface ApprovalUse {
  readonly approvalId: string;
  readonly exchangeId: string;
  /** Digest of what is about to be released, and the policy version that judged it just now. */
  readonly actionDigest: string;
  readonly policyVersion: string;
}

export type UseOutcome =
  | { readonly used: true }
  | { readonly refused: 'unknown' | 'not_approved' | 'already_used' | 'expired' | 'other_action' };

/** A day: long enough for a shift, too short to be forgotten. */
const MAX_GRANT_MS = 24 * 60 * 60 * 1000;

export function outcomeOf(approval: Approval): ApprovalOutcome | undefined {
  switch (approval.status) {
    case 'pending':
      return undefined;
    case 'approved':
      return { kind: 'approved', decisions: approval.decisions };
    case 'denied': {
      const last = approval.decisions.at(-1);
      return { kind: 'denied', by: last?.by ?? '', reason: last?.reason };
    }
    case 'expired':
    case 'withdrawn':
    case 'used':
      return { kind: approval.status };
  }
}

/** The decision to record. Throws GatewayError conflict, not_permitted or invalid_request, and says what to do. */
export function answerBody(approval: Approval, answer: ApprovalAnswer, now: EpochMs): ApprovalDecided {
  const objection = objectionTo(approval, answer, now);
  if (objection !== undefined) throw new GatewayError('conflict', { publicMessage: objection });
  const refusal = refusalOfVoice(approval, answer);
  if (refusal !== undefined) throw new GatewayError('not_permitted', { publicMessage: refusal });
  const { approvalId, by, ...rest } = answer;
  const body = { approval_id: approvalId, by: by.name, by_kind: by.kind, ...rest };
  const parsed = approvalDecidedSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new GatewayError('invalid_request', {
    publicMessage: 'a name has 1 to 300 characters, a reason at most 1000',
  });
}

function objectionTo(approval: Approval, answer: ApprovalAnswer, now: EpochMs): string | undefined {
  if (approval.status !== 'pending') return `this approval is already ${approval.status}`;
  if (now >= voidFrom(approval)) return 'the time for this approval is over';
  if (answer.shown !== approval.request.shown) return 'this is not what the approval shows: look at it again';
  const { link, by } = answer;
  if (link !== undefined && approval.decisions.some((earlier) => earlier.link === link))
    return 'this link has been used: it decides once';
  const spoken = { by: by.name, by_kind: by.kind };
  const again =
    answer.decision === 'approve' && approval.decisions.some((earlier) => isSameVoice(earlier, spoken));
  return again
    ? 'this person, or somebody whom nothing tells apart, has approved already: somebody else must'
    : undefined;
}

/** A no restricts, so it may come from anybody who is asked; a yes not from those who have a part in it. */
function refusalOfVoice({ request }: Approval, { by, decision }: ApprovalAnswer): string | undefined {
  const { approvers, barred = [] } = request;
  if (approvers.length > 0 && ![by.name, ...by.groups].some((name) => approvers.includes(name)))
    return `only the approvers that the policy names may decide this: ${approvers.join(', ')}`;
  if (decision === 'approve' && isBarred({ by: by.name, by_kind: by.kind }, barred))
    return 'who asks for an action, or wrote the policy that holds it, does not approve it: somebody else must';
  return undefined;
}

export function refusalOfUse(
  approval: Approval | undefined,
  use: ApprovalUse,
  now: EpochMs,
): UseOutcome | undefined {
  if (approval === undefined) return { refused: 'unknown' };
  if (approval.status === 'used') return { refused: 'already_used' };
  if (approval.status !== 'approved')
    return { refused: approval.status === 'expired' ? 'expired' : 'not_approved' };
  if (now >= voidFrom(approval)) return { refused: 'expired' };
  const { action_digest, policy_version } = approval.request;
  const same = action_digest === use.actionDigest && policy_version === use.policyVersion;
  return same ? undefined : { refused: 'other_action' };
}

/** The grant that goes with an answer. Throws GatewayError invalid_request or conflict. */
export function grantBody(
  approval: Approval,
  answer: ApprovalAnswer,
  wish: GrantWish & { readonly grantId: string; readonly now: EpochMs },
): GrantIssued {
  const { agent, workflow, action_type, subject, policies, policy_version, approvers, quorum } =
    approval.request;
  if (answer.decision !== 'approve')
    throw new GatewayError('invalid_request', { publicMessage: 'a denial grants nothing' });
  if (quorum > 1) {
    throw new GatewayError('conflict', {
      publicMessage: 'this takes several people each time, so one of them can not approve the next ones',
    });
  }
  const parsed = grantIssuedSchema.safeParse({
    grant_id: wish.grantId,
    approval_id: answer.approvalId,
    agent,
    workflow,
    action_type,
    subject,
    policies,
    policy_version,
    approvers,
    by: answer.by.name,
    by_kind: answer.by.kind,
    ...(answer.reason === undefined ? {} : { reason: answer.reason }),
    expires_at: Math.ceil(wish.now + wish.forMs),
    max_uses: wish.maxUses,
  });
  if (parsed.success && wish.forMs > 0 && wish.forMs <= MAX_GRANT_MS) return parsed.data;
  throw new GatewayError('invalid_request', {
    publicMessage: 'a grant lasts up to 24 hours and is used at least once',
  });
}
