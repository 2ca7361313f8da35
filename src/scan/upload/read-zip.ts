// Reads an uploaded archive into memory: never to disk, never more than its limits, and only what every reader would see.

import { inflateSync } from 'fflate';

export interface ZipLimits {
  readonly maxEntries: number;
  /** Bytes of one entry, unpacked. */
  readonly maxEntryBytes: number;
  /** Bytes of all wanted entries, unpacked. */
  readonly maxTotalBytes: number;
}

export interface ZipEntry {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export type ZipRead =
  | { readonly kind: 'read'; readonly entries: readonly ZipEntry[]; readonly notices: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

const END_SIGNATURE = 0x06054b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 0xffff;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;
const UNIX_TYPE = 0xf000;
const UNIX_FILE = 0x8000;

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly unixType: number;
  readonly localAt: number;
}

/**
 * The wanted entries of a ZIP archive (APPNOTE 6.3, without ZIP64, encryption and spanning). The central directory is
 * what counts; an entry whose real size is not the one that it declares is refused, as is every name that leads out of
 * the archive. Memory: the limits, whatever the archive says. ATTACKER-CONTROLLED: `archive`.
 */
export function readZip(
  archive: Uint8Array,
  limits: ZipLimits,
  wanted: (path: string) => boolean = () => true,
): ZipRead {
  const directory = readDirectory(archive, limits);
  if ('reason' in directory) return { kind: 'refused', reason: directory.reason };
  const notices: string[] = [];
  const entries = new Map<string, ZipEntry>();
  let total = 0;
  for (const entry of directory.entries) {
    const path = safePath(entry.name);
    if (path !== undefined && (path.endsWith('/') || !wanted(path))) continue;
    const taken = take(archive, path, { entry, limits, isTwice: path !== undefined && entries.has(path) });
    if ('fault' in taken) notices.push(taken.fault);
    else {
      total += taken.bytes.byteLength;
      entries.set(taken.path, taken);
    }
    if (total > limits.maxTotalBytes) {
      return { kind: 'refused', reason: `the archive unpacks to more than ${limits.maxTotalBytes} bytes` };
    }
  }
  return { kind: 'read', entries: [...entries.values()], notices };
}

interface Candidate {
  readonly entry: Entry;
  readonly limits: ZipLimits;
  readonly isTwice: boolean;
}

function take(
  archive: Uint8Array,
  path: string | undefined,
  { entry, limits, isTwice }: Candidate,
): ZipEntry | { readonly fault: string } {
  if (path === undefined) return { fault: 'an entry with a name that leads out of the archive was skipped' };
  const fault = isTwice ? 'is there twice' : faultOf(entry, limits);
  if (fault !== undefined) return { fault: `${path}: ${fault}: skipped` };
  const bytes = unpack(archive, entry);
  return bytes === undefined
    ? { fault: `${path}: damaged, or not of the size that it declares: skipped` }
    : { path, bytes };
}

/** The name as a relative path with `/`, or undefined where it is none. */
export function safePath(name: string): string | undefined {
  if (name === '' || name.length > 1_024 || /[\p{Cc}\\]/u.test(name)) return undefined;
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return undefined;
  const parts = name.split('/').filter((part) => part !== '.');
  if (parts.some((part, at) => part === '..' || (part === '' && at < parts.length - 1))) return undefined;
  return parts.join('/');
}

function faultOf(entry: Entry, limits: ZipLimits): string | undefined {
  if ((entry.flags & ENCRYPTED) !== 0) return 'is encrypted';
  if (entry.method !== STORED && entry.method !== DEFLATED)
    return 'uses a compression that is not known here';
  if (entry.unixType !== 0 && entry.unixType !== UNIX_FILE) return 'is a link or a device';
  if (entry.unpacked > limits.maxEntryBytes) return `unpacks to more than ${limits.maxEntryBytes} bytes`;
  return undefined;
}

type Directory = { readonly entries: readonly Entry[] } | { readonly reason: string };

function readDirectory(archive: Uint8Array, limits: ZipLimits): Directory {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = findEnd(view);
  if (end === undefined) return { reason: 'this is not a ZIP archive' };
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (count === 0xffff || start === 0xffffffff) return { reason: 'ZIP64 archives are not read' };
  if (count > limits.maxEntries) return { reason: `the archive has more than ${limits.maxEntries} entries` };
  const entries: Entry[] = [];
  let at = start;
  for (let index = 0; index < count; index += 1) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL_SIGNATURE) {
      return { reason: "the archive's directory is damaged" };
    }
    entries.push(readEntry(view, at));
    at += directoryBytes(view, at);
  }
  return { entries };
}

/** The length of one directory entry: fixed part, name, extra field, comment. */
function directoryBytes(view: DataView, at: number): number {
  const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
  return CENTRAL_BYTES + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
}

function readEntry(view: DataView, at: number): Entry {
  const nameAt = at + CENTRAL_BYTES;
  const nameEnd = Math.min(nameAt + view.getUint16(at + 28, true), view.byteLength);
  const name = new Uint8Array(view.buffer, view.byteOffset + nameAt, nameEnd - nameAt);
  return {
    name: new TextDecoder().decode(name),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    packed: view.getUint32(at + 20, true),
    unpacked: view.getUint32(at + 24, true),
    // The upper half of the external attributes is the Unix mode, where the writer has one.
    unixType: view.getUint16(at + 40, true) & UNIX_TYPE,
    localAt: view.getUint32(at + 42, true),
  };
}

/** The end record, searched from the end over the longest possible comment. */
function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at -= 1) {
    if (view.getUint32(at, true) === END_SIGNATURE) return at;
  }
  return undefined;
}

function unpack(archive: Uint8Array, entry: Entry): Uint8Array | undefined {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const at = entry.localAt;
  if (at + LOCAL_BYTES > archive.byteLength || view.getUint32(at, true) !== LOCAL_SIGNATURE) return undefined;
  const start = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + entry.packed > archive.byteLength) return undefined;
  const packed = archive.subarray(start, start + entry.packed);
  const bytes = entry.method === STORED ? packed : inflate(packed, entry.unpacked);
  return bytes?.byteLength === entry.unpacked ? bytes : undefined;
}

/** One byte more than declared: what does not fit shows by the length. */
function inflate(packed: Uint8Array, declared: number): Uint8Array | undefined {
  try {
    return inflateSync(packed, { out: new Uint8Array(declared + 1) });
  } catch {
    // fflate throws for damaged data and for nothing else; the entry is reported as damaged.
    return undefined;
  }
}
