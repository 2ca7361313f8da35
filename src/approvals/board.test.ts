import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createApprovalBoard } from './board.ts';
import { type ApprovalEvent, type ApprovalRequested, isGrantEvent, readHoldEvent } from './events.ts';

const SUBJECT = {
  agent: 'a',
  workflow: 'w',
  action_digest: 'd1',
  policy_version: 'v1',
  policies: ['ask'],
  approvers: [],
  quorum: 1,
};
function requested(part: Partial<ApprovalRequested> = {}): ApprovalEvent {
  const body: ApprovalRequested = {
    ...SUBJECT,
    approval_id: 'p1',
    exchange_id: 'x1',
    action_id: 'c0',
    shown: 's1',
    timeout_at: 100,
    ...part,
  };
  return { kind: 'approval_requested', body };
}
function decided(decision: 'approve' | 'deny', by = 'ann', shown = 's1'): ApprovalEvent {
  return { kind: 'approval_decided', body: { approval_id: 'p1', decision, by, shown } };
}
const expired: ApprovalEvent = { kind: 'approval_expired', body: { approval_id: 'p1' } };
const used: ApprovalEvent = { kind: 'approval_used', body: { approval_id: 'p1', exchange_id: 'x1' } };

function fold(...events: ApprovalEvent[]) {
  const board = createApprovalBoard();
  for (const event of events) board.apply(event);
  return board;
}
const statusAfter = (...events: ApprovalEvent[]) => fold(requested(), ...events).get('p1')?.status;

describe('board', () => {
  it('moves from pending to where people, the clock and the release take it', () => {
    expect(statusAfter()).toBe('pending');
    expect(statusAfter(decided('approve'))).toBe('approved');
    expect(statusAfter(decided('deny'))).toBe('denied');
    expect(statusAfter(expired)).toBe('expired');
    expect(statusAfter(decided('approve'), used)).toBe('used');
    expect(statusAfter(decided('approve'), expired)).toBe('expired');
  });

  it('lets the first word stand', () => {
    expect(statusAfter(decided('deny'), decided('approve'))).toBe('denied');
    expect(statusAfter(expired, decided('approve'))).toBe('expired');
    expect(statusAfter(decided('approve'), decided('deny'))).toBe('approved');
    expect(statusAfter(used, decided('approve'))).toBe('approved');
  });

  it('counts different people towards the quorum; one no ends it', () => {
    const two = (...events: ApprovalEvent[]) => fold(requested({ quorum: 2 }), ...events).get('p1')?.status;
    expect(two(decided('approve', 'ann'))).toBe('pending');
    expect(two(decided('approve', 'ann'), decided('approve', 'ann'))).toBe('pending');
    expect(two(decided('approve', 'ann'), decided('approve', 'bob'))).toBe('approved');
    expect(two(decided('approve', 'ann'), decided('deny', 'bob'))).toBe('denied');
  });

  it('ignores an answer to something else than what is shown', () => {
    expect(statusAfter(decided('approve', 'ann', 'other'))).toBe('pending');
  });

  it('finds the open approval of a subject, and of no other', () => {
    const board = fold(requested());
    expect(board.findOpen(SUBJECT, 99)?.request.approval_id).toBe('p1');
    expect(board.findOpen(SUBJECT, 100)).toBeUndefined();
    for (const key of ['agent', 'workflow', 'action_digest', 'policy_version'] as const) {
      expect(board.findOpen({ ...SUBJECT, [key]: 'other' }, 0)).toBeUndefined();
    }
    expect(board.findOpen({ ...SUBJECT, agent: 'a","w' }, 0)).toBeUndefined();
  });

  it('gives an approval of the last moment a minute to be used', () => {
    const board = fold(requested(), decided('approve'));
    expect(board.findOpen(SUBJECT, 60_099)?.status).toBe('approved');
    expect(board.findOpen(SUBJECT, 60_100)).toBeUndefined();
    board.apply(used);
    expect(board.findOpen(SUBJECT, 0)).toBeUndefined();
  });

  it('keeps a bounded number of settled approvals', () => {
    const board = createApprovalBoard();
    for (let index = 0; index <= 10_000; index += 1) {
      board.apply(requested({ approval_id: `p${index}` }));
      board.apply({ kind: 'approval_expired', body: { approval_id: `p${index}` } });
    }
    expect(board.get('p0')).toBeUndefined();
    expect(board.get('p10000')?.status).toBe('expired');
    expect(board.openCount).toBe(0);
  });

  it('calls nothing approved or used without enough yeses of different people before any no or expiry', () => {
    const event = fc.oneof(
      fc
        .tuple(fc.constantFrom('approve' as const, 'deny' as const), fc.constantFrom('ann', 'bob', 'cy'))
        .map(([d, by]) => decided(d, by)),
      fc.constantFrom(expired, used, requested({ quorum: 1 }), decided('approve', 'dan', 'other')),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 12 }), fc.integer({ min: 1, max: 3 }), (events, quorum) => {
        const board = fold(requested({ quorum }), ...events);
        const status = board.get('p1')?.status;
        const end = events.findIndex(
          (each) => each === expired || (each.kind === 'approval_decided' && each.body.decision === 'deny'),
        );
        const before = end === -1 ? events : events.slice(0, end);
        const yes = new Set(
          before.flatMap((each) =>
            each.kind === 'approval_decided' && each.body.shown === 's1' ? [each.body.by] : [],
          ),
        );
        if (status === 'approved' || status === 'used') expect(yes.size).toBeGreaterThanOrEqual(quorum);
        if (yes.size < quorum) expect(['pending', 'denied', 'expired']).toContain(status);
        const again = events.flatMap((each) => {
          const read = readHoldEvent(JSON.parse(JSON.stringify(each)));
          return read === undefined || isGrantEvent(read) ? [] : [read];
        });
        expect(fold(requested({ quorum }), ...again).get('p1')).toEqual(board.get('p1'));
      }),
    );
  });

  it('refuses to start from a record of its own that it can not read', () => {
    expect(readHoldEvent({ kind: 'key_issued', body: {} })).toBeUndefined();
    expect(() => readHoldEvent({ kind: 'approval_used', body: {} })).toThrow(
      expect.objectContaining({ code: 'store_damaged' }),
    );
    const body = { ...requested().body, quorum: 0 };
    expect(() => readHoldEvent({ kind: 'approval_requested', body })).toThrow(/approval_requested/);
  });
});
