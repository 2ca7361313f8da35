// Dotted names in the one form that the tables use, however a source reaches them.

import type { Capability } from '../../domain/index.ts';
import { APIS, SYSTEM_MODULES } from './apis.ts';

const RENAMED: ReadonlyMap<string, string> = new Map([
  ['posix', 'os'],
  ['nt', 'os'],
  ['io.open', 'open'],
  ['_io.open', 'open'],
  ['io.FileIO', 'open'],
  ['os.open', 'open'],
  ['codecs.open', 'open'],
  ['gzip.open', 'open'],
  ['bz2.open', 'open'],
  ['lzma.open', 'open'],
  ['aiofiles.open', 'open'],
  ['pathlib.PosixPath', 'pathlib.Path'],
  ['pathlib.WindowsPath', 'pathlib.Path'],
  ['pathlib.Path.home', 'pathlib.Path'],
  ['pathlib.Path.cwd', 'pathlib.Path'],
  ['importlib.__import__', 'importlib.import_module'],
]);
const PATH_OBJECT = 'pathlib.Path()';

export const lastSegment = (name: string) => name.slice(name.lastIndexOf('.') + 1);

/** `on.name`, shortened to where a system module begins: `shutil.os.system` is `os.system`. */
export function memberOf(on: string, name: string): string {
  const bare = name.startsWith('_') && !name.startsWith('__') ? name.slice(1) : name;
  if (SYSTEM_MODULES.has(bare) && !(on === 'asyncio' && bare === 'subprocess'))
    return RENAMED.get(bare) ?? bare;
  const plain = on === 'builtins' || on === '__builtins__' ? name : `${RENAMED.get(on) ?? on}.${name}`;
  const full = RENAMED.get(plain) ?? plain;
  if (on === PATH_OBJECT && name !== 'open' && !APIS.has(full)) return PATH_OBJECT;
  return full;
}

/** The one form of a name that an import gives as a whole (`from posix import system`). */
export function canonical(name: string): string {
  const parts = name.split('.');
  return parts.slice(1).reduce(memberOf, RENAMED.get(parts[0] ?? '') ?? parts[0] ?? '');
}

export interface Entry {
  readonly key: string;
  readonly capabilities: readonly Capability[];
}

/** The longest table entry that is `name` or lies above it. At most one look-up per segment. */
export function lookUp(name: string): Entry | undefined {
  for (let key = name; key !== ''; key = key.slice(0, Math.max(0, key.lastIndexOf('.')))) {
    const capabilities = APIS.get(key);
    if (capabilities !== undefined) return { key, capabilities };
  }
  return undefined;
}
