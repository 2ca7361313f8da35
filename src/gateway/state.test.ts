import { describe, expect, test } from 'vitest';
import { type ExchangeFacts, NOTHING_NEW } from './facts.ts';
import { GatewayState } from './state.ts';

const facts = (over: Partial<ExchangeFacts>): ExchangeFacts => ({
  at: 1000,
  exchange: 'ex_1',
  agent: 'planner',
  root: 'w1',
  workflow: 'w1',
  model: 'm',
  alsoCountedUnder: [],
  policyVersion: 'v1',
  judgedFor: 'planner v1',
  ...NOTHING_NEW,
  ...over,
});

/** A state after these request doors; each carries `added` behind the whole list of the door before it. */
function following(...doors: readonly Partial<ExchangeFacts>[]): GatewayState {
  const state = new GatewayState();
  for (const [index, door] of doors.entries()) {
    state.apply(facts({ exchange: `ex_${index}`, listDigest: `list ${index}`, ...door }));
  }
  return state;
}

const clearFor = (state: GatewayState) => state.tip('w1', 'planner')?.clearFor;
const first = (...added: readonly string[]) => ({ base: undefined, count: 0, added });

describe('whether a whole message list stands clear', () => {
  test('a list of clear messages stands clear for what judged it, and so does its continuation', () => {
    const begun = { messages: ['a', 'b'], context: first('a', 'b') };
    expect(clearFor(following(begun))).toBe('planner v1');
    const more = { messages: ['c'], context: { base: 'ex_0', count: 2, added: ['c'] } };
    expect(clearFor(following(begun, more))).toBe('planner v1');
  });

  test.each([
    ['a blocked call', { messages: [], context: first('a', 'b') }],
    ['a message that was changed', { messages: ['a'], constrained: ['b'], context: first('a', 'b') }],
    ['a message that waits for a person', { messages: ['a'], context: first('a', 'b') }],
  ])('%s leaves a list that stands clear for nobody', (_, door) => {
    expect(clearFor(following(door))).toBeUndefined();
  });

  test('clear messages behind a list that is not clear do not make it clear', () => {
    const blocked = { messages: [], context: first('a') };
    const more = { messages: ['b'], context: { base: 'ex_0', count: 1, added: ['b'] } };
    expect(clearFor(following(blocked, more))).toBeUndefined();
  });

  test('what was judged under one policy says nothing about another', () => {
    const begun = { messages: ['a'], context: first('a') };
    const more = {
      judgedFor: 'planner v2',
      messages: ['b'],
      context: { base: 'ex_0', count: 1, added: ['b'] },
    };
    expect(clearFor(following(begun, more))).toBeUndefined();
  });

  test('a list that goes on from a call which is no longer the latest is not taken for clear', () => {
    const begun = { messages: ['a'], context: first('a') };
    const other = { messages: ['x'], context: first('x') };
    const late = { messages: ['b'], context: { base: 'ex_0', count: 1, added: ['b'] } };
    expect(clearFor(following(begun, other, late))).toBeUndefined();
  });
});
