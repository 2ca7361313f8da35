import { describe, expect, test } from 'vitest';
import { DETECTOR_NAMES } from '../domain/index.ts';
import { DetectionMemory } from './detection-memory.ts';
import { detectors } from './index.ts';

const door = (over: Partial<Parameters<DetectionMemory['apply']>[0]>) => ({
  root: 'w',
  agent: 'a',
  emissions: [],
  facts: {},
  ...over,
});

test('policies know exactly the detectors that there are', () => {
  expect(detectors.map(({ name }) => name)).toEqual([...DETECTOR_NAMES]);
});

describe('what detectors remember', () => {
  test('calls and speakers, the newest first; tools as they were first', () => {
    const memory = new DetectionMemory();
    const call = (tool: string) => ({ tool, argumentsDigest: tool });
    const tool = (descriptionDigest: string) => ({ name: 't', descriptionDigest, parametersDigest: '' });
    memory.apply(
      door({ facts: { calls: [call('one'), call('two')], divergence: 0.1, tools: [tool('first')] } }),
    );
    memory.apply(
      door({ agent: 'b', facts: { divergence: 0.2, tools: [tool('second')] }, emissions: ['e', 'e'] }),
    );
    const view = memory.view('w', 'a', 3);
    expect(view.calls.map(({ tool: name }) => name)).toEqual(['two', 'one']);
    expect(view.speakers).toEqual(['b', 'a']);
    expect(view.divergence).toEqual([0.1]);
    expect(view.tools.get('t')).toMatchObject({ agent: 'a', descriptionDigest: 'first' });
    expect([view.exchanges, view.consecutiveReplies, view.repeated.get('e')]).toEqual([2, 3, 2]);
    expect(memory.view('other', 'a', 0).calls).toEqual([]);
  });

  test('many weak instructions do not push out a strong one', () => {
    const memory = new DetectionMemory();
    memory.apply(door({ facts: { directives: [{ words: [1], strength: 0.9 }] } }));
    for (let count = 0; count < 300; count += 1) {
      memory.apply(door({ facts: { directives: [{ words: [2], strength: 0.1 }] } }));
    }
    const { directives } = memory.view('w', 'a', 0);
    expect(directives.some(({ strength }) => strength === 0.9)).toBe(true);
    expect(directives.length).toBe(128);
  });

  describe('an agent’s habits', () => {
    const did = (root: string, ...acts: string[]) => door({ root, facts: { acts, divergence: 0 } });

    test('count workflows, not turns, and not the one at hand', () => {
      const memory = new DetectionMemory();
      for (const root of ['one', 'two', 'two', 'three']) memory.apply(did(root, 'call search'));
      memory.apply(did('three', 'call send'));
      const elsewhere = memory.view('four', 'a', 0).habits;
      expect([elsewhere.workflows, elsewhere.workflowsWith('call search'), elsewhere.rare]).toEqual([
        3, 3, 1,
      ]);
      const inside = memory.view('three', 'a', 0).habits;
      expect([inside.workflows, inside.incidences]).toEqual([2, 2]);
      expect([inside.workflowsWith('call search'), inside.workflowsWith('call send')]).toEqual([2, 0]);
    });

    test('are its own', () => {
      const memory = new DetectionMemory();
      memory.apply(did('one', 'call search'));
      expect(memory.view('two', 'b', 0).habits.workflowsWith('call search')).toBe(0);
    });

    test('stay bounded, and what falls out was never done', () => {
      const memory = new DetectionMemory();
      for (let count = 0; count < 200; count += 1) memory.apply(did(`w${count}`, `call tool_${count}`));
      const { incidences, workflows, workflowsWith } = memory.view('now', 'a', 0).habits;
      expect(incidences).toBeLessThanOrEqual(128);
      expect([workflows, workflowsWith('call tool_0'), workflowsWith('call tool_199')]).toEqual([200, 0, 1]);
    });
  });
});
