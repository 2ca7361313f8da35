// Problems of a policy or configuration file, as an editor's problem list would show them.

import type { Diagnostic } from '../policy/index.ts';
import { oneLine, type Paint, type Terminal } from './terminal.ts';

const PAINTS: Readonly<Record<Diagnostic['severity'], Paint>> = {
  error: 'red',
  warning: 'yellow',
  note: 'blue',
};

/** `file:line:column severity message (code)`, one problem per line, hints indented below. */
export function renderDiagnostics(terminal: Terminal, diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => renderOne(terminal, diagnostic)).join('\n');
}

function renderOne(
  terminal: Terminal,
  { file, line, column, severity, message, hint, code }: Diagnostic,
): string {
  const place = terminal.paint('bold', `${file}:${line}:${column}`);
  const head = `${place} ${terminal.paint(PAINTS[severity], severity)} ${oneLine(message)} ${terminal.paint('gray', `(${code})`)}`;
  return hint === undefined ? head : `${head}\n    ${oneLine(hint)}`;
}
