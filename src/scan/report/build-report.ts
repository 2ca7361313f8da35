// From what the engine found to what may be told: comments are heard, places get names, secrets are masked.

import type { Sha256Hex } from '../../domain/index.ts';
import type { EngineAnswer, EngineFinding, ReadUnit } from './engine-answer.ts';
import { fingerprints } from './fingerprint.ts';
import { MaskedSources } from './masked-sources.ts';
import type {
  Disposition,
  ReportedFinding,
  ReportedNotice,
  ReportedRule,
  ScanReport,
} from './scan-report.ts';
import { dispositionOf, findSuppression, readSuppressions, type Suppression } from './suppressions.ts';

export interface BuildOptions {
  readonly sha256: Sha256Hex;
  /** False where the author of the code has no say in the result: comments suppress nothing. */
  readonly honourSuppressions: boolean;
}

/** The report of an answer. INVARIANT: no text of it holds what a rule calls a secret, or what has the shape of one. */
export function buildReport(answer: EngineAnswer, options: BuildOptions): ScanReport {
  const rules = new Map(answer.rules.map((rule) => [rule.id, rule]));
  const sources = new MaskedSources(answer.findings);
  const comments = options.honourSuppressions ? readComments(answer.units) : NO_COMMENTS;
  const found = answer.findings.flatMap((finding) => {
    const rule = rules.get(finding.ruleId);
    return rule === undefined
      ? []
      : [{ finding, rule, snippet: sources.line(finding.unit, finding.range.line) }];
  });
  const names = fingerprints(
    found.map(({ finding, snippet }) => ({ ruleId: finding.ruleId, file: finding.unit.file, text: snippet })),
    options.sha256,
  );
  const findings = found.map(({ finding, rule, snippet }, at): ReportedFinding => {
    const { unit, range, fix, ...told } = finding;
    return {
      rule,
      family: told.family,
      severity: told.severity,
      confidence: told.confidence,
      message: sources.told(told.message),
      file: unit.file,
      range,
      cell: unit.cell,
      physical: unit.toPhysical(range),
      snippet,
      fixable: fix?.safety,
      fingerprint: names[at] ?? '',
      disposition: masked(comments.dispositionOf(finding, rule), (text) => sources.told(text)),
      change: fix === undefined ? undefined : sources.change(unit, range, fix),
    };
  });
  const notices = [...answer.notices, ...comments.notices()];
  return {
    findings,
    notices,
    filesScanned: answer.filesScanned,
    parseComplete: notices.every(({ incomplete }) => !incomplete),
    frameworks: answer.frameworks,
    imports: answer.imports,
    rules: answer.rules,
  };
}

/** A reason is text from the scanned code, too. */
function masked(disposition: Disposition, tell: (text: string) => string): Disposition {
  return disposition.kind === 'suppressed'
    ? { ...disposition, reason: tell(disposition.reason) }
    : disposition;
}

interface Comments {
  dispositionOf(finding: EngineFinding, rule: ReportedRule): Disposition;
  notices(): readonly ReportedNotice[];
}

const NO_COMMENTS: Comments = { dispositionOf: () => ({ kind: 'active' }), notices: () => [] };

function readComments(units: readonly ReadUnit[]): Comments {
  const read = new Map(units.map((unit) => [unit, readSuppressions(unit.text)]));
  const used = new Set<Suppression>();
  return {
    dispositionOf: ({ unit, family, range }, rule) => {
      const names = [rule.id, rule.slug, ...(family === undefined ? [] : [family])];
      const place = {
        names: names.map((name) => name.toLowerCase()),
        line: range.line,
        endLine: range.endLine,
      };
      const suppression = findSuppression(read.get(unit)?.suppressions ?? [], place);
      if (suppression === undefined) return { kind: 'active' };
      used.add(suppression);
      return dispositionOf(suppression);
    },
    notices: () =>
      [...read].flatMap(([{ file, cell }, { suppressions, unreasoned }]) => {
        const where = cell === undefined ? '' : `cell ${cell}, `;
        const unused = suppressions.filter((each) => each.by === 'comment' && !used.has(each));
        return [
          ...unreasoned.map((line) => ({
            file,
            message: `${where}line ${line}: a suppression needs rules and a reason: # sallyport: ignore[RULE] -- reason`,
            incomplete: false,
          })),
          ...unused.map(({ commentLine }) => ({
            file,
            message: `${where}line ${commentLine}: this suppression suppresses nothing`,
            incomplete: false,
          })),
        ];
      }),
  };
}
