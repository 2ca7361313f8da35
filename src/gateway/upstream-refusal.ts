// A provider's own error answer: passed on where it is an OpenAI-shaped error about the call, translated where it is not.

import {
  FAULTS,
  GatewayError,
  isJsonObject,
  type JsonObject,
  ownField,
  stringField,
} from '../domain/index.ts';
import { errorBody, readJson } from '../wire/index.ts';
import type { StoredReply } from './retry-book.ts';

/** Thrown by step 8 when the upstream answers with a status that is not success. */
export class UpstreamRefusal extends Error {
  override readonly name = 'UpstreamRefusal';
  readonly status: number;
  readonly fault: GatewayError;
  readonly #body: Uint8Array;
  readonly #error: JsonObject | undefined;
  readonly #headers: ReadonlyMap<string, string>;

  constructor(answer: {
    readonly status: number;
    readonly headers: ReadonlyMap<string, string>;
    readonly body: Uint8Array;
  }) {
    super(`the model provider answered ${answer.status}`);
    this.status = answer.status;
    this.#headers = answer.headers;
    this.#body = answer.body;
    this.#error = errorIn(answer.body);
    this.fault = refusalFault(answer.status, this.#error !== undefined);
  }

  /**
   * The answer for the agent. The provider's refusal of the gateway's own credentials is never passed on as the agent's.
   * INVARIANT: where a policy could act on a reply (`mayQuote` is false), no text of the provider passes unjudged.
   */
  reply(headers: Readonly<Record<string, string>>, mayQuote: boolean): StoredReply {
    const json = { ...headers, 'content-type': 'application/json' };
    const ownCredentials = this.status === 401 || this.status === 403;
    if (this.#error === undefined || ownCredentials) {
      const { status, type, advice } = FAULTS[this.fault.code];
      return {
        status,
        headers: { ...json, 'x-should-retry': String(!ownCredentials && this.status >= 500) },
        body: errorBody({ message: `${this.fault.publicMessage}. ${advice}`, type, code: this.fault.code }),
      };
    }
    return {
      status: this.status,
      headers: { ...json, ...retryHeaders(this.#headers) },
      body: mayQuote ? this.#body : this.#withoutText(this.#error),
    };
  }

  #withoutText(error: JsonObject): Uint8Array {
    return errorBody({
      message: `${this.fault.publicMessage}; its words are withheld, since a policy looks at what models say`,
      type: plainWord(error, 'type') ?? 'upstream_error',
      code: plainWord(error, 'code') ?? this.fault.code,
    });
  }
}

/** Words of an API, such as `context_length_exceeded`: nothing that could carry a text. */
function plainWord(error: JsonObject, field: string): string | undefined {
  const word = stringField(error, field);
  return word !== undefined && /^[a-z]+(?:_[a-z]+){0,5}$/.test(word) && word.length <= 64 ? word : undefined;
}

/** ATTACKER-CONTROLLED: the values come from the provider, so only those pass that mean something. */
const RETRY_HEADERS = [
  ['retry-after', /^\d{1,10}$/],
  ['retry-after-ms', /^\d{1,10}$/],
  ['x-should-retry', /^(?:true|false)$/],
] as const;

function retryHeaders(from: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const [name, form] of RETRY_HEADERS) {
    const value = from.get(name);
    if (value !== undefined && form.test(value)) kept[name] = value;
  }
  return kept;
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

/** The error of an OpenAI-shaped error body. */
function errorIn(body: Uint8Array): JsonObject | undefined {
  const read = readJson(body);
  const error = read.ok ? ownField(read.value, 'error') : undefined;
  return isJsonObject(error) && stringField(error, 'message') !== undefined ? error : undefined;
}
