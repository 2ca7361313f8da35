// The YAML text of the configuration → a plain value and the place of every key in it.

import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { ConfigProblem, PlacelessProblem } from './problem.ts';
import { looksLikeSecret } from './secrets.ts';

const MAX_LENGTH = 1024 * 1024;
/** Later syntax errors mostly follow from the first ones. */
const MAX_SYNTAX_PROBLEMS = 10;

export interface ConfigSource {
  readonly value: unknown;
  readonly locate: (problem: PlacelessProblem) => ConfigProblem;
}
export type SourceRead =
  | { readonly ok: true; readonly source: ConfigSource }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

type PlaceAt = (offset: number, problem: Omit<PlacelessProblem, 'path' | 'atKey'>) => ConfigProblem;

/** A configuration without a file: everything has its default. */
export function emptySource(file: string): ConfigSource {
  return {
    value: {},
    locate: ({ path: _, atKey: __, ...problem }) => ({
      severity: 'error',
      file,
      line: 1,
      column: 1,
      ...problem,
    }),
  };
}

/**
 * Reads one YAML (or JSON) document. Refuses syntax errors, duplicate keys, second documents, unknown tags, and every
 * literal that looks like a secret, without repeating it.
 */
export function readSource(text: string, file: string): SourceRead {
  const lines = new LineCounter();
  const place: PlaceAt = (offset, problem) => {
    const { line, col } = lines.linePos(offset);
    return { severity: 'error', file, line: Math.max(1, line), column: Math.max(1, col), ...problem };
  };
  if (text.length > MAX_LENGTH) {
    return {
      ok: false,
      problems: [
        place(0, { code: 'file-too-large', message: 'the file is larger than a million characters' }),
      ],
    };
  }
  try {
    return readDocument(
      parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true }),
      place,
    );
  } catch (error) {
    // yaml recurses (RangeError) and counts aliases (ReferenceError); anything else is a bug.
    if (!(error instanceof RangeError) && !(error instanceof ReferenceError)) throw error;
    const message = 'the file nests too deep, or its aliases multiply it';
    return { ok: false, problems: [place(0, { code: 'unreadable', message, hint: 'write it out plainly' })] };
  }
}

function readDocument(document: Document.Parsed, place: PlaceAt): SourceRead {
  const problems = [...document.errors, ...document.warnings]
    .slice(0, MAX_SYNTAX_PROBLEMS)
    .map((error) => place(error.pos[0], { code: 'syntax', message: readable(error.code) }));
  if (problems.length === 0) problems.push(...findSecrets(document, place));
  if (problems.length > 0) return { ok: false, problems };
  const value: unknown = document.toJS({ maxAliasCount: 20 }) ?? {};
  return {
    ok: true,
    source: { value, locate: ({ path, atKey, ...rest }) => place(offsetOf(document, path, atKey), rest) },
  };
}

/** The parser's own messages may quote the file, and with it a secret: only the kind of error is shown. */
function readable(code: string): string {
  return code === 'DUPLICATE_KEY'
    ? 'this key appears twice'
    : `not well-formed YAML (${code.toLowerCase().replaceAll('_', ' ')})`;
}

function findSecrets(document: Document.Parsed, place: PlaceAt): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const hint = 'put it into an environment variable and name that: `api_key_env: OPENAI_API_KEY`';
  visit(document, {
    Pair: (_, pair) => {
      const key = isScalar(pair.key) ? pair.key : undefined;
      if (key?.value === '__proto__')
        problems.push(
          place(key.range?.[0] ?? 0, {
            code: 'reserved-key',
            message: '`__proto__` can not be used as a name',
          }),
        );
      if (key?.value !== 'api_key') return;
      problems.push(
        place(key.range?.[0] ?? 0, { code: 'literal-secret', message: 'a key is never written here', hint }),
      );
      return visit.SKIP;
    },
    Scalar: (_, scalar) => {
      if (typeof scalar.value !== 'string' || !looksLikeSecret(scalar.value)) return;
      const message = 'this looks like a secret itself';
      problems.push(place(scalar.range?.[0] ?? 0, { code: 'literal-secret', message, hint }));
    },
  });
  return problems;
}

/** Start of the key or value that a path leads to, or of the nearest one above it that is written in the file. */
function offsetOf(
  document: Document.Parsed,
  path: PlacelessProblem['path'],
  atKey: boolean | undefined,
): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const [index, step] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === step)
      : undefined;
    const value = isSeq(node) && typeof step === 'number' ? node.items[step] : pair?.value;
    const wanted = atKey === true && index === path.length - 1 ? [pair?.key] : [value, pair?.key];
    offset = wanted.map(startOf).find((start) => start !== undefined) ?? offset;
    node = value;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}
