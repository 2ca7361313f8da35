// One Parquet file of records, written row group by row group, so that memory stays flat however long the log is.

import { gzipSync } from 'node:zlib';
import { ByteWriter, type ColumnSource, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { MAX_LEAF_BYTES } from '../../audit/index.ts';
import type { ExportedRecord } from '../exported-record.ts';
import { fieldsOf } from '../formats/record-fields.ts';

/** Takes the file's next bytes; they may be overwritten after it resolves. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

export const ROWS_PER_GROUP = 100_000;
/** A row group ends earlier when its leaves have this many bytes. */
const MAX_GROUP_BYTES = 32 * 1024 * 1024;
/** The platform's own deflate, at its fastest, takes half the time and half the space of Snappy in JavaScript. */
const GZIP = {
  codec: 'GZIP',
  compressors: { GZIP: (input: Uint8Array) => gzipSync(input, { level: 1 }) },
} as const;

type Cell = string | bigint | Uint8Array | undefined;

interface Column {
  readonly name: string;
  readonly element: Omit<SchemaElement, 'name'>;
  /** How it is written, where what suits the others does not suit it. */
  readonly layout?: Pick<ColumnSource, 'statistics' | 'encoding' | 'codec'>;
  readonly cell: (exported: ExportedRecord, fields: ReturnType<typeof fieldsOf>) => Cell;
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
const REQUIRED_TEXT = { ...TEXT, repetition_type: 'REQUIRED' } as const;
const WHOLE = { type: 'INT64', repetition_type: 'OPTIONAL' } as const;
/** Each value is another, and nobody asks for a range of them. */
const DISTINCT = { statistics: false, encoding: 'PLAIN' } as const;
const UNORDERED = { statistics: false } as const;

/** Lists are JSON arrays in text: every engine reads those. `leaf` is what was hashed, `audit_hash` proves the row. */
const COLUMNS: readonly Column[] = [
  {
    name: 'index',
    element: { type: 'INT64', repetition_type: 'REQUIRED' },
    cell: ({ record }) => BigInt(record.index),
  },
  {
    name: 'time',
    element: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS', repetition_type: 'REQUIRED' },
    cell: ({ record }) => BigInt(record.time),
  },
  { name: 'kind', element: REQUIRED_TEXT, cell: ({ record }) => record.kind },
  { name: 'workflow_id', element: TEXT, cell: ({ record }) => record.workflow },
  { name: 'agent', element: TEXT, cell: ({ record }) => record.agent },
  { name: 'exchange', element: TEXT, cell: ({ record }) => record.exchange },
  { name: 'policy_decision', element: TEXT, cell: ({ record }) => record.decision },
  { name: 'model', element: TEXT, cell: (_, { model }) => model },
  { name: 'prompt_tokens', element: WHOLE, cell: (_, { promptTokens }) => wholeOf(promptTokens) },
  { name: 'completion_tokens', element: WHOLE, cell: (_, { completionTokens }) => wholeOf(completionTokens) },
  { name: 'policies', element: TEXT, layout: UNORDERED, cell: (_, { policies }) => listText(policies) },
  { name: 'tools', element: TEXT, layout: UNORDERED, cell: (_, { tools }) => listText(tools) },
  { name: 'policy_version', element: TEXT, cell: (_, { policyVersion }) => policyVersion },
  {
    name: 'audit_hash',
    element: REQUIRED_TEXT,
    // A digest does not compress.
    layout: { ...DISTINCT, codec: 'UNCOMPRESSED' },
    cell: ({ hash }) => `sha256:${hash}`,
  },
];
const LEAF = { name: 'leaf', element: REQUIRED_TEXT, layout: DISTINCT } as const;

const SCHEMA: SchemaElement[] = [
  { name: 'sallyport_records', num_children: COLUMNS.length + 1 },
  ...[...COLUMNS, LEAF].map(({ name, element }) => ({ name, ...element })),
];

export class ParquetPart {
  readonly #write: WriteBytes;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #cells: Cell[][] = COLUMNS.map(() => []);
  readonly #leaves = new GroupLeaves();

  constructor(write: WriteBytes, logId: string) {
    this.#write = write;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: SCHEMA,
      ...GZIP,
      kvMetadata: [{ key: 'sallyport.log_id', value: logId }],
      createdBy: 'sallyport',
    });
  }

  async add(exported: ExportedRecord): Promise<void> {
    const fields = fieldsOf(exported.record);
    for (let at = 0; at < COLUMNS.length; at++) this.#cells[at]?.push(COLUMNS[at]?.cell(exported, fields));
    this.#leaves.add(exported.leaf);
    if (this.#leaves.isFull) await this.#endGroup();
  }

  /** Writes what is left and the footer; the file is complete when it resolves. */
  async close(): Promise<void> {
    if (this.#leaves.bytes.length > 0) await this.#endGroup();
    await this.#writer.finish();
    await this.#handOver();
  }

  async #endGroup(): Promise<void> {
    const columnData = COLUMNS.map(({ name, layout }, at) => ({
      name,
      ...layout,
      data: this.#cells[at] ?? [],
    }));
    const leaves = { name: LEAF.name, ...LEAF.layout, data: this.#leaves.bytes };
    await this.#writer.write({
      columnData: [...columnData, leaves],
      rowGroupSize: this.#leaves.bytes.length,
    });
    this.#cells = COLUMNS.map(() => []);
    this.#leaves.clear();
    await this.#handOver();
  }

  async #handOver(): Promise<void> {
    await this.#write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}

/** The leaves of one row group in memory that is used again: as strings they would be most of what is collected. */
class GroupLeaves {
  readonly #memory = Buffer.allocUnsafe(MAX_GROUP_BYTES + MAX_LEAF_BYTES);
  #used = 0;
  bytes: Uint8Array[] = [];

  get isFull(): boolean {
    return this.#used >= MAX_GROUP_BYTES || this.bytes.length === ROWS_PER_GROUP;
  }

  /** Throws RangeError for one that is longer than a leaf can be. */
  add(leaf: string): void {
    if (Buffer.byteLength(leaf) > MAX_LEAF_BYTES) throw new RangeError('a leaf is longer than a leaf can be');
    const length = this.#memory.write(leaf, this.#used);
    this.bytes.push(this.#memory.subarray(this.#used, this.#used + length));
    this.#used += length;
  }

  clear(): void {
    this.bytes = [];
    this.#used = 0;
  }
}

function wholeOf(value: number | undefined): bigint | undefined {
  return value !== undefined && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function listText(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : JSON.stringify(values);
}
