// The front door of the scanner: source files in, findings out, and the forms in which they are told.

export { applyFixes, type Fix } from './fix/apply-edits.ts';
export { draftInput } from './policy/draft-input.ts';
export { draftPolicy, type PolicyDraft } from './policy/draft-policy.ts';
export {
  type Baseline,
  baselineOf,
  compareWithBaseline,
  readBaseline,
  writeBaseline,
} from './report/baseline.ts';
export { type BuildOptions, buildReport } from './report/build-report.ts';
export type { Inventory } from './report/inventory.ts';
export {
  activeFindings,
  isAtLeast,
  type ReportedFinding,
  type ReportedNotice,
  type ReportedRule,
  ruleName,
  type ScanReport,
  SEVERITIES,
  type Severity,
} from './report/scan-report.ts';
export { reportAsApiAnswer } from './reporters/api.ts';
export { graphAsJson, graphAsMermaid } from './reporters/graph.ts';
export { inventoryAsJson } from './reporters/inventory.ts';
export { reportAsJson } from './reporters/json.ts';
export { renderMarkdown } from './reporters/markdown.ts';
export { type PrettyOptions, renderPretty, type Tone } from './reporters/pretty.ts';
export { reportAsSarif } from './reporters/sarif.ts';
export { type Rule, reportedRule } from './rule.ts';
export { rules } from './rules/catalog.ts';
export {
  createScanEngine,
  isScannable,
  type ScanEngine,
  type ScanLimits,
  type SourceFile,
} from './scan-project.ts';
export { decodeSource } from './source/decode-source.ts';
export { readUpload, type UploadRules } from './upload/read-upload.ts';
