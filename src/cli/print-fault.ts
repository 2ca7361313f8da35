// A fault on a terminal: what happened, and what to do where the message does not say it.

import { FAULTS, type FaultCode, type GatewayError } from '../domain/index.ts';
import { printable, type Terminal } from './terminal.ts';

/** Their messages name what is wrong; the advice is for those who call over HTTP. */
const SAYS_IT_ALL: ReadonlySet<FaultCode> = new Set(['invalid_request', 'not_found']);

export function printFault(terminal: Terminal, { code, publicMessage }: GatewayError): void {
  terminal.error(`${terminal.paint('red', 'error:')} ${printable(publicMessage)}`);
  if (!SAYS_IT_ALL.has(code)) terminal.error(`       ${FAULTS[code].advice}`);
}
