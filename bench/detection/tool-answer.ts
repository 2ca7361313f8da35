// What the benches of cost give to detectors: a tool's answer that is new in its workflow.

import type { DetectorInput } from '../../src/detect/index.ts';

/** For an agent of a team that pays invoices. */
export function toolAnswer(
  text: string,
  known: Pick<DetectorInput, 'roster' | 'history' | 'lineage'>,
): DetectorInput {
  return {
    agent: 'agent',
    scope: 'You pay invoices and answer questions about them.',
    task: 'Pay the invoice of March.',
    texts: [
      {
        channel: 'tool_result',
        place: { kind: 'message', messageIndex: 2, span: undefined },
        claimed: undefined,
        origin: { kind: 'tool', name: 'read_file' },
        text,
      },
    ],
    context: [],
    actions: [],
    tools: [],
    external: undefined,
    ...known,
  };
}
