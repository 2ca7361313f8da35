// The engine's front: source files in, findings out. Loads the grammar once; every scan is bounded in time and findings.

import { type ModuleFacts, projectFacts } from './facts/facts.ts';
import { importGraph } from './facts/import-graph.ts';
import { inventoryOf } from './facts/inventory.ts';
import type { Module } from './project/module.ts';
import { unitAt } from './project/unit-at.ts';
import type { EngineAnswer, EngineFinding } from './report/engine-answer.ts';
import type { ReportedNotice } from './report/scan-report.ts';
import { type Objection, type Rule, reportedRule } from './rule.ts';
import { rules as allRules } from './rules/catalog.ts';
import { loadPython, type ParsePython } from './syntax/parse-python.ts';
import { LineIndex } from './units/line-index.ts';
import { fileKind, readFile, unreadFile } from './units/read-file.ts';
import { indexModules } from './values/modules.ts';

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
  return fileKind(path) !== undefined && !/(?:^|\/)(?:package-lock|package|tsconfig)\.json$/.test(path);
}

/** Loads the Python grammar, once: the path or the bytes of its .wasm file. */
export async function createScanEngine(grammar: string | Uint8Array): Promise<ScanEngine> {
  const parse = await loadPython(grammar);
  return { scan: (files, options) => scanProject(files, parse, options) };
}

function scanProject(files: readonly SourceFile[], parse: ParsePython, options: ScanOptions): EngineAnswer {
  const { rules = allRules } = options;
  const notices: ReportedNotice[] = [];
  const modules = files.map((file, index) => {
    options.onFile?.(file.path, index);
    const module = readOne(file, parse, options);
    for (const message of module.problems) notices.push({ file: file.path, message, incomplete: true });
    return module;
  });
  const project = projectFacts(indexModules(modules));
  const findings = modules.flatMap((module) => {
    const facts = project.of(module);
    return facts === undefined ? [] : judge(facts, rules);
  });
  const { maxFindings } = options.limits;
  if (findings.length > maxFindings) {
    const message = `only the first ${maxFindings} of ${findings.length} findings are told`;
    notices.push({ file: undefined, message, incomplete: true });
  }
  return {
    findings: findings.slice(0, maxFindings),
    notices,
    units: modules.flatMap(({ units }) => units.map(({ unit }) => unit)),
    frameworks: [...new Set(modules.flatMap((module) => [...(project.of(module)?.libraries ?? [])]))].sort(),
    imports: importGraph(project),
    rules: rules.map(reportedRule),
    inventory: inventoryOf(project),
    filesScanned: files.length,
  };
}

function readOne({ path, text }: SourceFile, parse: ParsePython, { limits, clock }: ScanOptions): Module {
  if (text.length > limits.maxFileBytes)
    return unreadFile(path, `larger than ${limits.maxFileBytes} bytes: not read`);
  return readFile(path, text, { parse, limits: { maxMs: limits.maxFileMs, clock } });
}

/** Runs the rules over one file, told in the order of the source; INVARIANT: one finding for a rule and a place. */
function judge(facts: ModuleFacts, chosen: readonly Rule[]): readonly EngineFinding[] {
  const lines = new Map<string, LineIndex>();
  const told = new Map<string, { readonly rule: Rule; readonly objection: Objection }>();
  for (const rule of chosen) {
    for (const objection of rule.check(facts)) {
      const { start, end, module } = objection.at;
      const key = `${rule.id} ${module.path} ${start} ${end}`;
      if (!told.has(key)) told.set(key, { rule, objection });
    }
  }
  return [...told.values()]
    .sort((a, b) => a.objection.at.start - b.objection.at.start)
    .flatMap(({ rule, objection }) => findingOf(rule, objection, lines) ?? []);
}

function findingOf(
  rule: Rule,
  objection: Objection,
  lines: Map<string, LineIndex>,
): EngineFinding | undefined {
  const { at, message, confidence, severity, secrets, fix } = objection;
  const part = unitAt(at.module, at.start);
  if (part === undefined) return undefined;
  const { unit, base } = part;
  const key = `${unit.file} ${unit.cell}`;
  const index = lines.get(key) ?? new LineIndex(unit.text);
  lines.set(key, index);
  const range = (start: number, end: number) =>
    index.range(Math.max(0, start - base), Math.min(end - base, unit.text.length));
  return {
    ruleId: rule.id,
    family: rule.family,
    severity: severity ?? rule.severity,
    confidence,
    message,
    unit,
    range: range(at.start, at.end),
    secrets: (secrets ?? []).map((place) => range(place.start, place.end)),
    fix:
      fix === undefined
        ? undefined
        : {
            safety: fix.safety,
            edits: fix.edits.map(({ start, end, text }) => ({ start: start - base, end: end - base, text })),
          },
  };
}
