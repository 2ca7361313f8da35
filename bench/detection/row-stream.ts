// Reads files of rows of any size line by line, so that memory holds one row; a line that is none is told with its place.

import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { type Row, rowIn } from './rows.ts';

export type Line =
  | { readonly kind: 'row'; readonly number: number; readonly row: Row }
  | { readonly kind: 'bad'; readonly number: number; readonly why: string };

/** A line beyond this is no row: nothing that an agent sends in one call is as long. */
const LONGEST_LINE = 128 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The lines of one file, `.gz` or not, in order; empty ones are none. Never throws: a file that ends in the middle is a bad line. */
export async function* linesOf(folder: string, name: string): AsyncGenerator<Line> {
  let number = 0;
  try {
    for await (const bytes of rawLines(chunksOf(join(folder, name)))) {
      number += 1;
      const line = lineIn(bytes, number);
      if (line !== undefined) yield line;
    }
  } catch (cause) {
    yield { kind: 'bad', number: number + 1, why: `the file can not be read on: ${messageOf(cause)}` };
  }
}

async function* chunksOf(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) {
    yield* file;
    return;
  }
  const unzipped = createGunzip();
  file.on('error', (cause) => unzipped.destroy(cause));
  yield* file.pipe(unzipped);
}

/** `undefined` stands for a line that is too long. */
async function* rawLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer | undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  const finish = (): Buffer | undefined => {
    const line = length > LONGEST_LINE ? undefined : Buffer.concat(parts);
    parts = [];
    length = 0;
    return line;
  };
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > LONGEST_LINE) parts = [];
    else parts.push(part);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      start = end + 1;
      yield finish();
    }
    add(chunk.subarray(start));
  }
  if (length > 0) yield finish();
}

function lineIn(bytes: Buffer | undefined, number: number): Line | undefined {
  if (bytes === undefined) return { kind: 'bad', number, why: `longer than ${LONGEST_LINE} bytes` };
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (text.trim() === '') return undefined;
  try {
    return { kind: 'row', number, row: rowIn(text) };
  } catch (cause) {
    return { kind: 'bad', number, why: cause instanceof SyntaxError ? messageOf(cause) : 'no JSON object' };
  }
}

/** Its first line: what a parser says of a text may quote all of it. */
export function messageOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return (message.split('\n', 1)[0] ?? '').slice(0, 200);
}
