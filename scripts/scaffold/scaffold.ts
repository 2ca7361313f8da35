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
  const catalog = withPart(before, kind, names, [...part.keys()]);
  if (catalog === undefined)
    return refused(`the list in ${kind.catalog} was not found: add the line by hand`);
  files.set(kind.catalog, catalog);
  if (kind.names === undefined) return written(root, files);
  const { file, list } = kind.names;
  const named = withEntry(textOf(join(root, file)), list, `'${names.snake}'`);
  if (named === undefined) return refused(`the list in ${file} was not found: add the name by hand`);
  return written(root, files.set(file, named));
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

/** The catalogue with one more import and one more entry. */
function withPart(catalog: string, kind: Kind, names: Names, part: readonly string[]): string | undefined {
  const lastImport = catalog.lastIndexOf('\nimport ');
  const file = part.find((path) => basename(path) === `${names.kebab}.ts`);
  if (lastImport === -1 || file === undefined) return undefined;
  const behind = catalog.indexOf('\n', lastImport + 1) + 1;
  const line = `import { ${names.camel} } from './${posix.relative(posix.dirname(kind.catalog), file)}';\n`;
  return withEntry(`${catalog.slice(0, behind)}${line}${catalog.slice(behind)}`, kind.list, names.camel);
}

/** The text with one more entry in the list that `opening` opens, in the order of the keys if it was so before. */
function withEntry(text: string, opening: string, entry: string): string | undefined {
  const start = text.indexOf(opening);
  const from = start + opening.length;
  const to = text.indexOf(']', from);
  if (start === -1 || to === -1) return undefined;
  const entries = text
    .slice(from, to)
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  const all = isSorted(entries) ? [...entries, entry].sort(byKey) : [...entries, entry];
  return `${text.slice(0, from)}${all.join(', ')}${text.slice(to)}`;
}

const keyOf = (camel: string) => camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const byKey = (a: string, b: string) => (keyOf(a) < keyOf(b) ? -1 : 1);
const isSorted = (entries: readonly string[]) => entries.join() === [...entries].sort(byKey).join();
