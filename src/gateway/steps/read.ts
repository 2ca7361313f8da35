// Step 2: what the bytes say. Unknown fields stay byte-exact; what can not be read the same way by everybody is refused.

import { GatewayError, type UnverifiedClaim } from '../../domain/index.ts';
import { type ChatRequest, frameworkOf, readChatRequest } from '../../wire/index.ts';
import type { GatewayDeps, IncomingCall } from '../ports.ts';
import type { Identified, Read } from '../stages.ts';

const WORKFLOW_ID = /^[\x21-\x7e]{1,128}$/;
const MAX_CLAIM = 128;

/** Reads one chat completion request. Throws GatewayError with the field that is wrong, never its value. */
export function read(
  deps: Pick<GatewayDeps, 'sha256' | 'limits' | 'routing'>,
  call: IncomingCall,
  { agent, body }: Identified & { readonly body: Uint8Array },
): Read {
  const outcome = readChatRequest(body, {
    sha256: deps.sha256,
    maxMessages: deps.limits.maxMessages,
    ...(call.deployment === undefined ? {} : { model: call.deployment }),
  });
  if (!outcome.ok) throw new GatewayError(outcome.code, { publicMessage: outcome.message });
  const request = outcome.request;
  return {
    agent,
    request,
    framework: frameworkOf(call.headers, request),
    claimedWorkflow: claimedWorkflow(call),
    onBehalfOf: onBehalfOf(call, request),
    route: deps.routing(agent, request.model),
  };
}

function claimedWorkflow(call: IncomingCall): Read['claimedWorkflow'] {
  const header = call.headers.get('x-workflow-id');
  const id = call.pathWorkflow ?? header;
  if (id === undefined) return undefined;
  if (!WORKFLOW_ID.test(id)) {
    throw new GatewayError('invalid_request', {
      publicMessage: 'the workflow id must be 1 to 128 visible ASCII characters',
    });
  }
  return { id, source: call.pathWorkflow === undefined ? 'header' : 'path' };
}

function onBehalfOf(call: IncomingCall, request: ChatRequest): UnverifiedClaim | undefined {
  const name = call.headers.get('x-on-behalf-of') ?? request.user;
  return name === undefined ? undefined : { name: name.slice(0, MAX_CLAIM), verified: false };
}
