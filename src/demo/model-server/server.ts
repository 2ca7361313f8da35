// A model provider for demos and tests: the Chat Completions API over loopback, answering from a script, without a key or a network.

import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { isJsonObject, type JsonValue, stringField } from '../../domain/index.ts';
import { readRequest } from './read-request.ts';
import type { Envelope } from './render.ts';
import { type ApiError, type Reader, readScript, type Script, type ScriptedRequest } from './script.ts';
import { complaintAbout } from './validate-request.ts';
import { writeCompletion, writeJson, writeRaw } from './write-reply.ts';

/** What arrived, byte for byte, whether or not it was answered. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** Settles when the exchange is over: the reply was handed to the system in full, or the connection ended before that. */
  readonly outcome: Promise<'answered' | 'cut_off'>;
}

export interface ScriptedModelOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly script?: Script;
  /** Keys that are good; without the option any key is, but there must be one. */
  readonly apiKeys?: readonly string[];
  readonly models?: readonly string[];
}

export interface ScriptedModel {
  /** Without a path: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** All requests whose body arrived in full, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Starts another script from its beginning, forgets the requests, and numbers completions from 1 again. */
  play(script: Script): void;
  /** Resolves when this many requests have arrived since the script was set. */
  received(count: number): Promise<void>;
  /** Drops all connections and stops listening. */
  close(): Promise<void>;
}

const DEFAULT_MODELS = ['gpt-4', 'gpt-4o', 'gpt-4o-mini', 'gpt-4.1', 'gpt-4.1-mini', 'o4-mini'];
const EPOCH_SECONDS = 1_750_000_000;
/** Longer than any client keeps an idle connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 75_000;

interface State {
  reader: Reader;
  calls: number;
  requests: RecordedRequest[];
  readonly waiting: Set<() => void>;
  readonly apiKeys: readonly string[] | undefined;
  readonly models: readonly string[];
}

/**
 * Listens on loopback. Replies depend on the script and on the order of requests alone: ids and times are counted, so two runs of
 * one conversation give the same bytes. A request that no rule answers gets a 400 with code `no_scripted_reply`.
 */
export async function startScriptedModel(options: ScriptedModelOptions = {}): Promise<ScriptedModel> {
  const state: State = {
    reader: readScript(options.script ?? []),
    calls: 0,
    requests: [],
    waiting: new Set(),
    apiKeys: options.apiKeys,
    models: options.models ?? DEFAULT_MODELS,
  };
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void serve(state, request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return state.requests;
    },
    play(script) {
      state.reader = readScript(script);
      state.calls = 0;
      state.requests = [];
    },
    received: (count) => received(state, count),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function received(state: State, count: number): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (state.requests.length < count) return;
      state.waiting.delete(look);
      resolve();
    };
    state.waiting.add(look);
    look();
  });
}

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const bytes = await readBody(request);
  if (bytes === undefined) return;
  state.requests.push({
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    bytes,
    outcome: new Promise((resolve) => {
      response.once('close', () => resolve(response.writableFinished ? 'answered' : 'cut_off'));
    }),
  });
  for (const look of state.waiting) look();
  response.setHeader('x-request-id', `req_${String(state.requests.length).padStart(8, '0')}`);
  response.setHeader('openai-version', '2020-10-01');
  response.setHeader('openai-processing-ms', '1');
  response.setHeader('x-ratelimit-limit-requests', '10000');
  response.setHeader('x-ratelimit-remaining-requests', '9999');
  await answer(state, request, bytes, response);
}

async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of request) parts.push(part);
  } catch {
    // The client hung up before its body was complete: there is nothing to record and nobody to answer.
    return undefined;
  }
  return Buffer.concat(parts);
}

async function answer(
  state: State,
  request: IncomingMessage,
  bytes: Buffer,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const deployment = /^\/openai\/deployments\/([^/]+)\/chat\/completions$/.exec(path)?.[1];
  const refusal = refuseKey(state, request.headers);
  if (refusal !== undefined) return writeError(response, 401, refusal);
  if (request.method === 'GET' && path === '/v1/models') return writeJson(response, 200, modelList(state));
  if (request.method === 'POST' && (path === '/v1/chat/completions' || deployment !== undefined)) {
    return await complete(state, { bytes, deployment, headers: request.headers }, response);
  }
  return writeError(response, 404, problem(`Invalid URL (${request.method} ${path})`, null));
}

function refuseKey(state: State, headers: IncomingHttpHeaders): ApiError | undefined {
  const azure = headers['api-key'];
  const key = typeof azure === 'string' ? azure : /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (key === undefined) return problem('No API key was provided.', null);
  return state.apiKeys === undefined || state.apiKeys.includes(key)
    ? undefined
    : problem('Incorrect API key provided.', 'invalid_api_key');
}

interface Incoming {
  readonly bytes: Buffer;
  readonly deployment: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

async function complete(state: State, incoming: Incoming, response: ServerResponse): Promise<void> {
  const accepted = accept(state, incoming);
  if ('refused' in accepted) return writeError(response, accepted.status, accepted.refused);
  const { request } = accepted;
  const reply = state.reader(request);
  if (reply === undefined) {
    return writeError(response, 400, problem(`No scripted reply: ${describe(request)}`, 'no_scripted_reply'));
  }
  switch (reply.kind) {
    case 'raw':
      return await writeRaw(response, reply);
    case 'error':
      for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
      return writeError(response, reply.status, reply.error);
    case 'completion': {
      const envelope: Envelope = {
        id: `chatcmpl-${String(request.call).padStart(4, '0')}`,
        created: EPOCH_SECONDS + request.call,
        model: request.model,
        azure: incoming.deployment !== undefined,
      };
      return await writeCompletion(response, reply, request, envelope);
    }
  }
}

type Accepted =
  | { readonly request: ScriptedRequest }
  | { readonly refused: ApiError; readonly status: 400 | 404 };

function accept(state: State, incoming: Incoming): Accepted {
  const body = parse(incoming.bytes);
  if (!isJsonObject(body)) return { refused: problem('The body is not a JSON object.', null), status: 400 };
  const model = incoming.deployment ?? stringField(body, 'model') ?? '';
  const complaint = complaintAbout({ ...body, model });
  if (complaint !== undefined) return { refused: complaint, status: 400 };
  if (!state.models.includes(model)) {
    return { refused: problem(`The model '${model}' does not exist.`, 'model_not_found'), status: 404 };
  }
  state.calls += 1;
  const retry = Number(incoming.headers['x-stainless-retry-count'] ?? 0);
  return { request: readRequest(body, { call: state.calls, model, retry }) };
}

function parse(bytes: Buffer): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return value;
  } catch {
    // Not UTF-8 or not JSON: the caller answers 400 for both, as the API does.
    return undefined;
  }
}

function describe(request: ScriptedRequest): string {
  const { call, model, last, offered, schema, system } = request;
  return JSON.stringify({ call, model, last, offered, schema, system: system.slice(0, 80) });
}

function modelList(state: State): object {
  const data = state.models.map((id) => ({
    id,
    object: 'model',
    created: EPOCH_SECONDS,
    owned_by: 'scripted',
  }));
  return { object: 'list', data };
}

function problem(message: string, code: string | null): ApiError {
  return { message, type: 'invalid_request_error', param: null, code };
}

function writeError(response: ServerResponse, status: number, error: ApiError): void {
  writeJson(response, status, { error });
}
