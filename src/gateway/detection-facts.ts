// What a door leaves in the detectors' memory: derived facts for the record, none of them content.

import { actOf, type DetectionFacts, directivePrints, turnDivergence } from '../detect/index.ts';
import type { Action, Sha256Hex } from '../domain/index.ts';
import type { RequestDetection } from './detected.ts';
import { replyInput } from './detector-input.ts';
import type { GatewayState } from './state.ts';

const MAX_NAME = 128;
const MAX_ACTS = 64;

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
  const others = input.actions.filter(({ type }) => type !== 'tool_call');
  const acts = [...new Set(others.map(actOf))].slice(0, MAX_ACTS);
  return {
    divergence: turnDivergence(input),
    ...(calls.length === 0 ? {} : { calls }),
    ...(acts.length === 0 ? {} : { acts }),
  };
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
