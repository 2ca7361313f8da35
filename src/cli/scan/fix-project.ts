// `--fix`: edits are applied, the result is scanned again, and a file is written only where it became better and no less readable.

import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { applyFixes, type SourceFile } from '../../scan/index.ts';
import type { ProposedFix, Scanned } from '../../server/index.ts';
import type { Sources } from './read-sources.ts';

export interface FixOptions {
  readonly workingDirectory: string;
  readonly unsafe: boolean;
  readonly scan: (files: readonly SourceFile[]) => Promise<Scanned>;
}

export interface Fixed {
  /** The scan of what is there now. */
  readonly scanned: Scanned;
  readonly written: readonly string[];
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/** A fix can make room for another one that overlapped with it. */
const MOST_ROUNDS = 5;

/** Applies safe fixes (and unsafe ones when asked) until none is left. Notebooks are left alone. */
export async function fixProject(sources: Sources, first: Scanned, options: FixOptions): Promise<Fixed> {
  const texts = new Map(sources.files.map((file) => [file.path, file.text]));
  const refused = new Map<string, string>();
  let scanned = first;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const changed = changesOf(scanned, texts, { sources, refused, unsafe: options.unsafe });
    if (changed.size === 0) break;
    const tried = new Map([...texts, ...changed]);
    const after = await options.scan(asFiles(tried));
    for (const [file, why] of worse(scanned, after, changed)) {
      refused.set(file, why);
      changed.delete(file);
    }
    for (const [file, text] of changed) texts.set(file, text);
    scanned = await options.scan(asFiles(texts));
  }
  const written = sources.files.filter((file) => {
    const why = writeFixed(file, texts.get(file.path), options.workingDirectory);
    if (typeof why === 'string') refused.set(file.path, why);
    return why === true;
  });
  return {
    scanned,
    written: written.map(({ path }) => path),
    refused: [...refused].map(([file, why]) => ({ file, why })),
  };
}

/** True: written. A string: why it was not. */
function writeFixed(file: SourceFile, now: string | undefined, workingDirectory: string): boolean | string {
  if (now === undefined || now === file.text) return false;
  return write(resolve(workingDirectory, file.path), file.text, now) ?? true;
}

interface Changing {
  readonly sources: Sources;
  readonly refused: Map<string, string>;
  readonly unsafe: boolean;
}

function changesOf(
  { fixes }: Scanned,
  texts: ReadonlyMap<string, string>,
  { sources, refused, unsafe }: Changing,
): Map<string, string> {
  const byFile = new Map<string, ProposedFix[]>();
  for (const fix of fixes) {
    if (fix.safety === 'safe' || unsafe) byFile.set(fix.file, [...(byFile.get(fix.file) ?? []), fix]);
  }
  const changed = new Map<string, string>();
  for (const [file, proposed] of byFile) {
    const text = texts.get(file);
    if (text === undefined || refused.has(file)) continue;
    if (!sources.exact.has(file)) refused.set(file, 'its encoding is not plain UTF-8');
    else changed.set(file, applyFixes(text, proposed).text);
  }
  return changed;
}

/** Files that a fix made harder to read, or that it left with as many findings as before. */
function worse(before: Scanned, after: Scanned, changed: ReadonlyMap<string, string>): Map<string, string> {
  const bad = new Map<string, string>();
  for (const file of changed.keys()) {
    if (gaps(after, file) > gaps(before, file)) bad.set(file, 'the fixed code could not be read');
    else if (open(after, file) >= open(before, file)) bad.set(file, 'the fixes did not help');
  }
  return bad;
}

function gaps({ report }: Scanned, file: string): number {
  return report.notices.filter((notice) => notice.file === file && notice.incomplete).length;
}

function open({ report }: Scanned, file: string): number {
  return report.findings.filter((finding) => finding.file === file && finding.disposition.kind === 'active')
    .length;
}

/** Written beside and moved over, with the mode of the old one; not at all where the file has changed meanwhile. */
function write(path: string, expected: string, text: string): string | undefined {
  if (readFileSync(path, 'utf8') !== expected) return 'it changed while it was scanned';
  const beside = `${path}.sallyport-fix`;
  writeFileSync(beside, text, { flag: 'wx', mode: statSync(path).mode });
  renameSync(beside, path);
  return undefined;
}

function asFiles(texts: ReadonlyMap<string, string>): readonly SourceFile[] {
  return [...texts].map(([path, text]) => ({ path, text }));
}
