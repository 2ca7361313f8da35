// Files that somebody names, or an archive brings: read up to what they can be, whatever they are.

import { closeSync, openSync, readSync } from 'node:fs';
import { errnoOf, GatewayError } from '../domain/index.ts';

const CHUNK_BYTES = 64 * 1024;

/**
 * All bytes of a file or pipe that has at most `limit`. ATTACKER-CONTROLLED: its size, which nobody is asked for. Throws
 * GatewayError not_found where it can not be read, invalid_request where there is more.
 */
export function readBounded(path: string, limit: number): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  for (const chunk of chunksOf(path)) {
    size += chunk.byteLength;
    if (size > limit) {
      const publicMessage = `${path} is too large for what it should be (at most ${limit} bytes)`;
      throw new GatewayError('invalid_request', { publicMessage });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function* chunksOf(path: string): Generator<Buffer> {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const size = readSync(file, chunk);
      if (size === 0) return;
      yield chunk.subarray(0, size);
    }
  } catch (cause) {
    const code = errnoOf(cause);
    throw new GatewayError('not_found', { publicMessage: `cannot read ${path} (${code})`, cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
