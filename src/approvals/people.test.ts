import { describe, expect, it } from 'vitest';
import { never, person, QUESTION, USE, world, yes } from './test-support.ts';

const fault = (code: string) => expect.objectContaining({ name: 'GatewayError', code });

const unnamed = [
  { name: 'token:one', groups: [], kind: 'token' },
  { name: 'token:two', groups: [], kind: 'token' },
  { name: 'local-operator', groups: [], kind: 'operator' },
  { name: 'link:ops', groups: [], kind: 'link' },
] as const;

describe('who decides', () => {
  it('counts all whom the gateway can not name as one: no quorum through two tokens', async () => {
    const { gate } = world();
    const { approvalId } = await gate.open({ ...QUESTION, quorum: 2 });
    expect((await gate.decide(yes(approvalId, { by: unnamed[0] }))).status).toBe('pending');
    for (const by of unnamed.slice(1))
      await expect(gate.decide(yes(approvalId, { by }))).rejects.toEqual(fault('conflict'));
    expect((await gate.decide(yes(approvalId, { by: person('ann') }))).status).toBe('approved');
  });

  it('takes no yes from those who have a part in it, in any spelling, but takes their no', async () => {
    const { gate } = world();
    const { approvalId } = await gate.open({ ...QUESTION, barred: ['a', 'Ann', 'writer'] });
    await expect(gate.decide(yes(approvalId))).rejects.toEqual(fault('not_permitted'));
    await expect(gate.decide(yes(approvalId, { by: person('WRITER') }))).rejects.toEqual(
      fault('not_permitted'),
    );
    expect((await gate.decide(yes(approvalId, { decision: 'deny' }))).status).toBe('denied');
    const { approvalId: next } = await gate.open({ ...QUESTION, barred: ['local-operator'] });
    expect((await gate.decide(yes(next, { by: unnamed[2] }))).status).toBe('approved');
  });

  it('takes a link once', async () => {
    const { gate } = world();
    const { approvalId } = await gate.open({ ...QUESTION, quorum: 2 });
    const link = 'l1';
    await gate.decide(yes(approvalId, { link }));
    const again = yes(approvalId, { link, by: person('bob'), decision: 'deny' });
    await expect(gate.decide(again)).rejects.toEqual(fault('conflict'));
  });

  it('asks anew when other policies, other people or more of them are asked for', async () => {
    const { gate } = world();
    await gate.open(QUESTION);
    for (const other of [{ policies: ['ask', 'more'] }, { approvers: ['bob'] }, { quorum: 2 }])
      expect((await gate.open({ ...QUESTION, ...other })).attached).toBe(false);
  });
});

describe('what becomes of a question', () => {
  it('is withdrawn when nobody waits for it any more, and only then', async () => {
    const { gate, kinds } = world();
    const { approvalId } = await gate.open(QUESTION);
    const leaving = new AbortController();
    const waiting = gate.wait(approvalId, leaving.signal);
    await gate.withdraw(approvalId);
    expect(gate.get(approvalId)?.status).toBe('pending');
    leaving.abort();
    await waiting;
    await gate.withdraw(approvalId);
    await gate.withdraw(approvalId);
    expect(gate.get(approvalId)?.status).toBe('withdrawn');
    expect(kinds()).toEqual(['approval_requested', 'approval_withdrawn']);
    await expect(gate.decide(yes(approvalId))).rejects.toEqual(fault('conflict'));
    expect((await gate.open(QUESTION)).attached).toBe(false);
  });

  it('stays open when the gateway stops', async () => {
    const { gate } = world();
    const { approvalId } = await gate.open(QUESTION);
    gate.stop();
    await gate.withdraw(approvalId);
    expect(gate.get(approvalId)?.status).toBe('pending');
  });

  it('keeps its answer for the exchange that asked, when it comes back', async () => {
    const first = world();
    const { approvalId } = await first.gate.open({ ...QUESTION, call: 'k1' });
    await first.gate.decide(yes(approvalId, { decision: 'deny', reason: 'no' }));
    const second = world(first.recorded);
    expect(second.gate.heldFor('k1')?.request.approval_id).toBe(approvalId);
    expect(await second.gate.open(QUESTION, { again: true })).toEqual({ approvalId, attached: true });
    expect(await second.gate.wait(approvalId, never())).toMatchObject({ kind: 'denied', reason: 'no' });
    expect((await second.gate.open({ ...QUESTION, exchange_id: 'x9' }, { again: true })).attached).toBe(
      false,
    );
  });

  it('holds a reply for a call until it is released', async () => {
    const { gate } = world();
    expect(gate.hasHeld).toBe(false);
    const { approvalId } = await gate.open({ ...QUESTION, call: 'k1' });
    expect(gate.heldFor('k1')?.status).toBe('pending');
    await gate.decide(yes(approvalId));
    expect(gate.heldFor('k1')?.status).toBe('approved');
    await gate.use({ approvalId, ...USE });
    expect(gate.heldFor('k1')).toBeUndefined();
    expect(gate.hasHeld).toBe(false);
  });

  it('stays usable while another question of the same reply is open', async () => {
    const { gate, advance } = world();
    const { approvalId } = await gate.open({ ...QUESTION, usableMs: 100_000 });
    await gate.decide(yes(approvalId));
    await advance(150_000);
    expect(await gate.use({ approvalId, ...USE })).toEqual({ used: true });
  });

  it('tells the notifier of every question and of every end', async () => {
    const { gate, told, advance } = world();
    await gate.open(QUESTION);
    const { approvalId } = await gate.open({ ...QUESTION, workflow: 'w2' });
    await gate.decide(yes(approvalId, { decision: 'deny' }));
    await advance(300);
    expect(told).toEqual(['p1 pending', 'p2 pending', 'p2 denied', 'p1 expired']);
  });
});

describe('a standing grant', () => {
  const KIND = { ...QUESTION, action_type: 'tool_call', subject: 'pay' };
  const granted = async (part = {}) => {
    const made = world();
    const { approvalId } = await made.gate.open({ ...KIND, ...part });
    await made.gate.decide(yes(approvalId, { reason: 'month end' }), { forMs: 3_600_000, maxUses: 2 });
    return made;
  };

  it('answers for the next ones of its kind, each use on record, until it is used up', async () => {
    const { gate, recorded } = await granted();
    const next = { ...KIND, action_digest: 'd2' };
    const id = gate.grantFor(next)?.issued.grant_id ?? '';
    const use = { ...USE, actionDigest: 'd2', actionId: 'c0' };
    expect(await Promise.all([1, 2, 3].map(() => gate.useGrant(id, use)))).toEqual([true, true, false]);
    expect(gate.grantFor(next)).toBeUndefined();
    expect(recorded.slice(1).map((event) => event.kind)).toEqual([
      'approval_decided',
      'grant_issued',
      'grant_used',
      'grant_used',
    ]);
  });

  it('covers nothing else', async () => {
    const { gate } = await granted();
    expect(gate.grantFor(KIND)).toBeDefined();
    for (const other of [
      { agent: 'b' },
      { workflow: 'w2' },
      { subject: 'pay_all' },
      { action_type: 'handoff' },
      { policies: ['ask', 'more'] },
      { policy_version: 'v2' },
      { approvers: ['bob'] },
      { quorum: 2 },
      { barred: ['Ann'] },
    ])
      expect(gate.grantFor({ ...KIND, ...other }), JSON.stringify(other)).toBeUndefined();
    expect(await gate.useGrant('g2', { ...USE, policyVersion: 'v2', actionId: 'c0' })).toBe(false);
  });

  it('ends by time, by revocation, and survives a restart', async () => {
    const { gate, recorded, advance } = await granted();
    expect(world(recorded).gate.grants()).toHaveLength(1);
    const [live] = gate.grants();
    await gate.revokeGrant(live?.issued.grant_id ?? '', 'bob');
    expect(gate.grantFor(KIND)).toBeUndefined();
    expect(world(recorded).gate.grants()).toEqual([]);
    await expect(gate.revokeGrant(live?.issued.grant_id ?? '', 'bob')).rejects.toEqual(fault('conflict'));
    await expect(gate.revokeGrant('g9', 'bob')).rejects.toEqual(fault('not_found'));
    const late = await granted();
    await late.advance(3_600_000);
    expect(late.gate.grantFor(KIND)).toBeUndefined();
    await advance(0);
  });

  it('is refused where several people must agree each time, with a denial, and for more than a day', async () => {
    const { gate } = world();
    const wish = { forMs: 1000, maxUses: 1 };
    const { approvalId } = await gate.open({ ...KIND, quorum: 2 });
    await expect(gate.decide(yes(approvalId), wish)).rejects.toEqual(fault('conflict'));
    await expect(gate.decide(yes(approvalId, { decision: 'deny' }), wish)).rejects.toEqual(
      fault('invalid_request'),
    );
    const { approvalId: other } = await gate.open(KIND);
    await expect(gate.decide(yes(other), { ...wish, forMs: 86_400_001 })).rejects.toEqual(
      fault('invalid_request'),
    );
    expect(gate.get(other)?.status).toBe('pending');
  });
});
