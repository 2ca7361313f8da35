// Disks that fill up, turn read-only, or fail: nothing acknowledged is lost, nothing unrecorded is acknowledged, and then it goes on.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Scene } from '../../src/store/test-support.ts';
import { type Heard, listen, nothingHeard, requireKept } from './acknowledged.ts';
import { UNDER_LOAD } from './clients.ts';

const REFUSALS = 40;

/** The end of a client that is refused all the time: killed, as an operator would. */
async function untilRefused(
  child: ReturnType<Scene['child']>,
  heard: Heard,
  fail: () => void,
): Promise<void> {
  await listen(child, heard, () => {
    if (heard.acknowledged.size === 100) fail();
    if ((heard.refused.get('ledger_unavailable') ?? 0) > REFUSALS) child.kill('SIGKILL');
  });
  const others = [...heard.refused.keys()].filter((code) => code !== 'ledger_unavailable');
  if (others.length > 0) throw new Error(`refused as ${others.join(', ')}, not as ledger_unavailable`);
}

function run(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

/** A small file system of its own; undefined where this user may not mount one. */
function mounted(sizeMb: number): string | undefined {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-disk-'));
  if (run('mount', '-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=700`, 'tmpfs', path)) return path;
  rmSync(path, { recursive: true });
  return undefined;
}

/** ENOSPC on a real file system, then room again. Undefined where none can be mounted. */
export async function diskFull(): Promise<string | undefined> {
  const path = mounted(8);
  if (path === undefined) return undefined;
  const scene = new Scene();
  const heard = nothingHeard();
  try {
    await untilRefused(scene.child(path, UNDER_LOAD), heard, () => undefined);
    if (!run('mount', '-o', 'remount,size=64m', path)) throw new Error('the disk could not be made larger');
    const ledger = await scene.open(path);
    const size = await requireKept(ledger, heard);
    await ledger.append([{ kind: 'contents_read', body: {} }]);
    await ledger.close();
    return `${heard.acknowledged.size} acknowledged, ${size} records, then refused, then on again`;
  } finally {
    await scene.clean();
    run('umount', '-l', path);
    rmSync(path, { recursive: true, force: true });
  }
}

/** What every write and sync is answered with. */
const FAILURES = { EIO: 5, EROFS: 30 } as const;

/** A disk that fails from some moment on. Undefined where there is no C compiler to make it with. */
export async function failingDisk(as: keyof typeof FAILURES): Promise<string | undefined> {
  const scene = new Scene();
  const tools = scene.directory();
  const library = join(tools, 'fail-io.so');
  const source = join(import.meta.dirname, 'fail-io.c');
  try {
    if (!run('cc', '-shared', '-fPIC', '-o', library, source, '-ldl')) return undefined;
    const directory = scene.directory();
    const heard = nothingHeard();
    const trigger = join(tools, 'now');
    const child = scene.child(
      directory,
      UNDER_LOAD,
      `LD_PRELOAD=${library} FAIL_WHEN=${trigger} FAIL_AS=${FAILURES[as]}`,
    );
    await untilRefused(child, heard, () => writeFileSync(trigger, ''));
    const ledger = await scene.open(directory);
    const size = await requireKept(ledger, heard);
    return `${heard.acknowledged.size} acknowledged, ${size} records, then refused`;
  } finally {
    await scene.clean();
  }
}
