// Step 2: what the bytes say. Unknown fields stay byte-exact; what can not be read the same way by everybody is refused.

import { GatewayError, type UnverifiedClaim } from '../../domain/index.ts';
import { type ChatRequest, frameworkOf, readChatRequest } from '../../wire/index.ts';
import { claimedWorkflow } from '../claimed-workflow.ts';
import type { GatewayDeps, IncomingCall } from '../ports.ts';
import type { Identified, Read } from '../stages.ts';

const DATA_SUBJECT = /^[A-Za-z0-9._:-]{1,128}$/;
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
    dataSubject: dataSubject(call),
    route: deps.routing(agent, request.model),
  };
}

/**
 * A name that can not be read is refused: contents that nobody can erase by it would be worse. A mistaken or hostile tag costs
 * its own call's contents, at most, when that person's are erased.
 */
function dataSubject(call: IncomingCall): string | undefined {
  const subject = call.headers.get('x-sallyport-data-subject');
  if (subject === undefined || DATA_SUBJECT.test(subject)) return subject;
  throw new GatewayError('invalid_request', {
    publicMessage:
      'x-sallyport-data-subject must be a pseudonym: 1 to 128 of A-Z a-z 0-9 . _ : -, no name and no address',
  });
}

function onBehalfOf(call: IncomingCall, request: ChatRequest): UnverifiedClaim | undefined {
  const name = call.headers.get('x-on-behalf-of') ?? request.user;
  return name === undefined ? undefined : { name: name.slice(0, MAX_CLAIM), verified: false };
}
