// One HTTP call with every byte and every header under control, and its answer with every byte kept.

import { type ClientRequest, type IncomingMessage, request as openRequest } from 'node:http';
import type { JsonObject, JsonValue } from '../../src/domain/index.ts';

/** A call. `headers` is a flat list of names and values, so that a name can come twice. */
export interface Call {
  readonly url: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly string[];
  readonly body?: Uint8Array | string | JsonObject;
}

export interface Answer {
  readonly status: number;
  /** In lower case; the last one of a name that came twice. */
  readonly headers: ReadonlyMap<string, string>;
  /** Status line text and headers as they came, one a line. */
  readonly head: string;
  readonly body: Buffer;
  readonly text: string;
  /** False when the connection broke off inside the body. */
  readonly complete: boolean;
  /** The exchange that the answer names, under which its records stand. */
  readonly exchange: string | undefined;
  /** The body as JSON. Throws where it is not. */
  json(): JsonValue;
}

/** An answer that is still coming. */
export interface OpenCall {
  /** Resolves with status and headers. Rejects when the connection fails before them. */
  readonly head: Promise<IncomingMessage>;
  /** Closes the connection as a client does that has gone away. */
  leave(): void;
  readonly request: ClientRequest;
}

/** Sends a call and answers before its reply: for clients that leave, or do not read. */
export function open(call: Call): OpenCall {
  const { hostname, port } = new URL(call.url);
  const body = bytesOf(call.body);
  const headers = [...(call.headers ?? [])];
  const has = (name: string): boolean =>
    headers.some((each, at) => at % 2 === 0 && each.toLowerCase() === name);
  if (!has('host')) headers.push('host', `${hostname}:${port}`);
  if (body !== undefined && !has('content-length') && !has('transfer-encoding')) {
    headers.push('content-length', String(body.byteLength));
  }
  const request = openRequest({
    hostname,
    port,
    path: call.path ?? '/v1/chat/completions',
    method: call.method ?? 'POST',
    headers,
    agent: false,
  });
  const head = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
  });
  // A client that leaves on purpose has an error that nobody waits for.
  head.catch(() => undefined);
  request.end(body);
  return { head, leave: () => request.destroy(), request };
}

/** Sends a call and takes its whole answer in. */
export async function send(call: Call): Promise<Answer> {
  return collect(await open(call).head);
}

/** Takes the rest of an answer in. */
export async function collect(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let complete = true;
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch {
    // The connection broke off: what came so far is the answer.
    complete = false;
  }
  const { rawHeaders } = response;
  const pairs = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []));
  const body = Buffer.concat(chunks);
  const headers = new Map(pairs.map(([name = '', value = '']) => [name.toLowerCase(), value]));
  return {
    status: response.statusCode ?? 0,
    headers,
    exchange: headers.get('x-sallyport-decision'),
    head: [response.statusMessage, ...pairs.map((pair) => pair.join(': '))].join('\n'),
    body,
    text: body.toString('utf8'),
    complete,
    json: () => JSON.parse(body.toString('utf8')),
  };
}

function bytesOf(body: Call['body']): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** The headers of an agent's call. */
export function agentHeaders(key: string, ...more: readonly string[]): readonly string[] {
  return ['authorization', `Bearer ${key}`, 'content-type', 'application/json', ...more];
}
