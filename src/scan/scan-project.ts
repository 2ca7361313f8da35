// The engine's front: source files in, findings out. Loads the grammar once; every scan is bounded in time and findings.

import { Language, Parser } from 'web-tree-sitter';
import { readFacts } from './facts.ts';
import type { EngineAnswer, EngineFinding, ReadUnit } from './report/engine-answer.ts';
import type { ReportedNotice } from './report/scan-report.ts';
import { type Objection, type Rule, reportedRule } from './rule.ts';
import { rules as allRules } from './rules/catalog.ts';

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface ScanLimits {
  readonly maxFileBytes: number;
  readonly maxFileMs: number;
  readonly maxFindings: number;
}

export interface ScanOptions {
  readonly limits: ScanLimits;
  readonly clock: () => number;
  /** Default: the whole catalogue. */
  readonly rules?: readonly Rule[];
  /** Before each file. */
  readonly onFile?: (path: string, index: number) => void;
}

export interface ScanEngine {
  scan(files: readonly SourceFile[], options: ScanOptions): EngineAnswer;
}

/** Whether a file found in a folder is one that the scanner reads: by its name. */
export function isScannable(path: string): boolean {
  return /(?:\.(?:py|ipynb)|(?:^|\/)OAI_CONFIG_LIST[^/]*|(?:^|\/)requirements[^/]*\.txt)$/.test(path);
}

/** Loads the Python grammar, once. `grammar`: the path of its .wasm file. */
export async function createScanEngine(grammar: string): Promise<ScanEngine> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return { scan: (files, options) => scanProject(parser, files, options) };
}

function scanProject(parser: Parser, files: readonly SourceFile[], options: ScanOptions): EngineAnswer {
  const findings: EngineFinding[] = [];
  const notices: ReportedNotice[] = [];
  const units: ReadUnit[] = [];
  for (const [index, file] of files.entries()) {
    options.onFile?.(file.path, index);
    const unit: ReadUnit = {
      file: file.path,
      cell: undefined,
      text: file.text,
      toPhysical: (range) => range,
    };
    units.push(unit);
    const notice = scanUnit(parser, unit, findings, options);
    if (notice !== undefined) notices.push({ file: file.path, message: notice, incomplete: true });
  }
  return {
    findings: findings.slice(0, options.limits.maxFindings),
    notices,
    units,
    frameworks: [],
    imports: [],
    inventory: { agents: [], tools: [], items: [], conversations: [] },
    rules: (options.rules ?? allRules).map(reportedRule),
    filesScanned: files.length,
  };
}

function scanUnit(
  parser: Parser,
  unit: ReadUnit,
  findings: EngineFinding[],
  { limits, clock, rules = allRules }: ScanOptions,
): string | undefined {
  if (unit.text.length > limits.maxFileBytes) return `larger than ${limits.maxFileBytes} bytes: not read`;
  const start = clock();
  const tree = parser.parse(unit.text, null, {
    progressCallback: () => clock() - start > limits.maxFileMs,
  });
  if (tree === null) {
    parser.reset();
    return `takes longer than ${limits.maxFileMs} ms: not read`;
  }
  try {
    const facts = readFacts(tree.rootNode);
    for (const rule of rules)
      findings.push(...rule.check(facts).map((objection) => findingOf(rule, unit, objection)));
    return tree.rootNode.hasError ? 'not understood in full' : undefined;
  } finally {
    tree.delete();
  }
}

function findingOf(rule: Rule, unit: ReadUnit, objection: Objection): EngineFinding {
  return {
    ruleId: rule.id,
    family: rule.family,
    severity: rule.severity,
    confidence: objection.confidence,
    message: objection.message,
    unit,
    range: objection.range,
    secrets: objection.secrets ?? [],
    fix: objection.fix,
  };
}
