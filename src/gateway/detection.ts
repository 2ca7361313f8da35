// What detectors and lineage say of an exchange: their input from what was read, their answers as evidence that policy reads.

import type {
  DetectionFacts,
  DetectorInput,
  DetectorRun,
  InspectedAction,
  InspectedText,
  OfferedTool,
} from '../detect/index.ts';
import { detectors, directivePrints, runDetectors as run, turnDivergence } from '../detect/index.ts';
import type { Action, Finding, FlowSource, Sha256Hex, TextOrigin } from '../domain/index.ts';
import { type LineageView, printKey, sourceKey, traceable } from '../lineage/index.ts';
import type { PolicySet } from '../policy/index.ts';
import { argumentText } from '../wire/index.ts';
import type { RequestDetection } from './detected.ts';
import { inspectedText, originOf } from './detector-texts.ts';
import type { Inspected } from './stages.ts';
import type { GatewayState } from './state.ts';

/** Runs the detectors that policy has not switched off; what is not pure of it (a time-out) is on record, and a replay gives it back. */
export type RunDetectors = (
  input: DetectorInput,
  active: PolicySet['activeDetectors'],
) => readonly DetectorRun[];

/** One detector on one exchange, in microseconds: several times what ten megabytes of hostile text need. */
const BOUND_MICROS = 250_000;

export function liveDetectors(micros: () => number): RunDetectors {
  const clock = { micros, boundMicros: BOUND_MICROS };
  return (input, active) =>
    run(
      detectors.filter(({ name }) => isIn(active, name)),
      input,
      clock,
    );
}

function isIn(names: ReadonlySet<string>, name: string): boolean {
  return names.has(name);
}

export interface DetectionDeps {
  readonly policy: PolicySet;
  readonly state: GatewayState;
  readonly sha256: Sha256Hex;
  readonly knowsAgent: (name: string) => boolean;
  readonly agentNames: () => readonly string[];
  readonly runDetectors: RunDetectors;
  readonly consecutiveReplies: number;
}

/** Undefined where no policy asks: then nothing is looked at. */
export function detectRequest(deps: DetectionDeps, inspected: Inspected): RequestDetection | undefined {
  if (!deps.policy.detects) return undefined;
  const actions = inspected.actions.map(({ action }) => action);
  const input = requestInput(deps, inspected);
  const runs = deps.runDetectors(input, deps.policy.activeDetectors);
  const whole = actions.find(({ type }) => type === 'llm_call')?.id;
  const evidence = evidenceOf(actions, { runs, input, whole, isReply: false });
  return { input, runs, evidence };
}

/** The reply door of the same exchange. `actions` are all of the reply, or of the part that is judged. */
export function detectReply(
  request: RequestDetection | undefined,
  deps: Pick<DetectionDeps, 'runDetectors' | 'state' | 'policy'> & {
    readonly root: string;
    readonly sha256: Sha256Hex;
  },
  actions: readonly Action[],
): RequestDetection | undefined {
  if (request === undefined) return undefined;
  const input = replyInput(request.input, deps, actions);
  const runs = deps.runDetectors(input, deps.policy.activeDetectors);
  return { input, runs, evidence: evidenceOf(actions, { runs, input, whole: undefined, isReply: true }) };
}

/** An action that no model call shows: compared with what its workflow has seen. */
export function detectAction(
  deps: Omit<DetectionDeps, 'knowsAgent' | 'agentNames'>,
  { agent, root, action }: { readonly agent: string; readonly root: string; readonly action: Action },
): RequestDetection | undefined {
  if (!deps.policy.detects) return undefined;
  const none: DetectorInput = {
    agent,
    scope: '',
    task: undefined,
    roster: deps.policy.summary.agents,
    texts: [],
    context: [],
    actions: [],
    tools: [],
    history: deps.state.detection.view(root, agent, deps.consecutiveReplies),
    lineage: deps.state.lineage.view(root, keyOf(deps.sha256, root)),
    external: undefined,
  };
  const input = replyInput(none, { ...deps, root }, [action]);
  const runs = deps.runDetectors(input, deps.policy.activeDetectors);
  return { input, runs, evidence: evidenceOf([action], { runs, input, whole: action.id, isReply: true }) };
}

/** What the outcome adds to the detectors' memory. */
export function outcomeDetection(
  request: RequestDetection | undefined,
  deps: { readonly state: GatewayState; readonly root: string; readonly sha256: Sha256Hex },
  actions: readonly Action[],
): DetectionFacts | undefined {
  if (request === undefined) return undefined;
  const input = replyInput(request.input, deps, actions);
  const calls = input.actions.flatMap((action) =>
    action.type === 'tool_call'
      ? [{ tool: action.toolName.slice(0, MAX_NAME), argumentsDigest: deps.sha256(action.rawArguments) }]
      : [],
  );
  return { divergence: turnDivergence(input), ...(calls.length === 0 ? {} : { calls }) };
}

/** What the request adds to it: instructions in what is new, and tools that were not offered before. */
export function requestDetection(detection: RequestDetection | undefined): DetectionFacts | undefined {
  if (detection === undefined) return undefined;
  const { input } = detection;
  const directives = directivePrints(input);
  const tools = input.tools.flatMap(({ definition: { name }, descriptionDigest, parametersDigest }) =>
    input.history.tools.has(name) || name.length > MAX_NAME
      ? []
      : [{ name, descriptionDigest, parametersDigest }],
  );
  return { ...(directives.length === 0 ? {} : { directives }), ...(tools.length === 0 ? {} : { tools }) };
}

/** What prints of a workflow are keyed by. */
export function keyOf(sha256: Sha256Hex, root: string): number {
  return printKey(sha256(`prints of ${root}`));
}

function requestInput(deps: DetectionDeps, inspected: Inspected): DetectorInput {
  const { request, resolution, agent } = inspected;
  const { root } = resolution;
  const history = deps.state.detection.view(root, agent.name, deps.consecutiveReplies);
  const texts = inspected.actions.flatMap(({ action }): readonly InspectedText[] =>
    inspectedText(action, request),
  );
  return {
    agent: agent.name,
    scope: textOf(request.messages.filter(({ role }) => role === 'system' || role === 'developer')),
    task: taskOf(inspected, deps.knowsAgent),
    roster: rosterOf(deps, history.speakers, texts),
    texts,
    context: [],
    actions: [],
    tools: offeredTools(deps, inspected),
    history,
    lineage: deps.state.lineage.view(root, keyOf(deps.sha256, root)),
    external: undefined,
  };
}

function replyInput(
  request: DetectorInput,
  {
    state,
    root,
    sha256,
  }: { readonly state: GatewayState; readonly root: string; readonly sha256: Sha256Hex },
  actions: readonly Action[],
): DetectorInput {
  const texts = actions.flatMap((action): readonly InspectedText[] =>
    action.type === 'reply'
      ? [
          {
            channel: 'reply',
            place: { kind: 'action', actionId: action.id, parameter: undefined, span: undefined },
            claimed: undefined,
            origin: { kind: 'agent', name: request.agent },
            text: action.text,
          },
        ]
      : [],
  );
  return {
    ...request,
    texts,
    context: request.texts,
    actions: actions.filter(isInspected),
    tools: [],
    // The request's own texts are known by now.
    lineage: state.lineage.view(root, keyOf(sha256, root)),
  };
}

function isInspected(action: Action): action is InspectedAction {
  return action.type === 'tool_call' || action.type === 'code_execution' || action.type === 'handoff';
}

const MAX_TASK = 16 * 1024;
const MAX_NAME = 128;
const MAX_ROSTER = 256;

function textOf(messages: readonly { readonly text: string }[]): string {
  return messages
    .map(({ text }) => text)
    .join('\n')
    .slice(0, MAX_TASK);
}

/** What people asked for in this conversation: the first and the latest of their words. */
function taskOf({ request }: Inspected, knowsAgent: (name: string) => boolean): string | undefined {
  const asked = request.messages.filter(
    ({ role, name }) => role === 'user' && (name === undefined || !knowsAgent(name)),
  );
  const [first] = asked;
  if (first === undefined) return undefined;
  return textOf([first, ...asked.slice(1).slice(-3)]);
}

function rosterOf(
  { policy, knowsAgent, agentNames }: DetectionDeps,
  speakers: readonly string[],
  texts: readonly InspectedText[],
): readonly string[] {
  const names = new Set([...policy.summary.agents, ...speakers]);
  for (const { claimed } of texts) if (claimed !== undefined && knowsAgent(claimed)) names.add(claimed);
  for (const name of agentNames()) names.add(name);
  return [...names].slice(0, MAX_ROSTER);
}

function offeredTools({ sha256 }: DetectionDeps, { request }: Inspected): readonly OfferedTool[] {
  return request.tools.map((definition) => ({
    definition,
    descriptionDigest: sha256(definition.description),
    parametersDigest: sha256(JSON.stringify(definition.parameters)),
  }));
}

interface Answers {
  readonly runs: readonly DetectorRun[];
  readonly input: DetectorInput;
  /** The action that findings about the whole request belong to. */
  readonly whole: string | undefined;
  readonly isReply: boolean;
}

/** Undefined for an action that nobody looked at. */
function evidenceOf(actions: readonly Action[], answers: Answers): RequestDetection['evidence'] {
  const { runs, input } = answers;
  const failed = runs.flatMap(({ outcome }) =>
    outcome.kind === 'failed' ? [{ detector: outcome.detector, why: outcome.why }] : [],
  );
  const findings = runs.flatMap(({ outcome }) => (outcome.kind === 'answered' ? outcome.findings : []));
  const known = new Map<string, readonly Finding[]>();
  for (const action of actions) {
    known.set(
      action.id,
      findings.filter((finding) => isAbout(finding, action, answers)),
    );
  }
  return (action) => {
    const about = known.get(action.id);
    if (about === undefined) return undefined;
    return { findings: about, failed, sources: (evidence) => sourcesOf(action, input, evidence) };
  };
}

/** What is said of the whole exchange is said of the call at the request door, and of each action at the reply door. */
function isAbout({ where }: Finding, action: Action, { whole, isReply }: Answers): boolean {
  switch (where.kind) {
    case 'action':
      return where.actionId === action.id;
    case 'message':
      return 'messageIndex' in action && action.messageIndex === where.messageIndex;
    case 'tool':
    case 'exchange':
      return isReply || action.id === whole;
  }
}

function sourcesOf(
  action: Action,
  { lineage, agent }: DetectorInput,
  evidence: 'verbatim' | 'derived',
): readonly FlowSource[] | undefined {
  const texts = traceableTexts(action);
  if (!texts.every(traceable)) return undefined;
  const found = new Map<string, FlowSource>();
  const add = ({ origin, labels }: FlowSource): void => {
    found.set(`${sourceKey(origin)}\n${labels.join('\n')}`, { origin, labels });
  };
  for (const text of texts) for (const part of lineage.parts(text)) add(part);
  if (evidence === 'derived') for (const source of behind(action, agent, lineage)) add(source);
  return [...found.values()];
}

function behind(action: Action, agent: string, lineage: LineageView): readonly FlowSource[] {
  if (action.door === 'reply') return lineage.behind(agent);
  const origin: TextOrigin = originOf(action);
  return origin.kind === 'agent' ? lineage.behind(origin.name) : [];
}

function traceableTexts(action: Action): readonly string[] {
  switch (action.type) {
    case 'tool_call':
      return [argumentText(action.rawArguments)];
    case 'code_execution':
      return [action.code];
    case 'handoff':
      return [];
    default:
      return [action.text];
  }
}
