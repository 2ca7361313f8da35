// The files of a scan as texts, with a word about each that could not be read as one.

import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { errnoOf } from '../../domain/index.ts';
import { decodeSource, isScannable, type ReportedNotice, type SourceFile } from '../../scan/index.ts';
import { discover } from './discover.ts';

export interface Sources {
  readonly files: readonly SourceFile[];
  /** Files whose bytes are the text in UTF-8: an edited text may be written back. */
  readonly exact: ReadonlySet<string>;
  readonly notices: readonly ReportedNotice[];
}

const MAX_FILES = 50_000;
/** More is no source that anybody wrote; notebooks carry their outputs. */
const MAX_FILE_BYTES = 16 * 1024 * 1024;
const MAX_TOTAL_BYTES = 512 * 1024 * 1024;

/** Finds, reads and decodes; `onFound` hears the number of files before the first is read. Throws GatewayError not_found for a path that is not there. */
export function readSources(
  paths: readonly string[],
  workingDirectory: string,
  onFound: (files: number) => void,
): Sources {
  const found = discover(paths, { workingDirectory, isWanted: isScannable, maxFiles: MAX_FILES });
  onFound(found.files.length);
  const files: SourceFile[] = [];
  const exact = new Set<string>();
  const notices: ReportedNotice[] = found.notices.map((message) => ({
    file: undefined,
    message,
    incomplete: message.startsWith('only the first'),
  }));
  let total = 0;
  for (const path of found.files) {
    const read = readOne(resolve(workingDirectory, path), MAX_TOTAL_BYTES - total);
    if (read.notice !== undefined) notices.push({ file: path, message: read.notice, incomplete: true });
    if (read.text === undefined) continue;
    total += read.text.length;
    files.push({ path, text: read.text });
    if (read.exact) exact.add(path);
  }
  return { files, exact, notices };
}

interface ReadFile {
  readonly text: string | undefined;
  readonly exact: boolean;
  readonly notice: string | undefined;
}

function readOne(path: string, room: number): ReadFile {
  const unread = (notice: string): ReadFile => ({ text: undefined, exact: false, notice });
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES) return unread(`larger than ${MAX_FILE_BYTES} bytes: not read`);
    if (size > room) return unread(`the files are larger than ${MAX_TOTAL_BYTES} bytes together: not read`);
    const decoded = decodeSource(readFileSync(path));
    if (decoded.kind === 'binary') return unread('not a text: not read');
    return { text: decoded.text, exact: decoded.exact, notice: decoded.notice };
  } catch (cause) {
    // Gone since it was found, or not for this user: named, and the rest is scanned all the same.
    const code = errnoOf(cause);
    return unread(`cannot be read (${code})`);
  }
}
