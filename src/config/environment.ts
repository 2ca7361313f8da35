// The environment variables that the gateway reads, and no others that begin like them.

import { didYouMean } from '../domain/index.ts';
import { type ConfigProblem, environmentProblem } from './problem.ts';
import { hostSchema, portSchema } from './schema.ts';

/** As `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every variable with our prefix that means something; they win over the file. */
const VARIABLES = ['SALLYPORT_CONFIG', 'SALLYPORT_DATA_DIR', 'SALLYPORT_HOST', 'SALLYPORT_PORT'] as const;
type Variable = (typeof VARIABLES)[number];

interface EnvironmentRead {
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly dataDir: string | undefined;
  readonly problems: readonly ConfigProblem[];
}

/** What Kubernetes puts into every container beside a Service called `sallyport`: nobody's mistake, and not for us. */
const SERVICE_LINK = /^SALLYPORT_(?:SERVICE_(?:HOST|PORT)|PORT_[0-9]+_(?:TCP|UDP|SCTP))/;
const SERVICE_URL = /^(?:tcp|udp|sctp):\/\//;

/** Reads our variables. `alsoAllowed` are names that the configuration file itself refers to. */
export function readEnvironment(env: Environment, alsoAllowed: ReadonlySet<string>): EnvironmentRead {
  const problems = Object.keys(env)
    .filter((name) => isUnknown(name) && !alsoAllowed.has(name))
    .map((name) =>
      environmentProblem(
        name,
        'unknown-variable',
        'unknown environment variable',
        didYouMean(name, VARIABLES),
      ),
    );
  const host = variable(env, 'SALLYPORT_HOST');
  if (host !== undefined && !hostSchema.safeParse(host).success) {
    problems.push(notValid('SALLYPORT_HOST', 'a host name or an IP address'));
  }
  const port = portOf(variable(env, 'SALLYPORT_PORT'));
  if (port !== undefined && !portSchema.safeParse(port).success) {
    problems.push(notValid('SALLYPORT_PORT', 'a number from 0 to 65535'));
  }
  return { host, port, dataDir: variable(env, 'SALLYPORT_DATA_DIR'), problems };
}

function isUnknown(name: string): boolean {
  return (
    name.startsWith('SALLYPORT_') && !SERVICE_LINK.test(name) && !VARIABLES.some((known) => known === name)
  );
}

/** NaN for what is not a number in plain digits. */
function portOf(text: string | undefined): number | undefined {
  if (text === undefined || SERVICE_URL.test(text)) return undefined;
  return /^[0-9]{1,5}$/.test(text) ? Number(text) : Number.NaN;
}

function notValid(name: Variable, expected: string): ConfigProblem {
  return environmentProblem(name, 'invalid-value', 'not valid', `expected ${expected}`);
}

/** The value of a variable; empty counts as not set, as shells and compose files mean it. */
export function variable(env: Environment, name: string): string | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return value === '' ? undefined : value;
}
