// File text + environment → Config, or everything that is wrong with them at once.

import { isJsonObject, stringField } from '../domain/index.ts';
import type { Secret, UpstreamSettings } from '../providers/index.ts';
import { type AlertSinkConfig, alertSinksOf, alertVariablesOf } from './alert-settings.ts';
import { type ClassifierConfig, classifierOf } from './classifier-settings.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { explainIssues } from './explain.ts';
import { type NoticesConfig, noticesOf } from './notice-settings.ts';
import type { ConfigProblem } from './problem.ts';
import { type AnchorSettings, type ConfigFile, configSchema } from './schema.ts';
import { type SignInConfig, signInOf } from './sign-in-settings.ts';
import { type SinkConfig, sinksOf } from './sink-settings.ts';
import { type ConfigSource, emptySource, readSource } from './source.ts';
import { type OwnAddress, upstreamsOfEnvironment, upstreamsOfFile } from './upstream-settings.ts';

/** The whole configuration of a gateway: defaults filled in, secrets wrapped, times in milliseconds, sizes in bytes. */
export interface Config {
  readonly listen: OwnAddress;
  /** As written: relative paths are the caller's to resolve. */
  readonly dataDir: string;
  /** In order of preference; empty when neither the file nor the environment names one. */
  readonly upstreams: readonly UpstreamSettings[];
  readonly approvals: NoticesConfig;
  readonly signIn: SignInConfig;
  /** The operator's own classifier; undefined where none is named. */
  readonly classifier: ClassifierConfig | undefined;
  readonly alerts: readonly AlertSinkConfig[];
  /** What a policy's `alerts:` section can refer to: the variables that begin with ALERT_. */
  readonly alertVariables: ReadonlyMap<string, Secret>;
  readonly exports: readonly SinkConfig[];
  /** Per million tokens, by model name or glob. */
  readonly prices: ConfigFile['prices'];
  readonly limits: {
    readonly maxBodyBytes: number;
    readonly maxReplyBytes: number;
    readonly maxMessages: number;
    readonly maxActions: number;
    readonly maxArgumentBytes: number;
    readonly maxEventBytes: number;
    readonly maxInFlight: number;
    readonly maxInFlightPerAgent: number;
    readonly headerTimeoutMs: number;
    readonly requestTimeoutMs: number;
  };
  readonly ledger: {
    readonly spoolIntervalMs: number;
    readonly spoolBytes: number;
    readonly signatures: 'batch' | 'each';
    readonly witnessPolicy: string | undefined;
    readonly witnessIntervalMs: number;
    readonly anchors: readonly AnchorSettings[];
    readonly retention: {
      readonly bounds: { readonly maxAgeDays?: number; readonly maxSizeMib?: number };
      readonly sealAfterDays: number | undefined;
      readonly everyHours: number;
    };
  };
  readonly failure: ConfigFile['failure'];
}

export interface ConfigInput {
  /** Undefined where there is no file. */
  readonly text: string | undefined;
  /** For messages. */
  readonly file: string;
  readonly env: Environment;
}

export type ConfigRead =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Pure: the same input gives the same answer. No problem ever repeats a value that could be a secret. */
export function readConfig(input: ConfigInput): ConfigRead {
  const read = input.text === undefined ? undefined : readSource(input.text, input.file);
  if (read?.ok === false) return read;
  const source = read?.source ?? emptySource(input.file);
  const parsed = configSchema.safeParse(source.value);
  if (parsed.success) return withEnvironment(parsed.data, source, input.env);
  const problems = explainIssues(parsed.error.issues, source.value).map(source.locate).sort(byPlace);
  return {
    ok: false,
    problems: [...problems, ...readEnvironment(input.env, namedVariables(source.value)).problems],
  };
}

function withEnvironment(file: ConfigFile, source: ConfigSource, env: Environment): ConfigRead {
  const fromEnv = readEnvironment(env, namedVariables(source.value));
  const listen = { host: fromEnv.host ?? file.listen.host, port: fromEnv.port ?? file.listen.port };
  const { upstreams, problems } = upstreamsOf(file, source, { env, own: listen });
  const sinks = sinksOf(file.exports, env);
  const { notices, problems: ofNotices } = noticesOf(file.approvals, env);
  const alerts = alertSinksOf(file.alerts, env);
  const { signIn, problems: ofSignIn } = signInOf(file.sign_in, env);
  const { classifier, problems: ofClassifier } = classifierOf(file.detection, env);
  const placed = [...sinks.problems, ...ofNotices, ...ofSignIn, ...alerts.problems, ...ofClassifier]
    .map(source.locate)
    .sort(byPlace);
  const all = [...problems, ...placed, ...fromEnv.problems];
  if (all.length > 0) return { ok: false, problems: all };
  const dataDir = fromEnv.dataDir ?? file.data_dir;
  const destinations = {
    exports: sinks.sinks,
    approvals: notices,
    signIn,
    classifier,
    alerts: alerts.sinks,
    alertVariables: alertVariablesOf(env),
  };
  return { ok: true, config: { ...sectionsOf(file), ...destinations, listen, dataDir, upstreams } };
}

/** Variables that the file refers to, also where the rest of it is wrong: naming one makes it known. */
function namedVariables(value: unknown): ReadonlySet<string> {
  const section = (name: string): unknown => (isJsonObject(value) ? value[name] : undefined);
  const approvals = section('approvals');
  const notify = isJsonObject(approvals) ? approvals['notify'] : undefined;
  const signIn = section('sign_in');
  const oidc = isJsonObject(signIn) ? (signIn['oidc'] ?? null) : null;
  return new Set([
    ...fieldsOf(section('upstreams'), 'api_key_env'),
    ...fieldsOf(section('detection'), 'key_env'),
    ...fieldsOf(section('exports'), 'token_env'),
    ...fieldsOf(section('alerts'), 'url_env'),
    ...fieldsOf(section('alerts'), 'key_env'),
    ...fieldsOf(notify, 'url_env'),
    ...fieldsOf(notify, 'secret_env'),
    ...fieldsOf({ sign_in: oidc }, 'client_secret_env'),
  ]);
}

/** What the sections of a mapping say under `key`, where that is text. */
function fieldsOf(sections: unknown, key: string): readonly string[] {
  return ownValues(sections).flatMap((section) =>
    isJsonObject(section) ? (stringField(section, key) ?? []) : [],
  );
}

function ownValues(value: unknown): readonly unknown[] {
  return isJsonObject(value) ? Object.values(value) : [];
}

function upstreamsOf(
  file: ConfigFile,
  source: ConfigSource,
  { env, own }: { readonly env: Environment; readonly own: OwnAddress },
): { readonly upstreams: readonly UpstreamSettings[]; readonly problems: readonly ConfigProblem[] } {
  if (file.upstreams === undefined) return upstreamsOfEnvironment(env, own);
  const { upstreams, problems } = upstreamsOfFile(file.upstreams, env, own);
  return { upstreams, problems: problems.map(source.locate).sort(byPlace) };
}

function sectionsOf({
  prices,
  limits,
  ledger,
  failure,
}: ConfigFile): Omit<
  Config,
  | 'listen'
  | 'dataDir'
  | 'upstreams'
  | 'exports'
  | 'approvals'
  | 'signIn'
  | 'classifier'
  | 'alerts'
  | 'alertVariables'
> {
  return {
    prices,
    limits: {
      maxBodyBytes: limits.max_body_bytes,
      maxReplyBytes: limits.max_reply_bytes,
      maxMessages: limits.max_messages,
      maxActions: limits.max_actions,
      maxArgumentBytes: limits.max_argument_bytes,
      maxEventBytes: limits.max_event_bytes,
      maxInFlight: limits.max_in_flight,
      maxInFlightPerAgent: limits.max_in_flight_per_agent,
      headerTimeoutMs: limits.header_timeout_ms,
      requestTimeoutMs: limits.request_timeout_ms,
    },
    ledger: {
      spoolIntervalMs: ledger.spool_interval_ms,
      spoolBytes: ledger.spool_bytes,
      signatures: ledger.signatures,
      witnessPolicy: ledger.witness_policy,
      witnessIntervalMs: ledger.witness_interval_ms,
      anchors: ledger.anchors,
      retention: retentionOf(ledger.retention),
    },
    failure,
  };
}

function retentionOf(section: ConfigFile['ledger']['retention']): Config['ledger']['retention'] {
  const {
    contents_max_age_days: maxAgeDays,
    contents_max_size_mib: maxSizeMib,
    seal_after_days: sealAfterDays,
    every_hours: everyHours,
  } = section;
  const bounds = {
    ...(maxAgeDays === undefined ? {} : { maxAgeDays }),
    ...(maxSizeMib === undefined ? {} : { maxSizeMib }),
  };
  return { bounds, sealAfterDays, everyHours };
}

function byPlace(a: ConfigProblem, b: ConfigProblem): number {
  return a.line - b.line || a.column - b.column;
}
