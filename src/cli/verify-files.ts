// Verification of files that anybody may hold, an export or a receipt: needs Node and nothing else, so that the second program can share it.

import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkExport,
  checkReceipt,
  readCheckpoint,
  readTlogPolicy,
  readVerifierLine,
  type SignedCheckpoint,
  TLOG_PROOF_HEADER,
  type TlogPolicy,
  type VerifierKey,
} from '../audit/index.ts';
import { GatewayError, type JsonObject } from '../domain/index.ts';
import { EXIT } from './exit-codes.ts';
import { readBounded } from './read-bounded.ts';
import { jsonText, oneLine, type Terminal } from './terminal.ts';
import { printReport } from './verify-report.ts';

/** What stands on the command line, for both programs. */
export interface FileOptions {
  /** A verifier key line, or a file with one. */
  readonly key?: string;
  readonly witnessPolicy?: string;
  readonly checkpoint?: readonly string[];
  readonly range?: string;
  readonly for?: string;
  /** Receipts that vouch for lines of records. */
  readonly receipts?: readonly string[];
}

/** What a line of records begins with. */
const OPENING_BRACE = 0x7b;

/** Keys, policies, checkpoints, receipts, manifests: none is nearly as large. */
const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** The largest file of an export is a full bundle: 256 records of 65,535 bytes, each with its length. */
const MAX_EXPORT_FILE_BYTES = 256 * (65_535 + 2);

/** The file that an export brings its key in. */
export const KEY_FILE = 'signing.pub';

/** Verifies an exported log. Answers the exit code; throws GatewayError for what is no export, or not of this key's log. */
export function verifyExport(terminal: Terminal, directory: string, options: FileOptions): number {
  const policy = readPolicyFile(options.witnessPolicy);
  const ownKey = join(directory, KEY_FILE);
  const key = options.key ?? (policy?.logs.length ? undefined : ownKey);
  const check = checkExport({
    read: (path) => {
      const file = join(directory, path);
      return existsSync(file) ? readBounded(file, MAX_EXPORT_FILE_BYTES) : undefined;
    },
    keys: keysOf(key, policy),
    policy,
    known: (options.checkpoint ?? []).map(readCheckpointFile),
    range: readRange(options.range),
  });
  if (check.kind === 'refused') throw wrong(`${directory}: ${check.why}`);
  // A key that came with the log shows that the log agrees with itself, and nothing about who wrote it.
  const note =
    key === ownKey
      ? 'checked with the key inside the export, which proves nothing about who wrote it: compare that key, or give --key'
      : undefined;
  return printReport(terminal, { ...check.report } as unknown as JsonObject, note);
}

/** Verifies a receipt. Answers the exit code; throws GatewayError where the file, the key or the policy can not be read. */
export function verifyReceipt(terminal: Terminal, file: string, options: FileOptions): number {
  const policy = readPolicyFile(options.witnessPolicy);
  const keys = keysOf(options.key, policy);
  const report = checkReceipt(readText(file), { keys, policy, expected: options.for });
  const { checkpoint, ...shown } = report;
  if (terminal.json) terminal.printJson({ ...shown, checkpoint_size: checkpoint?.size });
  else {
    const word = report.ok ? terminal.paint('green', 'valid') : terminal.paint('red', 'INVALID');
    terminal.print(`${word}  ${oneLine(report.detail)}`);
    for (const witness of report.witnesses) terminal.print(`  witnessed by ${oneLine(witness)}`);
    if (report.record !== undefined) terminal.print(jsonText(report.record, 2));
  }
  return report.ok ? EXIT.ok : EXIT.negative;
}

export type PathKind = 'directory' | 'export' | 'pack' | 'receipt' | 'lines';

/** What a path names. Throws GatewayError not_found or invalid_request where it names nothing that can be verified. */
export function kindOfPath(path: string): PathKind {
  if (!existsSync(path)) throw new GatewayError('not_found', { publicMessage: `there is no ${path}` });
  if (!statSync(path).isDirectory()) return kindOfFile(path);
  if (existsSync(join(path, 'ledger.db'))) return 'directory';
  if (existsSync(join(path, 'checkpoint'))) return 'export';
  if (existsSync(join(path, 'proofs', 'records.jsonl'))) return 'pack';
  throw new GatewayError('not_found', {
    publicMessage: `${path} is neither a data directory (ledger.db) nor an exported log (checkpoint) nor an evidence pack (proofs/records.jsonl)`,
  });
}

function kindOfFile(path: string): PathKind {
  const head = Buffer.alloc(TLOG_PROOF_HEADER.length);
  const file = openSync(path, 'r');
  readSync(file, head);
  closeSync(file);
  const start = head.toString('latin1');
  if (head[0] === OPENING_BRACE) return 'lines';
  if (start === TLOG_PROOF_HEADER) return 'receipt';
  const what = start.startsWith('PAR1') ? 'a Parquet file' : `no receipt (${TLOG_PROOF_HEADER})`;
  throw wrong(`${path} is ${what} and no records as JSON lines (sallyport export --to jsonl --format leaf)`);
}

/** `A..B`, both inclusive. Throws GatewayError invalid_request for what is none. */
export function readRange(
  text: string | undefined,
): { readonly first: number; readonly last: number } | undefined {
  if (text === undefined) return undefined;
  const [, first, last] = /^(\d{1,15})\.\.(\d{1,15})$/.exec(text) ?? [];
  const range = { first: Number(first), last: Number(last) };
  if (first === undefined || range.first > range.last)
    throw wrong('--range: expected FIRST..LAST, two record indexes, both included, such as 100..199');
  return range;
}

export function readCheckpointFile(file: string): SignedCheckpoint {
  const checkpoint = readCheckpoint(readText(file));
  if (checkpoint === undefined) throw wrong(`${file} is not a signed checkpoint`);
  return checkpoint;
}

/** The text of a file that the user names. Throws GatewayError not_found, or invalid_request for one that is far too large. */
export function readText(file: string): string {
  return readBounded(file, MAX_TEXT_BYTES).toString('utf8');
}

/** Throws GatewayError invalid_request naming the line that is wrong. */
export function readPolicyFile(file: string | undefined): TlogPolicy | undefined {
  if (file === undefined) return undefined;
  const read = readTlogPolicy(readText(file));
  if (read.kind === 'policy') return read.policy;
  throw wrong(`${file}:${read.line}: ${read.why}`);
}

/** The key that was given, else the logs of the policy. Throws GatewayError invalid_request where there is neither. */
export function keysOf(
  key: string | undefined,
  policy: TlogPolicy | undefined,
): ReadonlyMap<string, VerifierKey> {
  const given = key === undefined ? (policy?.logs ?? []) : readKeys(key);
  if (given.length === 0)
    throw wrong(
      'which log? Give its verifier key (signing.pub) with --key, or a --witness-policy that has a log line',
    );
  return new Map(given.map((each) => [each.id, each]));
}

function readKeys(text: string): readonly VerifierKey[] {
  return keyLines(text).map((line) => {
    const key = readVerifierLine(line);
    if (key === undefined) throw wrong(`${text} is not a verifier key line (name+hash+base64)`);
    return key;
  });
}

/** The verifier key lines that a user names: one itself, or a file with one or, where keys have turned, several. */
export function keyLines(text: string): readonly string[] {
  return readVerifierLine(text) === undefined ? readText(text).trim().split('\n') : [text];
}

function wrong(publicMessage: string): GatewayError {
  return new GatewayError('invalid_request', { publicMessage });
}
