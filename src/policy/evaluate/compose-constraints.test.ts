import { describe, expect, it } from 'vitest';
import type { Constraints } from '../../domain/index.ts';
import { composeConstraints } from './compose-constraints.ts';

const nothing: Constraints = {
  approval: undefined,
  redact: [],
  parameters: [],
  removeTools: [],
  maxTokens: undefined,
  model: undefined,
  stripCode: false,
  annotate: undefined,
  rateLimits: [],
};
const compose = (...parts: Partial<Constraints>[]) =>
  composeConstraints(
    parts.map((part, index) => ({ policy: `p${index}`, constraints: { ...nothing, ...part } })),
  );
const approval = (approvers: string[], quorum = 1, timeoutMs = 1000) => ({
  approval: { policies: ['p'], approvers, quorum, timeoutMs },
});
const clamp = (parameter: string, min: number | undefined, max: number | undefined) => ({
  parameters: [{ parameter, edit: { kind: 'clamp' as const, min, max } }],
});
const set = (parameter: string, value: number | string) => ({
  parameters: [{ parameter, edit: { kind: 'set' as const, value } }],
});

describe('constraints of several policies', () => {
  it('compose to the smallest bound, every redaction, every removal and every note', () => {
    const redact = [{ kinds: ['email' as const], patterns: [], replacement: 'x' }];
    const result = compose(
      { maxTokens: 10, redact, removeTools: ['b'], annotate: 'two', stripCode: true },
      { maxTokens: 5, redact, removeTools: ['a', 'b'], annotate: 'one' },
    );
    expect(result).toMatchObject({
      kind: 'composed',
      constraints: { maxTokens: 5, redact, removeTools: ['a', 'b'], annotate: 'one two', stripCode: true },
    });
  });

  it('narrow clamps, and keep a set value that fits them', () => {
    expect(compose(clamp('n', 1, 10), clamp('n', 3, undefined))).toMatchObject({
      constraints: { parameters: [{ parameter: 'n', edit: { kind: 'clamp', min: 3, max: 10 } }] },
    });
    expect(compose(clamp('n', 1, 10), set('n', 5))).toMatchObject({
      constraints: { parameters: [{ parameter: 'n', edit: { kind: 'set', value: 5 } }] },
    });
  });

  it('ask for one approval that satisfies all demands', () => {
    const result = compose(
      approval(['a', 'b'], 2, 5000),
      approval([], 1, 3000),
      approval(['b', 'c'], 1, 9000),
    );
    expect(result).toMatchObject({
      constraints: { approval: { approvers: ['b'], quorum: 2, timeoutMs: 3000 } },
    });
  });

  it.each([
    ['two models', [{ model: 'a' }, { model: 'b' }], 'model'],
    ['two values', [set('n', 1), set('n', 2)], 'parameter n'],
    ['a value outside a clamp', [set('n', 11), clamp('n', 1, 10)], 'parameter n'],
    ['text under a clamp', [set('n', 'x'), clamp('n', 1, 10)], 'parameter n'],
    ['clamps without overlap', [clamp('n', 5, undefined), clamp('n', undefined, 4)], 'parameter n'],
    ['approvers without a common one', [approval(['a']), approval(['b'])], 'approvers'],
  ])('%s can not be reconciled', (_, parts, what) => {
    expect(compose(...parts)).toEqual({ kind: 'irreconcilable', what, policies: ['p0', 'p1'] });
  });
});
