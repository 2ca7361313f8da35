// The bytes of a record: what is hashed, chained, signed, and checked by people who do not trust us.

import { hash } from 'node:crypto';
import { type Effect, type EpochMs, isJsonObject, type JsonObject, type JsonValue } from '../domain/index.ts';
import { canonicalString } from './canonical-json.ts';
import type { ContentReference, StoredRecord } from './record.ts';

/** The `prev` of a log's first record. */
export const GENESIS_PREV = '0'.repeat(64);

/** No record is larger: what reads tlog-tiles entry bundles gives an entry a 16-bit length. */
export const MAX_LEAF_BYTES = 65_535;

/** How far a log goes. */
export interface LedgerHead {
  readonly size: number;
  /** Leaf hash of the last record, in hex. */
  readonly hash: string;
}

/** The head of a log without records. */
export const NO_HEAD: LedgerHead = { size: 0, hash: GENESIS_PREV };

/** Where a record stands. */
export interface LeafPosition {
  readonly log: string;
  readonly index: number;
  readonly time: EpochMs;
  readonly prev: string;
}

/** The columns by which records are found; each of them is also in the leaf. */
export interface LeafColumns {
  readonly kind: string;
  readonly workflow: string | undefined;
  readonly agent: string | undefined;
  readonly exchange: string | undefined;
  readonly decision: string | undefined;
}

/** The middle of a leaf, already canonical. */
export interface LeafPayload {
  readonly body: string;
  readonly clock: EpochMs | undefined;
  readonly contents: readonly ContentReference[];
}

/** The canonical leaf (RFC 8785). Throws TypeError for a column with a lone surrogate. */
export function leafJson(position: LeafPosition, columns: LeafColumns, payload: LeafPayload): string {
  const clock = payload.clock === undefined ? '' : `,"clock":${payload.clock}`;
  const contents =
    payload.contents.length === 0 ? '' : `,"contents":[${payload.contents.map(reference).join(',')}]`;
  return `${leafStart(columns)}${payload.body}${clock}${contents}${leafEnd(position, columns)}`;
}

/** All of a leaf before its body. */
export function leafStart(columns: LeafColumns): string {
  return columns.agent === undefined ? '{"body":' : `{"agent":${canonicalString(columns.agent)},"body":`;
}

/** All of a leaf after its contents. */
export function leafEnd(position: LeafPosition, columns: LeafColumns): string {
  const decision = columns.decision === undefined ? '' : `,"decision":${canonicalString(columns.decision)}`;
  const exchange = columns.exchange === undefined ? '' : `,"exchange":${canonicalString(columns.exchange)}`;
  const workflow = columns.workflow === undefined ? '' : `,"workflow":${canonicalString(columns.workflow)}`;
  const place = `,"index":${position.index},"kind":${canonicalString(columns.kind)},"log":"${position.log}"`;
  return `${decision}${exchange}${place},"prev":"${position.prev}","time":${position.time},"v":1${workflow}}`;
}

function reference(item: ContentReference): string {
  return `{"commitment":"${item.commitment}","name":${canonicalString(item.name)},"size":${item.size}}`;
}

/** RFC 6962 §2.1 leaf hash, in hex: SHA-256 of a zero byte and the leaf. A string is hashed as UTF-8. */
export function leafHash(leaf: string | Uint8Array): string {
  if (typeof leaf === 'string') return hash('sha256', `\0${leaf}`, 'hex');
  const bytes = Buffer.allocUnsafe(leaf.byteLength + 1);
  bytes[0] = 0;
  bytes.set(leaf, 1);
  return hash('sha256', bytes, 'hex');
}

/** The record in a leaf, or undefined where the text is not one. `leafHex` is its hash as stored. */
export function readLeaf(leaf: string, leafHex: string): StoredRecord | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(leaf) as JsonValue;
  } catch {
    return undefined; // Not JSON is one way of not being a leaf; the caller names the record that is damaged.
  }
  if (!isJsonObject(value) || value['v'] !== 1) return undefined;
  const { index, time, kind, body, prev } = value;
  if (typeof index !== 'number' || typeof time !== 'number' || typeof kind !== 'string') return undefined;
  const contents = readReferences(value['contents']);
  if (!isJsonObject(body) || typeof prev !== 'string' || contents === undefined) return undefined;
  return { index, time, kind, ...optionalFields(value), body, contents, hash: leafHex, prev };
}

function optionalFields(
  leaf: JsonObject,
): Pick<StoredRecord, 'clock' | 'workflow' | 'agent' | 'exchange' | 'decision'> {
  const { clock, workflow, agent, exchange, decision } = leaf;
  return {
    ...(typeof clock === 'number' ? { clock } : {}),
    ...(typeof workflow === 'string' ? { workflow } : {}),
    ...(typeof agent === 'string' ? { agent } : {}),
    ...(typeof exchange === 'string' ? { exchange } : {}),
    ...(isEffect(decision) ? { decision } : {}),
  };
}

function isEffect(value: JsonValue | undefined): value is Effect {
  return value === 'ALLOW' || value === 'LOG' || value === 'CONSTRAIN' || value === 'BLOCK';
}

function readReferences(value: JsonValue | undefined): readonly ContentReference[] | undefined {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return undefined;
  const references: ContentReference[] = [];
  for (const item of value as readonly JsonValue[]) {
    if (!isJsonObject(item)) return undefined;
    const { name, size, commitment } = item;
    if (typeof name !== 'string' || typeof size !== 'number' || typeof commitment !== 'string')
      return undefined;
    references.push({ name, size, commitment });
  }
  return references;
}
