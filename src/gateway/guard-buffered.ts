// The reply door for a reply that comes in one piece.

import { boundedBytes, GatewayError } from '../domain/index.ts';
import { editChatReply, readChatReply } from '../wire/index.ts';
import { type Exchange, exchangeHeaders, writeRefusal, writeWhole } from './exchange.ts';
import { overallEffect } from './judge-action.ts';
import type { UpstreamResponse } from './ports.ts';
import { type ReplyGuards, settleReply } from './reply-settlement.ts';
import type { StoredReply } from './retry-book.ts';

/** Judges, settles, records and releases one buffered reply; answers what was released, for a client that comes back. */
export async function guardBuffered(
  exchange: Exchange,
  upstream: UpstreamResponse,
  guards: ReplyGuards,
): Promise<StoredReply> {
  const { limits } = exchange.deps;
  const raw = await collect(upstream.body, limits.maxReplyBytes);
  const upstreamMicros = guards.elapsed();
  const read = readChatReply(raw, {
    maxActions: limits.maxActions,
    maxArgumentBytes: limits.maxArgumentBytes,
  });
  if (!read.ok) {
    throw unreadable(read, 'something');
  }
  const { reply } = read;
  const settled = await settleReply(exchange, guards, {
    choices: reply.choices,
    held: () => Promise.resolve(raw),
    decidedBlocks: new Set(),
  });
  const body = editChatReply(reply, settled.edits);
  await guards.finish({
    verdicts: settled.verdicts,
    choices: reply.choices,
    released: settled.released,
    usage: reply.usage,
    form: settled.form === 'verbatim' && body !== reply.raw ? 'edited' : settled.form,
    reportedModel: reply.model,
    raw,
    latency: { upstream: upstreamMicros, total: guards.elapsed() },
  });
  if (settled.error !== undefined && !exchange.sink.headSent) return writeRefusal(exchange, settled.error);
  const effect = overallEffect(exchange.decided.effect, settled.verdicts);
  const headers = exchangeHeaders(exchange, effect);
  headers['content-type'] = 'application/json';
  return writeWhole(exchange.sink, { status: 200, headers, body });
}

/** Why a reply is refused as a whole: it is more than allowed, or not what was asked for. */
export function unreadable(
  read: { readonly why: string; readonly tooLarge: boolean },
  what: 'something' | 'a stream',
): GatewayError {
  return read.tooLarge
    ? new GatewayError('upstream_too_large', {
        publicMessage: 'the model provider sent more than this gateway accepts',
        detail: read.why,
      })
    : new GatewayError('upstream_invalid', {
        publicMessage: `the model provider sent ${what} that is not a chat completion`,
        detail: read.why,
      });
}

/** All bytes of a body. Throws upstream_too_large past the bound, before the rest is read. */
export async function collect(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const bytes = await boundedBytes(body, maxBytes);
  if (bytes !== undefined) return bytes;
  throw new GatewayError('upstream_too_large', {
    publicMessage: 'the reply is larger than this gateway accepts',
  });
}
