// Prints what a policy decision and a policy load cost: `tsx bench/policy/main.ts`. JSON on stdout, a table on stderr.

import { createHash } from 'node:crypto';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { loadPolicySet, type PolicySet } from '../../src/policy/index.ts';
import { readDocument } from '../../src/policy/source/read-document.ts';
import { cedarEngine, celEngine, type Engine } from './peers.ts';
import { callFor, factsFor, policyText } from './scenario.ts';

const DECISIONS = 50_000;
const LOADS = 7;

const sha256 = (bytes: Uint8Array | string) => createHash('sha256').update(bytes).digest('hex');

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

function measureDecisions(decide: (index: number) => void, decisions: number): Percentiles {
  const run = (count: number) => {
    const samples = new Array<number>(count);
    for (let index = 0; index < count; index += 1) {
      const start = performance.now();
      decide(index % 1000);
      samples[index] = (performance.now() - start) * 1000;
    }
    return samples;
  };
  run(decisions / 10);
  return percentiles(run(decisions));
}

function ours(set: PolicySet): Engine & { readonly candidates: number } {
  const inputs = Array.from({ length: 1000 }, (_, index) => ({
    action: callFor(index),
    facts: factsFor(index),
  }));
  const decide = (index: number) => {
    const input = inputs[index];
    return input === undefined ? undefined : set.evaluate(input.action, input.facts);
  };
  const seen = inputs.reduce((sum, _, index) => sum + (decide(index)?.evaluated.length ?? 0), 0);
  return { name: 'sallyport', decide, candidates: seen / 1000 };
}

const rows = [0, 10, 100, 1000].map((policies) => {
  const text = policyText(policies);
  const loads = measureLoads(text);
  const engine = ours(load(text));
  const decisions = measureDecisions(engine.decide, DECISIONS);
  return {
    policies,
    load_ms: loads.load,
    compile_ms: loads.compile,
    decision_us_p50: decisions.p50,
    decision_us_p99: decisions.p99,
    candidates_mean: Number(engine.candidates.toFixed(1)),
  };
});

/** Fewer decisions, since the peers look at every policy each time. */
const PEER_DECISIONS = 5_000;

const peers = [100, 1000].flatMap((policies) =>
  [cedarEngine(policies), celEngine(policies)].map((engine) => {
    const { p50, p99 } = measureDecisions(engine.decide, PEER_DECISIONS);
    return { engine: engine.name, policies, decision_us_p50: p50, decision_us_p99: p99 };
  }),
);

const machine = { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
process.stdout.write(`${JSON.stringify({ bench: 'policy', machine, rows, peers }, null, 2)}\n`);
table(['policies', 'load ms', 'compile ms', 'decision µs p50', 'p99', 'candidates'], rows);
table(['engine', 'policies', 'decision µs p50', 'p99'], peers);

function table(heads: readonly string[], lines: readonly object[]): void {
  const text = [heads, ...lines.map((line) => Object.values(line))].map((cells) => cells.join('\t'));
  process.stderr.write(`${text.join('\n')}\n\n`);
}
