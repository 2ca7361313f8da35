// sallyport serve — an empty directory becomes a working installation; the report says what is enforced and what is not.

import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { type Installation, openInstallation, type Running, startGateway } from '../../app.ts';
import { type Config, loadConfig } from '../../config/index.ts';
import { GatewayError } from '../../domain/index.ts';
import { type FirstRun, isFresh, STARTER_POLICY, setUp } from '../../first-start.ts';
import { PolicyRejected } from '../../server/index.ts';
import { requireSocketPath } from '../../sockets.ts';
import { makeDirectories } from '../../store/index.ts';
import { warmInPauses } from '../../warm-up.ts';
import { ADMIN_SOCKET } from '../admin-client.ts';
import { type CommandContext, DATA_OPTION, type DataOptions, dataDirectoryOf } from '../command.ts';
import { EXIT } from '../exit.ts';
import { loadPolicyFile } from '../load-policy-file.ts';
import { createLog } from '../log.ts';
import { startupReport, statusOf } from '../startup-report.ts';
import { whyNot } from '../user-folder.ts';
import { activateFile, type PolicyFile, watchPolicy } from '../watch-policy.ts';

interface ServeOptions extends DataOptions {
  readonly config?: string;
  readonly port?: string;
  readonly host?: string;
  readonly policy?: string;
}

export function serveCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('serve')
    .description('start the gateway; sets up an empty data directory first')
    .option('--config <file>', 'configuration file (default: sallyport.yaml, if it exists)')
    .option('--port <port>', 'port to listen on')
    .option('--host <address>', 'address to listen on')
    .option(
      '--policy <file>',
      'policy file to activate and watch (default for a new installation: one that only observes)',
    )
    .option(...DATA_OPTION)
    .action(async (options: ServeOptions) => done(await serve(context, options)));
}

/**
 * How far the heap grows over what is in use before it is cleared, in percent. What is in use is bounded, and V8's own
 * default (up to four times as much) serves programs that own their machine.
 */
const HEAP_GROWTH_PERCENT = 50;

async function serve(context: CommandContext, options: ServeOptions): Promise<number> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  const config = readConfig(context, options);
  const dataDirectory = resolve(options.data ?? config.dataDir);
  const starter = await readStarter(options);
  requireSocketPath(join(dataDirectory, ADMIN_SOCKET));
  makeDirectory(dataDirectory);
  let running: Running | undefined;
  const installation = await openInstallation({ dataDirectory, signatures: config.ledger.signatures }, () =>
    statusOf(installation, config, running),
  );
  const file = followed(context, installation, options);
  try {
    const fresh = isFresh(installation);
    if (file !== undefined && !fresh) await activateFile(file, 'the policy file at start');
    running = await startGateway(installation, { config, dataDirectory, log: createLog(context.terminal) });
    // Keys are shown once: they are made only when nothing is left that could fail before they are shown.
    const first = fresh ? await setUp(installation, starter.text, starter.fileName) : undefined;
    report(context, { installation, config, running, first, dataOption: dataOption(context, dataDirectory) });
  } catch (cause) {
    await (running ?? installation).close();
    throw cause;
  }
  const watch = file === undefined ? undefined : watchPolicy(file);
  const warming = warmInPauses();
  await stopped(context.signal);
  warming.stop();
  watch?.stop();
  await running.close();
  return EXIT.ok;
}

function readConfig(context: CommandContext, options: ServeOptions): Config {
  const config = loadConfig({
    ...(options.config === undefined ? {} : { path: options.config }),
    env: context.environment,
  });
  const port = options.port === undefined ? config.listen.port : readPort(options.port);
  return { ...config, listen: { host: options.host ?? config.listen.host, port } };
}

function readPort(text: string): number {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) {
    throw new GatewayError('config_invalid', {
      publicMessage: `--port "${text}": expected a whole number from 0 to 65535`,
    });
  }
  return port;
}

function makeDirectory(path: string): void {
  try {
    makeDirectories(path, 0o700);
  } catch (cause) {
    throw new GatewayError('store_unwritable', {
      publicMessage: `cannot create the data directory ${path}: ${whyNot(cause)}`,
      cause,
    });
  }
}

interface Starter {
  readonly text: string;
  readonly fileName: string;
}

/** The policy of a new installation. A `--policy` file that does not load stops the start before anything is opened. */
async function readStarter({ policy }: ServeOptions): Promise<Starter> {
  if (policy === undefined) {
    return { text: await readFile(fileURLToPath(STARTER_POLICY), 'utf8'), fileName: 'starter.yaml' };
  }
  const { text, loaded } = await loadPolicyFile(policy);
  if (!loaded.ok) throw new PolicyRejected(loaded.diagnostics);
  return { text, fileName: basename(policy) };
}

/** With `--policy`, the file is what is active: now, and whenever it changes. */
function followed(
  { terminal }: CommandContext,
  installation: Installation,
  { policy }: ServeOptions,
): PolicyFile | undefined {
  return policy === undefined ? undefined : { path: resolve(policy), installation, terminal };
}

function dataOption({ environment }: CommandContext, dataDirectory: string): string {
  return resolve(dataDirectoryOf(environment)) === dataDirectory ? '' : ` --data ${dataDirectory}`;
}

interface Started {
  readonly installation: Installation;
  readonly config: Config;
  readonly running: Running;
  readonly first: FirstRun | undefined;
  readonly dataOption: string;
}

function report({ terminal }: CommandContext, started: Started): void {
  const { installation, config, running, first } = started;
  if (terminal.json) {
    const secrets =
      first === undefined
        ? {}
        : { admin_token: first.adminToken, first_agent: first.agent, first_agent_key: first.agentKey };
    terminal.printJson({
      event: 'listening',
      url: running.url,
      admin_socket: running.adminSocket,
      ...secrets,
      status: statusOf(installation, config, running),
    });
    return;
  }
  for (const line of startupReport(terminal, started)) terminal.print(line);
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolvePromise) => {
    if (signal.aborted) resolvePromise();
    signal.addEventListener('abort', () => resolvePromise(), { once: true });
  });
}
