// The ledger as the gateway's path uses it: a failure to record is logged for the operator, not only told to the caller.

import type { AuditLedger } from './audit/index.ts';
import { GatewayError } from './domain/index.ts';
import type { GatewayDeps } from './gateway/index.ts';
import type { ServerDeps } from './server/index.ts';

/**
 * The same ledger; failures to record are logged, which alerts people. The refusal of a call of an erased workflow is no
 * failure: an agent that keeps asking must not be able to raise alarms with it.
 */
export function faultLoggingLedger(ledger: AuditLedger, log: ServerDeps['log']): GatewayDeps['ledger'] {
  const tell = (cause: unknown): void => {
    if (!(cause instanceof GatewayError) || cause.code === 'workflow_erased') return;
    const { code, detail, publicMessage } = cause;
    log({ level: 'error', event: 'not_recorded', detail: { code, detail: detail ?? publicMessage } });
  };
  return {
    append: (drafts) => {
      const receipts = ledger.append(drafts);
      // Told beside the caller, who gets the same promise.
      receipts.catch(tell);
      return receipts;
    },
    spool: (exchange, workflow, bytes) => ledger.spool(exchange, workflow, bytes),
    read: (query) => ledger.read(query),
    contents: (index) => ledger.contents(index),
    get head() {
      return ledger.head;
    },
  };
}
