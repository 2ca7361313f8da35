// What a query string may say: the parameters that the route knows, each once, and values of closed lists that are in them.

import type { Context, Next } from 'hono';
import { didYouMean, GatewayError } from '../../domain/index.ts';
import type { AdminEnv } from './admin-types.ts';
import { routeOf } from './permissions.ts';

/** What records can be asked for by. */
export const RECORD_FILTERS = [
  'workflow',
  'agent',
  'exchange',
  'decision',
  'tool',
  'policy',
  'finding',
  'subject',
  'kind',
  'from',
  'to',
] as const;

const PAGE_OF_RECORDS = [...RECORD_FILTERS, 'order', 'cursor', 'limit'];

/** A route that is not in it takes no parameter. */
const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['GET /decisions', PAGE_OF_RECORDS],
  ['GET /decisions/search', ['text', ...PAGE_OF_RECORDS]],
  ['GET /records/:index', ['contents']],
  ['GET /trace/:exchange', ['contents', 'action']],
  ['GET /verify', ['contents']],
  ['GET /log/checkpoint', ['fresh']],
  ['GET /leaves', ['from', 'to', 'format']],
]);

/**
 * Goes before every route. Throws GatewayError invalid_request for a parameter that the route does not know or that comes
 * twice: a filter that is left out in silence answers another question.
 */
export async function queryGuard(context: Context<AdminEnv>, next: Next): Promise<void> {
  const route = routeOf(context);
  const known = PARAMETERS.get(route ?? '') ?? [];
  for (const [name, values] of route === undefined ? [] : Object.entries(context.req.queries())) {
    if (!known.includes(name)) throw refused(`unknown parameter "${name}": ${hintFor(name, known)}`);
    if (values.length > 1) throw refused(`${name}: is given more than once`);
  }
  await next();
}

function hintFor(name: string, known: readonly string[]): string {
  return known.length === 0 ? 'this route takes none' : didYouMean(name, known);
}

/** Throws GatewayError invalid_request, with the nearest one, for a value that is not of the list. */
export function requireOneOf<T extends string>(name: string, value: string, valid: readonly T[]): T {
  const found = valid.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw refused(`${name} "${value}": ${didYouMean(value, valid)}`);
}

/** `true` or `false`; `absent` where it is not given. Throws GatewayError invalid_request for anything else. */
export function readFlag(context: Context<AdminEnv>, name: string, absent: boolean): boolean {
  const value = context.req.query(name);
  return value === undefined ? absent : requireOneOf(name, value, ['true', 'false']) === 'true';
}

function refused(publicMessage: string): GatewayError {
  return new GatewayError('invalid_request', { publicMessage });
}
