// The cases of a detector: reads `cases.jsonl` strictly, and says in which of them the detector is wrong.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import {
  type AgentHabits,
  DetectionMemory,
  type Detector,
  type DetectorInput,
  type OfferedTool,
  readExternalAnswer,
  type WorkflowHistory,
} from '../../src/detect/index.ts';
import type { Finding, JsonObject, TextOrigin, ToolDefinition } from '../../src/domain/index.ts';
import { Lineage, type LineageView } from '../../src/lineage/index.ts';

const tool = z.strictObject({ name: z.string(), description: z.string() });

const caseSchema = z.strictObject({
  must: z.enum(['fire', 'stay silent']),
  why: z.string().min(1),
  channel: z
    .enum([
      'tool_result',
      'agent_message',
      'user_message',
      'system_message',
      'memory',
      'reply',
      'tool_description',
    ])
    .default('tool_result'),
  text: z.string().optional(),
  /** What a tool answered before the actions of the case. */
  context: z.string().optional(),
  /** A fenced block that an executor would run. */
  code: z.strictObject({ language: z.string(), source: z.string() }).optional(),
  /** The agent whose words the text is, as keys say; and the name that its message bears. */
  from: z.string().optional(),
  claimed: z.string().optional(),
  task: z.string().optional(),
  scope: z.string().default(''),
  roster: z.array(z.string()).default([]),
  /** Tools that this exchange offers, and those that an earlier one did. */
  tools: z.array(tool).default([]),
  toolsBefore: z.array(tool.extend({ agent: z.string().default('agent') })).default([]),
  calls: z
    .array(
      z.union([
        z.string(),
        z.strictObject({ tool: z.string(), with: z.string() }),
        z.strictObject({ tool: z.string(), arguments: z.record(z.string(), z.json()) }),
      ]),
    )
    .default([]),
  callsBefore: z.array(z.strictObject({ agent: z.string(), tool: z.string() })).default([]),
  speakers: z.array(z.string()).default([]),
  divergence: z.array(z.number()).default([]),
  /** What the agent did in each of its earlier workflows. */
  habits: z.array(z.array(z.string())).default([]),
  /** The body that a classifier outside answered. */
  external: z.unknown().optional(),
});

export type DetectorCase = z.infer<typeof caseSchema>;

/** One case per line. Throws for a line that is not one. */
export function readCases(file: URL): readonly DetectorCase[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => caseSchema.parse(JSON.parse(line)));
}

/** One sentence per case that is judged wrongly, and per finding that breaks the contract. */
export function faultsOf(detector: Detector, cases: readonly DetectorCase[]): readonly string[] {
  return cases.flatMap((one) => {
    const input = inputOf(one);
    const findings = detector.inspect(input);
    const wrong = findings.length > 0 === (one.must === 'fire') ? [] : [`must ${one.must}: ${one.why}`];
    const broken = findings.filter((finding) => !keepsContract(finding, detector.name, one));
    return [...wrong, ...broken.map((finding) => `malformed ${JSON.stringify(finding)}: ${one.why}`)];
  });
}

/** An input with one text and nothing else; any part of it replaced. */
export function detectorInput(
  text: { readonly channel: DetectorCase['channel']; readonly text: string },
  parts: Partial<DetectorInput> = {},
): DetectorInput {
  return {
    ...inputOf(caseSchema.parse({ must: 'fire', why: 'an input', ...text })),
    ...parts,
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function offered({ name, description }: z.infer<typeof tool>): OfferedTool {
  const definition: ToolDefinition = { name, description, parameters: null };
  return { definition, descriptionDigest: sha256(description), parametersDigest: sha256('null') };
}

function historyOf(one: DetectorCase): WorkflowHistory {
  return {
    exchanges: one.speakers.length,
    consecutiveReplies: 0,
    calls: one.callsBefore.map((call) => ({ ...call, argumentsDigest: sha256('{}') })),
    speakers: one.speakers,
    repeated: new Map(),
    tools: new Map(
      one.toolsBefore.map((before) => [before.name, { ...offered(before), agent: before.agent }]),
    ),
    divergence: one.divergence,
    directives: [],
    habits: habitsOf(one),
  };
}

function habitsOf({ habits }: DetectorCase): AgentHabits {
  const memory = new DetectionMemory();
  for (const [index, acts] of habits.entries())
    memory.apply({ root: `earlier ${index}`, agent: 'agent', emissions: [], facts: { acts } });
  return memory.view('w', 'agent', 0).habits;
}

function inputOf(one: DetectorCase): DetectorInput {
  const place = { kind: 'message', messageIndex: 0, span: undefined } as const;
  const origin: TextOrigin = one.from === undefined ? { kind: 'unknown' } : { kind: 'agent', name: one.from };
  const text = { channel: one.channel, place, claimed: one.claimed, origin } as const;
  return {
    agent: 'agent',
    scope: one.scope,
    task: one.task,
    roster: one.roster,
    texts: one.text === undefined ? [] : [{ ...text, text: one.text }],
    context: one.context === undefined ? [] : [{ ...text, channel: 'tool_result', text: one.context }],
    actions: [...codeOf(one), ...callsOf(one)],
    tools: one.tools.map(offered),
    history: historyOf(one),
    lineage: lineageOf(one),
    external: one.external === undefined ? undefined : readExternalAnswer(one.external),
  };
}

/** The task, and what a tool answered. */
function lineageOf({ task, context }: DetectorCase): LineageView {
  const lineage = new Lineage();
  const told: readonly (readonly [string | undefined, TextOrigin])[] = [
    [task, { kind: 'user' }],
    [context, { kind: 'tool', name: 'tool' }],
  ];
  for (const [text, origin] of told) {
    if (text === undefined) continue;
    const place = { exchange: 'case', message: 0 };
    const spans = [lineage.spanFacts('w', { text, digest: origin.kind, origin, labels: [], place }, 0)];
    const nothing = { firstText: undefined, messages: [], emissions: [], calls: [] };
    lineage.apply({ at: 0, agent: 'agent', root: 'w', workflow: 'w', ...nothing, spans });
  }
  return lineage.view('w', 0);
}

function codeOf({ code }: DetectorCase): DetectorInput['actions'] {
  if (code === undefined) return [];
  const { language, source } = code;
  return [
    {
      type: 'code_execution',
      id: 'r0.0',
      door: 'reply',
      choice: 0,
      language,
      code: source,
      start: 0,
      end: source.length,
      capabilities: undefined,
    },
  ];
}

function callsOf({ calls }: DetectorCase): DetectorInput['actions'] {
  return calls.map((call, position) => {
    const value = argumentsOf(call);
    return {
      type: 'tool_call',
      id: `r0.${position + 1}`,
      door: 'reply',
      choice: 0,
      position,
      callId: undefined,
      toolName: typeof call === 'string' ? call : call.tool,
      rawArguments: JSON.stringify(value),
      arguments: { kind: 'object', value },
      legacy: false,
      definition: undefined,
    };
  });
}

function argumentsOf(call: DetectorCase['calls'][number]): JsonObject {
  if (typeof call === 'string') return {};
  return 'arguments' in call ? call.arguments : { with: call.with };
}

function keepsContract(finding: Finding, name: string, { text = '', code }: DetectorCase): boolean {
  const span = 'span' in finding.where ? finding.where.span : undefined;
  const length = Math.max(text.length, code?.source.length ?? 0);
  const fits = span === undefined || (0 <= span.start && span.start < span.end && span.end <= length);
  const isShare = (part: number) => part >= 0 && part <= 1;
  return finding.detector === name && isShare(finding.confidence) && isShare(finding.share) && fits;
}
