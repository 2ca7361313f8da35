import { describe, expect, it } from 'vitest';
import { BLOCKED, ledgerRows, type RowDraft } from '../../test/support/ledger-rows.ts';
import { readLeaf, type StoredRecord } from '../audit/index.ts';
import type { ApprovalRow } from './approval-book.ts';
import { EvidenceCollector, type Period } from './collector.ts';

const START = Date.UTC(2026, 0, 1);
/** Record `n` is `n` seconds after the start. */
const at = (second: number) => START + second * 1000;

function recordsOf(drafts: readonly RowDraft[]): readonly StoredRecord[] {
  return ledgerRows(drafts).map(({ leaf, hash }) => {
    const record = readLeaf(leaf, hash);
    if (record === undefined) throw new Error('not a leaf');
    return record;
  });
}

function collect(
  drafts: readonly RowDraft[],
  period: Period = { from: START, to: at(1000) },
  now = at(2000),
) {
  const decisions: number[] = [];
  const approvals: ApprovalRow[] = [];
  const changes: string[] = [];
  const collector = new EvidenceCollector(period, {
    decision: (record) => decisions.push(record.index),
    approval: (row) => approvals.push(row),
    change: (record) => changes.push(record.kind),
  });
  const taken = recordsOf(drafts).filter((record) => collector.take(record)).length;
  return { evidence: collector.finish(now), decisions, approvals, changes, taken };
}

const asked = (id: string, quorum = 1): RowDraft => ({
  kind: 'approval_requested',
  agent: 'writer',
  workflow: 'wf_1',
  body: { approval_id: id, action_type: 'tool_call', subject: 'pay', policies: ['ask'], quorum },
});
const said = (id: string, by: string, decision: string, reason?: string): RowDraft => ({
  kind: 'approval_decided',
  body: { approval_id: id, by, decision, ...(reason === undefined ? {} : { reason }) },
});
const key = (id: string, more: Readonly<Record<string, number>> = {}): RowDraft => ({
  kind: 'key_issued',
  body: { key_id: id, agent: 'writer', ...more },
});
const policy = (version: string): RowDraft => ({
  kind: 'policy_activated',
  body: { version, author: 'ann', reason: 'r' },
});

describe('the decisions of a pack', () => {
  it('are those of the period, counted by effect, by policy and by tool', () => {
    const allowed: RowDraft = {
      ...BLOCKED,
      kind: 'exchange_requested',
      decision: 'ALLOW',
      body: { model: 'm', provider: 'p' },
    };
    const { evidence, decisions, taken } = collect([BLOCKED, allowed, BLOCKED, BLOCKED], {
      from: at(1),
      to: at(3),
    });
    expect(decisions).toEqual([1, 2]);
    expect(taken).toBe(3);
    expect(Object.fromEntries(evidence.decisions)).toEqual({ ALLOW: 1, BLOCK: 1 });
    expect(Object.fromEntries(evidence.blockedBy)).toEqual({ 'no-webhooks': 1 });
    expect(Object.fromEntries(evidence.models)).toEqual({ 'm (p)': 1 });
    expect(Object.fromEntries(evidence.tools)).toEqual({ send_http_request: 1 });
    expect([evidence.first?.index, evidence.last?.index, evidence.oldest?.index]).toEqual([1, 2, 0]);
  });

  it.each([
    ['default deny', 'Blocked by default: no declaration lists shell.', []],
    ['pay (constraint not met)', 'a person denied this', [{ policy: 'pay', decision: 'CONSTRAIN' }]],
    [
      'no policy: key, scope, upstream, stop or budget',
      'no upstream that this agent may use serves this model',
      [{ policy: 'tried', decision: 'BLOCK', mode: 'shadow' }],
    ],
  ])('name %s where no policy in force blocked', (cause, reason, policies) => {
    const body = { actions: [{ type: 'tool_call', tool: 'x', decision: 'BLOCK', reason, policies }] };
    expect(Object.fromEntries(collect([{ ...BLOCKED, body }]).evidence.blockedBy)).toEqual({ [cause]: 1 });
  });
});

describe('the questions of a pack', () => {
  it('end with what became of them: approved by all who had to, denied, expired, withdrawn or open', () => {
    const { approvals, evidence } = collect([
      asked('a', 2),
      asked('b'),
      asked('c'),
      asked('d'),
      asked('e'),
      said('a', 'ann', 'approve'),
      said('b', 'bob', 'deny', 'not that account'),
      { kind: 'approval_expired', body: { approval_id: 'c' } },
      { kind: 'approval_withdrawn', body: { approval_id: 'd' } },
      said('a', 'bob', 'approve'),
    ]);
    expect(Object.fromEntries(approvals.map((row) => [row.id, [row.outcome, row.decisions]]))).toEqual({
      a: ['approved', 'ann: approve; bob: approve'],
      b: ['denied', 'bob: deny (not that account)'],
      c: ['expired', ''],
      d: ['withdrawn', ''],
      e: ['open', ''],
    });
    expect(Object.fromEntries(evidence.approvers)).toEqual({ bob: 2, ann: 1 });
  });

  it('belong to a period that they only reach into, and not to one after their end', () => {
    const drafts = [asked('a'), said('a', 'ann', 'approve'), asked('b'), BLOCKED, BLOCKED];
    const { approvals } = collect(drafts, { from: at(3), to: at(5) });
    expect(approvals.map((row) => row.id)).toEqual(['b']);
  });
});

describe('the access review of a pack', () => {
  it('shows who could come in during the period, as it stood at its end', () => {
    const { evidence, changes } = collect(
      [
        { kind: 'agent_added', body: { agent: 'writer' } },
        key('k1'),
        key('k2', { expires_at: at(6) }),
        key('k3'),
        { kind: 'key_revoked', body: { key_id: 'k3' } },
        { kind: 'key_revoked', body: { key_id: 'k1' } },
        BLOCKED,
        { kind: 'admin_token_issued', body: { token_id: 't1', person: 'ann' } },
        { kind: 'admin_token_revoked', body: { token_id: 't1' } },
      ],
      { from: at(5), to: at(8) },
    );
    expect(evidence.access.map((row) => [row.kind, row.id, row.holder, row.state])).toEqual([
      ['agent', 'writer', '', 'live'],
      ['key', 'k1', 'writer', 'revoked'],
      ['key', 'k2', 'writer', 'expired'],
      ['admin token', 't1', 'ann', 'live'],
    ]);
    expect(changes).toEqual(['key_revoked', 'admin_token_issued']);
  });

  it('say of a period that is not over what works when the pack is made', () => {
    const { evidence } = collect(
      [key('k1', { expires_at: at(20) }), key('k2', { expires_at: at(5) })],
      { from: START, to: at(100) },
      at(10),
    );
    expect(evidence.access.map((row) => [row.id, row.state])).toEqual([
      ['k1', 'live'],
      ['k2', 'expired'],
    ]);
  });
});

describe('the policy history of a pack', () => {
  it('begins with the version that was in force when the period began', () => {
    const { evidence } = collect([policy('v1'), policy('v2'), BLOCKED, policy('v3')], {
      from: at(2),
      to: at(9),
    });
    expect(evidence.policies.map((row) => [row.version, row.isInherited])).toEqual([
      ['v2', true],
      ['v3', false],
    ]);
  });
});

describe('names that an attacker chooses', () => {
  it('are counted within bounds', () => {
    const many = Array.from({ length: 2100 }, (_, n): RowDraft => ({ ...BLOCKED, agent: `agent_${n}` }));
    const { evidence } = collect(many, { from: START, to: at(5000) });
    expect(evidence.agents.size).toBe(2001);
    expect(evidence.agents.get('(others)')).toBe(100);
  });

  it('are names, not places in an object', () => {
    const { evidence } = collect([{ ...BLOCKED, agent: '__proto__' }]);
    expect(evidence.agents.get('__proto__')).toBe(1);
  });
});
