// Makes the files of a new part below `root` and adds it to its catalogue; the first part of a module brings the module.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { KINDS, type Kind } from './kinds.ts';
import { filledTree, type Names } from './templates.ts';

/** The paths that were written; or, where nothing was, why not. */
export type Scaffolded =
  | { readonly kind: 'written'; readonly paths: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string };

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Writes all files or none. Overwrites nothing but the catalogue. */
export function scaffold(root: string, kindName: string, name: string): Scaffolded {
  const kind = KINDS.get(kindName);
  if (kind === undefined)
    return refused(`unknown kind "${kindName}"; one of ${[...KINDS.keys()].join(', ')}`);
  if (!NAME.test(name)) return refused(`"${name}" is not kebab-case, such as token-rate`);
  const names = namesOf(name);
  const isNew = !existsSync(join(root, kind.module));
  const skeleton = isNew ? filledTree(`${kindName}/module`, names) : new Map<string, string>();
  if (isNew && skeleton.size === 0) return refused(`${kind.module} does not exist yet`);
  const part = filledTree(`${kindName}/part`, names);
  const files = new Map([...part, ...skeleton]);
  const taken = [...files.keys()].find((path) => existsSync(join(root, path)));
  if (taken !== undefined) return refused(`${taken} exists already`);
  const before = skeleton.get(kind.catalog) ?? textOf(join(root, kind.catalog));
  const catalog = withEntry(before, kind, names, [...part.keys()]);
  if (catalog === undefined)
    return refused(`the list in ${kind.catalog} was not found: add the line by hand`);
  return written(root, files.set(kind.catalog, catalog));
}

const refused = (why: string): Scaffolded => ({ kind: 'refused', why });

function written(root: string, files: ReadonlyMap<string, string>): Scaffolded {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { kind: 'written', paths: [...files.keys()] };
}

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');

function namesOf(kebab: string): Names {
  return {
    kebab,
    camel: kebab.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    snake: kebab.replaceAll('-', '_'),
  };
}

/** The catalogue with one more import and one more entry, the entries in the order of their keys if they were. */
function withEntry(catalog: string, kind: Kind, names: Names, part: readonly string[]): string | undefined {
  const start = catalog.indexOf(kind.list);
  const from = start + kind.list.length;
  const to = catalog.indexOf(']', from);
  const lastImport = catalog.lastIndexOf('\nimport ');
  const file = part.find((path) => basename(path) === `${names.kebab}.ts`);
  if (start === -1 || to === -1 || lastImport === -1 || file === undefined) return undefined;
  const entries = catalog
    .slice(from, to)
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const all = isSorted(entries) ? [...entries, names.camel].sort(byKey) : [...entries, names.camel];
  const behind = catalog.indexOf('\n', lastImport + 1) + 1;
  const line = `import { ${names.camel} } from './${posix.relative(posix.dirname(kind.catalog), file)}';\n`;
  return `${catalog.slice(0, behind)}${line}${catalog.slice(behind, from)}${all.join(', ')}${catalog.slice(to)}`;
}

const keyOf = (camel: string) => camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const byKey = (a: string, b: string) => (keyOf(a) < keyOf(b) ? -1 : 1);
const isSorted = (entries: readonly string[]) => entries.join() === [...entries].sort(byKey).join();
