// Which headers leave the gateway: an allow-list, so that a header nobody thought of stays inside.

import type { UpstreamSettings } from './provider.ts';

const MAX_FORWARDED = 24;
const STAINLESS = /^x-stainless-[a-z-]{1,40}$/;
/** Printable ASCII: nothing that a later hop could read as another header. */
const PLAIN_VALUE = /^[\x20-\x7e]{1,256}$/;

const RESERVED = new Set([
  'authorization',
  'api-key',
  'cookie',
  'host',
  'connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'transfer-encoding',
  'accept',
  'accept-encoding',
]);
const RESERVED_PREFIXES = ['content-', 'proxy-', 'x-agent-', 'x-workflow-', 'x-sallyport-'];

/** True for a header that the gateway sets itself, or never sends: the configuration may not name it. */
export function isReservedHeader(lowerCaseName: string): boolean {
  return RESERVED.has(lowerCaseName) || RESERVED_PREFIXES.some((prefix) => lowerCaseName.startsWith(prefix));
}

/** The headers that are the same for every call of an upstream, before its authentication. */
export function fixedHeaders(settings: UpstreamSettings): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(settings.headers),
    'content-type': 'application/json',
    accept: 'application/json',
    // The gateway reads every byte that it releases: no compression to undo.
    'accept-encoding': 'identity',
  };
}

/**
 * The fixed headers plus what the client may say about itself: `user-agent` and the SDK's `x-stainless-*`. Everything
 * else stays here: keys, cookies, names of agents and workflows, organisation and project.
 */
export function outgoingHeaders(
  client: ReadonlyMap<string, string>,
  fixed: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  let forwarded = 0;
  for (const [name, value] of client) {
    if (name !== 'user-agent' && !STAINLESS.test(name)) continue;
    if (!PLAIN_VALUE.test(value) || forwarded === MAX_FORWARDED) continue;
    headers[name] = value;
    forwarded += 1;
  }
  return Object.assign(headers, fixed);
}
