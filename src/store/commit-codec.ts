// Appends of one event-loop turn, as one flat array and one buffer: the cheapest form in which they cross to the worker.

import {
  bodyTerms,
  type ContentItem,
  canonicalJson,
  type LeafColumns,
  MAX_LEAF_BYTES,
  preimageOverhead,
  type RecordDraft,
  SALT_BYTES,
} from '../audit/index.ts';
import type { EpochMs } from '../domain/index.ts';
import type { CommitField } from './protocol.ts';

const RECORD = 0;
const SPOOL = 1;
/** More than all that a leaf has beside its columns, body and content names: punctuation, hashes, numbers. */
const LEAF_OVERHEAD = 512;
/** A control character takes six bytes as an escape; nothing takes more. */
const MAX_BYTES_PER_UNIT = 6;
/** A code unit takes three bytes at most; a pair of them takes four. */
const UTF8_BYTES_PER_UNIT = 3;
/** A content reference without its name: commitment, size, punctuation. */
const REFERENCE_OVERHEAD = 128;

/** A draft in canonical form, its bytes not yet copied. */
export interface PreparedRecord {
  readonly columns: LeafColumns;
  readonly subject: string | undefined;
  readonly body: string;
  /** What the body can be found by. */
  readonly terms: readonly string[];
  readonly contents: readonly ContentItem[];
  /** Bytes of the content preimages. */
  readonly size: number;
}

export interface RecordTime {
  readonly time: EpochMs;
  readonly clock: EpochMs | undefined;
}

/** Throws TypeError for a draft without canonical form, RangeError for one whose leaf could exceed 65,535 bytes. */
export function prepareRecord(draft: RecordDraft): PreparedRecord {
  const { kind, workflow, agent, exchange, decision, subject, contents = [] } = draft;
  quoted(subject);
  const said = subject === undefined ? draft.body : { ...draft.body, data_subject: subject };
  const body = canonicalJson(said);
  const names = LEAF_OVERHEAD + quoted(workflow) + quoted(agent) + quoted(exchange);
  let size = 0;
  let references = 0;
  for (const { name, bytes } of contents) {
    references += REFERENCE_OVERHEAD + quoted(name);
    size += preimageOverhead(name) + bytes.byteLength;
  }
  const limit = MAX_LEAF_BYTES - names - references;
  // Counted exactly only where it could matter: most bodies are small.
  if (body.length * UTF8_BYTES_PER_UNIT > limit && Buffer.byteLength(body) > limit) {
    throw new RangeError(`a record of kind ${kind} exceeds ${MAX_LEAF_BYTES} bytes`);
  }
  const terms = bodyTerms(said);
  return { columns: { kind, workflow, agent, exchange, decision }, subject, body, terms, contents, size };
}

/** The most bytes that a name takes in canonical JSON without its quotation marks. Throws TypeError where it can not be one. */
function quoted(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!isName(text)) throw new TypeError('a name in a record has no lone surrogate and no zero byte');
  return text.length * MAX_BYTES_PER_UNIT;
}

/**
 * Whether a text can be a column or a content's name. No lone surrogates, as in all canonical JSON; no zero byte, since
 * SQLite's driver ends a bound text there, so that two names would become one.
 */
export function isName(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** Collects the entries of one turn. */
export class CommitEncoder {
  readonly #fields: CommitField[] = [];
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  record(prepared: PreparedRecord, { time, clock }: RecordTime): void {
    const { kind, workflow, agent, exchange, decision } = prepared.columns;
    const { body, terms, contents, subject } = prepared;
    this.#fields.push(RECORD, kind, workflow ?? null, agent ?? null, exchange ?? null, decision ?? null);
    this.#fields.push(subject ?? null, time, clock ?? null, body, terms.join('\n'), contents.length);
    for (const { name, bytes } of contents) {
      this.#fields.push(name, bytes.byteLength);
      this.#chunk(SALT_SPACE);
      this.#chunk(Buffer.from(`${name}\0`));
      this.#chunk(bytes);
    }
  }

  spool(exchange: string, workflow: string, bytes: Uint8Array): void {
    this.#fields.push(SPOOL, exchange, workflow, bytes.byteLength);
    this.#chunk(bytes);
  }

  get isEmpty(): boolean {
    return this.#fields.length === 0;
  }

  /** The flat fields, and all bytes copied into one buffer. */
  finish(): { readonly fields: readonly CommitField[]; readonly bytes: ArrayBuffer } {
    const bytes = new ArrayBuffer(this.#size);
    const target = new Uint8Array(bytes);
    let at = 0;
    for (const chunk of this.#chunks) {
      target.set(chunk, at);
      at += chunk.byteLength;
    }
    return { fields: this.#fields, bytes };
  }

  #chunk(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#size += bytes.byteLength;
  }
}

/** Room that the worker fills with the salt, so that commitment and encryption read the bytes where they lie. */
const SALT_SPACE = new Uint8Array(SALT_BYTES);

export interface RecordEntry extends RecordTime {
  readonly kind: 'record';
  readonly columns: LeafColumns;
  readonly subject: string | undefined;
  readonly body: string;
  readonly terms: readonly string[];
  /** Name, size and preimage of each item; the salts are still blank. */
  readonly contents: readonly {
    readonly name: string;
    readonly size: number;
    readonly preimage: Uint8Array;
  }[];
  /** All preimages, one after the other. */
  readonly pack: Uint8Array;
}

export interface SpoolEntry {
  readonly kind: 'spool';
  readonly exchange: string;
  readonly workflow: string;
  readonly bytes: Uint8Array;
}

export type CommitEntry = RecordEntry | SpoolEntry;

/** The entries of a commit request, in order, without copying their bytes. */
export function decodeCommit(fields: readonly CommitField[], bytes: ArrayBuffer): readonly CommitEntry[] {
  const reader = new FieldReader(fields, bytes);
  const entries: CommitEntry[] = [];
  while (!reader.isDone) entries.push(reader.number() === RECORD ? readRecord(reader) : readSpool(reader));
  return entries;
}

function readRecord(reader: FieldReader): RecordEntry {
  const columns: LeafColumns = {
    kind: reader.text(),
    workflow: reader.optionalText(),
    agent: reader.optionalText(),
    exchange: reader.optionalText(),
    decision: reader.optionalText(),
  };
  const subject = reader.optionalText();
  const time = reader.number();
  const clock = reader.optionalNumber();
  const body = reader.text();
  const terms = reader.lines();
  const count = reader.number();
  const contents: RecordEntry['contents'][number][] = [];
  const packFrom = reader.offset;
  for (let item = 0; item < count; item++) {
    const name = reader.text();
    const size = reader.number();
    contents.push({ name, size, preimage: reader.bytes(preimageOverhead(name) + size) });
  }
  const pack = reader.since(packFrom);
  return { kind: 'record', columns, subject, time, clock, body, terms, contents, pack };
}

function readSpool(reader: FieldReader): SpoolEntry {
  const exchange = reader.text();
  const workflow = reader.text();
  return { kind: 'spool', exchange, workflow, bytes: reader.bytes(reader.number()) };
}

const NO_LINES: readonly string[] = [];

class FieldReader {
  readonly #fields: readonly CommitField[];
  readonly #bytes: Uint8Array;
  #at = 0;
  #offset = 0;

  constructor(fields: readonly CommitField[], bytes: ArrayBuffer) {
    this.#fields = fields;
    this.#bytes = new Uint8Array(bytes);
  }

  get isDone(): boolean {
    return this.#at >= this.#fields.length;
  }

  get offset(): number {
    return this.#offset;
  }

  text(): string {
    const field = this.#fields[this.#at++];
    if (typeof field !== 'string') throw new TypeError('a commit request is out of step');
    return field;
  }

  /** What was joined by line feeds; nothing for the empty text. */
  lines(): readonly string[] {
    const text = this.text();
    return text === '' ? NO_LINES : text.split('\n');
  }

  number(): number {
    const field = this.#fields[this.#at++];
    if (typeof field !== 'number') throw new TypeError('a commit request is out of step');
    return field;
  }

  optionalText(): string | undefined {
    return this.#skipNull() ? undefined : this.text();
  }

  optionalNumber(): number | undefined {
    return this.#skipNull() ? undefined : this.number();
  }

  bytes(size: number): Uint8Array {
    this.#offset += size;
    return this.#bytes.subarray(this.#offset - size, this.#offset);
  }

  since(offset: number): Uint8Array {
    return this.#bytes.subarray(offset, this.#offset);
  }

  #skipNull(): boolean {
    if (this.#fields[this.#at] !== null) return false;
    this.#at++;
    return true;
  }
}
