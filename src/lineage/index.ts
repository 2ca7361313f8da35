// Who said what and where data came from: a pure fold over recorded facts.

export {
  Lineage,
  type LineageFacts,
  type LineageOptions,
  type WorkflowQuery,
  type WorkflowResolution,
} from './lineage.ts';
export type { LineageView, SourcePart } from './lineage-view.ts';
export { addBounded, putBounded, type ReleasedCall } from './workflow-memory.ts';
