// Where alerts go, each destination with its address and key from the environment.

import type { AlertChannel, AlertInterest, AlertRoute } from '../domain/index.ts';
import { Secret } from '../providers/index.ts';
import { type Environment, variable } from './environment.ts';
import type { PlacelessProblem } from './problem.ts';
import { type AlertSinkSection, baseUrlSchema } from './schema.ts';

export type AlertSinkConfig = {
  readonly name: string;
  /** One of them is enough. */
  readonly interests: readonly AlertInterest[];
  readonly maxPerMinute: number;
} & (
  | { readonly kind: AlertChannel; readonly url: string; readonly key: Secret | undefined }
  | { readonly kind: 'email'; readonly url: Secret; readonly from: string; readonly to: readonly string[] }
  /** A destination that can not work, and why. */
  | { readonly kind: 'none'; readonly trouble: string }
);

/** Where PagerDuty takes events of its Events API v2. */
const PAGERDUTY = 'https://events.pagerduty.com/v2/enqueue';

/** The sinks, and what keeps any of them from working. A problem never repeats an address: it may be a secret. */
export function alertSinksOf(
  sections: Readonly<Record<string, AlertSinkSection>>,
  env: Environment,
): { readonly sinks: readonly AlertSinkConfig[]; readonly problems: readonly PlacelessProblem[] } {
  const problems: PlacelessProblem[] = [];
  const sinks = Object.entries(sections).map(([name, section]) => sinkOf({ name, section, env, problems }));
  return { sinks, problems };
}

interface Reading {
  readonly name: string;
  readonly section: AlertSinkSection;
  readonly env: Environment;
  readonly problems: PlacelessProblem[];
}

function sinkOf(reading: Reading): AlertSinkConfig {
  const { name, section, problems } = reading;
  const { kind, from, to } = section;
  const common = {
    name,
    interests: [{ on: section.on, minSeverity: section.min_severity, agents: section.agents }],
    maxPerMinute: section.max_per_minute,
  };
  const url = inVariable(reading, 'url_env') ?? (kind === 'pagerduty' ? PAGERDUTY : '');
  const key = inVariable(reading, 'key_env');
  const missing = NEEDS[kind].filter((field) => section[field] === undefined || section[field].length === 0);
  problems.push(...missing.map((field) => lacks(name, field, kind)));
  if (section.url_env !== undefined && url !== '' && !isAddress(kind, url))
    problems.push(noAddress(name, kind));
  return kind === 'email'
    ? { ...common, kind, url: new Secret(url), from: from ?? '', to }
    : { ...common, kind, url, key: key === undefined ? undefined : new Secret(key) };
}

const NEEDS = {
  webhook: ['url_env'],
  slack: ['url_env'],
  teams: ['url_env'],
  pagerduty: ['key_env'],
  email: ['url_env', 'from', 'to'],
} as const satisfies Record<AlertSinkSection['kind'], readonly (keyof AlertSinkSection)[]>;

function inVariable(
  { name, section, env, problems }: Reading,
  key: 'url_env' | 'key_env',
): string | undefined {
  const named = section[key];
  const value = named === undefined ? undefined : variable(env, named);
  if (named !== undefined && value === undefined) {
    problems.push({
      path: ['alerts', name, key],
      code: 'missing-variable',
      message: `the environment variable ${named} is not set`,
      hint: 'export it before the start',
    });
  }
  return value;
}

function isAddress(kind: AlertSinkSection['kind'], text: string): boolean {
  if (kind === 'email') return /^smtps?:$/.test(URL.canParse(text) ? new URL(text).protocol : '');
  return baseUrlSchema.safeParse(text.split('?', 1)[0] ?? '').success;
}

/** Variables that a policy may name, and no others: what else is in the environment is not for its authors. */
const FOR_POLICIES = /^ALERT_[A-Z0-9_]{1,100}$/;

/** Addresses and keys that a policy's `alerts:` section can refer to. */
export function alertVariablesOf(env: Environment): ReadonlyMap<string, Secret> {
  const names = Object.keys(env).filter((name) => FOR_POLICIES.test(name));
  return new Map(
    names.flatMap((name) => {
      const value = variable(env, name);
      return value === undefined ? [] : [[name, new Secret(value)] as const];
    }),
  );
}

/**
 * The configured sinks with what the policy in force adds: interests of theirs, and destinations of its own. One that can
 * not work is a sink, too, and says why: alerts to it are undelivered, not lost.
 */
export function alertSinksFor(
  routes: readonly AlertRoute[],
  { alerts, alertVariables }: Pick<PolicyGround, 'alerts' | 'alertVariables'>,
): readonly AlertSinkConfig[] {
  const sinks = new Map(alerts.map((sink) => [sink.name, sink]));
  for (const route of routes) {
    const sink = sinkOfRoute(route, sinks, alertVariables);
    const known = sinks.get(sink.name);
    const interests = [...(known?.interests ?? []), route.interest];
    sinks.set(sink.name, { ...(known ?? sink), interests });
  }
  return [...sinks.values()];
}

interface PolicyGround {
  readonly alerts: readonly AlertSinkConfig[];
  readonly alertVariables: ReadonlyMap<string, Secret>;
}

const POLICY_MAX_PER_MINUTE = 20;

function sinkOfRoute(
  { interest, to }: AlertRoute,
  configured: ReadonlyMap<string, AlertSinkConfig>,
  variables: PolicyGround['alertVariables'],
): AlertSinkConfig {
  const common = { interests: [interest], maxPerMinute: POLICY_MAX_PER_MINUTE };
  if ('destination' in to) {
    const name = to.destination;
    const trouble = 'sallyport.yaml has no alert destination of this name';
    return configured.get(name) ?? { ...common, name, kind: 'none', trouble };
  }
  const { channel, urlEnv, keyEnv } = to;
  // A colon keeps it apart from every name that the configuration can give.
  const name = [channel, urlEnv, keyEnv].filter((part) => part !== undefined).join(':');
  const url = urlEnv === undefined ? PAGERDUTY : variables.get(urlEnv)?.reveal();
  const key = keyEnv === undefined ? undefined : variables.get(keyEnv);
  const unset = [urlEnv, keyEnv].find((variable) => variable !== undefined && !variables.has(variable));
  if (unset !== undefined || url === undefined)
    return { ...common, name, kind: 'none', trouble: `the environment variable ${unset} is not set` };
  if (!isAddress(channel, url))
    return { ...common, name, kind: 'none', trouble: `the environment variable ${urlEnv} holds no address` };
  return { ...common, name, kind: channel, url, key };
}

function lacks(name: string, key: string, kind: string): PlacelessProblem {
  return {
    path: ['alerts', name],
    code: 'missing-key',
    message: `\`${key}\` is missing`,
    hint: `an alert sink of kind ${kind} needs it`,
  };
}

function noAddress(name: string, kind: string): PlacelessProblem {
  return {
    path: ['alerts', name, 'url_env'],
    code: 'invalid-value',
    message: 'the variable holds no address',
    hint:
      kind === 'email'
        ? 'expected smtp://… or smtps://…'
        : 'expected an http or https URL without user and password',
  };
}
