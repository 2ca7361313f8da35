// `sallyport scan --serve`: the scan door alone, for one person on one machine, without a key.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { GatewayError } from '../../domain/index.ts';
import { answerFault, type FaultDeps } from '../error-response.ts';
import { type ScanDoorDeps, scanDoor } from './scan-door.ts';

/**
 * A server that answers /api/scan and nothing else. Without a key, so: only for names of this machine (a page that
 * points its own name here is refused), and never for a content type that a page can send unasked.
 */
export function createScanServer(deps: Omit<ScanDoorDeps, 'admit'> & FaultDeps): Server {
  const door = scanDoor({ ...deps, admit: requireLocal });
  return createServer({ requestTimeout: 60_000, headersTimeout: 10_000 }, (request, response) => {
    answer(door, request, response).catch((cause: unknown) => answerFault(deps, response, cause, 'admin'));
  });
}

async function answer(
  door: ReturnType<typeof scanDoor>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const pathname = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (!door.owns(pathname)) {
    throw new GatewayError('not_found', { publicMessage: 'this server answers POST /api/scan alone' });
  }
  await door.handle(request, response);
}

function requireLocal(request: IncomingMessage): void {
  const host = (request.headers.host ?? '').replace(/:\d{1,5}$/, '').toLowerCase();
  if (host !== 'localhost' && host !== '127.0.0.1' && host !== '[::1]') {
    throw new GatewayError('not_permitted', { publicMessage: 'ask for localhost, 127.0.0.1 or [::1]' });
  }
  if (request.headers['sec-fetch-site'] !== undefined || request.headers.origin !== undefined) {
    throw new GatewayError('not_permitted', { publicMessage: 'pages may not ask' });
  }
}
