// Where the scanner's thread finds its grammar: copied beside the compiled code, in node_modules beside the source.

import { fileURLToPath } from 'node:url';
import { createScanThread, type ScanThread } from './server/index.ts';

const GRAMMAR = import.meta.url.endsWith('.js')
  ? new URL('./scan/tree-sitter-python.wasm', import.meta.url)
  : new URL('../node_modules/tree-sitter-python/tree-sitter-python.wasm', import.meta.url);

/** The scanner, asleep until its first scan. */
export function openScanner(): ScanThread {
  return createScanThread({ grammar: fileURLToPath(GRAMMAR) });
}
