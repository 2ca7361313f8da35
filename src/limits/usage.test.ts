import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PastAction } from '../domain/index.ts';
import { NOTHING_SPENT } from '../domain/index.ts';
import { LruPool } from './lru-pool.ts';
import { RecentActions } from './recent-actions.ts';
import { Usage, type UsageFacts } from './usage.ts';

function facts(part: Partial<UsageFacts>): UsageFacts {
  return {
    at: 0,
    agent: 'a',
    workflow: 'w',
    otherWorkflows: [],
    model: 'm',
    tokens: 0,
    replied: undefined,
    actions: [],
    ...part,
  };
}
const call = (tool: string) => ({ type: 'tool_call', tool, category: undefined, released: true }) as const;
const past = (at: number, toolName: string): PastAction => ({
  at,
  type: 'tool_call',
  agent: 'a',
  workflow: 'w',
  toolName,
  toolCategory: undefined,
  model: 'm',
  released: true,
});
const tools = (actions: Iterable<PastAction>) => [...actions].map((action) => action.toolName);

describe('recent actions', () => {
  const times = fc.array(fc.nat(30), { maxLength: 60 });

  it('are what a filter over the whole sorted history would give, within the bound', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 8 }), fc.nat(40), (ats, bound, since) => {
        const recent = new RecentActions(bound);
        const all = ats.map((at, index) => past(at, `t${index}`));
        for (const action of all) recent.add(action);
        const naive = all
          .toSorted((a, b) => a.at - b.at)
          .slice(-bound)
          .filter((action) => action.at >= since);
        expect([...recent.since(since)]).toEqual(naive.reverse());
        expect(recent.size).toBeLessThan(2 * bound);
      }),
    );
  });
});

describe('a pool', () => {
  class Box {
    size = 0;
  }
  const step = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), grow: fc.nat(3) });

  it('keeps its count and weight within bounds, and always the scope that was just used', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const pool = new LruPool({ maxScopes: 3, maxTotal: 6 }, () => new Box());
        for (const { name, grow } of steps) {
          pool.update(name, (box) => {
            box.size += grow;
          });
          const held = ['a', 'b', 'c', 'd', '__proto__'].map((each) => pool.get(each)?.size ?? 0);
          expect(pool.total).toBe(held.reduce((sum, size) => sum + size, 0));
          expect(pool.size).toBeLessThanOrEqual(3);
          expect(pool.total <= 6 || pool.size === 1).toBe(true);
          expect(pool.get(name)).toBeDefined();
        }
      }),
    );
  });

  it('forgets the longest unused scope first', () => {
    const pool = new LruPool({ maxScopes: 2, maxTotal: 9 }, () => new Box());
    for (const name of ['a', 'b', 'a', 'c']) pool.update(name, () => undefined);
    expect([pool.get('a'), pool.get('b'), pool.get('c')].map((box) => box !== undefined)).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('usage', () => {
  it('shows actions newest first, by workflow and by agent, within the time asked for', () => {
    const usage = new Usage();
    usage.apply(facts({ at: 10, actions: [call('first'), call('second')] }));
    usage.apply(facts({ at: 20, workflow: 'v', actions: [call('elsewhere')] }));
    usage.apply(facts({ at: 30, agent: 'b', actions: [call('other')] }));
    const view = usage.view({ workflow: 'w', otherWorkflows: [], agent: 'a', now: 40 }, () => NOTHING_SPENT);
    expect(tools(view.recent('workflow', 100))).toEqual(['other', 'second', 'first']);
    expect(tools(view.recent('agent', 100))).toEqual(['elsewhere', 'second', 'first']);
    expect(tools(view.recent('workflow', 10))).toEqual(['other']);
    expect(tools(view.recent('workflow', 9))).toEqual([]);
  });

  it('adds tokens up for the workflow and for the agent', () => {
    const usage = new Usage();
    usage.apply(facts({ tokens: 5 }));
    usage.apply(facts({ tokens: 7, agent: 'b' }));
    usage.apply(facts({ tokens: 9, workflow: 'v' }));
    const view = usage.view({ workflow: 'w', otherWorkflows: [], agent: 'a', now: 0 }, () => NOTHING_SPENT);
    expect([view.workflowTokens, view.agentTokens]).toEqual([12, 14]);
  });

  it('counts replies in a row until another agent or a user speaks', () => {
    const usage = new Usage();
    const view = usage.view({ workflow: 'w', otherWorkflows: [], agent: 'a', now: 0 }, () => NOTHING_SPENT);
    const countAfter = (part: Partial<UsageFacts>) => {
      usage.apply(facts(part));
      return view.consecutiveReplies;
    };
    expect(countAfter({ replied: true })).toBe(1);
    expect(countAfter({ replied: undefined })).toBe(1);
    expect(countAfter({ replied: true })).toBe(2);
    expect(countAfter({ replied: true, workflow: 'v' })).toBe(2);
    expect(countAfter({ replied: true, agent: 'b' })).toBe(0);
    expect(countAfter({ replied: true })).toBe(1);
    expect(countAfter({ replied: false })).toBe(0);
  });

  it('knows nothing of workflows and agents it has not seen, whatever they are called', () => {
    const view = new Usage().view(
      {
        workflow: '__proto__',
        otherWorkflows: [],
        agent: 'constructor',
        now: 0,
      },
      () => NOTHING_SPENT,
    );
    expect([...view.recent('workflow', 1e9), ...view.recent('agent', 1e9)]).toEqual([]);
    expect([view.workflowTokens, view.agentTokens, view.consecutiveReplies]).toEqual([0, 0, 0]);
  });

  it('does not forget what an agent did when it invents workflows', () => {
    const usage = new Usage({ actionsPerScope: 50, workflows: 4, agents: 4, totalActions: 20 });
    for (let index = 0; index < 50; index += 1) {
      usage.apply(facts({ at: index, workflow: `w${index}`, tokens: 1, actions: [call(`t${index}`)] }));
    }
    const view = usage.view({ workflow: 'w0', otherWorkflows: [], agent: 'a', now: 50 }, () => NOTHING_SPENT);
    expect(view.agentTokens).toBe(50);
    expect(tools(view.recent('agent', 100))).toHaveLength(50);
    expect(view.workflowTokens).toBe(0);
  });

  it('gives the same view for the same facts: a restart is a fold', () => {
    const part = fc.record({
      at: fc.nat(9),
      agent: fc.constantFrom('a', 'b'),
      workflow: fc.constantFrom('w', 'v'),
      tokens: fc.nat(9),
      replied: fc.constantFrom(true, false, undefined),
      actions: fc.array(fc.constantFrom('x', 'y').map(call), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const [live, refolded] = [new Usage(), new Usage()];
        for (const each of parts) live.apply(facts(each));
        for (const each of parts) refolded.apply(facts(JSON.parse(JSON.stringify(each)) as typeof each));
        const shown = [live, refolded].map((usage) => {
          const view = usage.view(
            { workflow: 'w', otherWorkflows: [], agent: 'a', now: 9 },
            () => NOTHING_SPENT,
          );
          const { workflowTokens, agentTokens, consecutiveReplies } = view;
          const actions = [tools(view.recent('workflow', 5)), tools(view.recent('agent', 5))];
          return { workflowTokens, agentTokens, consecutiveReplies, actions };
        });
        expect(shown[0]).toEqual(shown[1]);
      }),
    );
  });
});

describe('a call that belongs to several workflows', () => {
  const usage = new Usage();
  usage.apply(facts({ at: 1, workflow: 'x', tokens: 5, actions: [call('one')], replied: true }));
  usage.apply(facts({ at: 2, workflow: 'y', tokens: 7, actions: [call('two')] }));
  usage.apply(facts({ at: 3, workflow: 'y', otherWorkflows: ['x'], tokens: 1, actions: [call('both')] }));
  const view = (workflow: string, ...otherWorkflows: string[]) =>
    usage.view({ workflow, otherWorkflows, agent: 'a', now: 3 }, () => NOTHING_SPENT);

  it('counts in all of them', () => {
    expect(tools(view('x').recent('workflow', 9))).toEqual(['both', 'one']);
    expect(tools(view('y').recent('workflow', 9))).toEqual(['both', 'two']);
    expect([view('x').workflowTokens, view('y').workflowTokens]).toEqual([6, 8]);
  });

  it('sees each action once, newest first, and the largest of each counter', () => {
    expect(tools(view('x', 'y').recent('workflow', 9))).toEqual(['both', 'two', 'one']);
    expect(tools(view('x', 'y').recent('workflow', 1))).toEqual(['both', 'two']);
    expect(view('x', 'y')).toMatchObject({ workflowTokens: 8, consecutiveReplies: 1 });
    expect(tools(view('x', 'nobody').recent('agent', 9))).toEqual(['both', 'two', 'one']);
  });
});
