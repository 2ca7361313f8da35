import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { enforceDefault } from './enforce-default.ts';
import { loadPolicySet } from './load-policy-set.ts';

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');
const starter = readFileSync(new URL('../../examples/policies/starter.yaml', import.meta.url), 'utf8');

describe('enforcing the default decision', () => {
  test('the starter policy enforces default deny afterwards and keeps its comments', () => {
    const enforced = enforceDefault(starter);
    const loaded = loadPolicySet(enforced ?? '', { fileName: 'starter.yaml', sha256 });
    expect(loaded.ok && loaded.set.summary.defaultMode).toBe('enforce');
    expect(enforced).toContain('# The trail of who told what to whom.');
  });

  test('a policy without a shadowed default has nothing to enforce', () => {
    expect(enforceDefault('default_decision: BLOCK\npolicies: []\n')).toBeUndefined();
    expect(enforceDefault('policies: []\n')).toBeUndefined();
    expect(enforceDefault(enforceDefault(starter) ?? '')).toBeUndefined();
  });

  test('a policy written as JSON stays JSON', () => {
    const text = '{"default_decision": {"decision": "BLOCK", "mode": "shadow"}, "policies": []}';
    expect(JSON.parse(enforceDefault(text) ?? '')).toEqual({
      default_decision: { decision: 'BLOCK', mode: 'enforce' },
      policies: [],
    });
  });
});
