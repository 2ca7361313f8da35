// npm run test:faults [-- --nightly]: crashes and failing disks, and a bit flipped at every byte of a small store. Nightly: 200 kills, not 10.

import { setup } from '../support/compile.ts';
import { diskFull, failingDisk } from './disk.ts';
import { flipStores } from './flips.ts';
import { killRounds } from './kill.ts';

const isNightly = process.argv.includes('--nightly');

/** Each answers one line, or undefined where the machine lacks what it needs. */
const FAULTS: readonly {
  readonly name: string;
  readonly run: () => Promise<string | undefined>;
  readonly needs?: string;
}[] = [
  { name: 'kill -9 under load', run: () => killRounds(isNightly ? 200 : 10) },
  { name: 'disk full', run: diskFull, needs: 'the right to mount a file system' },
  { name: 'disk turned read-only', run: () => failingDisk('EROFS'), needs: 'a C compiler' },
  { name: 'input/output errors', run: () => failingDisk('EIO'), needs: 'a C compiler' },
  { name: 'bit flips', run: () => flipStores(isNightly ? 1 : 7) },
];

let failed = 0;
const removeCompiled = await setup();
for (const [at, { name, run, needs }] of FAULTS.entries()) {
  try {
    const said = await run();
    const skip = said === undefined ? ` # SKIP this machine lacks ${needs}` : `: ${said}`;
    process.stdout.write(`ok ${at + 1} - ${name}${skip}\n`);
  } catch (error) {
    failed++;
    process.stdout.write(
      `not ok ${at + 1} - ${name}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}
removeCompiled();
process.stdout.write(`1..${FAULTS.length}\n`);
process.exitCode = failed === 0 ? 0 : 1;
