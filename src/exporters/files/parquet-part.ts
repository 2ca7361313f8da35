// One Parquet file of records, written row group by row group, so that memory stays flat however long the log is.

import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { ExportedRecord } from '../exported-record.ts';
import { fieldsOf } from '../formats/record-fields.ts';

/** Takes the file's next bytes; they may be overwritten after it resolves. */
export type WriteBytes = (bytes: Uint8Array) => Promise<void>;

export const ROWS_PER_GROUP = 100_000;
/** A row group ends earlier when its leaves have this many characters. */
const MAX_GROUP_CHARACTERS = 32 * 1024 * 1024;

type Cell = string | number | bigint | Date | undefined;

interface Column {
  readonly name: string;
  readonly element: Omit<SchemaElement, 'name'>;
  readonly cell: (exported: ExportedRecord, fields: ReturnType<typeof fieldsOf>) => Cell;
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const;
const REQUIRED_TEXT = { ...TEXT, repetition_type: 'REQUIRED' } as const;
const WHOLE = { type: 'INT64', repetition_type: 'OPTIONAL' } as const;

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
    cell: ({ record }) => new Date(record.time),
  },
  { name: 'kind', element: REQUIRED_TEXT, cell: ({ record }) => record.kind },
  { name: 'workflow_id', element: TEXT, cell: ({ record }) => record.workflow },
  { name: 'agent', element: TEXT, cell: ({ record }) => record.agent },
  { name: 'exchange', element: TEXT, cell: ({ record }) => record.exchange },
  { name: 'policy_decision', element: TEXT, cell: ({ record }) => record.decision },
  { name: 'model', element: TEXT, cell: (_, { model }) => model },
  { name: 'prompt_tokens', element: WHOLE, cell: (_, { promptTokens }) => wholeOf(promptTokens) },
  { name: 'completion_tokens', element: WHOLE, cell: (_, { completionTokens }) => wholeOf(completionTokens) },
  { name: 'policies', element: TEXT, cell: (_, { policies }) => listText(policies) },
  { name: 'tools', element: TEXT, cell: (_, { tools }) => listText(tools) },
  { name: 'policy_version', element: TEXT, cell: (_, { policyVersion }) => policyVersion },
  { name: 'audit_hash', element: REQUIRED_TEXT, cell: ({ hash }) => `sha256:${hash}` },
  { name: 'leaf', element: REQUIRED_TEXT, cell: ({ leaf }) => leaf },
];

const SCHEMA: SchemaElement[] = [
  { name: 'sallyport_records', num_children: COLUMNS.length },
  ...COLUMNS.map(({ name, element }) => ({ name, ...element })),
];

export class ParquetPart {
  readonly #write: WriteBytes;
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #cells: Cell[][] = COLUMNS.map(() => []);
  #rows = 0;
  #characters = 0;

  constructor(write: WriteBytes, logId: string) {
    this.#write = write;
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: SCHEMA,
      kvMetadata: [{ key: 'sallyport.log_id', value: logId }],
      createdBy: 'sallyport',
    });
  }

  async add(exported: ExportedRecord): Promise<void> {
    const fields = fieldsOf(exported.record);
    for (const [at, column] of COLUMNS.entries()) this.#cells[at]?.push(column.cell(exported, fields));
    this.#rows++;
    this.#characters += exported.leaf.length;
    if (this.#rows === ROWS_PER_GROUP || this.#characters >= MAX_GROUP_CHARACTERS) await this.#endGroup();
  }

  /** Writes what is left and the footer; the file is complete when it resolves. */
  async close(): Promise<void> {
    if (this.#rows > 0) await this.#endGroup();
    await this.#writer.finish();
    await this.#handOver();
  }

  async #endGroup(): Promise<void> {
    const columnData = COLUMNS.map(({ name }, at) => ({ name, data: this.#cells[at] ?? [] }));
    await this.#writer.write({ columnData, rowGroupSize: this.#rows });
    this.#cells = COLUMNS.map(() => []);
    this.#rows = 0;
    this.#characters = 0;
    await this.#handOver();
  }

  async #handOver(): Promise<void> {
    await this.#write(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }
}

function wholeOf(value: number | undefined): bigint | undefined {
  return value !== undefined && Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

function listText(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : JSON.stringify(values);
}
