// What is wrong with a policy file, where, and what would be right: the one shape that loader, checker and command line share.

export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'note';
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
  readonly message: string;
  /** What is expected, or the nearest valid word. */
  readonly hint?: string;
  /** Stable kebab-case id. */
  readonly code: string;
}

/** A place inside a document: keys and positions from the root. */
export type DocumentPath = readonly (string | number)[];

/** A problem before its path is turned into a line and a column. */
export interface Problem {
  readonly path: DocumentPath;
  /** True when the problem is the last key of `path` itself, not the value under it. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly hint?: string;
  readonly code: string;
}

/** Diagnostics in the order of the file: line, column, then message. */
export function inFileOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...diagnostics].sort(
    (a, b) =>
      a.line - b.line || a.column - b.column || (a.message < b.message ? -1 : a.message > b.message ? 1 : 0),
  );
}
