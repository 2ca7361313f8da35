// Records as lines, the form in which exports and packs of evidence bring them: chain, and the checkpoints and receipts that vouch for it.

import { isJsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { followRotations, type KeyRotation, readRotation } from './key-rotation.ts';
import { GENESIS_PREV, leafHash, readLeaf } from './leaf.ts';
import type { VerifierKey } from './signature.ts';
import { type SignedCheckpoint, signatureOf } from './tlog/checkpoint.ts';
import { checkPolicy, type TlogPolicy } from './tlog/tlog-policy.ts';
import { isIncluded, type TlogProof } from './tlog/tlog-proof.ts';
import { TreeCheck } from './tree-check.ts';
import { LogVerifier, type VerifyReport } from './verify.ts';

export interface LinesCheckOptions {
  /** The lines without their ends, from the first on; asked for once more where signing keys have turned. */
  readonly lines: () => Iterable<string>;
  /** Keys that are trusted to have signed; the changes of keys among the lines are followed from them. */
  readonly keys: ReadonlyMap<string, VerifierKey>;
  readonly policy: TlogPolicy | undefined;
  /** Checkpoints that vouch for the lines. */
  readonly known: readonly SignedCheckpoint[];
  /** Receipts of records that are among the lines. */
  readonly receipts: readonly TlogProof[];
}

export type LinesCheck =
  | {
      readonly kind: 'report';
      readonly report: VerifyReport;
      /** Records below are vouched for by a checkpoint or receipt. */
      readonly vouchedTo: number;
    }
  /** They are no records, or not of a log that these keys sign. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Checks every line's bytes against the chain, and the chain against what was signed: a checkpoint by the tree, a receipt by the
 * record that it holds, whose hash binds all before it. ATTACKER-CONTROLLED: lines, checkpoints and receipts.
 */
export function checkLines(options: LinesCheckOptions): LinesCheck {
  const first = firstOf(options.lines());
  if (first === undefined) return refused('its first line is not a record as it was hashed (format `leaf`)');
  const names = new Set([...options.keys.values()].map((key) => key.name));
  const origin = [...names].find((name) => name.endsWith(`/${first.logId}`));
  if (origin === undefined)
    return refused(`it is of the log ${JSON.stringify(first.logId)}; the key is of ${[...names].join(', ')}`);
  if (first.index > 0 && options.known.length > 0)
    return refused(`it begins with record ${first.index}: a checkpoint is checked from the first record on`);
  return new LinesChecker({ ...options, keys: keysOf(options) }, first, origin).run();
}

function refused(why: string): LinesCheck {
  return { kind: 'refused', why };
}

interface First {
  readonly index: number;
  readonly prev: string;
  readonly logId: string;
}

function firstOf(lines: Iterable<string>): First | undefined {
  for (const line of lines) {
    const record = readLeaf(line, '');
    const logId = record === undefined ? undefined : logOf(line);
    return record === undefined || logId === undefined
      ? undefined
      : { index: record.index, prev: record.prev, logId };
  }
  return undefined;
}

/** Of a line that is a record. */
function logOf(line: string): string | undefined {
  const value = JSON.parse(line) as JsonValue;
  const log = isJsonObject(value) ? ownField(value, 'log') : undefined;
  return typeof log === 'string' ? log : undefined;
}

/** Reads all lines only where a trusted key has not signed everything itself. */
function keysOf({ lines, keys, known, receipts }: LinesCheckOptions): ReadonlyMap<string, VerifierKey> {
  const signed = [...known, ...receipts.map(({ checkpoint }) => checkpoint)];
  if (signed.every((each) => isSignedBy(keys, each))) return keys;
  const rotations: KeyRotation[] = [];
  for (const line of lines()) {
    if (!line.includes('"kind":"signing_key_rotated"')) continue;
    const record = readLeaf(line, '');
    const rotation = record?.kind === 'signing_key_rotated' ? readRotation(record.body) : undefined;
    if (rotation !== undefined) rotations.push(rotation);
  }
  return followRotations(keys, rotations);
}

function isSignedBy(keys: ReadonlyMap<string, VerifierKey>, checkpoint: SignedCheckpoint): boolean {
  return [...keys.values()].some((key) => signatureOf(key, checkpoint.note).state === 'valid');
}

class LinesChecker {
  readonly #options: LinesCheckOptions;
  readonly #first: First;
  readonly #origin: string;
  readonly #records: LogVerifier;
  readonly #tree: TreeCheck;
  /** Receipts whose records have not come, by index. */
  readonly #waiting = new Map<number, TlogProof[]>();
  #next: number;
  #vouchedTo = 0;

  constructor(options: LinesCheckOptions, first: First, origin: string) {
    this.#options = options;
    this.#first = first;
    this.#origin = origin;
    this.#next = first.index;
    const { logId, index, prev } = first;
    const start = index === 0 ? { size: 0, hash: GENESIS_PREV } : { size: index, hash: prev };
    this.#records = new LogVerifier({ logId, keys: undefined, expected: undefined, batches: false, start });
    this.#tree = new TreeCheck({
      checkpoints: options.known.map((checkpoint) => ({ checkpoint, where: 'that was kept elsewhere' })),
      origin,
      keys: options.keys,
      policy: options.known.length > 0 ? options.policy : undefined,
      tile: () => undefined,
      report: (kind, at, detail) => this.#records.report(kind, at, detail),
    });
    for (const receipt of options.receipts) this.#admit(receipt);
  }

  run(): LinesCheck {
    for (const line of this.#options.lines()) this.#line(line);
    for (const index of this.#waiting.keys())
      this.#records.report(
        'missing',
        index,
        'there is a receipt for this record, which is not among the lines',
      );
    const tree = this.#tree.finish(this.#next);
    for (const { size } of tree.checkpoints > 0 ? this.#options.known : [])
      if (size <= this.#next) this.#vouchedTo = Math.max(this.#vouchedTo, size);
    if (this.#options.known.length + this.#options.receipts.length === 0)
      this.#records.report(
        'unsigned',
        this.#first.index,
        'no checkpoint and no receipt vouches for these records: whoever wrote them could have written others',
      );
    const report = this.#records.finish();
    const shown = this.#first.index === 0 ? { tree } : {};
    const signaturesChecked = this.#options.known.length + this.#options.receipts.length;
    return { kind: 'report', report: { ...report, ...shown, signaturesChecked }, vouchedTo: this.#vouchedTo };
  }

  #line(leaf: string): void {
    const hash = leafHash(leaf);
    const record = readLeaf(leaf, hash);
    if (record === undefined) {
      const detail = 'the line is not a whole record: the file was cut here, or is damaged';
      this.#records.report('malformed', this.#next, detail);
      return;
    }
    const { index, time, kind, workflow, agent, exchange, decision } = record;
    this.#records.record({ index, time, hash, leaf, columns: { kind, workflow, agent, exchange, decision } });
    if (this.#first.index === 0) this.#tree.record(index, Buffer.from(hash, 'hex'));
    this.#next = index + 1;
    for (const { extra } of this.#waiting.get(index) ?? []) {
      if (extra !== undefined && leafHash(extra) === hash)
        this.#vouchedTo = Math.max(this.#vouchedTo, index + 1);
      else this.#records.report('forked', index, 'the receipt for this record holds another one');
    }
    this.#waiting.delete(index);
  }

  /** Takes a receipt that holds by itself; names what is wrong with one that does not. */
  #admit(receipt: TlogProof): void {
    const { checkpoint, extra, index } = receipt;
    const why = this.#fault(receipt);
    if (why !== undefined) {
      this.#records.report('bad_signature', index, `the receipt ${why}`);
      return;
    }
    const { policy } = this.#options;
    const quorum = policy === undefined ? undefined : checkPolicy(policy, checkpoint);
    if (quorum?.ok === false) {
      this.#records.report('unwitnessed', index, `the receipt's checkpoint: ${quorum.detail}`);
      return;
    }
    if (extra === undefined || !isIncluded(receipt, extra)) {
      const detail = `the receipt's record is not in the tree of ${checkpoint.size} records that was signed`;
      this.#records.report('forked', index, detail);
      return;
    }
    this.#waiting.set(index, [...(this.#waiting.get(index) ?? []), receipt]);
  }

  #fault({ checkpoint }: TlogProof): string | undefined {
    if (checkpoint.origin !== this.#origin) return 'is of another log';
    return isSignedBy(this.#options.keys, checkpoint) ? undefined : 'is not signed by a key of this log';
  }
}
