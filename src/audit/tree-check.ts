// Whether a log is the one that its signed checkpoints and its stored tiles say: one pass, alongside the chain's.

import type { DamageKind } from './damage.ts';
import type { VerifierKey } from './signature.ts';
import { type SignedCheckpoint, signatureOf } from './tlog/checkpoint.ts';
import { isSame } from './tlog/merkle.ts';
import { checkPolicy, type TlogPolicy, witnessTimes } from './tlog/tlog-policy.ts';
import { GrowingTree, type Tile } from './tlog/tree.ts';

/** A checkpoint and where it was found, in words. */
export interface KnownCheckpoint {
  readonly checkpoint: SignedCheckpoint;
  readonly where: string;
}

export interface TreeCheckOptions {
  readonly checkpoints: readonly KnownCheckpoint[];
  /** The name under which the log signs. */
  readonly origin: string;
  /** Keys that may have signed, by id; undefined leaves signatures unchecked. */
  readonly keys: ReadonlyMap<string, VerifierKey> | undefined;
  /** What a checkpoint needs to count as witnessed. */
  readonly policy: TlogPolicy | undefined;
  /** The tile as stored; undefined where tiles are not stored or not to be compared. */
  readonly tile: (level: number, index: number) => Uint8Array | undefined;
  readonly report: (kind: DamageKind, index: number, detail: string) => void;
}

export interface TreeReport {
  readonly checkpoints: number;
  /** Root over all records, in hex; undefined when records are missing, so that there is none. */
  readonly root: string | undefined;
  /** Up to here witnesses as the policy asks for vouch for the log; undefined without a policy. */
  readonly witnessedTo: number | undefined;
  /** By whom, and what the policy asks for; undefined without a policy. */
  readonly quorum: string | undefined;
  /** The witnesses of that newest checkpoint, each with its time. */
  readonly witnesses: readonly string[];
}

/** `record` for each record in order, then `finish`. Never throws for what it reads. */
export class TreeCheck {
  readonly #options: TreeCheckOptions;
  readonly #tree = new GrowingTree();
  /** Those whose signature holds, by size. */
  readonly #waiting: KnownCheckpoint[];
  #next = 0;
  #isWhole = true;
  #held = 0;
  #witnessedTo = 0;
  #policyDetail = 'there is no checkpoint';
  #witnesses: readonly string[] = [];

  constructor(options: TreeCheckOptions) {
    this.#options = options;
    const valid = options.checkpoints.filter((known) => this.#isSigned(known));
    this.#waiting = valid.sort((a, b) => a.checkpoint.size - b.checkpoint.size);
  }

  /** The record that comes next: without it, roots beyond are not known. */
  record(index: number, hash: Uint8Array): void {
    if (index !== this.#tree.size) this.#isWhole = false;
    if (!this.#isWhole) return;
    this.#tree.append(hash, (tile) => this.#compare(tile));
    if (this.#waiting[this.#next]?.checkpoint.size === this.#tree.size) this.#reached(this.#tree.root());
  }

  finish(records: number): TreeReport {
    const { policy, report } = this.#options;
    if (this.#isWhole) this.#comparePartial();
    for (const { checkpoint, where } of this.#waiting.slice(this.#next)) {
      if (checkpoint.size <= records) continue;
      report('truncated', records, `the checkpoint ${where} is signed for ${checkpoint.size} records`);
    }
    if (policy !== undefined && this.#witnessedTo === 0)
      report(
        'unwitnessed',
        0,
        `no checkpoint has the witnesses that the policy asks for: ${this.#policyDetail}`,
      );
    return {
      checkpoints: this.#held,
      root: this.#isWhole ? Buffer.from(this.#tree.root()).toString('hex') : undefined,
      witnessedTo: policy === undefined ? undefined : this.#witnessedTo,
      quorum: policy === undefined ? undefined : this.#policyDetail,
      witnesses: this.#witnesses,
    };
  }

  #reached(root: Uint8Array): void {
    for (
      let known = this.#waiting[this.#next];
      known?.checkpoint.size === this.#tree.size;
      known = this.#waiting[++this.#next]
    ) {
      if (isSame(root, known.checkpoint.root)) this.#holds(known.checkpoint);
      else {
        const { checkpoint, where } = known;
        const detail = `the records up to here are not those of the checkpoint ${where} (${checkpoint.size} records): rewritten, or another branch of the log`;
        this.#options.report('forked', checkpoint.size - 1, detail);
      }
    }
  }

  #holds(checkpoint: SignedCheckpoint): void {
    this.#held++;
    if (this.#options.policy === undefined) return;
    const check = checkPolicy(this.#options.policy, checkpoint);
    if (check.ok || this.#witnessedTo === 0) this.#policyDetail = check.detail;
    if (!check.ok) return;
    this.#witnessedTo = checkpoint.size;
    this.#witnesses = witnessTimes(check);
  }

  #isSigned({ checkpoint, where }: KnownCheckpoint): boolean {
    const { keys, origin, report } = this.#options;
    const isOurs = checkpoint.origin === origin;
    const states = [...(keys?.values() ?? [])].map((key) => signatureOf(key, checkpoint.note).state);
    const isSigned = keys === undefined || (states.includes('valid') && !states.includes('invalid'));
    if (isOurs && isSigned) return true;
    const why = isOurs ? 'is not signed by a key of this log' : 'is one of another log';
    report('bad_signature', Math.max(0, checkpoint.size - 1), `the checkpoint ${where} ${why}`);
    return false;
  }

  #compare({ level, index, hashes }: Tile): void {
    const stored = this.#options.tile(level, index);
    if (stored !== undefined && !isSame(stored, hashes)) this.#tileDamage(level, index);
  }

  #comparePartial(): void {
    for (let level = 0; level < this.#tree.height; level++) {
      const hashes = this.#tree.partial(level);
      const index = Math.floor(this.#tree.size / 256 ** (level + 1));
      const stored = hashes.byteLength === 0 ? undefined : this.#options.tile(level, index);
      if (stored !== undefined && !isSame(stored.subarray(0, hashes.byteLength), hashes))
        this.#tileDamage(level, index);
    }
  }

  #tileDamage(level: number, index: number): void {
    const first = index * 256 ** (level + 1);
    this.#options.report('tile_edited', first, `tile ${index} of level ${level} is not that of the records`);
  }
}
