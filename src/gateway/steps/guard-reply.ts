// Step 8: every action of the reply is judged, recorded and settled before the part that carries it is released.

import { GatewayError } from '../../domain/index.ts';
import type { Exchange } from '../exchange.ts';
import { collect, guardBuffered } from '../guard-buffered.ts';
import { guardStream } from '../guard-stream.ts';
import type { UpstreamResponse } from '../ports.ts';
import type { ReplyGuards } from '../reply-settlement.ts';
import type { StoredReply } from '../retry-book.ts';
import { UpstreamRefusal } from '../upstream-refusal.ts';

/** Error bodies longer than this are not read to their end. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Guards one reply, buffered or streamed. Throws UpstreamRefusal or GatewayError when there is no completion to guard. */
export async function guardReply(
  exchange: Exchange,
  upstream: UpstreamResponse,
  guards: ReplyGuards,
): Promise<StoredReply> {
  if (upstream.status < 200 || upstream.status > 299) {
    const body = await collect(upstream.body, MAX_ERROR_BYTES);
    throw new UpstreamRefusal({ status: upstream.status, headers: upstream.headers, body });
  }
  const type = mediaType(upstream.headers.get('content-type'));
  const wanted = exchange.decided.request.stream ? 'text/event-stream' : 'application/json';
  if (type !== wanted) {
    exchange.upstreamAbort.abort();
    throw new GatewayError('upstream_invalid', {
      publicMessage: `the model provider did not answer with ${wanted}`,
    });
  }
  return exchange.decided.request.stream
    ? guardStream(exchange, upstream, guards)
    : guardBuffered(exchange, upstream, guards);
}

/** The essence of a Content-Type, without parameters (RFC 9110 §8.3.1). */
function mediaType(value: string | undefined): string {
  const semicolon = value?.indexOf(';') ?? -1;
  return (semicolon === -1 ? (value ?? '') : (value ?? '').slice(0, semicolon)).trim().toLowerCase();
}
