// The order in which people read findings: file by file, from top to bottom.

import type { ReportedFinding } from '../report/scan-report.ts';

/** Findings by file, files and places in order. */
export function groupByFile(
  findings: readonly ReportedFinding[],
): ReadonlyMap<string, readonly ReportedFinding[]> {
  const sorted = [...findings].sort(byPlace);
  const groups = new Map<string, ReportedFinding[]>();
  for (const finding of sorted) {
    const group = groups.get(finding.file);
    if (group === undefined) groups.set(finding.file, [finding]);
    else group.push(finding);
  }
  return groups;
}

function byPlace(a: ReportedFinding, b: ReportedFinding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (
    a.physical.line - b.physical.line ||
    a.physical.column - b.physical.column ||
    (a.rule.id < b.rule.id ? -1 : 1)
  );
}

/** `workflow.py:7:5`, in a notebook `workflow.ipynb:cell 3:7:5` (cells from 0, as in the file). */
export function placeOf({ file, cell, range }: ReportedFinding): string {
  return cell === undefined
    ? `${file}:${range.line}:${range.column}`
    : `${file}:cell ${cell}:${range.line}:${range.column}`;
}
