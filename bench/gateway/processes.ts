// Starts the processes of the benchmark, each measured part in its own, and reads what they cost.

import { type ChildProcess, fork, type StdioOptions, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

function track(child: ChildProcess): ChildProcess {
  alive.add(child);
  child.on('exit', () => alive.delete(child));
  return child;
}

export interface ForkOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Further options of Node, such as --cpu-prof. */
  readonly nodeOptions?: readonly string[];
}

/** Forks one of this folder's programs. */
export function forkProgram(program: URL, options: ForkOptions = {}): ChildProcess {
  return track(
    fork(fileURLToPath(program), options.args ?? [], {
      execArgv: ['--import', 'tsx', ...(options.nodeOptions ?? [])],
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    }),
  );
}

/** Starts a Node program that is not ours to change; its output is kept for the case that it fails. */
export function spawnNode(
  args: readonly string[],
  options: {
    readonly env: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly stdio?: StdioOptions;
  },
): ChildProcess {
  return track(
    spawn(process.execPath, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
    }),
  );
}

/** The next message of a forked program. Rejects when it ends instead. */
export function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void =>
      reject(new Error(`a process of the benchmark ended with code ${code}`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message as Message);
    });
  });
}

/** Ends a process and waits until it is gone. */
export function stop(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL' = 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const cut = setTimeout(() => child.kill('SIGKILL'), 15_000);
    child.once('exit', () => {
      clearTimeout(cut);
      resolve();
    });
    child.kill(signal);
  });
}

const TICK_MICROS = 10_000;

/** CPU time of a process with all its threads in microseconds; undefined where there is no /proc. */
export function cpuMicros(pid: number): number | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? undefined : (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}

/** Resident memory of a process in MiB; undefined where there is no /proc. */
export function residentMiB(pid: number): number | undefined {
  const kib = /VmRSS:\s+(\d+)/.exec(readProc(`/proc/${pid}/status`) ?? '')?.[1];
  return kib === undefined ? undefined : Math.round(Number(kib) / 102.4) / 10;
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined; // Not Linux: such figures are left out.
  }
}
