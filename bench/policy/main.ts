// Prints what a policy decision and a policy load cost: `tsx bench/policy/main.ts`. JSON on stdout, a table on stderr.

import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { type HistoryView, NO_PRICES, NOTHING_SPENT, type ToolCallAction } from '../../src/domain/index.ts';
import { loadPolicySet, type PolicyFacts, type PolicySet } from '../../src/policy/index.ts';
import { readDocument } from '../../src/policy/source/read-document.ts';

const AGENTS = 50;
const TOOLS = 20;
const DECISIONS = 50_000;
const LOADS = 7;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

/** `count` policies over 50 agents and 20 tools, most of them about one agent and one tool, some about all. */
function policyText(count: number): string {
  const policies = Array.from({ length: count }, (_, index) => policyAt(index));
  return JSON.stringify({ default_decision: 'ALLOW', policies }, null, 1);
}

function policyAt(index: number): object {
  const agent_name = `agent_${index % AGENTS}`;
  const tool_name = `tool_${index % TOOLS}`;
  const name = `policy-${index}`;
  switch (index % 100) {
    case 0:
      return {
        name,
        condition: { action_type: 'tool_call', parameter: 'body', contains: `token-${index}` },
        decision: 'BLOCK',
      };
    case 1:
      return { name, condition: { message_type: 'agent_communication' }, decision: 'LOG' };
    default:
      return {
        name,
        condition: {
          action_type: 'tool_call',
          agent_name,
          tool_name,
          parameter: 'url',
          matches_pattern: `^(https?://)?([^/]*\\.)?(host-${index}|webhook-${index}|slack)`,
        },
        decision: index % 3 === 0 ? 'CONSTRAIN' : 'BLOCK',
        ...(index % 3 === 0 ? { action: { require_approval: true } } : {}),
      };
  }
}

const history: HistoryView = {
  recent: () => [],
  workflowTokens: 0,
  agentTokens: 0,
  consecutiveReplies: 0,
  spent: () => NOTHING_SPENT,
};

const definitions = Array.from({ length: TOOLS }, (_, index) => ({
  name: `tool_${index}`,
  description: 'Sends a request to an address and returns the answer.',
  parameters: { type: 'object', properties: { url: { type: 'string' }, body: { type: 'string' } } },
}));

function factsFor(index: number): PolicyFacts {
  return {
    call: {
      agent: {
        name: `agent_${index % AGENTS}`,
        role: undefined,
        groups: [],
        keyId: 'k',
        upstreams: undefined,
        models: undefined,
      },
      workflow: { id: 'w', source: 'header' },
      onBehalfOf: undefined,
      model: 'gpt-4o',
      provider: 'openai',
      stream: false,
      kind: 'normal',
      nextHop: undefined,
    },
    history,
    prices: NO_PRICES,
    now: 0,
    toolsOffered: definitions,
  };
}

function callFor(index: number): ToolCallAction {
  const value = {
    url: `https://api.partner-${index % 97}.example/v1/orders?id=${index}`,
    body: 'a short body of a request',
  };
  return {
    type: 'tool_call',
    id: `a${index}`,
    door: 'reply',
    choice: 0,
    position: 0,
    callId: undefined,
    toolName: `tool_${index % TOOLS}`,
    rawArguments: JSON.stringify(value),
    arguments: { kind: 'object', value },
    legacy: false,
    definition: definitions[index % TOOLS],
  };
}

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

function percentiles(samples: readonly number[]): Percentiles {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(3));
  return { p50: at(0.5), p99: at(0.99) };
}

function load(text: string): PolicySet {
  const loaded = loadPolicySet(text, { fileName: 'bench.json', sha256 });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return loaded.set;
}

/** The whole load, and its part that reads YAML; what remains is checking and compiling. */
function measureLoads(text: string): { readonly load: number; readonly compile: number } {
  const loads: number[] = [];
  const compiles: number[] = [];
  for (let round = 0; round < LOADS; round += 1) {
    const start = performance.now();
    readDocument(text, 'bench.json');
    const read = performance.now() - start;
    load(text);
    const whole = performance.now() - start - read;
    loads.push(whole);
    compiles.push(whole - read);
  }
  return { load: percentiles(loads).p50, compile: percentiles(compiles).p50 };
}

function measureDecisions(set: PolicySet): Percentiles & { readonly candidates: number } {
  const inputs = Array.from({ length: 1000 }, (_, index) => ({
    action: callFor(index),
    facts: factsFor(index),
  }));
  const run = (count: number) => {
    const samples = new Array<number>(count);
    for (let index = 0; index < count; index += 1) {
      const { action, facts } = inputs[index % inputs.length] ?? { action: callFor(0), facts: factsFor(0) };
      const start = performance.now();
      set.evaluate(action, facts);
      samples[index] = (performance.now() - start) * 1000;
    }
    return samples;
  };
  run(5000);
  const candidates = inputs.reduce(
    (sum, { action, facts }) => sum + set.evaluate(action, facts).evaluated.length,
    0,
  );
  return { ...percentiles(run(DECISIONS)), candidates: candidates / inputs.length };
}

const rows = [0, 10, 100, 1000].map((policies) => {
  const text = policyText(policies);
  const loads = measureLoads(text);
  const decisions = measureDecisions(load(text));
  return {
    policies,
    load_ms: loads.load,
    compile_ms: loads.compile,
    decision_us_p50: decisions.p50,
    decision_us_p99: decisions.p99,
    candidates_mean: Number(decisions.candidates.toFixed(1)),
  };
});

const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
process.stdout.write(`${JSON.stringify({ bench: 'policy', machine, rows }, null, 2)}\n`);
process.stderr.write(
  `${['policies', 'load ms', 'compile ms', 'decision µs p50', 'p99', 'candidates'].join('\t')}\n`,
);
for (const row of rows) process.stderr.write(`${Object.values(row).join('\t')}\n`);
