// Verification of records as lines, and of packs of evidence, which hold such lines beside their tables: Node and the ledger's engine alone.

import { createHash } from 'node:crypto';
import { closeSync, existsSync, lstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { checkLines, readTlogProof, type TlogProof } from '../audit/index.ts';
import { GatewayError, isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { EXIT } from './exit-codes.ts';
import { readLines } from './read-lines.ts';
import type { Terminal } from './terminal.ts';
import { type FileOptions, keysOf, readCheckpointFile, readPolicyFile, readText } from './verify-files.ts';
import { printReport } from './verify-report.ts';

/** Where a pack keeps its proofs. */
export const PACK = {
  manifest: 'manifest.json',
  records: 'proofs/records.jsonl',
  receipt: 'proofs/last-record.tlog-proof',
  checkpoint: 'proofs/checkpoint',
  key: 'proofs/signing.pub',
} as const;

/** Verifies a file of records, one a line, as `export --to jsonl --format leaf` writes them. Answers the exit code. */
export function verifyLines(terminal: Terminal, file: string, options: FileOptions): number {
  const { report, note } = linesReport(file, options, undefined);
  return printReport(terminal, report, note);
}

/** Verifies a pack of evidence: its files by the manifest, its records by what was signed. Answers the exit code. */
export function verifyPack(terminal: Terminal, directory: string, options: FileOptions): number {
  const files = changedFiles(directory);
  const ownKey = join(directory, PACK.key);
  const receipt = join(directory, PACK.receipt);
  const { report, note } = linesReport(
    join(directory, PACK.records),
    { ...options, receipts: [...(options.receipts ?? []), ...(existsSync(receipt) ? [receipt] : [])] },
    ownKey,
  );
  const ok = report['ok'] === true && files.length === 0;
  const code = printReport(terminal, { ...report, ok, files }, note);
  if (!terminal.json)
    for (const { name, why } of files) terminal.print(`  ${terminal.paint('red', 'file')} ${name}: ${why}`);
  return ok ? code : EXIT.negative;
}

interface ChangedFile {
  readonly [field: string]: string;
  readonly name: string;
  readonly why: string;
}

/** Files that are not as the manifest says. Throws GatewayError invalid_request for a manifest that is none. */
function changedFiles(directory: string): readonly ChangedFile[] {
  const path = join(directory, PACK.manifest);
  const digests = ownField(parsed(readText(path)), 'sha256');
  if (!isJsonObject(digests)) throw wrong(`${path} is not the manifest of a pack of evidence`);
  const changed: ChangedFile[] = [];
  for (const [name, digest] of Object.entries(digests)) {
    // ATTACKER-CONTROLLED: a manifest names files of its own folder, and nothing else is opened.
    const isInside = /^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/.test(name);
    const file = join(directory, name);
    const found = isInside ? lstatSync(file, { throwIfNoEntry: false }) : undefined;
    if (found === undefined) changed.push({ name, why: 'it is missing' });
    // A link may lead to a device that never ends, or to a file that is not the pack's.
    else if (!found.isFile()) changed.push({ name, why: 'it is not a regular file' });
    else if (sha256Of(file) !== digest) changed.push({ name, why: 'it differs from the manifest' });
  }
  return changed;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // Not JSON is one way of not being a manifest.
  }
}

function sha256Of(file: string): string {
  const hash = createHash('sha256');
  const handle = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(256 * 1024);
    for (let size = readSync(handle, chunk); size > 0; size = readSync(handle, chunk))
      hash.update(chunk.subarray(0, size));
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}

function linesReport(
  file: string,
  options: FileOptions,
  ownKey: string | undefined,
): { readonly report: JsonObject; readonly note: string | undefined } {
  const policy = readPolicyFile(options.witnessPolicy);
  const isOwnKey = options.key === undefined && (policy?.logs.length ?? 0) === 0 && ownKey !== undefined;
  const check = checkLines({
    lines: () => readLines(file),
    keys: keysOf(isOwnKey ? ownKey : options.key, policy),
    policy,
    known: (options.checkpoint ?? []).map(readCheckpointFile),
    receipts: (options.receipts ?? []).map(readReceipt),
  });
  if (check.kind === 'refused') throw wrong(`${file}: ${check.why}`);
  const { report, vouchedTo } = check;
  const notes = [
    ...(isOwnKey
      ? [
          'checked with the key inside the pack, which proves nothing about who wrote it: compare that key, or give --key',
        ]
      : []),
    ...(vouchedTo > 0 && vouchedTo < report.head.size
      ? [`records from ${vouchedTo} on are not covered by a signature`]
      : []),
  ];
  const note = notes.length === 0 ? undefined : notes.join('; ');
  return { report: { ...report, vouchedTo } as unknown as JsonObject, note };
}

function readReceipt(file: string): TlogProof {
  const read = readTlogProof(readText(file));
  if (read.kind === 'proof') return read.proof;
  throw wrong(`${file} is not a receipt: ${read.why}`);
}

function wrong(publicMessage: string): GatewayError {
  return new GatewayError('invalid_request', { publicMessage });
}
