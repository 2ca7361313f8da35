// The parser behind a limit: a text in, a copied tree out, or the reason why there is none.

import { Language, Parser } from 'web-tree-sitter';
import { copyTree, type SyntaxNode } from './syntax-tree.ts';

export interface ParseLimits {
  readonly maxMs: number;
  readonly clock: () => number;
}

export type Parsed =
  | { readonly kind: 'parsed'; readonly root: SyntaxNode; readonly hasError: boolean }
  | { readonly kind: 'gave_up'; readonly why: string };

export type ParsePython = (text: string, limits: ParseLimits) => Parsed;

const MAX_NODES = 1_500_000;

/**
 * Loads the grammar once: the path or the bytes of its `.wasm` file. The parser's own time limit does not bound all
 * hostile texts, so a caller that reads texts of strangers must be able to end the thread that this runs in.
 */
export async function loadPython(grammar: string | Uint8Array): Promise<ParsePython> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return (text, limits) => parse(parser, text, limits);
}

function parse(parser: Parser, text: string, { maxMs, clock }: ParseLimits): Parsed {
  const end = clock() + maxMs;
  const late: Parsed = { kind: 'gave_up', why: `takes longer than ${maxMs} ms` };
  // NUL ends a text for the parser's C code, and runs of it cost it seconds; for Python it is an error anyway.
  const tree = parser.parse(text.replaceAll('\0', ' '), null, { progressCallback: () => clock() > end });
  if (tree === null) {
    parser.reset();
    return late;
  }
  try {
    const copy = copyTree(tree, MAX_NODES, () => clock() <= end);
    if (copy.kind === 'too_large')
      return clock() > end ? late : { kind: 'gave_up', why: 'has too many parts' };
    return { kind: 'parsed', root: copy.root, hasError: tree.rootNode.hasError };
  } finally {
    tree.delete();
  }
}
