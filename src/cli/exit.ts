// The one place where a fault becomes an exit code and a message on the terminal.

import { ConfigRejected } from '../config/index.ts';
import { FAULTS, type FaultCode, GatewayError } from '../domain/index.ts';
import { PolicyRejected } from '../server/index.ts';
import { EXIT } from './exit-codes.ts';
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
  if (cause instanceof ConfigRejected) {
    terminal.error(renderDiagnostics(terminal, cause.problems));
    return EXIT.usage;
  }
  if (cause instanceof PolicyRejected) {
    terminal.error(renderDiagnostics(terminal, cause.diagnostics));
    return EXIT.usage;
  }
  terminal.error(`${terminal.paint('red', 'error')} ${cause.publicMessage}`);
  terminal.error(`      ${FAULTS[cause.code].advice}`);
  return exitCodeOf(cause.code);
}

function exitCodeOf(code: FaultCode): number {
  return code === 'internal' ? EXIT.bug : EXIT.usage;
}
