// `npm run new KIND NAME`: the files of a new part, with a test that fails until it is written.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scaffold } from './scaffold/scaffold.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const [kind, name] = process.argv.slice(2);

if (kind === undefined || name === undefined) {
  console.error('usage: npm run new detector|condition|provider|rule|exporter NAME');
  process.exitCode = 2;
} else {
  const made = scaffold(root, kind, name);
  if (made.kind === 'refused') {
    console.error(made.why);
    process.exitCode = 2;
  } else {
    spawnSync(join(root, 'node_modules/.bin/biome'), ['check', '--write', ...made.paths], { cwd: root });
    for (const path of made.paths) console.log(path);
    console.log('next: write the first case of the failing test, make it pass, then `npm run check`');
  }
}
