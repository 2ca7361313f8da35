// One recorded door that adds nothing to lineage but what a test says.

import type { LineageFacts } from '../../src/lineage/index.ts';

export function lineageDoor(over: Partial<LineageFacts>): LineageFacts {
  return {
    at: 1000,
    agent: 'reader',
    root: 'w',
    workflow: 'w',
    firstText: undefined,
    messages: [],
    emissions: [],
    calls: [],
    ...over,
  };
}
