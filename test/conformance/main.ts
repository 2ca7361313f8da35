// The conformance suite: real clients, played against the scripted model directly and through the gateway.

import { parseArgs } from 'node:util';
import { startScriptedModel } from '../../src/demo/model-server/index.ts';
import { playDirect } from './direct.ts';
import { findPython, prepareEnvironment } from './environments.ts';
import { buildGateway } from './gateway.ts';
import type { Verdict } from './judge.ts';
import type { Stage } from './play.ts';
import { playProtected, playUnprotected } from './protected.ts';
import type { ClientName, Scenario } from './scenario.ts';
import { calls } from './scenarios/calls.ts';
import { conversations } from './scenarios/conversations.ts';
import { dataFlows } from './scenarios/data-flows.ts';
import { decisions } from './scenarios/decisions.ts';
import { holds } from './scenarios/holds.ts';
import { openTap } from './tap.ts';
import { playThroughGateway } from './through-gateway.ts';

const CLIENTS: readonly ClientName[] = [
  'openai-node',
  'openai-python',
  'autogen-0.2',
  'ag2',
  'autogen-0.4',
  'agent-framework',
];
const SCENARIOS: readonly Scenario[] = [...conversations, ...calls, ...holds, ...decisions];
/** Two clients at a time: each has a busy interpreter, and the machines that run this have two cores. */
const AT_ONCE = 2;

interface Options {
  readonly direct: boolean;
  readonly verbose: boolean;
  readonly clients: readonly ClientName[];
  readonly scenarios: readonly string[] | undefined;
}

/** Plays what `argv` selects and returns the exit code: 0 good, 1 a broken expectation, 2 something is missing. */
export async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  const interpreters = await findInterpreters(options.clients);
  if (!options.direct) await buildGateway();
  const verdicts: Verdict[] = [];
  const queue = [...interpreters.paths];
  const lane = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      await playClient(next[0], next[1], options, (verdict) => {
        verdicts.push(verdict);
        report(verdict, options.verbose);
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  const bad = verdicts.filter((verdict) => verdict.complaints.length > 0).length;
  say(`${verdicts.length} runs, ${bad} of them not as expected.`);
  if (bad > 0) return 1;
  return interpreters.missing ? 2 : 0;
}

function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      direct: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      client: { type: 'string', multiple: true },
      scenario: { type: 'string', multiple: true },
    },
  });
  const wanted = values.client ?? CLIENTS;
  const unknown = wanted.filter((name) => !CLIENTS.some((client) => client === name));
  if (unknown.length > 0)
    throw new Error(`unknown client ${unknown.join(', ')}; there are ${CLIENTS.join(', ')}`);
  const played: readonly string[] = [...SCENARIOS, ...dataFlows].map(({ name }) => name);
  const missing = (values.scenario ?? []).filter((name) => !played.includes(name));
  if (missing.length > 0)
    throw new Error(`unknown scenario ${missing.join(', ')}; there are ${played.join(', ')}`);
  return {
    direct: values.direct,
    verbose: values.verbose,
    clients: CLIENTS.filter((client) => wanted.includes(client)),
    scenarios: values.scenario,
  };
}

interface Interpreters {
  readonly paths: readonly (readonly [ClientName, string])[];
  readonly missing: boolean;
}

/** Without any Python the Node client is still played, and only CI calls that a failure. */
async function findInterpreters(clients: readonly ClientName[]): Promise<Interpreters> {
  const isNode = (client: ClientName) => client === 'openai-node';
  const paths = clients.filter(isNode).map((client): [ClientName, string] => [client, process.execPath]);
  const queue = clients.filter((client) => !isNode(client));
  if (queue.length === 0) return { paths, missing: false };
  const search = await findPython();
  if (search.kind === 'none') {
    say(`NOT RUN: ${queue.join(', ')}. ${search.why}.`);
    return { paths, missing: search.present || (process.env['CI'] ?? '') !== '' };
  }
  say(`Python ${search.python.version} (${search.python.command})`);
  let missing = false;
  const lane = async () => {
    for (let client = queue.shift(); client !== undefined; client = queue.shift()) {
      const environment = await prepareEnvironment(client, search.python);
      if (environment.kind === 'ready') paths.push([client, environment.python]);
      else {
        say(`MISSING: ${client} is not tested. ${environment.why}`);
        missing = true;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { paths, missing };
}

async function playClient(
  client: ClientName,
  interpreter: string,
  options: Options,
  tell: (verdict: Verdict) => void,
): Promise<void> {
  const isPlayed = ({ clients, name }: { readonly clients: readonly ClientName[]; readonly name: string }) =>
    clients.includes(client) && (options.scenarios?.includes(name) ?? true);
  const scenarios = SCENARIOS.filter(isPlayed);
  const flows = dataFlows.filter(isPlayed);
  if (scenarios.length === 0 && flows.length === 0) return;
  const [model, tripwire, tap] = await Promise.all([startScriptedModel(), startScriptedModel(), openTap()]);
  const stage: Stage = { model, tripwire, tap, interpreter };
  try {
    const play = options.direct
      ? ([playDirect, playUnprotected] as const)
      : ([playThroughGateway, playProtected] as const);
    if (scenarios.length > 0) await play[0](stage, client, scenarios, tell);
    if (flows.length > 0) await play[1](stage, client, flows, tell);
  } finally {
    await Promise.all([model.close(), tripwire.close(), tap.close()]);
  }
}

function report(verdict: Verdict, verbose: boolean): void {
  const good = verdict.complaints.length === 0;
  const name = `${verdict.client.padEnd(16)} ${verdict.scenario.padEnd(26)} ${verdict.variant.padEnd(8)}`;
  say(`${good ? 'ok ' : 'BAD'} ${name} ${verdict.seconds.toFixed(1)} s`);
  for (const complaint of verdict.complaints) say(`      ${complaint}`);
  if (!good && verbose) say(verdict.log.replaceAll(/^/gm, '      | '));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
