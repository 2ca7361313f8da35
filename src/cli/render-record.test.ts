import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../domain/index.ts';
import { renderRecord } from './render-record.ts';
import { createTerminal } from './terminal.ts';

const terminal = createTerminal({
  json: false,
  color: false,
  stdout: process.stdout,
  stderr: process.stderr,
});

function record(part: JsonObject = {}): JsonObject {
  return {
    timestamp: '2026-01-01T00:00:00.000Z',
    index: 7,
    policy_decision: 'BLOCK',
    agent: 'coder',
    kind: 'exchange_completed',
    model: 'gpt-4o',
    next_hop_agent: 'writer',
    ...part,
  };
}

describe('renderRecord', () => {
  it('is one line of who, what, decided how, and who comes next', () => {
    expect(renderRecord(terminal, record())).toEqual([
      `2026-01-01T00:00:00.000Z #7     BLOCK     ${'coder'.padEnd(22)} exchange_completed gpt-4o → writer`,
    ]);
  });

  it('says who decided what on which approval, and why', () => {
    const decided = { approval_id: 'ap_1', decision: 'deny', by: 'anna\u202e', reason: 'not this customer' };
    const [line] = renderRecord(
      terminal,
      record({ kind: 'approval_decided', model: '', next_hop_agent: '', ...decided }),
    );
    expect(line).toMatch(/ approval_decided ap_1 deny by anna\\u\{202e\} not this customer$/);
    const [used] = renderRecord(
      terminal,
      record({ kind: 'approval_used', model: '', next_hop_agent: '', approval_id: 'ap_1' }),
    );
    expect(used).toMatch(/ approval_used ap_1$/);
  });

  it.each([
    [{ kind: 'person_changed', person: 'anna', by: 'local-operator' }, 'anna by local-operator'],
    [{ kind: 'halted', scope: 'agent', name: 'coder', by: 'bob', reason: 'odd' }, 'agent coder by bob odd'],
    [{ kind: 'policy_activated', file_name: 'p.yaml', author: 'eve\u202e' }, 'p.yaml by eve\\u{202e}'],
    [{ kind: 'contents_read', record: 29, by: 'alice' }, '29 by alice'],
    [{ kind: 'sign_in_failed', person: 'anna', why: 'wrong', address: '::1' }, 'anna wrong ::1'],
    [{ kind: 'agent_removed', by: 'anna' }, 'by anna'],
  ])('says what was changed, and by whom: %j', (change, said) => {
    const [line] = renderRecord(terminal, { timestamp: '2026-01-01T00:00:00.000Z', index: 7, ...change });
    expect(line?.endsWith(` ${change.kind} ${said}`)).toBe(true);
  });

  it('says what a record would be if all that is in shadow were enforced', () => {
    expect(renderRecord(terminal, record({ policy_decision: 'ALLOW', would_be: 'BLOCK' }))[0]).toMatch(
      / gpt-4o → writer \(would be BLOCK\)$/,
    );
  });

  it('has a line for each action that acts or was not plainly allowed', () => {
    const actions = [
      { type: 'llm_call', decision: 'ALLOW' },
      { type: 'tool_call', tool: 'search', decision: 'ALLOW', reason: 'Allowed by declaration.' },
      { type: 'agent_message', sender_agent: 'planner', decision: 'LOG' },
      { type: 'handoff', target: 'writer', decision: 'ALLOW', would_be: 'BLOCK' },
    ];
    const lines = renderRecord(terminal, record({ actions })).slice(1);
    expect(lines.map((line) => line.trim())).toEqual([
      'ALLOW     tool_call search  Allowed by declaration.',
      'LOG       agent_message planner',
      'ALLOW     handoff writer (would be BLOCK)',
    ]);
  });

  it('renders a record of which nothing is known', () => {
    expect(renderRecord(terminal, {})).toHaveLength(1);
    expect(renderRecord(terminal, { actions: 'none', agent: 5, kind: null })).toHaveLength(1);
  });

  it('lets no name of a tool, agent or model write a line, a colour or a direction', () => {
    const forged = 'x\n2026-01-01T00:00:00.000Z #8 ALLOW coder\u001b[8m\u202e';
    const lines = renderRecord(
      terminal,
      record({
        agent: forged,
        model: forged,
        reason: forged,
        next_hop_agent: forged,
        actions: [{ type: 'tool_call', tool: forged, decision: 'BLOCK', reason: forged }],
      }),
    );
    expect(lines).toHaveLength(2);
    expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('lets no kind, type or decision do so either', () => {
    const forged = 'x\ny\u001b[8m';
    const lines = renderRecord(
      terminal,
      record({
        kind: forged,
        policy_decision: forged,
        actions: [{ type: forged, decision: forged, would_be: forged }],
      }),
    );
    expect(lines.join('')).not.toMatch(/\p{Cc}/u);
  });

  it('says what was found in an action that was let through, and which detector gave no answer', () => {
    const actions = [
      {
        type: 'reply',
        decision: 'ALLOW',
        findings: [{ detector: 'sensitive_data', confidence: 0.93 }],
        detectors_failed: [{ detector: 'external', why: 'unavailable' }],
      },
    ];
    expect(renderRecord(terminal, record({ actions })).slice(1)).toEqual([
      '    ALLOW     reply',
      '              found sensitive_data 0.93; no answer from external (unavailable)',
    ]);
  });
});
