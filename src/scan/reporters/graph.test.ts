import { describe, expect, it } from 'vitest';
import type { Inventory, InventoryAgent } from '../report/inventory.ts';
import { graphAsJson, graphAsMermaid } from './graph.ts';
import { inventoryAsJson } from './inventory.ts';

const agent = (name: string, more: Partial<InventoryAgent> = {}): InventoryAgent => ({
  name,
  kind: 'autogen.AssistantAgent',
  file: 'w.py',
  line: 3,
  tools: [],
  handsOffTo: [],
  models: [],
  executes: 'no',
  mayWriteCode: false,
  ...more,
});
const INVENTORY: Inventory = {
  agents: [
    agent('writer', { tools: ['search'], handsOffTo: ['proxy'] }),
    agent('proxy', { executes: 'host' }),
  ],
  tools: [{ name: 'search', file: 'w.py', line: 1, parameters: ['query'] }],
  items: [{ kind: 'model', name: 'gpt-4', file: 'w.py', line: 2 }],
  conversations: [{ kind: 'chat', participants: ['proxy', 'writer'], bounded: false, file: 'w.py', line: 9 }],
};

describe('the graph of a workflow', () => {
  it('shows who talks, who has which tool, who hands off, and what runs code', () => {
    expect(graphAsMermaid(INVENTORY)).toBe(`flowchart LR
  n0["writer"]
  n1(["search"])
  n2["proxy"]
  n3{{"code: host"}}
  n0 -- "tool" --> n1
  n0 -- "hands off" --> n2
  n2 -- "runs code" --> n3
  n2 -- "talks, no bound" --> n0
`);
  });

  it('is nodes and edges for programs', () => {
    expect(graphAsJson(INVENTORY)).toMatchObject({
      nodes: [{ id: 'agent:writer', kind: 'agent' }, {}, {}, {}],
      edges: expect.arrayContaining([
        { from: 'agent:proxy', to: 'agent:writer', kind: 'talks_to', label: 'talks, no bound' },
      ]),
    });
  });

  it('lets no name become markup', () => {
    const name = 'x"]; click n0 "javascript:alert(1)"\n%%{init: {}}%%<b>';
    const text = graphAsMermaid({ ...INVENTORY, agents: [agent(name)], conversations: [] });
    expect(text.split('\n')).toHaveLength(3);
    expect(text).not.toMatch(/[<>]|%%|"\]; click/);
  });
});

describe('the inventory', () => {
  it('lists everything by kind, with its place', () => {
    expect(inventoryAsJson(INVENTORY)).toMatchObject({
      agents: [{ name: 'writer', hands_off_to: ['proxy'], may_write_code: false }, { executes: 'host' }],
      tools: [{ name: 'search', parameters: ['query'] }],
      models: [{ name: 'gpt-4', file: 'w.py', line: 2 }],
      executors: [],
      mcp_servers: [],
    });
  });
});
