// Takes a request body in, up to a bound, without copying a body that came in one piece.

import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../domain/index.ts';

/** The whole body. Throws GatewayError body_too_large as soon as the bound is passed, invalid_request where the client broke off. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const announced = Number(request.headers['content-length'] ?? '0');
  if (announced > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > maxBytes) {
        request.pause();
        reject(tooLarge(maxBytes));
      } else chunks.push(chunk);
    });
    request.on('end', () => {
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks, size));
    });
    request.on('error', (cause) => reject(brokeOff(cause)));
    request.on('close', () => {
      if (!request.complete) reject(brokeOff());
    });
  });
}

/** What a client or its network did, and no fault of the gateway's: its error carries a stack that nobody needs. */
function brokeOff(cause?: unknown): GatewayError {
  return new GatewayError('invalid_request', { publicMessage: 'the body broke off', cause });
}

function tooLarge(maxBytes: number): GatewayError {
  return new GatewayError('body_too_large', { publicMessage: `the body exceeds ${maxBytes} bytes` });
}
