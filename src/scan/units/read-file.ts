// One file of any kind that the scanner reads, as a module; and what kept it from being read in full.

import type { Statement } from '../ir/ir.ts';
import { lowerModule } from '../ir/lower-statement.ts';
import { bindModule } from '../project/bind.ts';
import type { Module, UnitPart } from '../project/module.ts';
import type { ReadUnit } from '../report/engine-answer.ts';
import type { ParseLimits, ParsePython } from '../syntax/parse-python.ts';
import { readJson } from './json.ts';
import { readNotebook } from './notebook.ts';
import { readRequirements } from './requirements.ts';

interface Contents {
  readonly units: readonly UnitPart[];
  readonly statements: readonly Statement[];
  readonly problems: readonly string[];
}

export interface Reading {
  readonly parse: ParsePython;
  readonly limits: ParseLimits;
}

export type FileKind = 'python' | 'notebook' | 'json' | 'requirements';

/** What a file is, by its name; undefined for one that is not read. */
export function fileKind(path: string): FileKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/\.pyi?$|\.pyw$/.test(name)) return 'python';
  if (name.endsWith('.ipynb')) return 'notebook';
  if (/^OAI_CONFIG_LIST/.test(name) || name.endsWith('.json')) return 'json';
  return /^(?:requirements[^/]*\.(?:txt|in)|constraints[^/]*\.txt|pyproject\.toml)$/.test(name)
    ? 'requirements'
    : undefined;
}

/** Reads a file of any kind. A part that can not be read is a problem of the module, never an error. */
export function readFile(path: string, text: string, reading: Reading): Module {
  const kind = fileKind(path);
  const requirements = kind === 'requirements' ? readRequirements(path, text) : [];
  const { units, statements, problems } = contentsOf(path, text, reading);
  return bindModule({ path, dotted: dottedOf(path), units, requirements, problems }, statements);
}

/** A file that is not read, and why. */
export function unreadFile(path: string, problem: string): Module {
  const { units } = nothing(path, '');
  return bindModule({ path, dotted: dottedOf(path), units, requirements: [], problems: [problem] }, []);
}

function contentsOf(path: string, text: string, reading: Reading): Contents {
  switch (fileKind(path)) {
    case 'notebook':
      return readCells(path, text, reading);
    case 'json':
      return readConfig(path, text, reading);
    case 'requirements':
      return nothing(path, text);
    case 'python':
    case undefined:
      return readPython(path, text, reading);
  }
}

function wholeFile(file: string, text: string): ReadUnit {
  return { file, cell: undefined, text, toPhysical: (range) => range };
}

function nothing(path: string, text: string, ...problems: string[]): Contents {
  return { units: [{ unit: wholeFile(path, text), base: 0 }], statements: [], problems };
}

function dottedOf(path: string): string {
  return path
    .replace(/\.\w+$/, '')
    .replace(/\/__init__$/, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('.');
}

const NOT_ALL = 'not understood in full: a syntax error, or Python that is newer than the parser';
const TOO_DEEP = 'nested deeper than is read';

function readPython(path: string, text: string, { parse, limits }: Reading): Contents {
  const source = withoutFences(text);
  const parsed = parse(source, limits);
  if (parsed.kind === 'gave_up') return nothing(path, text, `not read: ${parsed.why}`);
  const { statements, complete } = lowerModule(parsed.root, source, 0);
  return {
    units: [{ unit: wholeFile(path, text), base: 0 }],
    statements,
    problems: [...(parsed.hasError || text.includes('\0') ? [NOT_ALL] : []), ...(complete ? [] : [TOO_DEEP])],
  };
}

/** Code that was pasted with its Markdown fences: they are blanked, and every offset stays. */
function withoutFences(text: string): string {
  if (!/^[ \t]*```/m.test(text) || /"""|'''/.test(text)) return text;
  return text.replace(/^[ \t]*```[^\n]*$/gm, (line) => ' '.repeat(line.length));
}

function readCells(path: string, text: string, { parse, limits }: Reading): Contents {
  const notebook = readNotebook(path, text);
  if (notebook.kind === 'broken') return nothing(path, text, `not read: ${notebook.why}`);
  const units: UnitPart[] = [];
  const statements: Statement[] = [];
  const problems: string[] = [];
  const end = limits.clock() + limits.maxMs;
  let base = 0;
  for (const { unit, python } of notebook.cells) {
    units.push({ unit, base });
    const parsed = parse(python, { ...limits, maxMs: Math.max(0, end - limits.clock()) });
    if (parsed.kind === 'gave_up') problems.push(`cell ${unit.cell} not read: ${parsed.why}`);
    else {
      const lowered = lowerModule(parsed.root, python, base);
      statements.push(...lowered.statements);
      if (parsed.hasError || !lowered.complete) problems.push(`cell ${unit.cell} ${NOT_ALL}`);
    }
    base += python.length + 1;
  }
  return { units, statements, problems };
}

function readConfig(path: string, text: string, reading: Reading): Contents {
  const tree = readJson(text);
  const isConfigList = /(?:^|\/)OAI_CONFIG_LIST/.test(path);
  if (tree.kind === 'broken') {
    // A config list may be Python text, as `config_list_from_json` does not mind.
    if (isConfigList) return readPython(path, text, reading);
    return isAgentJson(text) ? nothing(path, text, 'not read: its JSON is broken') : nothing(path, text);
  }
  if (!isConfigList && !isAgentJson(text)) return nothing(path, text);
  const { start, end } = tree.root;
  return {
    units: [{ unit: wholeFile(path, text), base: 0 }],
    statements: [{ kind: 'expression', value: tree.root, start, end }],
    problems: [],
  };
}

/** Other JSON than components and model lists is no business of ours. */
function isAgentJson(text: string): boolean {
  return /"provider"\s*:\s*"[\w.]+"|"(?:config_list|llm_config|code_execution_config)"\s*:/.test(text);
}
