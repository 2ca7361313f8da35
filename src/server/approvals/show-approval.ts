// What an approver sees, from the contents of the question's own record; seeing it is on record first.

import type { Approval } from '../../approvals/index.ts';
import type { AuditLedger } from '../../audit/index.ts';
import type { JsonValue } from '../../domain/index.ts';

/** The action as it would be released, or null where its contents were erased. Records `contents_read` by `reader` first. */
export async function showApproval(
  ledger: AuditLedger,
  { request }: Approval,
  reader: string,
): Promise<JsonValue> {
  const { exchange_id: exchange, approval_id: id } = request;
  const page = await ledger.read({ exchange, kinds: ['approval_requested'], limit: 1000 });
  const record = page.records.find((candidate) => candidate.body['approval_id'] === id);
  if (record === undefined) return null;
  await ledger.append([{ kind: 'contents_read', body: { record: record.index, by: reader } }]);
  const contents = await ledger.contents(record.index);
  if ('erased' in contents) return null;
  const item = contents.find((candidate) => candidate.name === 'shown');
  return item === undefined ? null : JSON.parse(Buffer.from(item.bytes).toString('utf8'));
}
