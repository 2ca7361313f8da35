// Files that the person at the terminal names: read whole, and a mistake in the name is said as one.

import { readFile } from 'node:fs/promises';
import { errnoOf, GatewayError } from '../domain/index.ts';

/** Reads a file that the user names. Throws GatewayError not_found naming the file. */
export async function readUserFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new GatewayError('not_found', {
      publicMessage: `cannot read ${file}: ${whyUnreadable(cause)}`,
      cause,
    });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a directory'],
  ['EACCES', 'this user may not read it'],
]);

function whyUnreadable(cause: unknown): string {
  const code = errnoOf(cause);
  return REASONS.get(code) ?? code;
}
