// The one place where a fault becomes an exit code and a message on the terminal.

import { type FaultCode, GatewayError } from '../domain/index.ts';
import { EXIT } from './exit-codes.ts';
import { printFault } from './print-fault.ts';
import { renderDiagnostics } from './render-diagnostics.ts';
import type { Terminal } from './terminal.ts';

export { EXIT };

/** Prints what happened, where, and what to do. Answers the exit code. A bug shows its stack, nothing else does. */
export function reportFault(terminal: Terminal, cause: unknown): number {
  if (!(cause instanceof GatewayError)) {
    terminal.error(
      `internal error: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`,
    );
    return EXIT.bug;
  }
  const diagnostics = diagnosticsOf(cause);
  if (diagnostics !== undefined) {
    terminal.error(renderDiagnostics(terminal, diagnostics));
    return EXIT.usage;
  }
  printFault(terminal, cause);
  return exitCodeOf(cause.code);
}

type Diagnostics = Parameters<typeof renderDiagnostics>[1];

/** By shape: to know the classes of configuration and policy would load both for every command. */
function diagnosticsOf(
  cause: GatewayError & { readonly problems?: unknown; readonly diagnostics?: unknown },
): Diagnostics | undefined {
  const list = cause.problems ?? cause.diagnostics;
  // INVARIANT: the two subclasses that have such a list have it in this form.
  return Array.isArray(list) ? (list as unknown as Diagnostics) : undefined;
}

function exitCodeOf(code: FaultCode): number {
  return code === 'internal' ? EXIT.bug : EXIT.usage;
}
