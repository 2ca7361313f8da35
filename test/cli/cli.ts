// One command line as a person would type it, on the function behind the binary, with everything that it prints.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { run, takeJson } from '../../src/cli/run.ts';
import { createTerminal } from '../../src/cli/terminal.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/domain/index.ts';
import { until } from '../support/until.ts';

/** What one command did. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as one JSON object per line. Throws where a line is none. */
  readonly objects: readonly JsonObject[];
}

/** A gateway started by `serve --json`, stopped as Ctrl-C stops it. */
export interface Served {
  /** What it said when it began to listen. */
  readonly listening: JsonObject;
  readonly url: string;
  /** What is on standard error so far. */
  said(): string;
  stop(): Promise<Ran>;
}

/** Runs one command to its end. */
export async function sallyport(...argv: readonly string[]): Promise<Ran> {
  const { session, ended } = begin(argv);
  const code = await ended;
  return ranOf(code, session);
}

/** Begins a command that does not end by itself, and answers when it has printed its first line. */
export async function begun(...argv: readonly string[]): Promise<{ readonly ended: Promise<Ran> }> {
  const { session, ended } = begin(argv);
  await Promise.race([ended, until(() => (session.out.includes('\n') ? true : undefined))]);
  return { ended: ended.then((code) => ranOf(code, session)) };
}

/** Starts `serve` and answers once it listens. Throws with what it said where it does not. */
export async function serve(...argv: readonly string[]): Promise<Served> {
  const stop = new AbortController();
  const { session, ended } = begin(['serve', '--port', '0', '--json', ...argv], stop.signal);
  let code: number | undefined;
  const finished = ended.then((answered) => {
    code = answered;
    return ranOf(answered, session);
  });
  const listening = await until(() => {
    if (code !== undefined) throw new Error(`serve ended with ${code}: ${session.err}`);
    return session.out.endsWith('\n') ? objectsIn(session.out)[0] : undefined;
  });
  return {
    listening,
    url: String(listening['url']),
    said: () => session.err,
    stop: () => {
      stop.abort();
      return finished;
    },
  };
}

/** Starts `serve` as a person does, and stops it after its report. */
export async function reportOf(...argv: readonly string[]): Promise<Ran> {
  const stop = new AbortController();
  const { session, ended } = begin(['serve', ...argv], stop.signal);
  await Promise.race([ended, until(() => (session.out.includes('Ctrl-C') ? true : undefined))]);
  stop.abort();
  return ranOf(await ended, session);
}

/** A directory of its own under the system's, and what removes it. */
export async function temporaryDirectory(): Promise<{
  readonly path: string;
  remove(): Promise<void>;
}> {
  // Short: the admin socket lies in it, and its path has a limit.
  const path = await mkdtemp(join(tmpdir(), 'sp-cli-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

interface Session {
  out: string;
  err: string;
}

function begin(
  argv: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): { readonly session: Session; readonly ended: Promise<number> } {
  const session: Session = { out: '', err: '' };
  const { json, rest } = takeJson(argv);
  const terminal = createTerminal({
    json,
    color: false,
    stdout: sink((text) => {
      session.out += text;
    }),
    stderr: sink((text) => {
      session.err += text;
    }),
  });
  return { session, ended: run(rest, terminal, signal) };
}

function sink(take: (text: string) => void): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      take(chunk.toString('utf8'));
      done();
    },
  });
}

function ranOf(code: number, { out, err }: Session): Ran {
  return {
    code,
    out,
    err,
    get objects() {
      return objectsIn(out);
    },
  };
}

function objectsIn(out: string): readonly JsonObject[] {
  const lines = out.split('\n').filter((line) => line !== '');
  return lines.map((line): JsonObject => {
    const value: JsonValue = JSON.parse(line);
    if (!isJsonObject(value)) throw new Error(`not an object: ${line.slice(0, 80)}`);
    return value;
  });
}
