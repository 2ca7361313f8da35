// The lines of a file of any size, one after the other.

import { closeSync, openSync, readSync } from 'node:fs';
import { GatewayError } from '../domain/index.ts';

const CHUNK_BYTES = 256 * 1024;
/** No record is longer; nor is anything else that is read by lines here. */
const MAX_LINE_BYTES = 128 * 1024;

/** Lines without their ends; empty ones are left out. Throws GatewayError invalid_request for a line that is too long to be a record. */
export function* readLines(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    let rest: Buffer = Buffer.alloc(0);
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, size)]);
      let from = 0;
      for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, from)) {
        if (end > from) yield bytes.toString('utf8', from, end);
        from = end + 1;
      }
      rest = bytes.subarray(from);
      if (rest.byteLength > MAX_LINE_BYTES)
        throw new GatewayError('invalid_request', {
          publicMessage: `${path}: a line is longer than a record can be`,
        });
    }
    if (rest.byteLength > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}
