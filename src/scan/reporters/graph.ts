// Who talks to whom, who has which tool, and what runs code: as a Mermaid flowchart, or as nodes and edges.

import type { JsonObject } from '../../domain/index.ts';
import type { Inventory, InventoryAgent } from '../report/inventory.ts';

interface GraphNode {
  readonly id: string;
  readonly kind: 'agent' | 'tool' | 'executor';
  readonly label: string;
}

interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'talks_to' | 'has_tool' | 'hands_off_to' | 'runs_code';
  readonly label: string;
}

interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Nodes and edges as JSON. */
export function graphAsJson(inventory: Inventory): JsonObject {
  const { nodes, edges } = graphOf(inventory);
  return { nodes: nodes.map((node) => ({ ...node })), edges: edges.map((edge) => ({ ...edge })) };
}

/** A Mermaid flowchart. Ids are numbers and labels are escaped: no name from scanned code becomes markup. */
export function graphAsMermaid(inventory: Inventory): string {
  const { nodes, edges } = graphOf(inventory);
  const ids = new Map(nodes.map(({ id }, at) => [id, `n${at}`]));
  const shapes = { agent: ['[', ']'], tool: ['([', '])'], executor: ['{{', '}}'] } as const;
  const lines = [
    'flowchart LR',
    ...nodes.map(
      ({ id, kind, label }) => `  ${ids.get(id)}${shapes[kind][0]}"${escaped(label)}"${shapes[kind][1]}`,
    ),
    ...edges.map(({ from, to, label }) => `  ${ids.get(from)} -- "${escaped(label)}" --> ${ids.get(to)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function graphOf({ agents, conversations }: Inventory): Graph {
  const graph = new GraphBuilder();
  for (const agent of agents) addAgent(graph, agent);
  for (const { participants, bounded } of conversations) {
    const [first, ...others] = participants.map((name) => graph.node('agent', name));
    for (const other of others) {
      graph.edge(first ?? other, other, 'talks_to', bounded ? 'talks' : 'talks, no bound');
    }
  }
  return graph.built();
}

function addAgent(graph: GraphBuilder, agent: InventoryAgent): void {
  const from = graph.node('agent', agent.name);
  for (const tool of agent.tools) graph.edge(from, graph.node('tool', tool), 'has_tool', 'tool');
  for (const other of agent.handsOffTo) {
    graph.edge(from, graph.node('agent', other), 'hands_off_to', 'hands off');
  }
  if (agent.executes === 'no') return;
  graph.edge(from, graph.node('executor', `code: ${agent.executes}`), 'runs_code', 'runs code');
}

class GraphBuilder {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges = new Map<string, GraphEdge>();

  node(kind: GraphNode['kind'], label: string): string {
    const id = `${kind}:${label}`;
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, kind, label });
    return id;
  }

  edge(...[from, to, kind, label]: readonly [string, string, GraphEdge['kind'], string]): void {
    this.#edges.set(`${from}\n${to}\n${kind}`, { from, to, kind, label });
  }

  built(): Graph {
    return { nodes: [...this.#nodes.values()], edges: [...this.#edges.values()] };
  }
}

/** Mermaid reads HTML entities in quoted labels. */
function escaped(label: string): string {
  return label
    .slice(0, 100)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/[^\p{L}\p{N} _.:,()/-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`);
}
