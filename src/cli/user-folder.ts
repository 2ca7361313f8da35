// Folders that the person at the terminal names to write into: made where they are missing, and a mistake in the name is said as one.

import { errnoOf, GatewayError } from '../domain/index.ts';
import { makeDirectories } from '../store/index.ts';

/** Makes the folder and those above it. Throws GatewayError invalid_request naming it, where that can not be. */
export function makeUserFolder(folder: string): void {
  try {
    makeDirectories(folder);
  } catch (cause) {
    throw new GatewayError('invalid_request', {
      publicMessage: `cannot write into the folder ${folder}: ${whyNot(cause)}`,
      cause,
    });
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EEXIST', 'it is a file'],
  ['ENOENT', 'the path does not exist and cannot be created'],
  ['ENOTDIR', 'something above it is a file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
]);

/** Why a folder can not be made, in words where they are known. */
export function whyNot(cause: unknown): string {
  const code = errnoOf(cause);
  return REASONS.get(code) ?? code;
}
