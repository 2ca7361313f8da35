// Makes the files of a new condition or provider below `root` and adds it to its catalogue.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KINDS, type Kind, type Names, PLANNED } from './kinds.ts';

/** The paths that were written; or, where nothing was, why not. */
export type Scaffolded =
  | { readonly kind: 'written'; readonly paths: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string };

const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
const KIND_NAMES = [...KINDS.keys(), ...PLANNED.keys()].sort().join(', ');

/** Writes all files or none. Never overwrites. */
export function scaffold(root: string, kindName: string, name: string): Scaffolded {
  const kind = KINDS.get(kindName);
  if (kind === undefined) return refused(whyNot(kindName));
  if (!NAME.test(name)) return refused(`"${name}" is not kebab-case, such as token-rate`);
  if (!existsSync(join(root, kind.folder))) return refused(`${kind.folder} does not exist yet`);
  const names = namesOf(name);
  const files = kind.files(names);
  const taken = Object.keys(files).find((path) => existsSync(join(root, path)));
  if (taken !== undefined) return refused(`${taken} exists already`);
  const catalog = withEntry(readFileSync(join(root, kind.catalog), 'utf8'), kind, names);
  if (catalog === undefined)
    return refused(`the list in ${kind.catalog} was not found: add the line by hand`);
  const all = { ...files, [kind.catalog]: catalog };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { kind: 'written', paths: Object.keys(all) };
}

const refused = (why: string): Scaffolded => ({ kind: 'refused', why });

function whyNot(kindName: string): string {
  const module = PLANNED.get(kindName);
  if (module === undefined) return `unknown kind "${kindName}"; one of ${KIND_NAMES}`;
  return `${module} has no catalogue that this script knows: when the module comes, add the kind "${kindName}" to scripts/scaffold/kinds.ts`;
}

function namesOf(kebab: string): Names {
  return {
    kebab,
    camel: kebab.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    snake: kebab.replaceAll('-', '_'),
  };
}

/** The catalogue with one more import and one more entry, the entries in the order of their keys if they were. */
function withEntry(catalog: string, kind: Kind, names: Names): string | undefined {
  const start = kind.list.exec(catalog);
  const from = start === null ? -1 : start.index + start[0].length;
  const to = catalog.indexOf(']', from);
  const lastImport = catalog.lastIndexOf('\nimport ');
  if (from === -1 || to === -1 || lastImport === -1) return undefined;
  const entries = catalog
    .slice(from, to)
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
  const all = isSorted(entries) ? [...entries, names.camel].sort(byKey) : [...entries, names.camel];
  const behind = catalog.indexOf('\n', lastImport + 1) + 1;
  const line = `import { ${names.camel} } from './${names.kebab}.ts';\n`;
  return `${catalog.slice(0, behind)}${line}${catalog.slice(behind, from)}${all.join(', ')}${catalog.slice(to)}`;
}

const keyOf = (camel: string) => camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const byKey = (a: string, b: string) => (keyOf(a) < keyOf(b) ? -1 : 1);
const isSorted = (entries: readonly string[]) => entries.join() === [...entries].sort(byKey).join();
