// What the tests of the store share: temporary directories, drafts, and processes of their own that can be killed.

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { compiled } from '../../test/support/compiled.ts';
import type { AuditLedger, RecordDraft, VerifyOptions, VerifyReport } from '../audit/index.ts';
import { type EmbeddedLedgerOptions, openEmbeddedLedger, type ProvableLedger } from './embedded-ledger.ts';

/** Directories and ledgers of one test; `clean` closes and removes them. */
export class Scene {
  readonly #directories: string[] = [];
  readonly #ledgers: ProvableLedger[] = [];
  readonly #children: ChildProcess[] = [];

  directory(): string {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-store-'));
    this.#directories.push(directory);
    return directory;
  }

  /** A copy of a directory: the driver gives a file's lock back only with the thread that had it. */
  copy(from: string): string {
    const directory = this.directory();
    cpSync(from, directory, { recursive: true });
    return directory;
  }

  async open(directory: string, options: Partial<EmbeddedLedgerOptions> = {}): Promise<ProvableLedger> {
    const ledger = await openEmbeddedLedger({ directory, clock: () => 1_000_000, ...options });
    this.#ledgers.push(ledger);
    return ledger;
  }

  /** A process that runs `source` with `ledger` open on `directory`; `prefix` is shell before it. */
  child(directory: string, source: string, prefix = ''): ChildProcess {
    // Not as a module: threads inherit `--input-type`, which they refuse.
    const program = `(async () => {
      const { openEmbeddedLedger } = await import(${JSON.stringify(compiled('store/embedded-ledger.ts'))});
      const ledger = await openEmbeddedLedger({ directory: ${JSON.stringify(directory)}, clock: Date.now });
      const say = (text) => require('node:fs').writeSync(1, text + '\\n');
      ${source}
    })()`;
    const child = spawn('/bin/sh', ['-c', `${prefix} exec "$0" -e "$1"`, process.execPath, program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#children.push(child);
    return child;
  }

  async clean(): Promise<void> {
    for (const child of this.#children) child.kill('SIGKILL');
    await Promise.all(this.#ledgers.map((ledger) => ledger.close().catch(() => undefined)));
    for (const directory of this.#directories) rmSync(directory, { recursive: true, force: true });
  }
}

/** The lines that a child writes. */
export async function* linesOf(child: ChildProcess): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of child.stdout ?? []) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

export function exchange(number: number, part: Partial<RecordDraft> = {}): RecordDraft {
  return {
    kind: 'exchange_requested',
    workflow: `w${number % 3}`,
    agent: number % 2 === 0 ? 'even' : 'odd',
    exchange: `e${number}`,
    decision: 'ALLOW',
    body: { number },
    contents: [{ name: 'message/0', bytes: Buffer.from(`text of ${number}`) }],
    ...part,
  };
}

export async function verified(ledger: AuditLedger, options: VerifyOptions = {}): Promise<VerifyReport> {
  for await (const step of ledger.verify(options)) if (step.kind === 'report') return step;
  throw new Error('no report');
}

/** Runs SQL on a closed store, as somebody with access to the file would. */
export function tamper(directory: string, sql: string): void {
  const database = new DatabaseSync(join(directory, 'ledger.db'));
  database.exec(sql);
  database.close();
}
