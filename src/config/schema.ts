// What the configuration file may say: strict sections with defaults, in the words of the file.

import { z } from 'zod';
import { ALERT_CHANNELS, ALERT_TOPICS, SEVERITIES } from '../domain/index.ts';
import { exporters, FORMATS } from '../exporters/index.ts';
import { ROLES } from '../identity/index.ts';
import { isReservedHeader, PROVIDERS } from '../providers/index.ts';

/** Starts the message of an unknown-key issue; the valid keys follow, separated by spaces. */
export const VALID_KEYS = 'valid keys: ';

function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape).join(' ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? VALID_KEYS + keys : undefined),
  });
}

const MIB = 1024 * 1024;
const count = (max: number) => z.number().int().min(1, 'at least 1').max(max, `at most ${max}`);
const milliseconds = (max: number) => count(max).describe('milliseconds');

export const portSchema = z.number().int().min(0, 'at least 0 (any free port)').max(65_535, 'at most 65535');
export const hostSchema = z.string().regex(/^[A-Za-z0-9._:-]{1,253}$/, 'a host name or an IP address');

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'the name of an environment variable, such as OPENAI_API_KEY');

export const baseUrlSchema = z
  .string()
  .refine(isBaseUrl, 'an http or https URL without user, password, query and fragment');

function isBaseUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isHttp && url.username === '' && url.password === '' && !text.includes('?') && !text.includes('#');
}

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,64}$/, 'a header name has letters, digits and hyphens')
  .refine((name) => !isReservedHeader(name.toLowerCase()), 'the gateway sets this header itself');

const timeouts = section({
  connect_ms: milliseconds(600_000).default(5_000),
  /** Until the provider's headers: a buffered reply has none before it is complete. */
  headers_ms: milliseconds(3_600_000).default(600_000),
  /** Between two chunks of a reply. */
  idle_ms: milliseconds(3_600_000).default(300_000),
});

export const upstreamSchema = section({
  kind: z.enum(PROVIDERS.map((provider) => provider.kind)),
  base_url: baseUrlSchema,
  api_key_env: variableName.optional(),
  api_version: z
    .string()
    .regex(/^[A-Za-z0-9.-]{1,40}$/, 'a version such as 2024-10-21')
    .optional(),
  models: z
    .array(z.string().regex(/^[\x21-\x7e]{1,200}$/, 'a model name, `*` for any run of characters'))
    .min(1, 'the list is empty: leave it out for all models')
    .default(['*']),
  headers: z
    .record(headerName, z.string().regex(/^[\x20-\x7e]{1,1024}$/, 'printable ASCII on one line'))
    .default({}),
  timeouts: timeouts.prefault({}),
});

const limits = section({
  max_body_bytes: count(1024 * MIB).default(20 * MIB),
  max_reply_bytes: count(1024 * MIB).default(32 * MIB),
  max_messages: count(1_000_000).default(5_000),
  max_actions: count(100_000).default(256),
  max_argument_bytes: count(64 * MIB).default(4 * MIB),
  max_event_bytes: count(64 * MIB).default(4 * MIB),
  max_in_flight: count(100_000).default(1_024),
  /** Of one agent, held calls included. */
  max_in_flight_per_agent: count(100_000).default(512),
  header_timeout_ms: milliseconds(600_000).default(10_000),
  request_timeout_ms: milliseconds(3_600_000).default(120_000),
});

/** Where checkpoints are kept beyond the operator's reach. */
const anchor = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), path: z.string().min(1, 'a file') }),
  z.strictObject({ kind: z.literal('directory'), path: z.string().min(1, 'a directory') }),
  z.strictObject({ kind: z.literal('webhook'), url: baseUrlSchema }),
]);

/** Kept at the start and every `every_hours`. Without a bound nothing is dropped, without `seal_after_days` nothing sealed. */
const retention = section({
  /** Workflows that have been silent for longer lose their contents. */
  contents_max_age_days: count(100_000).optional(),
  /** The longest silent ones lose theirs, until the rest takes no more. */
  contents_max_size_mib: count(999_999_999).optional(),
  /** Records that are older move into compressed files. */
  seal_after_days: count(100_000).optional(),
  every_hours: count(8_760).default(24),
});

const ledger = section({
  /** Text that flows before its record is complete is kept at least this often, and after this many bytes. */
  spool_interval_ms: milliseconds(60_000).default(200),
  spool_bytes: count(16 * MIB).default(16 * 1024),
  /** `batch` signs each commit, and its chain carries that to every record; `each` signs every record by itself. */
  signatures: z.enum(['batch', 'each']).default('batch'),
  /** A C2SP tlog-policy file: its witnesses with a URL are asked to cosign checkpoints. */
  witness_policy: z.string().min(1, 'a file').optional(),
  witness_interval_ms: milliseconds(86_400_000).default(60_000),
  anchors: z.array(anchor).max(16, 'at most 16').default([]),
  retention: retention.prefault({}),
});

export const sinkSchema = section({
  kind: z.enum(exporters.map((exporter) => exporter.kind)),
  url: baseUrlSchema,
  token_env: variableName.optional(),
  format: z.enum(FORMATS).optional(),
  /** A Splunk index, an Elastic data stream, a Datadog service. */
  target: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,200}$/, 'letters, digits, dots, hyphens and underscores')
    .optional(),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'a header name has letters, digits and hyphens'),
      z.string().regex(/^[\x20-\x7e]{1,1024}$/, 'printable ASCII on one line'),
    )
    .default({}),
  timeout_ms: milliseconds(600_000).default(30_000),
});

const price = z.number().min(0, 'at least 0').max(1_000_000, 'at most 1000000');

/** What models cost, per million tokens; a name is exact or has `*`. Budgets of money refuse models without a price. */
const prices = section({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'a currency such as USD')
    .default('USD'),
  models: z
    .record(
      z.string().regex(/^[\x21-\x7e]{1,200}$/, 'a model name, `*` for any run of characters'),
      section({ input: price, output: price }),
    )
    .default({}),
});

/** Written down so that a reader sees the answers, and strict so that nobody can loosen them by a word. */
const failure = section({
  on_no_policy: z.literal('refuse').default('refuse'),
  on_ledger_error: z.literal('refuse').default('refuse'),
  on_invalid_reply: z.literal('refuse').default('refuse'),
});

const personName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'a name of 1 to 64 of A-Z a-z 0-9 _ -');

/** Without line breaks and angle brackets: nothing that could become a header of its own. */
const mailAddress = z
  .string()
  .regex(/^[\x21-\x3b\x3d\x3f-\x7e]{1,200}@[\x21-\x3b\x3d\x3f-\x7e]{1,200}$/, 'a mail address');

const noticeSchema = section({
  kind: z.enum(['slack', 'webhook']),
  /** Such addresses are secrets: who knows one can post there. */
  url_env: variableName,
  /** Signs the bodies of a webhook. */
  secret_env: variableName.optional(),
  /** The one person who reads there; without it a link speaks for nobody in particular. */
  person: personName.optional(),
  groups: z.array(personName).max(64).default([]),
});

const approvals = section({
  /** Where people reach this gateway; without it notices carry no links. */
  public_url: baseUrlSchema.optional(),
  notify: z.record(personName, noticeSchema).default({}),
});

export const alertSinkSchema = section({
  kind: z.enum([...ALERT_CHANNELS, 'email']),
  /** Such addresses are secrets: who knows one can post there. For PagerDuty: only where it is not its public one. */
  url_env: variableName.optional(),
  /** PagerDuty's routing key; the key that signs a webhook. */
  key_env: variableName.optional(),
  from: mailAddress.optional(),
  to: z.array(mailAddress).max(50).default([]),
  /** What it wants to hear of; empty means everything. */
  on: z.array(z.enum(ALERT_TOPICS)).max(ALERT_TOPICS.length).default([]),
  min_severity: z.enum(SEVERITIES).default('info'),
  agents: z.array(personName).max(256).default([]),
  max_per_minute: count(1_000).default(20),
});

const detection = section({
  /** Your own classifier, asked about new texts where the policy names the detector `external`. */
  external: section({
    url: baseUrlSchema,
    /** Variable with a bearer token for it. */
    key_env: variableName.optional(),
    /** From the connection to the last byte of the answer; later is no answer. */
    timeout_ms: count(60_000).default(1_000),
  }).optional(),
});

const signIn = section({
  /** How long a sign-in lasts. */
  session_minutes: count(10_080).default(480),
  oidc: section({
    issuer: baseUrlSchema,
    client_id: z.string().regex(/^[\x21-\x7e]{1,255}$/, 'printable characters without spaces'),
    /** Without it: a public client, which PKCE alone protects. */
    client_secret_env: variableName.optional(),
    /** Where people reach this gateway; the provider sends them back to it. */
    public_url: baseUrlSchema,
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'an OAuth scope'))
      .max(32)
      .default(['openid', 'profile'])
      .refine((scopes) => scopes.includes('openid'), 'openid is one of them'),
    name_claim: z.string().min(1).max(100).default('preferred_username'),
    groups_claim: z.string().min(1).max(100).default('groups'),
    /** Groups of the provider, and the roles that they give here. */
    roles: z.record(z.string().min(1).max(255), z.array(z.enum(ROLES)).min(1).max(8)),
  }).optional(),
});

export const configSchema = section({
  listen: section({ host: hostSchema.default('127.0.0.1'), port: portSchema.default(8787) }).prefault({}),
  data_dir: z.string().min(1, 'a directory').default('sallyport-data'),
  upstreams: z
    .record(
      z
        .string()
        .regex(
          /^[A-Za-z][A-Za-z0-9_-]{0,63}$/,
          'a name begins with a letter and goes on with A-Z a-z 0-9 _ -',
        ),
      upstreamSchema,
    )
    .optional(),
  approvals: approvals.prefault({}),
  sign_in: signIn.prefault({}),
  detection: detection.prefault({}),
  alerts: z.record(personName, alertSinkSchema).default({}),
  exports: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'a name has a-z 0-9 - and begins with a letter'),
      sinkSchema,
    )
    .default({}),
  prices: prices.prefault({}),
  limits: limits.prefault({}),
  ledger: ledger.prefault({}),
  failure: failure.prefault({}),
});

export type ConfigFile = z.infer<typeof configSchema>;
export type AnchorSettings = z.infer<typeof anchor>;
export type SinkSection = z.infer<typeof sinkSchema>;
export type UpstreamSection = z.infer<typeof upstreamSchema>;
export type ApprovalsSection = ConfigFile['approvals'];
export type DetectionSection = ConfigFile['detection'];
export type SignInSection = ConfigFile['sign_in'];
export type AlertSinkSection = z.infer<typeof alertSinkSchema>;
