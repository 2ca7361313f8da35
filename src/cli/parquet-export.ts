// An export to Parquet: a folder of parts and a manifest that says how far it goes. A part is there whole or not at all.

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errnoOf, GatewayError } from '../domain/index.ts';
import { type ExportedRecord, ParquetPart } from '../exporters/index.ts';
import { makeUserFolder } from './user-folder.ts';

const part = z.strictObject({
  file: z.string().regex(/^records-\d{12}-\d{12}\.parquet$/),
  first: z.number().int().nonnegative(),
  last: z.number().int().nonnegative(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string(),
});
const manifestShape = z.strictObject({
  v: z.literal(1),
  log_id: z.string(),
  next: z.number().int().nonnegative(),
  /** Leaf hash of the last exported record: what a proof of the whole export must lead to. */
  head: z.string(),
  parts: z.array(part),
});
type Manifest = z.infer<typeof manifestShape>;

const MANIFEST = 'manifest.json';
const PARTIAL = 'records.partial';
const ROWS_PER_PART = 1_000_000;

interface OpenPart {
  readonly file: FileHandle;
  readonly hash: Hash;
  readonly parquet: ParquetPart;
  readonly first: number;
  bytes: number;
  last: number;
}

export class ParquetExport {
  readonly #directory: string;
  #manifest: Manifest | undefined;
  #open: OpenPart | undefined;
  #head = '';

  private constructor(directory: string, manifest: Manifest | undefined) {
    this.#directory = directory;
    this.#manifest = manifest;
  }

  /** Throws GatewayError conflict where the folder holds an export already and `resume` is false. */
  static async in(directory: string, resume: boolean): Promise<ParquetExport> {
    makeUserFolder(directory);
    const manifest = await readManifest(directory);
    if (manifest !== undefined && !resume) {
      throw new GatewayError('conflict', {
        publicMessage: `${directory} holds an export up to record ${manifest.next - 1}: continue it with --resume, or name another folder`,
      });
    }
    return new ParquetExport(directory, manifest);
  }

  get next(): number {
    return this.#manifest?.next ?? 0;
  }

  /** Throws GatewayError conflict when the folder's export is of another log. */
  begin(logId: string): void {
    this.#manifest ??= { v: 1, log_id: logId, next: 0, head: '', parts: [] };
    if (this.#manifest.log_id === logId) return;
    throw new GatewayError('conflict', {
      publicMessage: `${this.#directory} holds an export of log ${this.#manifest.log_id}, not of ${logId}`,
    });
  }

  async add(exported: ExportedRecord): Promise<void> {
    this.#open ??= await this.#begin(exported.record.index);
    await this.#open.parquet.add(exported);
    this.#open.last = exported.record.index;
    this.#head = exported.hash;
    if (this.#open.last - this.#open.first + 1 === ROWS_PER_PART) await this.#end(this.#open);
  }

  /** Ends the last part. Answers the manifest's path. */
  async close(): Promise<string> {
    if (this.#open !== undefined) await this.#end(this.#open);
    return join(this.#directory, MANIFEST);
  }

  /** Leaves what is complete, gives up what is not. */
  async abandon(): Promise<void> {
    await this.#open?.file.close();
    this.#open = undefined;
  }

  async #begin(first: number): Promise<OpenPart> {
    const file = await open(join(this.#directory, PARTIAL), 'w', 0o600);
    const hash = createHash('sha256');
    const begun: OpenPart = {
      file,
      hash,
      first,
      bytes: 0,
      last: first,
      parquet: new ParquetPart(async (bytes) => {
        hash.update(bytes);
        begun.bytes += bytes.byteLength;
        await file.write(bytes);
      }, this.#manifest?.log_id ?? ''),
    };
    return begun;
  }

  async #end(ended: OpenPart): Promise<void> {
    await ended.parquet.close();
    await ended.file.sync();
    await ended.file.close();
    this.#open = undefined;
    const file = `records-${digits(ended.first)}-${digits(ended.last)}.parquet`;
    await rename(join(this.#directory, PARTIAL), join(this.#directory, file));
    const { first, last, bytes } = ended;
    await this.#save({ file, first, last, bytes, sha256: ended.hash.digest('hex') });
  }

  // INVARIANT: the manifest names a part only after the part is whole on disk.
  async #save(added: z.infer<typeof part>): Promise<void> {
    const before = this.#manifest ?? { v: 1, log_id: '', next: 0, head: '', parts: [] };
    const manifest = { ...before, next: added.last + 1, head: this.#head, parts: [...before.parts, added] };
    const beside = join(this.#directory, `${MANIFEST}.new`);
    const file = await open(beside, 'w', 0o600);
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
    await file.close();
    await rename(beside, join(this.#directory, MANIFEST));
    this.#manifest = manifest;
  }
}

const digits = (index: number): string => String(index).padStart(12, '0');

async function readManifest(directory: string): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = await readFile(join(directory, MANIFEST), 'utf8');
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
  const read = manifestShape.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new GatewayError('conflict', {
    publicMessage: `${join(directory, MANIFEST)} is not the manifest of an export`,
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Not JSON is one way of not being a manifest.
  }
}
