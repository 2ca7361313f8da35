// The version of this program.

import { readFileSync } from 'node:fs';
import { stringField } from '../domain/index.ts';

/** As in package.json, which lies beside the compiled code as it does beside the source. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return stringField(JSON.parse(text), 'version') ?? 'unknown';
}
