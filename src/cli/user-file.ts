// Files that the person at the terminal names: read whole, and a mistake in the name is said as one.

import { readFile } from 'node:fs/promises';
import { GatewayError } from '../domain/index.ts';
import { loadPolicySet, type PolicyLoad } from '../policy/index.ts';
import { sha256 } from '../sha256.ts';

/** Reads a file that the user names. Throws GatewayError not_found naming the file. */
export async function readUserFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new GatewayError('not_found', {
      publicMessage: `can not read ${file}: ${whyUnreadable(cause)}`,
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
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return REASONS.get(code) ?? code;
}

/** A policy file and what loading it says; diagnostics name the file as the user did. */
export async function loadPolicyFile(
  file: string,
): Promise<{ readonly text: string; readonly loaded: PolicyLoad }> {
  const text = await readUserFile(file);
  return { text, loaded: loadPolicySet(text, { fileName: file, sha256 }) };
}
