// The one table of faults. A fault is an error with a public message; everything else that is thrown is a bug.

interface FaultRow {
  /** HTTP status that the agent-facing door answers with. */
  readonly status: number;
  /** OpenAI error `type`. */
  readonly type: string;
  /** Whether the official SDKs may try again; sent as `x-should-retry`. */
  readonly retry: boolean;
  /** What the caller should do. */
  readonly advice: string;
}

export const FAULTS = {
  invalid_json: {
    status: 400,
    type: 'invalid_request_error',
    retry: false,
    advice: 'Send one well-formed JSON document in UTF-8.',
  },
  invalid_http: {
    status: 400,
    type: 'invalid_request_error',
    retry: false,
    advice:
      'Send an HTTP/1.1 request without delay: one Host, one length or chunked, and a body that is not compressed.',
  },
  duplicate_keys: {
    status: 400,
    type: 'invalid_request_error',
    retry: false,
    advice: 'Send each object key once: readers disagree about which one counts.',
  },
  invalid_request: {
    status: 400,
    type: 'invalid_request_error',
    retry: false,
    advice: 'Correct the named field.',
  },
  body_too_large: {
    status: 413,
    type: 'invalid_request_error',
    retry: false,
    advice: 'Send less, or raise limits.max_body_bytes.',
  },
  missing_key: {
    status: 401,
    type: 'authentication_error',
    retry: false,
    advice:
      'Send the agent key that `sallyport keys issue` showed, as `Authorization: Bearer …` or `api-key`.',
  },
  invalid_key: {
    status: 401,
    type: 'authentication_error',
    retry: false,
    advice: 'Use a key that is neither revoked nor expired; issue one with `sallyport keys issue AGENT`.',
  },
  not_signed_in: {
    status: 401,
    type: 'authentication_error',
    retry: false,
    advice:
      'Sign in, or use a token that is neither revoked nor expired; an administrator has `sallyport tokens issue --role ROLE` and `sallyport people password NAME`.',
  },
  too_many_attempts: {
    status: 429,
    type: 'permission_error',
    retry: false,
    advice: 'Wait as long as the message says, then try again.',
  },
  agent_mismatch: {
    status: 403,
    type: 'permission_error',
    retry: false,
    advice: 'Use the key of the agent that the path names.',
  },
  not_permitted: {
    status: 403,
    type: 'permission_error',
    retry: false,
    advice: 'Ask the operator to widen this agent or token.',
  },
  workflow_erased: {
    status: 403,
    type: 'permission_error',
    retry: false,
    advice: 'Begin a new workflow: after an erasure nobody knows what this one has seen.',
  },
  unknown_route: {
    status: 403,
    type: 'permission_error',
    retry: false,
    advice: 'Use POST /v1/chat/completions or GET /v1/models.',
  },
  unsupported_route: {
    status: 403,
    type: 'permission_error',
    retry: false,
    advice:
      'Only chat completions are guarded: docs/guides/connect-your-agents.md says how clients are set to them.',
  },
  model_not_found: {
    status: 404,
    type: 'invalid_request_error',
    retry: false,
    advice: 'GET /v1/models lists those that this agent may use.',
  },
  method_not_allowed: {
    status: 405,
    type: 'invalid_request_error',
    retry: false,
    advice: 'Use the method that the route documents.',
  },
  not_found: { status: 404, type: 'invalid_request_error', retry: false, advice: 'Check the name or id.' },
  conflict: {
    status: 409,
    type: 'invalid_request_error',
    retry: false,
    advice: 'Look at the present state, then decide again.',
  },
  policy_violation: {
    status: 403,
    type: 'policy_violation',
    retry: false,
    advice: 'Do something else: the same call will be blocked again.',
  },
  halted: {
    status: 403,
    type: 'policy_violation',
    retry: false,
    advice:
      'Do not try again: a person has stopped this agent, workflow or project. `sallyport halts` lists who and why.',
  },
  no_policy: {
    status: 503,
    type: 'gateway_error',
    retry: false,
    advice: 'Load a policy: `sallyport policy activate FILE`.',
  },
  ledger_unavailable: {
    status: 503,
    type: 'gateway_error',
    retry: true,
    advice: 'The gateway cannot record, so it does not act. See its log.',
  },
  detector_failed: {
    status: 503,
    type: 'gateway_error',
    retry: false,
    advice: 'A check could not run, so nothing was released. See the record.',
  },
  overloaded: {
    status: 503,
    type: 'gateway_error',
    retry: true,
    advice: 'Too many calls in flight; try again after `retry-after`.',
  },
  no_upstream: {
    status: 403,
    type: 'permission_error',
    retry: false,
    advice: 'No upstream serves this model for this agent: see `upstreams` in the configuration.',
  },
  upstream_unreachable: {
    status: 502,
    type: 'upstream_error',
    retry: true,
    advice: 'It is the model provider or the way to it; the gateway is well.',
  },
  upstream_timeout: {
    status: 504,
    type: 'upstream_error',
    retry: true,
    advice: 'The model provider took too long; the gateway is well.',
  },
  upstream_invalid: {
    status: 502,
    type: 'upstream_error',
    retry: false,
    advice:
      'It is the model provider or how the gateway is set up for it, not this call: nothing more of the reply is released.',
  },
  upstream_too_large: {
    status: 502,
    type: 'upstream_error',
    retry: false,
    advice: 'The reply exceeds limits.max_reply_bytes or limits.max_actions.',
  },
  scan_failed: {
    status: 422,
    type: 'invalid_request_error',
    retry: false,
    advice: 'Scan less at once, or leave out the file that it stumbles over.',
  },
  config_invalid: {
    status: 500,
    type: 'gateway_error',
    retry: false,
    advice: 'Correct the named line or option.',
  },
  store_locked: {
    status: 500,
    type: 'gateway_error',
    retry: false,
    advice: 'Another process has this data directory open; stop it or use another directory.',
  },
  store_damaged: {
    status: 500,
    type: 'gateway_error',
    retry: false,
    advice:
      'Nothing was changed. `sallyport verify` names kind and place as far as the file can be read; keep it, and put a copy back.',
  },
  store_unwritable: {
    status: 500,
    type: 'gateway_error',
    retry: false,
    advice:
      'Make the data directory writable for this user, and for this user alone, or name another with --data.',
  },
  port_in_use: {
    status: 500,
    type: 'gateway_error',
    retry: false,
    advice: 'Stop the other process, or choose another address with --port or --host.',
  },
  internal: {
    status: 500,
    type: 'gateway_error',
    retry: false,
    advice: 'This is a bug in the gateway: report it with the request id.',
  },
} as const satisfies Record<string, FaultRow>;

export type FaultCode = keyof typeof FAULTS;

export interface FaultOptions {
  /** All that a client ever sees. Never holds content, a key, or a matched text. */
  readonly publicMessage: string;
  /** For the operator's log. Must already be free of secrets. */
  readonly detail?: string;
  /** Of method_not_allowed: the methods that the route has, as the header Allow lists them (RFC 9110 §15.5.6). */
  readonly allow?: string;
  readonly cause?: unknown;
}

/** A fault that the caller, the operator or the upstream can mend. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly code: FaultCode;
  readonly publicMessage: string;
  readonly detail: string | undefined;
  readonly allow: string | undefined;

  constructor(code: FaultCode, options: FaultOptions) {
    super(options.publicMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.publicMessage = options.publicMessage;
    this.detail = options.detail;
    this.allow = options.allow;
  }
}
