// A receipt, verified by itself: the record in it, its place in the tree, and who signed that tree.

import type { JsonObject } from '../domain/index.ts';
import { leafHash, readLeaf } from './leaf.ts';
import type { VerifierKey } from './signature.ts';
import { type SignedCheckpoint, signatureOf } from './tlog/checkpoint.ts';
import { checkPolicy, type TlogPolicy, witnessTimes } from './tlog/tlog-policy.ts';
import { isIncluded, readTlogProof } from './tlog/tlog-proof.ts';
import { recordView } from './view.ts';

export interface ReceiptReport {
  readonly kind: 'receipt';
  readonly ok: boolean;
  /** What was shown, or the first thing that is wrong. */
  readonly detail: string;
  readonly index: number | undefined;
  readonly witnesses: readonly string[];
  /** Only where the receipt holds. */
  readonly record: JsonObject | undefined;
  readonly checkpoint: SignedCheckpoint | undefined;
}

export interface ReceiptCheckOptions {
  readonly keys: ReadonlyMap<string, VerifierKey>;
  readonly policy: TlogPolicy | undefined;
  /** The record that the receipt is said to be for: its index, or the id of its decision. */
  readonly expected: string | undefined;
}

/** Never throws for what it reads. ATTACKER-CONTROLLED: the text. */
export function checkReceipt(text: string, options: ReceiptCheckOptions): ReceiptReport {
  const read = readTlogProof(text);
  if (read.kind === 'refused') return failed(`it is not a receipt: ${read.why}`);
  const { proof } = read;
  const { checkpoint, extra, index } = proof;
  if (extra === undefined) return failed('it does not hold the record that it is for');
  const keys = [...options.keys.values()].filter((each) => each.name === checkpoint.origin);
  if (keys.length === 0)
    return failed(`it is of another log: ${JSON.stringify(checkpoint.origin.slice(0, 100))}`);
  if (!keys.some((key) => signatureOf(key, checkpoint.note).state === 'valid'))
    return failed(
      'its checkpoint is not signed by the key of the log; an older receipt needs the key of its time',
    );
  if (!isIncluded(proof, extra)) return failed('its record is not in the tree that was signed');
  const leaf = Buffer.from(extra).toString('utf8');
  const record = readLeaf(leaf, leafHash(extra));
  if (record === undefined || record.index !== index)
    return failed('its record is not one of this version, or says that it stands elsewhere');
  if (
    options.expected !== undefined &&
    options.expected !== String(index) &&
    options.expected !== record.exchange
  )
    return failed(`it is for record ${index}, not for ${JSON.stringify(options.expected.slice(0, 100))}`);
  const quorum = options.policy === undefined ? undefined : checkPolicy(options.policy, checkpoint);
  if (quorum?.ok === false) return failed(`it is not witnessed as the policy asks: ${quorum.detail}`);
  const witnesses = quorum === undefined ? [] : witnessTimes(quorum);
  const detail = `record ${index} is in the signed log of ${checkpoint.size} records`;
  return { kind: 'receipt', ok: true, detail, index, witnesses, record: recordView(record), checkpoint };
}

function failed(detail: string): ReceiptReport {
  return {
    kind: 'receipt',
    ok: false,
    detail,
    index: undefined,
    witnesses: [],
    record: undefined,
    checkpoint: undefined,
  };
}
