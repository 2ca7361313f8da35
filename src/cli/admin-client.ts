// How a command reaches the gateway: its socket when it runs, the data directory itself when it does not.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { Client } from 'undici';
import { type Installation, openInstallation } from '../app.ts';
import {
  FAULTS,
  type FaultCode,
  GatewayError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
} from '../domain/index.ts';
import { LOCAL_OPERATOR } from '../server/index.ts';
import { statusOf } from './startup-report.ts';

export interface AdminClient {
  /** Calls the admin API. Throws GatewayError with the gateway's own message when it refuses. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: JsonObject): Promise<JsonObject>;
  /** The lines of an answer that is one JSON value per line. Throws as `call` does. */
  lines(path: string): AsyncIterable<string>;
  /** The bytes of an answer that is not JSON. Throws as `call` does. */
  bytes(path: string): Promise<Uint8Array>;
  /** True when a running gateway answers; false when this process has opened the directory itself. */
  readonly live: boolean;
  close(): Promise<void>;
}

/** The socket's name in the data directory; paths of Unix sockets are short, so is the name. */
export const ADMIN_SOCKET = 'admin.sock';

/** Throws GatewayError when there is no installation, or when its directory can not be opened. */
export async function connectAdmin(dataDirectory: string): Promise<AdminClient> {
  const running = await connectRunning(dataDirectory);
  if (running !== undefined) return running;
  if (!existsSync(join(dataDirectory, 'ledger.db'))) {
    throw new GatewayError('not_found', {
      publicMessage: `${dataDirectory} is not a Sallyport data directory. Name another with --data or SALLYPORT_DATA_DIR, or create it: \`sallyport serve --data ${dataDirectory}\``,
    });
  }
  return inProcess(dataDirectory);
}

/** A client of the gateway that runs on this directory, or undefined where none does. */
export async function connectRunning(dataDirectory: string): Promise<AdminClient | undefined> {
  const socketPath = join(dataDirectory, ADMIN_SOCKET);
  return existsSync(socketPath) ? overSocket(socketPath) : undefined;
}

/** A client over the socket, or undefined where nobody listens any more (a gateway that was killed leaves its socket). */
async function overSocket(socketPath: string): Promise<AdminClient | undefined> {
  const http = new Client('http://localhost', { socketPath });
  const call: AdminClient['call'] = async (method, path, body) => {
    const response = await http.request({
      method,
      path: `/admin/v1${path}`,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer(response.statusCode, await response.body.text());
  };
  try {
    await call('GET', '/status');
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    await http.destroy();
    return undefined;
  }
  return {
    live: true,
    bytes: async (path) => {
      const response = await http.request({ method: 'GET', path: `/admin/v1${path}` }).catch(throwLost);
      if (response.statusCode !== 200) answer(response.statusCode, await response.body.text());
      return response.body.bytes();
    },
    lines: async function* (path) {
      const response = await http.request({ method: 'GET', path: `/admin/v1${path}` }).catch(throwLost);
      if (response.statusCode !== 200) answer(response.statusCode, await response.body.text());
      yield* linesOf(response.body);
    },
    call: (method, path, body) => call(method, path, body).catch((cause: unknown) => throwLost(cause)),
    close: () => http.close(),
  };
}

/** The gateway was there a moment ago: what broke is the connection to it, and that is no bug of this program. */
function throwLost(cause: unknown): never {
  if (cause instanceof GatewayError) throw cause;
  throw new GatewayError('conflict', {
    publicMessage: 'the gateway closed the connection: it has stopped or is stopping',
    cause,
  });
}

async function inProcess(dataDirectory: string): Promise<AdminClient> {
  const installation: Installation = await openInstallation({ dataDirectory }, () =>
    statusOf(installation, undefined, undefined),
  );
  return {
    live: false,
    bytes: async (path) => {
      const request = new Request(`http://localhost/admin/v1${path}`);
      const response = await installation.admin.fetch(request, { caller: LOCAL_OPERATOR });
      if (response.status !== 200) answer(response.status, await response.text());
      return new Uint8Array(await response.arrayBuffer());
    },
    lines: async function* (path) {
      const request = new Request(`http://localhost/admin/v1${path}`);
      const response = await installation.admin.fetch(request, { caller: LOCAL_OPERATOR });
      if (response.status !== 200) answer(response.status, await response.text());
      if (response.body !== null) yield* linesOf(response.body);
    },
    call: async (method, path, body) => {
      const request = new Request(`http://localhost/admin/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const response = await installation.admin.fetch(request, { caller: LOCAL_OPERATOR });
      return answer(response.status, await response.text());
    },
    close: () => installation.close(),
  };
}

async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  yield* createInterface({ input: Readable.from(body), crlfDelay: Number.POSITIVE_INFINITY });
}

function answer(status: number, text: string): JsonObject {
  const value = readAnswer(text);
  if (status >= 200 && status < 300 && isJsonObject(value)) return value;
  const error = ownField(value, 'error');
  const code = stringField(error, 'code');
  throw new GatewayError(isFaultCode(code) ? code : 'internal', {
    publicMessage: stringField(error, 'message') ?? `the gateway answered ${status}`,
  });
}

/** Undefined for what is not JSON: only a gateway that failed answers so, and its status says the rest. */
function readAnswer(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isFaultCode(code: string | undefined): code is FaultCode {
  return code !== undefined && Object.hasOwn(FAULTS, code);
}
