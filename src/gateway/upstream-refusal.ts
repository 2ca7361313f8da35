// A provider's own error answer: passed on where it is an OpenAI-shaped error about the call, translated where it is not.

import { FAULTS, GatewayError, isJsonObject, ownField, stringField } from '../domain/index.ts';
import { readJson } from '../wire/index.ts';
import type { StoredReply } from './retry-book.ts';

/** Thrown by step 8 when the upstream answers with a status that is not success. */
export class UpstreamRefusal extends Error {
  override readonly name = 'UpstreamRefusal';
  readonly status: number;
  readonly fault: GatewayError;
  readonly #body: Uint8Array | undefined;
  readonly #headers: ReadonlyMap<string, string>;

  constructor(answer: {
    readonly status: number;
    readonly headers: ReadonlyMap<string, string>;
    readonly body: Uint8Array;
  }) {
    super(`the model provider answered ${answer.status}`);
    this.status = answer.status;
    this.#headers = answer.headers;
    this.#body = isErrorShaped(answer.body) ? answer.body : undefined;
    this.fault = refusalFault(answer.status, this.#body !== undefined);
  }

  /** The answer for the agent. The provider's refusal of the gateway's own credentials is never passed on as the agent's. */
  reply(headers: Readonly<Record<string, string>>): StoredReply {
    const ownCredentials = this.status === 401 || this.status === 403;
    if (this.#body === undefined || ownCredentials) {
      const row = FAULTS[this.fault.code];
      const error = {
        message: `${this.fault.publicMessage}. ${row.advice}`,
        type: row.type,
        code: this.fault.code,
        param: null,
      };
      return {
        status: row.status,
        headers: {
          ...headers,
          'content-type': 'application/json',
          'x-should-retry': String(!ownCredentials && this.status >= 500),
        },
        body: Buffer.from(JSON.stringify({ error })),
      };
    }
    const passed: Record<string, string> = { ...headers, 'content-type': 'application/json' };
    for (const name of ['retry-after', 'retry-after-ms', 'x-should-retry']) {
      const value = this.#headers.get(name);
      if (value !== undefined) passed[name] = value;
    }
    return { status: this.status, headers: passed, body: this.#body };
  }
}

function refusalFault(status: number, isShaped: boolean): GatewayError {
  if (status === 401 || status === 403) {
    return new GatewayError('upstream_invalid', {
      publicMessage: "the model provider refused the gateway's credentials",
    });
  }
  return new GatewayError(status >= 500 ? 'upstream_unreachable' : 'upstream_invalid', {
    publicMessage: `the model provider answered ${status}${isShaped ? '' : ' with something that is not an API error'}`,
  });
}

function isErrorShaped(body: Uint8Array): boolean {
  const read = readJson(body);
  if (!read.ok) return false;
  const error = ownField(read.value, 'error');
  return isJsonObject(error) && stringField(error, 'message') !== undefined;
}
