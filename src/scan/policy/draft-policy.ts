// Findings become containment: the gateway policy that holds what the scan found, and the cases that show it does.

import { ruleName } from '../report/scan-report.ts';

export interface DraftAgent {
  readonly name: string;
  /** `workflow.py:7`. */
  readonly place: string;
  readonly tools: readonly string[];
  readonly handsOffTo: readonly string[];
  /** Its replies reach a code executor. */
  readonly mayRunCode: boolean;
}

export interface DraftTool {
  readonly name: string;
  readonly place: string;
  /** Guessed from the name and the parameters, and why. */
  readonly guess: { readonly category: string; readonly because: string } | undefined;
}

/** A finding that a policy can contain. */
export interface DraftCause {
  readonly ruleId: string;
  readonly slug: string;
  readonly place: string;
}

export interface DraftInput {
  readonly agents: readonly DraftAgent[];
  readonly tools: readonly DraftTool[];
  /** Code runs where no human is asked, or on the host. */
  readonly unattendedCode: readonly DraftCause[];
  /** By tool: it reaches a shell, an interpreter or raw SQL. */
  readonly dangerousTools: ReadonlyMap<string, readonly DraftCause[]>;
  /** A conversation without a bound. */
  readonly unbounded: readonly DraftCause[];
  readonly filesScanned: number;
}

export interface PolicyDraft {
  readonly policy: string;
  /** For `policy test`: what the draft must allow, hold and block. */
  readonly cases: string;
  /** Rule id → the policy or limit that contains its findings. */
  readonly contains: ReadonlyMap<string, string>;
}

const CODE_POLICY = 'scan-code-execution-waits-for-a-person';
const TURN_LIMIT = 'limits.workflow.max_turns';
const LANGUAGES = ['python', 'sh'];
const MAX_TURNS = 50;
const APPROVAL_SECONDS = 300;
/** An agent that is in nobody's file: the draft's own test of default deny. */
const STRANGER = 'agent_nobody_declared';

/** Writes the draft. Names are quoted, so that no name from scanned code can become policy. ATTACKER-CONTROLLED: names. */
export function draftPolicy(found: DraftInput): PolicyDraft {
  const input = { ...found, ...declarable(found) };
  const policies = [...codePolicy(input), ...toolPolicies(input)];
  const policy = [
    `# Drafted by \`sallyport scan --policy-out\` from ${input.filesScanned} files. Read it before you activate it:`,
    '# what stands here was found or guessed in code; nothing was run. Default deny: what is not here is blocked.',
    'default_decision: BLOCK',
    '',
    ...section('agents', input.agents.map(agentLine)),
    ...section('tools', input.tools.map(toolLine)),
    ...limitLines(input),
    ...(policies.length === 0 ? [] : ['policies:', ...policies]),
  ];
  return {
    policy: `${policy.join('\n').trimEnd()}\n`,
    cases: draftCases(input),
    contains: containments(input),
  };
}

/** Agents by the names that the gateway gives keys to, tools by names that a policy can hold; what is there twice is one. */
function declarable({
  agents,
  tools,
  dangerousTools,
}: DraftInput): Pick<DraftInput, 'agents' | 'tools' | 'dangerousTools'> {
  const byName = new Map<string, DraftAgent>();
  for (const agent of agents) {
    const name = gatewayName(agent.name);
    const same = byName.get(name);
    byName.set(name, {
      name,
      place: same?.place ?? agent.place,
      tools: union(same?.tools, agent.tools.filter(isDeclarable)),
      handsOffTo: union(same?.handsOffTo, agent.handsOffTo.map(gatewayName)),
      mayRunCode: agent.mayRunCode || same?.mayRunCode === true,
    });
  }
  const known = new Map(tools.filter(({ name }) => isDeclarable(name)).map((tool) => [tool.name, tool]));
  const dangerous = [...dangerousTools].filter(([name]) => isDeclarable(name));
  return { agents: [...byName.values()], tools: [...known.values()], dangerousTools: new Map(dangerous) };
}

/** No key of a policy file. */
const RESERVED = '__proto__';

function gatewayName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/g, '_').slice(0, 64);
  return plain === '' || plain === RESERVED ? `agent_${plain}` : plain;
}

/** INVARIANT: such a name also fits into the name of a policy. */
function isDeclarable(tool: string): boolean {
  return /^[\w.:/-]{1,128}$/.test(tool) && tool !== RESERVED;
}

function union(some: readonly string[] | undefined, more: readonly string[]): readonly string[] {
  return [...new Set([...(some ?? []), ...more])];
}

/** The name of the policy that holds a dangerous tool. */
function toolPolicyName(tool: string): string {
  return `scan-${tool}-waits-for-a-person`;
}

function agentLine(agent: DraftAgent): string {
  const fields = [
    `tools: ${list(agent.tools)}`,
    ...(agent.handsOffTo.length === 0 ? [] : [`hands_off_to: ${list(agent.handsOffTo)}`]),
    ...(agent.mayRunCode ? [`code: ${list(LANGUAGES)}`] : []),
  ];
  return `  ${quote(agent.name)}: { ${fields.join(', ')} }  # ${comment(agent.place)}`;
}

function toolLine({ name, place, guess }: DraftTool): string {
  return guess === undefined
    ? `  ${quote(name)}:  # ${comment(place)}; category not known: say it`
    : `  ${quote(name)}: { category: ${guess.category} }  # ${comment(place)}; guessed: ${comment(guess.because)}`;
}

function limitLines({ unbounded }: DraftInput): readonly string[] {
  if (unbounded.length === 0) return [];
  return [`limits:  # ${causes(unbounded)}`, `  workflow: { max_turns: ${MAX_TURNS} }`, ''];
}

function codePolicy({ agents, unattendedCode }: DraftInput): readonly string[] {
  const runners = agents.filter((agent) => agent.mayRunCode).map((agent) => agent.name);
  if (runners.length === 0 || unattendedCode.length === 0) return [];
  return approvalPolicy({
    name: CODE_POLICY,
    causes: unattendedCode,
    condition: `{ agent_name: ${list(runners)}, action_type: code_execution }`,
  });
}

function toolPolicies({ dangerousTools }: DraftInput): readonly string[] {
  return [...dangerousTools].flatMap(([tool, found]) =>
    approvalPolicy({
      name: toolPolicyName(tool),
      causes: found,
      condition: `{ action_type: tool_call, tool_name: ${quote(tool)} }`,
    }),
  );
}

interface Approval {
  readonly name: string;
  readonly causes: readonly DraftCause[];
  readonly condition: string;
}

function approvalPolicy({ name, causes: found, condition }: Approval): readonly string[] {
  return [
    `  - name: ${quote(name)}`,
    `    description: ${quote(`contains ${causes(found)}`)}`,
    `    condition: ${condition}`,
    '    decision: CONSTRAIN',
    `    action: { require_approval: true, timeout_seconds: ${APPROVAL_SECONDS} }`,
  ];
}

function containments(input: DraftInput): ReadonlyMap<string, string> {
  const contains = new Map<string, string>();
  if (codePolicy(input).length > 0)
    for (const { ruleId } of input.unattendedCode) contains.set(ruleId, CODE_POLICY);
  for (const [tool, found] of input.dangerousTools) {
    for (const { ruleId } of found) contains.set(ruleId, toolPolicyName(tool));
  }
  for (const { ruleId } of input.unbounded) contains.set(ruleId, TURN_LIMIT);
  return contains;
}

function draftCases(input: DraftInput): string {
  const cases = [
    caseLine('an agent that nobody declared may do nothing', {
      agent: STRANGER,
      action: '{ type: llm_call }',
      expect: '{ effect: BLOCK }',
    }),
    ...input.agents.flatMap((agent) => agentCases(agent, input)),
  ];
  return `# Cases for the drafted policy: \`sallyport policy test FILE\`\ncases:\n${cases.join('\n')}\n`;
}

function agentCases(agent: DraftAgent, input: DraftInput): readonly string[] {
  const held = codePolicy(input).length > 0;
  const codeEffect = agent.mayRunCode ? (held ? 'CONSTRAIN' : 'ALLOW') : 'BLOCK';
  return [
    caseLine(`${agent.name}: may call a model`, {
      agent: agent.name,
      action: '{ type: llm_call }',
      expect: '{ effect: ALLOW }',
    }),
    caseLine(`${agent.name}: code`, {
      agent: agent.name,
      action: '{ type: code_execution, language: python, text: "print(1)" }',
      expect: `{ effect: ${codeEffect} }`,
    }),
    caseLine(`${agent.name}: a tool that it does not have`, {
      agent: agent.name,
      action: '{ type: tool_call, tool: tool_nobody_declared, arguments: {} }',
      expect: '{ effect: BLOCK }',
    }),
    ...agent.tools.map((tool) =>
      caseLine(`${agent.name}: ${tool}`, {
        agent: agent.name,
        action: `{ type: tool_call, tool: ${quote(tool)}, arguments: {} }`,
        expect: `{ effect: ${input.dangerousTools.has(tool) ? 'CONSTRAIN' : 'ALLOW'} }`,
      }),
    ),
  ];
}

function caseLine(
  name: string,
  parts: { readonly agent: string; readonly action: string; readonly expect: string },
): string {
  return [
    `  - name: ${quote(name.slice(0, 200))}`,
    `    agent: ${quote(parts.agent)}`,
    `    action: ${parts.action}`,
    `    expect: ${parts.expect}`,
  ].join('\n');
}

function section(name: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${name}:`, ...lines, ''];
}

/** `container-off at workflow.py:12`, the first few. */
function causes(found: readonly DraftCause[]): string {
  const shown = found
    .slice(0, 3)
    .map((cause) => `${ruleName({ id: cause.ruleId, slug: cause.slug })} at ${cause.place}`);
  const more = found.length - shown.length;
  return comment(`${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`);
}

/** JSON's string form is YAML's double-quoted one. */
function quote(text: string): string {
  return JSON.stringify(text);
}

function list(names: readonly string[]): string {
  return `[${names.map(quote).join(', ')}]`;
}

function comment(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ').slice(0, 300);
}
