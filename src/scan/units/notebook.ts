// A notebook as the code cells that it holds, each with the way back to the lines of the file.

import type { Expr } from '../ir/ir.ts';
import type { ReadUnit } from '../report/engine-answer.ts';
import type { ReportRange } from '../report/scan-report.ts';
import { readJson } from './json.ts';
import { LineIndex } from './line-index.ts';

export interface Cell {
  readonly unit: ReadUnit;
  /** What the parser is given: of the same length, with the notebook's own commands blanked. */
  readonly python: string;
}

export type Notebook =
  | { readonly kind: 'cells'; readonly cells: readonly Cell[] }
  | { readonly kind: 'broken'; readonly why: string };

/** The code cells of a notebook (nbformat 3 and 4). Cells of other kinds are counted, not read. */
export function readNotebook(path: string, text: string): Notebook {
  const tree = readJson(text);
  if (tree.kind === 'broken') return { kind: 'broken', why: 'no notebook: its JSON is broken' };
  const cells = fieldOf(tree.root, 'cells') ?? fieldOf(itemOf(fieldOf(tree.root, 'worksheets'), 0), 'cells');
  if (cells?.kind !== 'sequence') return { kind: 'broken', why: 'no notebook: it has no cells' };
  const lines = new LineIndex(text);
  return {
    kind: 'cells',
    cells: cells.items.flatMap((cell, index) => {
      if (textOf(fieldOf(cell, 'cell_type')) !== 'code') return [];
      const source = fieldOf(cell, 'source') ?? fieldOf(cell, 'input');
      return source === undefined ? [] : [cellOf(path, index, source, lines)];
    }),
  };
}

function fieldOf(expr: Expr | undefined, name: string): Expr | undefined {
  if (expr?.kind !== 'dict') return undefined;
  return expr.entries.find(({ key }) => key?.kind === 'str' && key.value === name)?.value;
}

function itemOf(expr: Expr | undefined, index: number): Expr | undefined {
  return expr?.kind === 'sequence' ? expr.items[index] : undefined;
}

function textOf(expr: Expr | undefined): string | undefined {
  return expr?.kind === 'str' ? expr.value : undefined;
}

function cellOf(file: string, cell: number, source: Expr, lines: LineIndex): Cell {
  const parts = source.kind === 'sequence' ? source.items : [source];
  const text = parts.map((part) => textOf(part) ?? '').join('');
  const physical = physicalLines(parts, lines);
  const toPhysical = (range: ReportRange): ReportRange => {
    const line = physical[Math.min(range.line, physical.length) - 1] ?? 1;
    const endLine = physical[Math.min(range.endLine, physical.length) - 1] ?? line;
    return { line, column: 1, endLine: Math.max(line, endLine), endColumn: 1_000 };
  };
  return { unit: { file, cell, text, toPhysical }, python: withoutMagics(text) };
}

/** The file's line of each line of the cell. A cell's source is a list of lines, or one text on one line. */
function physicalLines(parts: readonly Expr[], lines: LineIndex): readonly number[] {
  const physical: number[] = [];
  let begins = true;
  for (const part of parts) {
    const line = lines.range(part.start, part.end).line;
    const text = textOf(part) ?? '';
    for (const [index] of text.split('\n').entries()) if (begins || index > 0) physical.push(line);
    begins = false;
    if (text.endsWith('\n')) {
      physical.pop();
      begins = true;
    }
  }
  return physical;
}

const MAGIC =
  /^(\s*)(?:%%(?!capture|time)|%|!|\?)|^(\s*)(?:pip3?|conda|apt(?:-get)?)\s+install\b|^[\w.]+\?\??\s*$/;

/** Blanks lines that only a notebook understands, keeping every offset. A cell in another language is blanked whole. */
function withoutMagics(text: string): string {
  if (/^\s*%%(?!capture|time|timeit|prun)\w+/.test(text)) return text.replace(/[^\n]/g, ' ');
  return text
    .split('\n')
    .map((line) => (MAGIC.test(line) ? blanked(line) : line))
    .join('\n');
}

/** A statement of the same length, so that an `if` around a magic keeps its body. */
function blanked(line: string): string {
  const indent = /^\s*/.exec(line)?.[0] ?? '';
  return `${indent}${'0'.padEnd(line.length - indent.length, ' ')}`.slice(0, line.length);
}
