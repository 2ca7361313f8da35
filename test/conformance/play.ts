// Plays one scenario once: sets the model's script, runs the client's program, and gathers what everybody saw.

import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import type { RecordedRequest, Rule, ScriptedModel } from '../../src/demo/model-server/index.ts';
import type { Given, Told } from './scenario.ts';
import type { Exchange, Tap } from './tap.ts';

const CLIENTS = join(import.meta.dirname, 'clients');
/** The examples that the documentation shows are run as they are. */
const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples', 'decisions');
const PROGRAM_TIMEOUT_MS = 90_000;

/** What one client's scenarios are played on, one at a time. */
export interface Stage {
  readonly model: ScriptedModel;
  readonly tap: Tap;
  /** Counts the calls that went past the gateway. */
  readonly tripwire: ScriptedModel;
  /** Interpreter of the client's programs. */
  readonly interpreter: string;
}

export interface Performance {
  readonly script: readonly Rule[];
  readonly program: string;
  /** Origin that the client's calls go to, behind the tap. */
  readonly target: string;
  /** Path of the base URL there. */
  readonly basePath: string;
  readonly workflow: string;
  readonly keys: ReadonlyMap<string, string>;
  readonly stream?: boolean;
  readonly given?: Given;
}

/** All that can be known about one run from outside. */
export interface Witnessed {
  readonly told: Told;
  readonly exchanges: readonly Exchange[];
  readonly upstream: readonly RecordedRequest[];
  readonly tripped: number;
  readonly seconds: number;
  /** What the program wrote to stderr: for people, when something is wrong. */
  readonly log: string;
}

export async function play(stage: Stage, performance: Performance): Promise<Witnessed> {
  stage.model.play(performance.script);
  stage.tripwire.play([]);
  stage.tap.turnTo(performance.target);
  const started = Date.now();
  const { told, log } = await runProgram(stage, performance);
  return {
    told,
    log,
    exchanges: stage.tap.take(),
    upstream: [...stage.model.requests],
    tripped: stage.tripwire.requests.length,
    seconds: (Date.now() - started) / 1000,
  };
}

function environmentOf(stage: Stage, performance: Performance): NodeJS.ProcessEnv {
  const keys = [...performance.keys].map(([agent, key]) => [`KEY_${agent.toUpperCase()}`, key]);
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    PYTHONPATH: [CLIENTS, EXAMPLES].join(delimiter),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONWARNINGS: 'ignore',
    // Nothing but loopback is reachable: a framework that phones home fails at once and visibly.
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    NO_PROXY: '127.0.0.1,localhost',
    ORIGIN: stage.tap.url,
    BASE_URL: stage.tap.url + performance.basePath,
    WORKFLOW: performance.workflow,
    TRIPWIRE_URL: `${stage.tripwire.url}/v1`,
    STREAM: performance.stream === true ? '1' : '0',
    GIVEN: JSON.stringify(performance.given ?? {}),
    ...Object.fromEntries(keys),
  };
}

async function runProgram(stage: Stage, performance: Performance) {
  const child = spawn(stage.interpreter, [join(CLIENTS, performance.program)], {
    env: environmentOf(stage, performance),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PROGRAM_TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const [out, log] = await Promise.all([child.stdout.toArray(), child.stderr.toArray()]);
  return { told: readTold(out.join('')), log: log.join('') };
}

function readTold(out: string): Told {
  const line = out.trim().split('\n').at(-1) ?? '';
  try {
    const told: Told = JSON.parse(line);
    return told;
  } catch {
    // A program that died or ran out of time printed no result: told as an error, which no expectation allows.
    const message = `no result within ${PROGRAM_TIMEOUT_MS / 1000} s; last output: ${line.slice(0, 200)}`;
    return { messages: [], executed: [], error: { type: 'NoResult', status: null, code: null, message } };
  }
}
