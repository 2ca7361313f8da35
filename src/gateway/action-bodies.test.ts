import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../audit/index.ts';
import type { Decision, ToolCallAction } from '../domain/index.ts';
import { actionParts } from './action-bodies.ts';
import type { JudgedAction } from './judge-action.ts';

/** The longest that a name becomes: control characters take six bytes each. */
const LONGEST = '\u0001'.repeat(300);

function verdict(number: number, matches: number): JudgedAction {
  const action: ToolCallAction = {
    type: 'tool_call',
    id: `c${number}`,
    door: 'reply',
    choice: 0,
    position: 0,
    callId: LONGEST,
    toolName: LONGEST,
    rawArguments: '{}',
    arguments: {},
    category: undefined,
    viaLegacyField: false,
  } as unknown as ToolCallAction;
  const decision = {
    effect: 'BLOCK',
    wouldBe: 'BLOCK',
    reason: LONGEST,
    grantedBy: undefined,
    matched: Array.from({ length: matches }, () => ({
      policy: LONGEST,
      decision: 'BLOCK',
      mode: 'enforce',
      unknown: false,
      because: Array(10).fill(LONGEST),
    })),
    evaluated: [],
    captureFields: [],
    logLevel: undefined,
    constraints: undefined,
  } as unknown as Decision;
  return { action, released: action, decision };
}

describe('the actions of a record', () => {
  it('fit into it whatever their names and explanations are, and none is lost', () => {
    const verdicts = [verdict(0, 40), ...Array.from({ length: 30 }, (_, number) => verdict(number + 1, 1))];
    const parts = actionParts(verdicts, () => []);
    expect(parts.flatMap((part) => part.bodies.map(({ id }) => id))).toEqual(
      verdicts.map(({ action }) => action.id),
    );
    for (const { bodies } of parts) expect(Buffer.byteLength(canonicalJson(bodies))).toBeLessThan(40 * 1024);
  });

  it('commit to an explanation that they have no room for', () => {
    const [part] = actionParts([verdict(7, 40)], () => []);
    expect(part?.bodies[0]).toMatchObject({ because_beside: true });
    expect(part?.contents.map(({ name }) => name)).toEqual(['because/c7']);
    expect(JSON.parse(Buffer.from(part?.contents[0]?.bytes ?? []).toString())).toHaveLength(40);
  });

  it('are sixteen at most, each with its contents in the same record', () => {
    const verdicts = Array.from({ length: 20 }, (_, number) => ({ ...verdict(number, 0) }));
    const parts = actionParts(verdicts, ({ action }) => [
      { name: `action/${action.id}`, bytes: Buffer.of(1) },
    ]);
    for (const { bodies, contents } of parts) {
      expect(bodies.length).toBeLessThanOrEqual(16);
      expect(contents.map(({ name }) => name)).toEqual(bodies.map(({ id }) => `action/${String(id)}`));
    }
    expect(parts.flatMap(({ bodies }) => bodies)).toHaveLength(20);
  });
});
