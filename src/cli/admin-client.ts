// How a command reaches the gateway: its socket when it runs, the data directory itself when it does not.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'undici';
import { type Installation, openInstallation } from '../app.ts';
import {
  GatewayError,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  ownField,
  stringField,
} from '../domain/index.ts';
import { statusOf } from './startup-report.ts';

export interface AdminClient {
  /** Calls the admin API. Throws GatewayError with the gateway's own message when it refuses. */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: JsonObject): Promise<JsonObject>;
  /** True when a running gateway answers; false when this process has opened the directory itself. */
  readonly live: boolean;
  close(): Promise<void>;
}

/** The socket's name in the data directory; paths of Unix sockets are short, so is the name. */
export const ADMIN_SOCKET = 'admin.sock';

export async function connectAdmin(dataDirectory: string): Promise<AdminClient> {
  const socketPath = join(dataDirectory, ADMIN_SOCKET);
  if (existsSync(socketPath)) {
    const client = await overSocket(socketPath);
    if (client !== undefined) return client;
  }
  if (!existsSync(join(dataDirectory, 'ledger.db'))) {
    throw new GatewayError('not_found', {
      publicMessage: `${dataDirectory} is not a Sallyport data directory yet: start it with \`sallyport serve --data ${dataDirectory}\``,
    });
  }
  return inProcess(dataDirectory);
}

/** A client over the socket, or undefined where nobody listens any more (a gateway that was killed leaves its socket). */
async function overSocket(socketPath: string): Promise<AdminClient | undefined> {
  const http = new Client('http://localhost', { socketPath });
  const client: AdminClient = {
    live: true,
    call: async (method, path, body) => {
      const response = await http.request({
        method,
        path: `/admin/v1${path}`,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return answer(response.statusCode, await response.body.text());
    },
    close: () => http.close(),
  };
  try {
    await client.call('GET', '/status');
    return client;
  } catch (cause) {
    if (cause instanceof GatewayError) throw cause;
    await http.destroy();
    return undefined;
  }
}

async function inProcess(dataDirectory: string): Promise<AdminClient> {
  const installation: Installation = await openInstallation({ dataDirectory }, () =>
    statusOf(installation, undefined, undefined),
  );
  return {
    live: false,
    call: async (method, path, body) => {
      const request = new Request(`http://localhost/admin/v1${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const response = await installation.admin.fetch(request, { caller: { name: 'local-operator' } });
      return answer(response.status, await response.text());
    },
    close: () => installation.close(),
  };
}

function answer(status: number, text: string): JsonObject {
  const value: JsonValue = JSON.parse(text);
  if (status >= 200 && status < 300 && isJsonObject(value)) return value;
  const error = ownField(value, 'error');
  throw new GatewayError(status === 404 ? 'not_found' : status === 409 ? 'conflict' : 'invalid_request', {
    publicMessage: stringField(error, 'message') ?? `the gateway answered ${status}`,
  });
}
