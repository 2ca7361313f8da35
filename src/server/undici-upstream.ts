// Calls to model providers: keep-alive pools, time-outs by name, back-pressure, and a cancel that reaches the socket.

import { type Dispatcher, errors, Pool } from 'undici';
import { type CancelSignal, GatewayError } from '../domain/index.ts';
import type { Upstream, UpstreamCall, UpstreamResponse } from '../gateway/index.ts';
import { ByteQueue } from './byte-queue.ts';

export interface UpstreamPools {
  readonly call: Upstream;
  close(): Promise<void>;
}

const CONNECTIONS_PER_ORIGIN = 256;

/** One pool per origin, made on first use. */
export function createUpstreamPools(): UpstreamPools {
  const pools = new Map<string, Pool>();
  const poolOf = ({ origin, connectTimeoutMs }: UpstreamCall): Pool => {
    const known = pools.get(origin);
    if (known !== undefined) return known;
    const pool = new Pool(origin, {
      connections: CONNECTIONS_PER_ORIGIN,
      connect: { timeout: connectTimeoutMs },
      keepAliveTimeout: 30_000,
      pipelining: 1,
    });
    pools.set(origin, pool);
    return pool;
  };
  return {
    call: (call) => dispatch(poolOf(call), call),
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.destroy()));
    },
  };
}

function dispatch(pool: Pool, call: UpstreamCall): Promise<UpstreamResponse> {
  return new Promise((resolve, reject) => {
    if (call.signal.aborted) return reject(clientGone());
    const handler = new ResponseHandler(call.signal, resolve, reject);
    pool.dispatch(
      {
        path: call.path,
        method: call.method,
        headers: call.headers,
        body: call.body,
        headersTimeout: call.headersTimeoutMs,
        bodyTimeout: call.idleTimeoutMs,
      },
      handler,
    );
  });
}

class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #signal: CancelSignal;
  readonly #resolve: (response: UpstreamResponse) => void;
  readonly #reject: (cause: unknown) => void;
  readonly #queue: ByteQueue;
  #controller: Dispatcher.DispatchController | undefined;
  readonly #onAbort = (): void => {
    this.#controller?.abort(clientGone());
  };

  constructor(
    signal: CancelSignal,
    resolve: (response: UpstreamResponse) => void,
    reject: (cause: unknown) => void,
  ) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#queue = new ByteQueue({
      pause: () => this.#controller?.pause(),
      resume: () => this.#controller?.resume(),
      cancel: () => this.#controller?.abort(clientGone()),
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    this.#signal.addEventListener('abort', this.#onAbort, { once: true });
    if (this.#signal.aborted) this.#onAbort();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    const flat = new Map<string, string>();
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) flat.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    this.#resolve({ status, headers: flat, body: this.#queue });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#queue.push(chunk);
  }

  onResponseEnd(): void {
    this.#leave();
    this.#queue.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#leave();
    const fault = upstreamFault(cause);
    this.#reject(fault);
    this.#queue.fail(fault);
  }

  /** The controller keeps what the socket read, for its headers: a reply that waits for people must not. */
  #leave(): void {
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#controller = undefined;
  }
}

function clientGone(): GatewayError {
  return new GatewayError('upstream_unreachable', { publicMessage: 'the call was cancelled' });
}

/** Which side failed, in words for the agent; addresses and system texts stay in the operator's detail. */
function upstreamFault(cause: Error): GatewayError {
  if (cause instanceof GatewayError) return cause;
  if (cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError) {
    return new GatewayError('upstream_timeout', {
      publicMessage: 'the model provider took too long',
      detail: cause.message,
      cause,
    });
  }
  if (cause instanceof errors.ConnectTimeoutError) {
    return new GatewayError('upstream_timeout', {
      publicMessage: 'connecting to the model provider took too long',
      detail: cause.message,
      cause,
    });
  }
  return new GatewayError('upstream_unreachable', {
    publicMessage: 'the model provider could not be reached or broke off',
    detail: cause.message,
    cause,
  });
}
