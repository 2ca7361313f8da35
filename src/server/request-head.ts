// The head of a request before anything reads it: one host, one target, one length. What two readers could take for two things is refused.

import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../domain/index.ts';

/** `uri-host [ ":" port ]` (RFC 9110 §7.2); empty is allowed. No user information: §4.2.4 calls it an error. */
const AUTHORITY = /^(?:\[[0-9a-f:.]{2,45}\]|[\w.~!$&'()*+,;=%-]*)(?::\d{0,5})?$/i;
const ABSOLUTE = /^https?:\/\/([^/?#]+)([^#]*)$/i;
const SLASH = 0x2f;

/**
 * The target in origin form, of origin form or absolute form (RFC 9112 §3.2.2), or `*`; undefined for anything else. Nothing
 * is decoded, and no dots are resolved: who owns a path is asked about the bytes that came. The authority is checked and
 * dropped: this is no proxy, so a call is for this gateway whatever name it was reached by.
 */
export function originTarget(target: string): string | undefined {
  if (target.charCodeAt(0) === SLASH) return target.includes('#') ? undefined : target;
  if (target === '*') return target;
  const absolute = ABSOLUTE.exec(target);
  if (absolute === null) return undefined;
  const [, authority = '', rest = ''] = absolute;
  if (!AUTHORITY.test(authority) || authority.startsWith(':')) return undefined;
  return rest.charCodeAt(0) === SLASH ? rest : `/${rest}`;
}

/**
 * Checks what Node's parser leaves to us, and puts the target into origin form. Throws GatewayError invalid_http for a target
 * that is none, for no or two hosts (RFC 9112 §3.2), another version, another transfer coding than chunked (§6.1) and a coded body.
 * ATTACKER-CONTROLLED: all of it.
 */
export function settleHead(request: IncomingMessage): void {
  const { headers, httpVersion } = request;
  if (httpVersion !== '1.1' && httpVersion !== '1.0') throw refused('HTTP/1.1 is spoken here');
  requireOneHost(request);
  const transfer = headers['transfer-encoding'];
  if (transfer !== undefined && (httpVersion === '1.0' || transfer.toLowerCase() !== 'chunked')) {
    throw refused('chunked, in HTTP/1.1, is the one transfer coding that is understood');
  }
  const coding = headers['content-encoding'] ?? 'identity';
  if (coding.toLowerCase() !== 'identity') throw refused('the body must not be compressed');
  const target = originTarget(request.url ?? '');
  if (target === undefined) throw refused('the request target is neither a path nor an http URL');
  request.url = target;
}

function requireOneHost({ rawHeaders, headers, httpVersion }: IncomingMessage): void {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  if (hosts > 1) throw refused('there is more than one Host header');
  if (hosts === 0 && httpVersion === '1.1') throw refused('the Host header is missing');
  if (!AUTHORITY.test(headers.host ?? '')) throw refused('the Host header names no host');
}

function refused(publicMessage: string): GatewayError {
  return new GatewayError('invalid_http', { publicMessage });
}
