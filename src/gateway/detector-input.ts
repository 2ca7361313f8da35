// What detectors are given: the new texts and actions of one door, and what the workflow's memory knows.

import type { DetectorInput, InspectedAction, InspectedText, OfferedTool } from '../detect/index.ts';
import type { Action, Sha256Hex } from '../domain/index.ts';
import { printKey } from '../lineage/index.ts';
import type { PolicySet } from '../policy/index.ts';
import { inspectedText } from './detector-texts.ts';
import type { Inspected } from './stages.ts';
import type { GatewayState } from './state.ts';

export interface InputDeps {
  readonly policy: PolicySet;
  readonly state: GatewayState;
  readonly sha256: Sha256Hex;
  readonly knowsAgent: (name: string) => boolean;
  readonly agentNames: () => readonly string[];
  readonly consecutiveReplies: number;
}

/** What prints of a workflow are keyed by. */
export function keyOf(sha256: Sha256Hex, root: string): number {
  return printKey(sha256(`prints of ${root}`));
}

/** What is new at the request door, as detectors read it. */
export function requestInput(deps: InputDeps, inspected: Inspected): DetectorInput {
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

/** The same for the reply door, or the part of it that is judged. */
export function replyInput(
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
  { policy, knowsAgent, agentNames }: InputDeps,
  speakers: readonly string[],
  texts: readonly InspectedText[],
): readonly string[] {
  const names = new Set([...policy.summary.agents, ...speakers]);
  for (const { claimed } of texts) if (claimed !== undefined && knowsAgent(claimed)) names.add(claimed);
  for (const name of agentNames()) names.add(name);
  return [...names].slice(0, MAX_ROSTER);
}

function offeredTools({ sha256 }: InputDeps, { request }: Inspected): readonly OfferedTool[] {
  return request.tools.map((definition) => ({
    definition,
    descriptionDigest: sha256(definition.description),
    parametersDigest: sha256(JSON.stringify(definition.parameters)),
  }));
}
