// An exported log (C2SP tlog-tiles), verified from its files alone: no gateway, no store, no network.

import type { Damage } from './damage.ts';
import { exportKeys } from './export-keys.ts';
import { readLeaf } from './leaf.ts';
import type { VerifierKey } from './signature.ts';
import { readCheckpoint, type SignedCheckpoint } from './tlog/checkpoint.ts';
import { HASH_BYTES } from './tlog/merkle.ts';
import { type BundleRead, readEntryBundle, type TileName, tilePath, tilesOf } from './tlog/tiles.ts';
import type { TlogPolicy } from './tlog/tlog-policy.ts';
import { TILE_WIDTH, widthIn } from './tlog/tree.ts';
import { TreeCheck } from './tree-check.ts';
import { LogVerifier, type VerifyReport } from './verify.ts';

export interface ExportCheckOptions {
  /** A file of the export; undefined where there is none. */
  readonly read: (path: string) => Uint8Array | undefined;
  /** Keys that are trusted to have signed the log; the changes of keys in it are followed from them. */
  readonly keys: ReadonlyMap<string, VerifierKey>;
  readonly policy: TlogPolicy | undefined;
  /** Checkpoints that were kept elsewhere. */
  readonly known: readonly SignedCheckpoint[];
  /** First and last record to look at; all when left out. */
  readonly range: { readonly first: number; readonly last: number } | undefined;
}

export type ExportCheck =
  | { readonly kind: 'report'; readonly report: VerifyReport }
  /** It is no export, or not of a log that these keys sign, or the range is not in it. */
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Checks the checkpoint's signature, every record's bytes against its tile, the chain, and the tree up to the signed root. With
 * a range only its records are read; the tree above them is still rebuilt to the root. ATTACKER-CONTROLLED: all files.
 */
export function checkExport(options: ExportCheckOptions): ExportCheck {
  const text = options.read('checkpoint');
  const checkpoint = text === undefined ? undefined : readCheckpoint(Buffer.from(text).toString('utf8'));
  if (checkpoint === undefined) return refused('it has no checkpoint that can be read');
  const names = [...options.keys.values()].map((key) => key.name);
  if (!names.includes(checkpoint.origin))
    return refused(`it is of the log ${printable(checkpoint.origin)}; the key is of ${names.join(', ')}`);
  const range = options.range ?? { first: 0, last: checkpoint.size - 1 };
  if (range.first > range.last || range.last >= checkpoint.size)
    return refused(`records ${range.first} to ${range.last} are not in a log of ${checkpoint.size}`);
  const { read, known } = options;
  const keys = exportKeys({
    read,
    keys: options.keys,
    checkpoints: [checkpoint, ...known],
    size: checkpoint.size,
  });
  return { kind: 'report', report: new ExportChecker({ ...options, keys }, checkpoint, range).run() };
}

function refused(why: string): ExportCheck {
  return { kind: 'refused', why };
}

function printable(origin: string): string {
  return JSON.stringify(origin.slice(0, 100));
}

class ExportChecker {
  readonly #options: ExportCheckOptions;
  readonly #checkpoint: SignedCheckpoint;
  readonly #range: { readonly first: number; readonly last: number };
  readonly #records: LogVerifier;
  readonly #tree: TreeCheck;
  readonly #damage: Damage[] = [];

  constructor(
    options: ExportCheckOptions,
    checkpoint: SignedCheckpoint,
    range: { readonly first: number; readonly last: number },
  ) {
    this.#options = options;
    this.#checkpoint = checkpoint;
    this.#range = range;
    const logId = checkpoint.origin.split('/').at(-1) ?? '';
    // What stands before a range is not read, so the first link of its chain is taken as it says; the tree vouches for both.
    const start = range.first === 0 ? {} : { start: { size: range.first, hash: this.#prevOf(range.first) } };
    this.#records = new LogVerifier({
      logId,
      keys: undefined,
      expected: undefined,
      batches: false,
      ...start,
    });
    const known = options.known.map((each) => ({ checkpoint: each, where: 'that was kept elsewhere' }));
    this.#tree = new TreeCheck({
      checkpoints: [...known, { checkpoint, where: 'of the export' }],
      origin: checkpoint.origin,
      keys: options.keys,
      policy: options.policy,
      tile: (level, index) => (level === 0 ? undefined : this.#tile(level, index)),
      report: (kind, index, detail) => this.#damage.push({ kind, index, detail }),
    });
  }

  run(): VerifyReport {
    for (const name of tilesOf(this.#checkpoint.size)) if (name.level === 0) this.#checkTile(name);
    const tree = this.#tree.finish(this.#checkpoint.size);
    const { size } = this.#checkpoint;
    const report = this.#records.finish();
    const damage = [...report.damage, ...this.#damage].sort((a, b) => a.index - b.index);
    return {
      ...report,
      ok: damage.length === 0,
      head: { size, hash: report.head.hash },
      tree,
      signaturesChecked: this.#options.known.length + 1,
      damageCount: report.damageCount + this.#damage.length,
      damage: damage.slice(0, 100),
    };
  }

  /** The leaf hashes of one tile into the tree, and its records, where they are in the range, against them. */
  #checkTile({ index, width }: TileName): void {
    const hashes = this.#tile(0, index);
    const first = index * TILE_WIDTH;
    if (hashes === undefined || hashes.byteLength !== width * HASH_BYTES) {
      const detail = `${tilePath({ level: 0, index, width })} is not there, or not whole`;
      this.#damage.push({ kind: 'missing', index: first, detail });
      return;
    }
    for (let at = 0; at < width; at++)
      this.#tree.record(first + at, hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
    if (first > this.#range.last || first + width <= this.#range.first) return;
    const bundle = this.#bundle({ level: 'entries', index, width });
    this.#checkBundle(bundle, hashes, first);
    if (bundle.rest > 0 || bundle.entries.length < width)
      this.#shortBundle(first + bundle.entries.length, bundle.rest);
  }

  #checkBundle({ entries }: BundleRead, hashes: Uint8Array, first: number): void {
    for (const [at, entry] of entries.entries()) {
      const index = first + at;
      if (index < this.#range.first || index > this.#range.last) continue;
      const leaf = Buffer.from(entry).toString('utf8');
      const hash = Buffer.from(hashes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)).toString('hex');
      const { kind = '', workflow, agent, exchange, decision, time = 0 } = readLeaf(leaf, hash) ?? {};
      const columns = { kind, workflow, agent, exchange, decision };
      this.#records.record({ index, hash, leaf, time, columns });
    }
  }

  #shortBundle(index: number, rest: number): void {
    const isLast = index >= Math.floor((this.#checkpoint.size - 1) / TILE_WIDTH) * TILE_WIDTH;
    const detail =
      rest > 0
        ? `the entries end in the middle of a record (${rest} bytes): the copy was cut, or is damaged`
        : 'the entries end before the records that the checkpoint signs';
    this.#damage.push({ kind: isLast ? 'truncated' : 'missing', index, detail });
  }

  #prevOf(first: number): string {
    const index = Math.floor(first / TILE_WIDTH);
    const width = widthIn(this.#checkpoint.size, 0, index);
    const entry = this.#bundle({ level: 'entries', index, width }).entries[first % TILE_WIDTH];
    return entry === undefined ? '' : (readLeaf(Buffer.from(entry).toString('utf8'), '')?.prev ?? '');
  }

  #bundle(name: TileName): BundleRead {
    return readEntryBundle(this.#options.read(tilePath(name)) ?? Buffer.alloc(0));
  }

  #tile(level: number, index: number): Uint8Array | undefined {
    const width = widthIn(this.#checkpoint.size, level, index);
    return this.#options.read(tilePath({ level, index, width }));
  }
}
