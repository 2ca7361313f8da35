// The agent-facing socket: sizes, times, and which handler takes a call.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { GatewayError } from '../domain/index.ts';
import { readAgentPath } from './agent-path.ts';
import { refuseBroken } from './broken-request.ts';
import { answerFault } from './error-response.ts';
import { settleHead } from './request-head.ts';
import { chatCompletions, countedIn } from './routes/chat-completions.ts';
import { decisions } from './routes/decisions.ts';
import { listModels } from './routes/models.ts';
import { receipt } from './routes/receipts.ts';
import { refuseUnknown, refuseUnsupported } from './routes/refusals.ts';
import type { ServerDeps } from './server-deps.ts';

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

const CHECK_MS = 1_000;

/** A server that is ready to listen. `request` routing is the only thing that happens here. */
export function createAgentServer(deps: ServerDeps, options: ListenOptions): Server {
  const faults = { newId: deps.gateway.newId, log: deps.log };
  const server = createServer(
    {
      noDelay: true,
      keepAliveTimeout: 65_000,
      headersTimeout: options.headersTimeoutMs,
      requestTimeout: options.requestTimeoutMs,
      // Node looks for connections that are too slow at this interval only, and by itself every 30 s.
      connectionsCheckingInterval: Math.min(CHECK_MS, options.headersTimeoutMs),
      maxHeaderSize: 32 * 1024,
      insecureHTTPParser: false,
      // `settleHead` asks for it, so that its refusal has the shape of the others.
      requireHostHeader: false,
    },
    (request, response) => {
      route(deps, request, response).catch((cause: unknown) =>
        answerFault(faults, response, cause, doorOf(deps, request)),
      );
    },
  );
  // INVARIANT: no header is dropped in silence, such as a second host or key; their size is bounded already.
  server.maxHeadersCount = 0;
  refuseBroken(server);
  return server;
}

async function route(deps: ServerDeps, request: IncomingMessage, response: ServerResponse): Promise<void> {
  settleHead(request);
  const pathname = pathOf(request.url ?? '/');
  if (pathname === '/healthz') return deps.health(response);
  if (deps.admin.owns(pathname)) return deps.admin.handle(request, response);
  const path = readAgentPath(pathname);
  switch (path.route.kind) {
    case 'chat_completions':
      return chatCompletions(deps, { request, response, path, deployment: path.route.deployment });
    case 'decisions':
      return decisions(deps, {
        request,
        response,
        path,
        deployment: undefined,
        approval: path.route.approval,
      });
    case 'models': {
      const { model } = path.route;
      return countedIn(deps, () => listModels(deps, { request, response, path }, model));
    }
    case 'receipt':
      return receipt(deps, request, response, { path, id: path.route.id });
    case 'unsupported':
      return refuseUnsupported(path.route.api);
    case 'unknown':
      return refuseUnknown();
  }
}

/** Whose shape a refusal has. A target that is none belongs to nobody, so it is refused as to an agent. */
function doorOf(deps: ServerDeps, request: IncomingMessage): 'agent' | 'admin' {
  return deps.admin.owns(pathOf(request.url ?? '/')) ? 'admin' : 'agent';
}

/** The path without its query. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

/** Starts listening. Throws GatewayError port_in_use with what to do, before anything else is started. */
export function listen(server: Server, options: ListenOptions): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenFault(cause, options)));
    server.listen(options.port, options.host, () => {
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : options.port });
    });
  });
}

/** Addresses that this process cannot have, or that are none. */
const UNUSABLE: ReadonlySet<string> = new Set(['EACCES', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN']);

function listenFault(cause: NodeJS.ErrnoException, options: ListenOptions): Error {
  const where = `${options.host}:${options.port}`;
  if (cause.code === 'EADDRINUSE') {
    return new GatewayError('port_in_use', { publicMessage: `another process listens on ${where}`, cause });
  }
  if (UNUSABLE.has(cause.code ?? '')) {
    return new GatewayError('port_in_use', {
      publicMessage: `cannot listen on ${where} (${cause.code})`,
      cause,
    });
  }
  return cause;
}
