// The one shape in which everything that is not an agent's door refuses: the admin API, sign-in, the log, metrics, the scanner.

import { FAULTS, type GatewayError } from '../domain/index.ts';
import { PolicyRejected } from './control/policy-shelf.ts';

export interface AdminFault {
  readonly error: {
    readonly code: string;
    /** What happened. */
    readonly message: string;
    /** What to do. */
    readonly advice: string;
    /** Where a policy does not load: all that was found, with line and column. */
    readonly diagnostics?: PolicyRejected['diagnostics'];
  };
}

export function adminFaultBody(fault: GatewayError): AdminFault {
  return {
    error: {
      code: fault.code,
      message: fault.publicMessage,
      advice: FAULTS[fault.code].advice,
      ...(fault instanceof PolicyRejected ? { diagnostics: fault.diagnostics } : {}),
    },
  };
}

/** On the admin side a file that does not load is the caller's mistake, not the gateway's. */
export function adminFaultStatus({ code }: GatewayError): number {
  return code === 'config_invalid' ? 400 : FAULTS[code].status;
}
