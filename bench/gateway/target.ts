// What is measured: a process that takes chat completions on a port.

import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { conversation } from './traffic.ts';

export interface Target {
  readonly name: string;
  readonly label: string;
  readonly port: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The process whose time and memory are charged; undefined when there is none between client and upstream. */
  readonly process: ChildProcess | undefined;
}

const PATIENCE_MS = 20_000;

/** Resolves once the target answers a call of the benchmark with 200. Throws with its last answer otherwise. */
export async function waitUntilItAnswers(target: Target): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  let last = 'no answer';
  while (Date.now() < deadline) {
    if (target.process?.exitCode != null) throw new Error(`it ended with code ${target.process.exitCode}`);
    try {
      const response = await fetch(`http://127.0.0.1:${target.port}${target.path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...target.headers },
        body: conversation('2kb')[0] ?? '',
      });
      const text = await response.text();
      if (response.status === 200) return;
      last = `status ${response.status}: ${text.slice(0, 300)}`;
    } catch (cause) {
      last = cause instanceof Error ? cause.message : String(cause); // Not listening yet.
    }
    await pause(150);
  }
  throw new Error(`it did not answer within ${PATIENCE_MS / 1000} s (${last})`);
}
