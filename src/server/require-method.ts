// Which method a route has.

import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../domain/index.ts';

/**
 * Throws GatewayError method_not_allowed with what is allowed. HEAD is let through as GET: Node's server keeps the body of
 * its answer back by itself (RFC 9110 §9.3.2).
 */
export function requireMethod(request: IncomingMessage, method: 'GET' | 'POST', publicMessage: string): void {
  const { method: sent } = request;
  if (sent === method || (sent === 'HEAD' && method === 'GET')) return;
  const allow = method === 'GET' ? 'GET, HEAD' : method;
  throw new GatewayError('method_not_allowed', { allow, publicMessage });
}
