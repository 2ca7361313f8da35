// Where alerts go, each destination with its address and key from the environment.

import type { HttpKind, Interest } from '../alerts/index.ts';
import { Secret } from '../providers/index.ts';
import { type Environment, variable } from './environment.ts';
import type { PlacelessProblem } from './problem.ts';
import { type AlertSinkSection, baseUrlSchema } from './schema.ts';

export type AlertSinkConfig = {
  readonly name: string;
  readonly interest: Interest;
  readonly maxPerMinute: number;
} & (
  | { readonly kind: HttpKind; readonly url: string; readonly key: Secret | undefined }
  | { readonly kind: 'email'; readonly url: Secret; readonly from: string; readonly to: readonly string[] }
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
    interest: { on: section.on, minSeverity: section.min_severity, agents: section.agents },
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
