import { describe, expect, test } from 'vitest';
import { DEFAULT_LINEAGE, Lineage, type LineageFacts, type WorkflowQuery } from './lineage.ts';

const facts = (over: Partial<LineageFacts>): LineageFacts => ({
  at: 1000,
  agent: 'planner',
  root: 'w1',
  workflow: 'w1',
  firstText: undefined,
  messages: [],
  emissions: [],
  calls: [],
  ...over,
});
const query = (over: Partial<WorkflowQuery>): WorkflowQuery => ({
  claimed: undefined,
  firstText: undefined,
  texts: [],
  callIds: [],
  freshId: 'fresh',
  now: 2000,
  ...over,
});

const claiming = (lineage: Lineage, id: string, texts: readonly string[]) => {
  const { root, alsoCountedUnder } = lineage.resolve(query({ claimed: { id, source: 'header' }, texts }));
  return { root, alsoCountedUnder };
};

describe('which workflow a call belongs to', () => {
  test('a call without any sign gets a fresh workflow, marked as inferred', () => {
    expect(new Lineage().resolve(query({}))).toEqual({
      workflow: { id: 'fresh', source: 'inferred' },
      root: 'fresh',
      alsoCountedUnder: [],
    });
  });

  test('a second agent that starts with the same first message is in the same workflow', () => {
    const lineage = new Lineage();
    lineage.apply(facts({ root: 'wf_a', workflow: 'wf_a', firstText: 'f1' }));
    expect(lineage.resolve(query({ firstText: 'f1' })).workflow.id).toBe('wf_a');
  });

  test('the same first message after the idle time is a new workflow', () => {
    const lineage = new Lineage();
    lineage.apply(facts({ firstText: 'f1' }));
    expect(lineage.resolve(query({ firstText: 'f1', now: 1001 + DEFAULT_LINEAGE.idleMs })).workflow.id).toBe(
      'fresh',
    );
  });

  test('a released call id outweighs the first message', () => {
    const lineage = new Lineage();
    lineage.apply(facts({ root: 'a', workflow: 'a', firstText: 'same' }));
    lineage.apply(facts({ root: 'b', workflow: 'b', calls: [{ id: 'call_1', tool: 'lookup' }] }));
    expect(lineage.resolve(query({ firstText: 'same', callIds: ['call_1'] })).workflow.id).toBe('b');
  });

  test('a claimed id is kept as the name, but counters stay where the shared history is', () => {
    const lineage = new Lineage();
    lineage.apply(facts({ root: 'w1', workflow: 'w1', emissions: ['e1'] }));
    const rotated = lineage.resolve(query({ claimed: { id: 'w2', source: 'header' }, texts: ['e1'] }));
    expect(rotated).toEqual({
      workflow: { id: 'w2', source: 'header' },
      root: 'w1',
      alsoCountedUnder: [],
    });
    lineage.apply(facts({ root: 'w1', workflow: 'w2' }));
    expect(lineage.resolve(query({ claimed: { id: 'w2', source: 'header' } })).root).toBe('w1');
  });

  test('two named workflows that were given the same text stay apart', () => {
    const lineage = new Lineage();
    lineage.apply(facts({ root: 'w1', workflow: 'w1', emissions: ['same'] }));
    lineage.apply(facts({ root: 'w2', workflow: 'w2', emissions: ['same'] }));
    expect(claiming(lineage, 'w1', ['same'])).toEqual({ root: 'w1', alsoCountedUnder: [] });
  });
});

describe('signs of several workflows', () => {
  const two = (): Lineage => {
    const lineage = new Lineage();
    lineage.apply(facts({ root: 'x', workflow: 'x', emissions: ['of x'] }));
    lineage.apply(facts({ root: 'y', workflow: 'y', emissions: ['of y'] }));
    return lineage;
  };

  test.each([
    { texts: ['of x'], alsoCountedUnder: ['x'] },
    { texts: ['of y', 'of x'], alsoCountedUnder: ['x'] },
    { texts: ['of y'], alsoCountedUnder: [] },
    { texts: [], alsoCountedUnder: [] },
  ])('a call that claims y and carries $texts is counted under $alsoCountedUnder, too', (row) => {
    expect(claiming(two(), 'y', row.texts)).toEqual({ root: 'y', alsoCountedUnder: row.alsoCountedUnder });
  });

  test('a new id gets the memory of the newest sign, and counts under the others', () => {
    expect(claiming(two(), 'z', ['of y', 'of x'])).toEqual({ root: 'y', alsoCountedUnder: ['x'] });
    const { root, alsoCountedUnder } = two().resolve(query({ texts: ['of x', 'of y'] }));
    expect({ root, alsoCountedUnder }).toEqual({ root: 'x', alsoCountedUnder: ['y'] });
  });

  test('no call moves the others that claim an id to another workflow', () => {
    const lineage = two();
    lineage.apply(facts({ root: 'y', workflow: 'x' }));
    expect(claiming(lineage, 'x', []).root).toBe('x');
    lineage.apply(facts({ root: 'x', workflow: 'z' }));
    lineage.apply(facts({ root: 'y', workflow: 'z' }));
    expect(claiming(lineage, 'z', []).root).toBe('x');
  });

  test('a workflow that has been idle for long is no sign', () => {
    const now = 1001 + DEFAULT_LINEAGE.idleMs;
    const claimed = { id: 'y', source: 'header' } as const;
    expect(two().resolve(query({ claimed, texts: ['of x'], now })).alsoCountedUnder).toEqual([]);
  });
});

describe('what is remembered', () => {
  test('a message is new once, an emission has its agent, a call its tool', () => {
    const lineage = new Lineage();
    expect(lineage.hasSeen('w1', 'm1')).toBe(false);
    lineage.apply(facts({ messages: ['m1'], emissions: ['e1'], calls: [{ id: 'c1', tool: 'lookup' }] }));
    expect(lineage.hasSeen('w1', 'm1')).toBe(true);
    expect(lineage.hasSeen('w2', 'm1')).toBe(false);
    expect(lineage.emitters('w1', 'e1')).toEqual(['planner']);
    expect(lineage.releasedCall('w1', 'c1')).toEqual({ agent: 'planner', tool: 'lookup' });
  });

  test('a text that several agents got is of each of them, the latest last', () => {
    const lineage = new Lineage();
    for (const agent of ['planner', 'coder', 'planner']) lineage.apply(facts({ agent, emissions: ['e1'] }));
    expect(lineage.emitters('w1', 'e1')).toEqual(['coder', 'planner']);
  });

  test('memory is bounded: the oldest message of a workflow falls out first', () => {
    const lineage = new Lineage({ ...DEFAULT_LINEAGE, maxMessages: 2 });
    lineage.apply(facts({ messages: ['m1', 'm2', 'm3'] }));
    expect([lineage.hasSeen('w1', 'm1'), lineage.hasSeen('w1', 'm2'), lineage.hasSeen('w1', 'm3')]).toEqual([
      false,
      true,
      true,
    ]);
  });

  test('memory is bounded: the longest idle workflow falls out first', () => {
    const lineage = new Lineage({ ...DEFAULT_LINEAGE, maxWorkflows: 2 });
    for (const root of ['w1', 'w2', 'w1', 'w3'])
      lineage.apply(facts({ root, workflow: root, messages: ['m'] }));
    expect(['w1', 'w2', 'w3'].map((root) => lineage.hasSeen(root, 'm'))).toEqual([true, false, true]);
  });
});

describe('what a message was judged clear for', () => {
  test('a message stands clear in equal calls only, and stays clear when another agent carries it, too', () => {
    const lineage = new Lineage();
    lineage.apply(facts({ messages: ['m'], judgedFor: 'a' }));
    expect(['a', 'b'].map((judgedFor) => lineage.isClear('w1', 'm', judgedFor))).toEqual([true, false]);
    lineage.apply(facts({ messages: ['m'], judgedFor: 'b' }));
    expect(['a', 'b'].map((judgedFor) => lineage.isClear('w1', 'm', judgedFor))).toEqual([true, true]);
  });

  test('what was only changed or seen is clear for nobody, until it is judged clear', () => {
    const lineage = new Lineage();
    lineage.apply(facts({ alsoSeen: ['m'], judgedFor: 'a' }));
    expect([lineage.hasSeen('w1', 'm'), lineage.isClear('w1', 'm', 'a')]).toEqual([true, false]);
    lineage.apply(facts({ messages: ['m'], judgedFor: 'a' }));
    lineage.apply(facts({ alsoSeen: ['m'], judgedFor: 'a' }));
    expect(lineage.isClear('w1', 'm', 'a')).toBe(true);
  });

  test('rotating whom a message is judged for does not fill memory', () => {
    const lineage = new Lineage();
    for (let agent = 0; agent < 100; agent++)
      lineage.apply(facts({ messages: ['m'], judgedFor: `${agent}` }));
    expect(['0', '50', '99'].map((judgedFor) => lineage.isClear('w1', 'm', judgedFor))).toEqual([
      false,
      false,
      true,
    ]);
  });
});
