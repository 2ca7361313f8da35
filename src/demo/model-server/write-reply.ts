// Puts a scripted reply on the wire, in the order, pace and slices that the script asks for.

import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Envelope, renderChunks, renderDocument } from './render.ts';
import type { CompletionReply, Delivery, Ending, RawReply, ScriptedRequest } from './script.ts';

/** Writes a completion, buffered or streamed as the request asks. Resolves early, without error, when the client hangs up. */
export async function writeCompletion(
  response: ServerResponse,
  reply: CompletionReply,
  request: ScriptedRequest,
  envelope: Envelope,
): Promise<void> {
  const delivery = reply.delivery ?? {};
  const gone = goneSignal(response);
  try {
    if (delivery.delayMs !== undefined) await sleep(delivery.delayMs, undefined, { signal: gone });
    for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
    if (request.stream) {
      await writeStream(response, renderChunks(reply, request, envelope), delivery);
    } else {
      await writeDocument(response, JSON.stringify(renderDocument(reply, request, envelope)), delivery);
    }
  } catch (error) {
    // A client that hung up ends the pause between two writes; nobody is left to write to.
    if (!gone.aborted) throw error;
  }
}

/** Writes exactly the scripted bytes, each part by itself. */
export async function writeRaw(response: ServerResponse, reply: RawReply): Promise<void> {
  if (reply.parts.length > 0 || reply.ending === 'end') {
    response.writeHead(reply.status, { ...reply.headers });
    for (const part of reply.parts) await write(response, part);
  }
  stop(response, reply.ending);
}

/** Writes a JSON document in one piece, with its length. */
export function writeJson(response: ServerResponse, status: number, document: unknown): void {
  const bytes = Buffer.from(JSON.stringify(document));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

async function writeDocument(response: ServerResponse, document: string, delivery: Delivery): Promise<void> {
  const bytes = Buffer.from(document);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  for (const slice of slicesOf(bytes, delivery.sliceBytes)) await write(response, slice);
  response.end();
}

async function writeStream(
  response: ServerResponse,
  chunks: readonly object[],
  delivery: Delivery,
): Promise<void> {
  const whole = [...chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`), 'data: [DONE]\n\n'];
  const events = whole.slice(0, delivery.cut?.afterEvents);
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
  });
  if (delivery.sliceBytes === undefined) {
    const gone = goneSignal(response);
    for (const [index, event] of events.entries()) {
      if (index > 0 && delivery.gapMs !== undefined) await sleep(delivery.gapMs, undefined, { signal: gone });
      await write(response, event);
    }
  } else {
    const bytes = Buffer.from(events.join(''));
    for (const slice of slicesOf(bytes, delivery.sliceBytes)) await write(response, slice);
  }
  stop(response, delivery.cut?.ending ?? 'end');
}

function* slicesOf(bytes: Buffer, length = bytes.length): Generator<Buffer> {
  const step = Math.max(1, length);
  for (let start = 0; start < bytes.length; start += step) yield bytes.subarray(start, start + step);
}

/** One write that has left the process, or failed because the client is gone: then `close` tells. */
function write(response: ServerResponse, data: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) resolve();
    else response.write(data, () => resolve());
  });
}

function stop(response: ServerResponse, ending: Ending): void {
  if (ending === 'end') response.end();
  if (ending === 'drop') response.destroy();
}

function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => controller.abort());
  return controller.signal;
}
