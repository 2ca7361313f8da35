// Evidence for auditors, from the ledger: what a framework asks, and where the log answers.

export { frameworks } from './catalog.ts';
export { type Evidence, EvidenceCollector, type Period } from './collector.ts';
export type { Framework } from './framework.ts';
export { evidenceReport } from './report.ts';
export {
  APPROVALS_HEAD,
  approvalLine,
  CHANGES_HEAD,
  changeLine,
  POPULATION_HEAD,
  policiesTable,
  populationLine,
} from './tables.ts';
