// All that a rule may see of a source text. Lowered from the syntax tree once; nothing in here is evaluated.

import type { Node } from 'web-tree-sitter';
import type { TextEdit } from './fix/apply-edits.ts';
import type { ReportRange } from './report/scan-report.ts';

/** ATTACKER-CONTROLLED: every field is read from source that nobody has run or trusts. */
export interface SourceFacts {
  readonly settings: readonly Setting[];
  /** What makes `import os` hold; nothing where it does already. */
  readonly importOs: readonly TextEdit[];
}

/** A setting as code writes it: `name=value` in a call, or `"name": value` in a dict. */
export interface Setting {
  readonly name: string;
  readonly range: ReportRange;
  readonly value: SettingValue;
}

export interface SettingValue {
  readonly kind: 'string' | 'false' | 'other';
  /** Of a string: what stands between its quotes. */
  readonly text: string;
  readonly range: ReportRange;
  readonly start: number;
  readonly end: number;
}

/** Reads the facts of a module. Linear in the tree. */
export function readFacts(root: Node): SourceFacts {
  const settings = root.descendantsOfType(['keyword_argument', 'pair']).flatMap((at) => {
    const key = at.childForFieldName(at.type === 'pair' ? 'key' : 'name');
    const value = at.childForFieldName('value');
    if (key === null || value === null) return [];
    const name = at.type === 'pair' ? stringText(key) : key.text;
    return [{ name, range: rangeOf(at), value: settingValue(value) }];
  });
  return { settings, importOs: importOs(root) };
}

function settingValue(node: Node): SettingValue {
  const kind = node.type === 'string' || node.type === 'false' ? node.type : 'other';
  return {
    kind,
    text: stringText(node),
    range: rangeOf(node),
    start: node.startIndex,
    end: node.endIndex,
  };
}

function stringText(node: Node): string {
  if (node.type !== 'string') return '';
  const contents = node.namedChildren.filter((child) => child.type === 'string_content');
  return contents.map((child) => child.text).join('');
}

function rangeOf({ startPosition, endPosition }: Node): ReportRange {
  return {
    line: startPosition.row + 1,
    column: startPosition.column + 1,
    endLine: endPosition.row + 1,
    endColumn: endPosition.column + 1,
  };
}

/** Behind the docstring and the `__future__` imports, where Python wants them first. */
function importOs(root: Node): readonly TextEdit[] {
  const statements = root.namedChildren.filter(({ type }) => type !== 'comment');
  const imports = statements.filter(({ type }) => type === 'import_statement');
  const isThere = imports.some(({ namedChildren }) => namedChildren.some(({ text }) => text === 'os'));
  if (isThere) return [];
  const next = statements.find((statement, at) => !isHead(statement, at));
  const start = next?.startIndex ?? root.endIndex;
  return [{ start, end: start, text: 'import os\n' }];
}

function isHead({ type, firstChild }: Node, at: number): boolean {
  if (type === 'future_import_statement') return true;
  return at === 0 && type === 'expression_statement' && firstChild?.type === 'string';
}
