// Upstreams as the file describes them, or the one that an OPENAI_API_KEY in the environment stands for.

import { PROVIDERS, Secret, type UpstreamSettings } from '../providers/index.ts';
import { type Environment, variable } from './environment.ts';
import { type ConfigProblem, environmentProblem, type PlacelessProblem } from './problem.ts';
import { baseUrlSchema, type UpstreamSection, upstreamSchema } from './schema.ts';

/** Where this gateway itself listens. */
export interface OwnAddress {
  readonly host: string;
  readonly port: number;
}

/** The upstreams of the file, each with its key from the environment, and what keeps any of them from working. */
export function upstreamsOfFile(
  sections: Readonly<Record<string, UpstreamSection>>,
  env: Environment,
  own: OwnAddress,
): { readonly upstreams: readonly UpstreamSettings[]; readonly problems: readonly PlacelessProblem[] } {
  const entries = Object.entries(sections);
  return {
    upstreams: entries.map(([name, section]) => settingsOf(name, section, env)),
    problems: entries.flatMap(([name, section]) => problemsOf(['upstreams', name], section, { env, own })),
  };
}

const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * What OPENAI_API_KEY and OPENAI_BASE_URL say where the file says nothing. A base URL that is this gateway's own
 * address is the agents' setting, found in a shell that they share: the provider's own address is meant.
 */
export function upstreamsOfEnvironment(
  env: Environment,
  own: OwnAddress,
): { readonly upstreams: readonly UpstreamSettings[]; readonly problems: readonly ConfigProblem[] } {
  if (variable(env, 'OPENAI_API_KEY') === undefined) return { upstreams: [], problems: [] };
  const given = variable(env, 'OPENAI_BASE_URL');
  if (given !== undefined && !baseUrlSchema.safeParse(given).success) {
    const hint = 'expected an http or https URL without user, password, query and fragment';
    return {
      upstreams: [],
      problems: [environmentProblem('OPENAI_BASE_URL', 'invalid-value', 'not valid', hint)],
    };
  }
  const base_url = given === undefined || pointsTo(own, given) ? OPENAI_URL : given;
  const section = upstreamSchema.parse({ kind: 'openai', base_url, api_key_env: 'OPENAI_API_KEY' });
  return { upstreams: [settingsOf('openai', section, env)], problems: [] };
}

function settingsOf(name: string, section: UpstreamSection, env: Environment): UpstreamSettings {
  const key = section.api_key_env === undefined ? undefined : variable(env, section.api_key_env);
  const { connect_ms: connectMs, headers_ms: headersMs, idle_ms: idleMs } = section.timeouts;
  return {
    name,
    kind: section.kind,
    baseUrl: section.base_url,
    apiKey: key === undefined ? undefined : new Secret(key),
    apiVersion: section.api_version,
    models: section.models,
    headers: new Map(Object.entries(section.headers).map(([header, value]) => [header.toLowerCase(), value])),
    timeouts: { connectMs, headersMs, idleMs },
  };
}

function problemsOf(
  path: readonly string[],
  section: UpstreamSection,
  { env, own }: { readonly env: Environment; readonly own: OwnAddress },
): PlacelessProblem[] {
  const problems: PlacelessProblem[] = [];
  const needsVersion = PROVIDERS.find((provider) => provider.kind === section.kind)?.needsApiVersion === true;
  if (needsVersion && section.api_version === undefined) {
    problems.push({
      path,
      code: 'missing-key',
      message: '`api_version` is missing',
      hint: 'expected a version such as 2024-10-21',
    });
  }
  if (!needsVersion && section.api_version !== undefined) {
    const message = `an upstream of kind ${section.kind} has no \`api_version\``;
    problems.push({
      path: [...path, 'api_version'],
      atKey: true,
      code: 'unknown-key',
      message,
      hint: 'take it out',
    });
  }
  if (section.api_key_env !== undefined && variable(env, section.api_key_env) === undefined) {
    const message = `the environment variable ${section.api_key_env} is not set`;
    problems.push({
      path: [...path, 'api_key_env'],
      code: 'missing-variable',
      message,
      hint: 'export it before the start',
    });
  }
  if (pointsTo(own, section.base_url)) {
    const hint = 'expected the address of the model provider';
    problems.push({
      path: [...path, 'base_url'],
      code: 'loop',
      message: 'this is the address of this gateway itself',
      hint,
    });
  }
  return problems;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]', '0.0.0.0', '[::]']);

/** True when a URL leads back to this gateway, as far as its text tells. */
function pointsTo(own: OwnAddress, text: string): boolean {
  const url = new URL(text);
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  if (port !== own.port) return false;
  const ownHost = own.host.includes(':') ? `[${own.host}]` : own.host.toLowerCase();
  return url.hostname === ownHost || LOOPBACK.has(url.hostname);
}
