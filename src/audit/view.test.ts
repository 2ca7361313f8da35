import { describe, expect, it } from 'vitest';
import type { StoredRecord } from './record.ts';
import { recordView } from './view.ts';

const RECORD: StoredRecord = {
  index: 3,
  time: 0,
  kind: 'exchange_completed',
  workflow: 'wf_1',
  agent: 'research_agent',
  exchange: 'ex_1',
  decision: 'BLOCK',
  body: {
    request_type: 'chat_completion',
    model: 'gpt-4',
    prompt_tokens: 12,
    policies_evaluated: ['p'],
    next_hop_agent: 'writer',
    actions: [
      { id: 'c0', type: 'tool_call', tool: 'query_db', decision: 'ALLOW' },
      { id: 'c1', type: 'tool_call', tool: 'web', decision: 'BLOCK' },
      { id: 'm0', type: 'agent_message' },
    ],
    released: 'partial',
  },
  contents: [{ name: 'action/c0', size: 9, commitment: 'ff' }],
  hash: 'aa',
  prev: 'bb',
};

describe('recordView', () => {
  it('has the published field names first', () => {
    const names = Object.keys(recordView(RECORD));
    expect(names.slice(0, 11)).toEqual([
      'timestamp',
      'workflow_id',
      'agent',
      'request_type',
      'model',
      'prompt_tokens',
      'policies_evaluated',
      'policy_decision',
      'actions_in_response',
      'audit_hash',
      'next_hop_agent',
    ]);
    expect(recordView(RECORD)).toMatchObject({
      timestamp: '1970-01-01T00:00:00.000Z',
      audit_hash: 'sha256:aa',
      released: 'partial',
    });
  });

  it('shows parameters only with contents, as JSON where they are JSON', () => {
    expect(JSON.stringify(recordView(RECORD))).not.toContain('parameters');
    const contents = [
      { name: 'action/c0', bytes: Buffer.from('{"q":"s"}') },
      { name: 'action/c1', bytes: Buffer.from('not json') },
    ];
    expect(recordView(RECORD, contents)['actions_in_response']).toEqual([
      { type: 'tool_call', tool: 'query_db', decision: 'ALLOW', parameters: { q: 's' } },
      { type: 'tool_call', tool: 'web', decision: 'BLOCK', parameters: 'not json' },
    ]);
  });

  it('lets no field of a body hide a field of the view or reach a prototype', () => {
    const body = JSON.parse(
      '{"audit_hash":"sha256:forged","index":99,"__proto__":{"polluted":true}}',
    ) as StoredRecord['body'];
    const view = recordView({ ...RECORD, body });
    expect(view).toMatchObject({ audit_hash: 'sha256:aa', index: 3 });
    expect(Object.getPrototypeOf(view)).toBe(Object.prototype);
  });
});
