// The admin API's two doors: a token on the TCP listener, the directory's permissions on the data directory's socket.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { type Clock, GatewayError } from '../../domain/index.ts';
import type { IdentityDirectory } from '../../identity/index.ts';
import { answerFault, type FaultDeps } from '../error-response.ts';
import type { Mounted } from '../server-deps.ts';
import { type AdminCaller, LOCAL_OPERATOR } from './admin-deps.ts';
import type { AdminApp } from './admin-types.ts';

export interface AdminDoorDeps {
  readonly app: AdminApp;
  readonly identity: IdentityDirectory;
  readonly clock: Clock;
}

/** Where readers of tiled logs expect a log: a prefix of its own. */
const LOG = '/log/';
/** Where collectors expect metrics. */
const METRICS = '/metrics';

/** The admin API on the TCP listener: every call shows an admin token. Throws GatewayError for a stranger. */
export function adminOverTcp(deps: AdminDoorDeps): Mounted {
  return {
    owns: (pathname) =>
      pathname === '/admin' ||
      pathname === METRICS ||
      pathname.startsWith('/admin/') ||
      pathname.startsWith(LOG),
    handle: (request, response) => {
      const caller = requireAdminToken(deps, request);
      // Everything that is not under /admin is owned under a short name.
      if (request.url?.startsWith('/admin') === false) request.url = `/admin/v1${request.url}`;
      return serve(deps.app, caller, request, response);
    },
  };
}

/** Whoever shows a live admin token. Throws GatewayError not_signed_in. */
export function requireAdminToken(
  deps: Pick<AdminDoorDeps, 'identity' | 'clock'>,
  request: IncomingMessage,
): AdminCaller {
  const authorization = request.headers.authorization ?? '';
  const token =
    authorization.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : undefined;
  const outcome = deps.identity.authenticateAdmin(token, deps.clock());
  if ('refused' in outcome) {
    throw new GatewayError('not_signed_in', {
      publicMessage:
        outcome.refused === 'missing'
          ? 'the admin API needs an admin token'
          : 'this is no admin token, or it has ended',
    });
  }
  const { person, groups, ...rest } = outcome.admin;
  return person === undefined
    ? { name: `token:${rest.tokenId}`, groups: [], kind: 'token', ...rest }
    : { name: person, groups, kind: 'person', ...rest };
}

/**
 * The same API for the operator of this machine. The socket lies in the data directory, which only its owner may enter:
 * who can reach the socket could read the keys beside it, too.
 */
export function adminOverSocket(app: AdminApp, deps: FaultDeps): Server {
  return createServer((request, response) => {
    serve(app, LOCAL_OPERATOR, request, response).catch((cause: unknown) =>
      answerFault(deps, response, cause, 'admin'),
    );
  });
}

/** Rejects with what the API could not answer: a bug, or a target that is no path. */
async function serve(
  app: AdminApp,
  caller: AdminCaller,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Nothing here depends on the name by which the gateway was reached: what the client says of it enters no URL.
  request.headers.host = 'localhost';
  let failed: { readonly cause: unknown } | undefined;
  const listener = getRequestListener((incoming) => app.fetch(incoming, { caller }), {
    overrideGlobalObjects: false,
    errorHandler: (cause) => {
      failed = { cause };
    },
  });
  await listener(request, response);
  if (failed === undefined) return;
  if (!(failed.cause instanceof RequestError)) throw failed.cause;
  throw new GatewayError('not_found', { publicMessage: 'no such admin route', cause: failed.cause });
}
