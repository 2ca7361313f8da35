// Reads the template trees: the path of a template below its tree, filled in, is the path that it is written to.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Names {
  /** As given: `kebab-case`, also the file name. */
  readonly kebab: string;
  readonly camel: string;
  readonly snake: string;
}

const home = fileURLToPath(new URL('templates/', import.meta.url));
const SUFFIX = '.tmpl';

/**
 * The files of a tree (`detector/part`), by path from the repository's root; empty where there is no such tree. `NAME`
 * in a path stands for the kebab-case name; `{{kebab}}`, `{{camel}}` and `{{snake}}` in a text for the three forms.
 */
export function filledTree(tree: string, names: Names): ReadonlyMap<string, string> {
  const folder = join(home, tree);
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith(SUFFIX),
  );
  return new Map(
    paths.sort().map((path) => {
      const to = path.slice(0, -SUFFIX.length).replaceAll('\\', '/').replaceAll('NAME', names.kebab);
      return [to, filled(readFileSync(join(folder, path), 'utf8'), names)];
    }),
  );
}

function filled(text: string, { kebab, camel, snake }: Names): string {
  return text.replaceAll('{{kebab}}', kebab).replaceAll('{{camel}}', camel).replaceAll('{{snake}}', snake);
}
