// Why the operating system refused, by its own name.

/** `ENOENT` and the like, of an error that Node made; `unknown` for every other. */
export function errnoOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
