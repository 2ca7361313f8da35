// Who said what and where data came from: a pure fold over recorded facts.

export { addBounded, putBounded } from './bounded.ts';
export type { EnteringText, NamedSpeaker } from './entering.ts';
export {
  Lineage,
  type LineageFacts,
  type LineageOptions,
  type WorkflowQuery,
  type WorkflowResolution,
} from './lineage.ts';
export { type LineageView, NO_LINEAGE, type SourcePart } from './lineage-view.ts';
export { type PrintKey, printKey } from './prints/print.ts';
export { traceable } from './prints/text-prints.ts';
export { type FoundValue, valuesIn } from './prints/values.ts';
export { type Source, type SpanFacts, sourceKey } from './span-facts.ts';
export type { ReleasedCall } from './workflow-memory.ts';
