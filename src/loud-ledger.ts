// The ledger as the gateway's path uses it: where it can not record, whoever looks after it hears of that, not the caller alone.

import type { AuditLedger } from './audit/index.ts';
import { GatewayError } from './domain/index.ts';
import type { GatewayDeps } from './gateway/index.ts';
import type { ServerDeps } from './server/index.ts';

/**
 * The same ledger; what it can not record is logged, and people are alerted. A call of a workflow whose contents were erased
 * is refused as it should be: no agent that goes on asking may call people out for that.
 */
export function loudLedger(ledger: AuditLedger, log: ServerDeps['log']): GatewayDeps['ledger'] {
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
