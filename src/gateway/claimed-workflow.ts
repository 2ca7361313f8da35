// Which workflow a caller says that its call belongs to, wherever it says so.

import { GatewayError } from '../domain/index.ts';
import type { IncomingCall } from './ports.ts';

const WORKFLOW_ID = /^[\x21-\x7e]{1,128}$/;

interface ClaimedWorkflow {
  readonly id: string;
  readonly source: 'header' | 'path';
}

/**
 * What path, header and, of an evaluation, body say alike; undefined where none says anything. Throws GatewayError
 * invalid_request where two of them differ, and for what is no id: one call belongs to one workflow.
 */
export function claimedWorkflow(
  { pathWorkflow, headers }: Pick<IncomingCall, 'pathWorkflow' | 'headers'>,
  bodyWorkflow?: string,
): ClaimedWorkflow | undefined {
  const headerWorkflow = headers.get('x-workflow-id');
  const id = pathWorkflow ?? headerWorkflow ?? bodyWorkflow;
  if (id === undefined) return undefined;
  if ([headerWorkflow, bodyWorkflow].some((other) => other !== undefined && other !== id)) {
    throw new GatewayError('invalid_request', {
      publicMessage: 'path, x-workflow-id and body name different workflows: name one of them, or the same',
    });
  }
  if (!WORKFLOW_ID.test(id)) {
    throw new GatewayError('invalid_request', {
      publicMessage: 'the workflow id must be 1 to 128 visible ASCII characters',
    });
  }
  return { id, source: pathWorkflow === undefined ? 'header' : 'path' };
}
