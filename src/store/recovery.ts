// What the ledger says by itself: that it began, and what a crash interrupted.

import { type LedgerHead, ownerOf, type RecordDraft, readLeaf } from '../audit/index.ts';
import { type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { bytesOf, integerOf, textOf } from './columns.ts';
import { all, type Database, one } from './database.ts';
import type { Leaves } from './leaves.ts';
import { MAX_CHUNK_BYTES, spoolOwner, type Vault } from './vault.ts';

/** The first record of a log: how it is hashed, and whose signature to expect. */
export function genesisDraft(verifier: string): RecordDraft {
  return { kind: 'log_opened', body: { format: 'sallyport ledger v1', hashing: 'rfc6962-sha256', verifier } };
}

/** Fields of the request's record that the abort repeats, so that it can be read by itself. */
const HEAD_FIELDS = [
  'request_type',
  'call_kind',
  'model',
  'provider',
  'stream',
  'key_id',
  'workflow_source',
  'policy_version',
];

/**
 * One `exchange_aborted` for each exchange whose stream was cut, with the bytes that are known to have been released, then
 * one `recovery`. Throws GatewayError store_damaged when a spooled chunk can not be opened.
 */
export function recoveryDrafts(
  {
    database,
    vault,
    leaves,
  }: { readonly database: Database; readonly vault: Vault; readonly leaves: Leaves },
  head: LedgerHead,
): readonly RecordDraft[] {
  const aborted: RecordDraft[] = [];
  for (const [exchange, spooled] of spooledText(database, vault))
    aborted.push(sealable(vault, abortDraft({ database, leaves }, exchange, spooled)));
  const body = { records_before: head.size, exchanges_aborted: aborted.length };
  return [...aborted, { kind: 'recovery', body }];
}

/** An owner whose contents were erased has no key left: what had flowed is told by its length alone. */
function sealable(vault: Vault, draft: RecordDraft): RecordDraft {
  const { workflow = '', agent = '', subject = '' } = draft;
  return vault.isErased({ workflow, agent, subject }) ? { ...draft, contents: [] } : draft;
}

interface Spooled {
  readonly workflow: string;
  readonly chunks: Uint8Array[];
}

function spooledText(database: Database, vault: Vault): ReadonlyMap<string, Spooled> {
  const exchanges = new Map<string, Spooled>();
  for (const row of all(
    database.prepare('SELECT seq, exchange, workflow, key, pack FROM spool ORDER BY seq'),
  )) {
    const exchange = textOf(row, 'exchange');
    const workflow = textOf(row, 'workflow');
    const at = { place: `spool:${integerOf(row, 'seq')}`, owner: spoolOwner(workflow) };
    const plain = vault.open({ key: integerOf(row, 'key'), pack: bytesOf(row, 'pack') }, at, MAX_CHUNK_BYTES);
    const spooled = exchanges.get(exchange) ?? { workflow, chunks: [] };
    exchanges.set(exchange, spooled);
    if (plain !== undefined) spooled.chunks.push(plain);
  }
  return exchanges;
}

function abortDraft(
  { database, leaves }: { readonly database: Database; readonly leaves: Leaves },
  exchange: string,
  { workflow, chunks }: Spooled,
): RecordDraft {
  const row = one(
    database.prepare('SELECT idx, hash, leaf FROM records WHERE exchange = ? ORDER BY idx LIMIT 1'),
    exchange,
  );
  const request = row === undefined ? undefined : readLeaf(leaves.of(row), textOf(row, 'hash'));
  const subject = request === undefined ? '' : ownerOf(request).subject;
  const bytes = Buffer.concat(chunks);
  return {
    kind: 'exchange_aborted',
    workflow,
    exchange,
    ...(request?.agent === undefined ? {} : { agent: request.agent }),
    ...(subject === '' ? {} : { subject }),
    ...(request?.decision === undefined ? {} : { decision: request.decision }),
    body: {
      ...headOf(request?.body),
      outcome: 'aborted',
      reason: 'gateway_stopped',
      released: 'partial',
      released_bytes: bytes.byteLength,
    },
    contents: [{ name: 'released', bytes }],
  };
}

function headOf(body: JsonObject | undefined): JsonObject {
  const fields: Record<string, JsonValue> = {};
  for (const name of HEAD_FIELDS) {
    const value = ownField(body, name);
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}
