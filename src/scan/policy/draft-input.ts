// What a scan found, as the drafted policy needs it: who is declared, what is guessed, and which findings it contains.

import type { Inventory } from '../report/inventory.ts';
import { activeFindings, type ReportedFinding, type ScanReport } from '../report/scan-report.ts';
import type { DraftCause, DraftInput } from './draft-policy.ts';

/** Guesses what kind of tool a name and its parameters stand for. */
export type GuessCategory = (
  name: string,
  parameters: readonly string[],
) => { readonly category: string; readonly because: string } | undefined;

const UNATTENDED: ReadonlySet<string> = new Set([
  'no-human-oversight',
  'exec-no-docker',
  'exec-unscoped-workdir',
]);

/** The draft's input. A finding of `dangerous-tool` belongs to the tool that is defined closest above it. */
export function draftInput(report: ScanReport, inventory: Inventory, guess: GuessCategory): DraftInput {
  const findings = activeFindings(report);
  const inFamily = (families: ReadonlySet<string>): readonly DraftCause[] =>
    findings.filter(({ family }) => family !== undefined && families.has(family)).map(causeOf);
  return {
    agents: inventory.agents
      .filter(({ models, mayWriteCode, tools }) => models.length > 0 || mayWriteCode || tools.length > 0)
      .map(({ name, file, line, tools, handsOffTo, mayWriteCode }) => ({
        name,
        place: `${file}:${line}`,
        tools,
        handsOffTo,
        mayRunCode: mayWriteCode,
      })),
    tools: inventory.tools.map(({ name, file, line, parameters }) => ({
      name,
      place: `${file}:${line}`,
      guess: guess(name, parameters),
    })),
    unattendedCode: inFamily(UNATTENDED),
    unbounded: inFamily(new Set(['unbounded-replies'])),
    dangerousTools: dangerousTools(inventory, findings),
    filesScanned: report.filesScanned,
  };
}

function dangerousTools(
  { tools }: Inventory,
  findings: readonly ReportedFinding[],
): ReadonlyMap<string, readonly DraftCause[]> {
  const found = new Map<string, DraftCause[]>();
  for (const finding of findings) {
    if (finding.family !== 'dangerous-tool') continue;
    const tool = tools
      .filter(({ file, line }) => file === finding.file && line <= finding.range.endLine)
      .reduce<(typeof tools)[number] | undefined>(
        (best, each) => (best === undefined || each.line > best.line ? each : best),
        undefined,
      );
    if (tool !== undefined) found.set(tool.name, [...(found.get(tool.name) ?? []), causeOf(finding)]);
  }
  return found;
}

function causeOf({ rule, file, range }: ReportedFinding): DraftCause {
  return { ruleId: rule.id, slug: rule.slug, place: `${file}:${range.line}` };
}
