import { describe, expect, it } from 'vitest';
import type { HoldEvent } from './events.ts';
import { never, person, QUESTION, USE, world, yes } from './test-support.ts';

const fault = (code: string) => expect.objectContaining({ name: 'GatewayError', code });

describe('gate', () => {
  it('holds until a person says yes, on record before the waiter hears of it', async () => {
    const { gate, kinds } = world();
    const { approvalId, attached } = await gate.open(QUESTION);
    expect(attached).toBe(false);
    const outcome = gate.wait(approvalId, never()).then((each) => [each.kind, kinds()]);
    await gate.decide(yes(approvalId, { reason: 'seen' }));
    expect(await outcome).toEqual(['approved', ['approval_requested', 'approval_decided']]);
    expect(await gate.use({ approvalId, ...USE })).toEqual({ used: true });
    expect(kinds().at(-1)).toBe('approval_used');
  });

  it('tells a no, with who and why, from nobody answering', async () => {
    const { gate, advance } = world();
    const [one, two] = [await gate.open(QUESTION), await gate.open({ ...QUESTION, action_digest: 'd2' })];
    const [denied, expired] = [gate.wait(one.approvalId, never()), gate.wait(two.approvalId, never())];
    await gate.decide(yes(one.approvalId, { decision: 'deny', reason: 'no reason to' }));
    await advance(300);
    expect(await denied).toEqual({ kind: 'denied', by: 'ann', reason: 'no reason to' });
    expect(await expired).toEqual({ kind: 'expired' });
    expect(await gate.use({ approvalId: two.approvalId, ...USE })).toEqual({ refused: 'expired' });
    expect(await gate.use({ approvalId: one.approvalId, ...USE })).toEqual({ refused: 'not_approved' });
  });

  it('puts one question for identical requests, also for those that come while it is being recorded', async () => {
    const { gate, kinds } = world();
    const opened = await Promise.all([
      gate.open(QUESTION),
      gate.open(QUESTION),
      gate.open({ ...QUESTION, exchange_id: 'x2' }),
    ]);
    expect(opened.map((each) => each.attached)).toEqual([false, true, true]);
    expect(await gate.open(QUESTION)).toEqual({ approvalId: 'p1', attached: true });
    expect(kinds()).toEqual(['approval_requested']);
    expect((await gate.open({ ...QUESTION, policy_version: 'v2' })).attached).toBe(false);
  });

  it('releases once: of two waiters with the same approval one gets it', async () => {
    const { gate } = world();
    const { approvalId } = await gate.open(QUESTION);
    await gate.decide(yes(approvalId));
    const uses = [gate.use({ approvalId, ...USE }), gate.use({ approvalId, ...USE, exchangeId: 'x2' })];
    expect(await Promise.all(uses)).toEqual([{ used: true }, { refused: 'already_used' }]);
    expect(await gate.wait(approvalId, never())).toEqual({ kind: 'used' });
    expect((await gate.open(QUESTION)).attached).toBe(false);
  });

  it('releases nothing but what was approved, under the policy that asked', async () => {
    const { gate } = world();
    const { approvalId } = await gate.open(QUESTION);
    expect(await gate.use({ approvalId, ...USE })).toEqual({ refused: 'not_approved' });
    await gate.decide(yes(approvalId));
    expect(await gate.use({ approvalId, ...USE, actionDigest: 'd2' })).toEqual({ refused: 'other_action' });
    expect(await gate.use({ approvalId, ...USE, policyVersion: 'v2' })).toEqual({ refused: 'other_action' });
    expect(await gate.use({ approvalId: 'p9', ...USE })).toEqual({ refused: 'unknown' });
    expect(await gate.use({ approvalId, ...USE })).toEqual({ used: true });
  });

  it('hears only those who may decide, about what they saw, once each', async () => {
    const { gate, advance } = world();
    const { approvalId } = await gate.open({ ...QUESTION, approvers: ['security', 'bob'], quorum: 2 });
    await expect(gate.decide(yes(approvalId))).rejects.toEqual(fault('not_permitted'));
    await expect(gate.decide(yes(approvalId, { by: person('bob'), shown: 'other' }))).rejects.toEqual(
      fault('conflict'),
    );
    await expect(
      gate.decide(yes(approvalId, { by: person('bob'), reason: 'x'.repeat(1001) })),
    ).rejects.toEqual(fault('invalid_request'));
    await expect(gate.decide(yes('p9'))).rejects.toEqual(fault('not_found'));
    expect((await gate.decide(yes(approvalId, { by: person('bob') }))).status).toBe('pending');
    await expect(gate.decide(yes(approvalId, { by: person('bob') }))).rejects.toEqual(fault('conflict'));
    await advance(299);
    expect((await gate.decide(yes(approvalId, { by: person('ann', ['security']) }))).status).toBe('approved');
    await expect(gate.decide(yes(approvalId, { by: person('bob') }))).rejects.toEqual(fault('conflict'));
  });

  it('does not take an answer after the time, even before the expiry is on record', async () => {
    const { gate, state } = world();
    const { approvalId } = await gate.open(QUESTION);
    state.now += 300;
    await expect(gate.decide(yes(approvalId))).rejects.toEqual(fault('conflict'));
  });

  it('takes one of two answers that arrive together', async () => {
    const { gate, recorded } = world();
    const { approvalId } = await gate.open(QUESTION);
    const results = await Promise.allSettled([
      gate.decide(yes(approvalId, { decision: 'deny' })),
      gate.decide(yes(approvalId)),
    ]);
    expect(results.map((each) => each.status)).toEqual(['fulfilled', 'rejected']);
    expect(recorded).toHaveLength(2);
    expect(gate.get(approvalId)?.status).toBe('denied');
  });

  it('tells nobody an expiry that could not be recorded, and tries again', async () => {
    const { gate, state, advance, kinds } = world();
    const { approvalId } = await gate.open(QUESTION);
    state.ledgerDown = true;
    const waiting = expect(gate.wait(approvalId, never())).rejects.toThrow('ledger down');
    await advance(300);
    await waiting;
    expect(gate.get(approvalId)?.status).toBe('pending');
    state.ledgerDown = false;
    await advance(5_000);
    expect(kinds()).toEqual(['approval_requested', 'approval_expired']);
  });

  it('approves nothing when the answer can not be recorded', async () => {
    const { gate, state } = world();
    const { approvalId } = await gate.open(QUESTION);
    state.ledgerDown = true;
    await expect(gate.decide(yes(approvalId))).rejects.toThrow('ledger down');
    expect(gate.get(approvalId)?.status).toBe('pending');
    state.ledgerDown = false;
    expect((await gate.decide(yes(approvalId))).status).toBe('approved');
  });

  it('lets a waiter go away without ending the question', async () => {
    const { gate } = world();
    const { approvalId } = await gate.open(QUESTION);
    const leaving = new AbortController();
    const [gone, staying] = [gate.wait(approvalId, leaving.signal), gate.wait(approvalId, never())];
    leaving.abort();
    expect(await gone).toEqual({ kind: 'cancelled' });
    expect(await gate.wait(approvalId, leaving.signal)).toEqual({ kind: 'cancelled' });
    await gate.decide(yes(approvalId));
    expect(await staying).toHaveProperty('kind', 'approved');
  });

  it('takes up after a restart where the ledger stands', async () => {
    const first = world();
    const { approvalId } = await first.gate.open(QUESTION);
    const { approvalId: late } = await first.gate.open({ ...QUESTION, workflow: 'w2', timeoutMs: 50 });
    const second = world(JSON.parse(JSON.stringify(first.recorded)) as HoldEvent[]);
    await second.advance(100);
    expect(second.gate.get(late)?.status).toBe('expired');
    expect(await second.gate.open(QUESTION)).toEqual({ approvalId, attached: true });
    expect((await second.gate.decide(yes(approvalId))).status).toBe('approved');
  });

  it('waits longer than a timer can', async () => {
    const { gate, state, advance } = world();
    const month = 30 * 86_400_000;
    const { approvalId } = await gate.open({ ...QUESTION, timeoutMs: month });
    expect(state.longest).toBe(2 ** 31 - 1);
    await advance(2 ** 31 - 1);
    expect(gate.get(approvalId)?.status).toBe('pending');
    await advance(month);
    expect(gate.get(approvalId)?.status).toBe('expired');
  });

  it('holds five hundred callers with one timer for each question, and leaves nothing behind', async () => {
    const { gate, timers, advance } = world();
    const waits: Promise<unknown>[] = [];
    for (let index = 0; index < 500; index += 1) {
      const { approvalId } = await gate.open({ ...QUESTION, workflow: `w${index % 50}` });
      waits.push(gate.wait(approvalId, never()));
    }
    expect(timers.size).toBe(50);
    await advance(300);
    expect(new Set((await Promise.all(waits)).map((each) => JSON.stringify(each)))).toEqual(
      new Set(['{"kind":"expired"}']),
    );
    expect(timers.size).toBe(0);
    expect(gate.pending()).toEqual([]);
  });

  it('sends everybody away when it stops, and leaves the question open', async () => {
    const { gate, timers } = world();
    const { approvalId } = await gate.open(QUESTION);
    const waiting = gate.wait(approvalId, never());
    gate.stop();
    expect(await waiting).toEqual({ kind: 'cancelled' });
    expect(timers.size).toBe(0);
    expect(gate.get(approvalId)?.status).toBe('pending');
  });
});
