// YAML or JSON text → one plain value plus the place of every key, refusing whatever two readers could understand differently.

import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type ScalarTag,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { JsonValue } from '../../domain/index.ts';
import type { Diagnostic, Problem } from '../diagnostic.ts';

/** In UTF-16 units: a thousand policies are about a tenth of it. */
const MAX_DOCUMENT_LENGTH = 4 * 1024 * 1024;
const MAX_DEPTH = 48;
const MAX_ALIASES = 100;

export interface SourceDocument {
  readonly value: JsonValue;
  /** The diagnostic of a problem: line and column of its key or value, or of the nearest enclosing one. */
  locate(problem: Problem, severity?: Diagnostic['severity']): Diagnostic;
}

export type SourceResult =
  | { readonly ok: true; readonly document: SourceDocument }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** YAML 1.1 wrote 2_000_000 for readability and YAML 1.2 dropped it; as a string it would fail far from its cause. */
const groupedInteger: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?[0-9]+(?:_[0-9]+)+$/,
  resolve: (text) => Number(text.replaceAll('_', '')),
};

/**
 * Reads one document of at most 4 Mi characters and 48 levels. Refuses, each with its place: syntax errors, tabs as
 * indentation, duplicate keys, more than one document, custom tags, alias bombs, keys that are not text, and text that
 * was not UTF-8. ATTACKER-CONTROLLED when a policy comes through the admin door: bounded in time and memory.
 */
export function readDocument(text: string, file: string): SourceResult {
  const lines = new LineCounter();
  const at = placer(file, lines);
  if (text.length > MAX_DOCUMENT_LENGTH) {
    return refuse(at(0, 'document-too-large', `the file is larger than ${MAX_DOCUMENT_LENGTH} characters`));
  }
  const parsed = parse(text, lines);
  if (parsed === undefined || parsed.errors.some((error) => error.code === 'RESOURCE_EXHAUSTION'))
    return refuse(at(0, 'too-deep', `the file nests deeper than ${MAX_DEPTH} levels`));
  const broken = notUtf8(text);
  if (broken !== -1) return refuse(at(broken, 'not-utf-8', 'the file is not UTF-8 text', 'save it as UTF-8'));
  const problems = [...parsed.errors, ...parsed.warnings];
  if (problems.length > 0) {
    return {
      ok: false,
      diagnostics: problems.map((problem) => ({
        ...at(problem.pos[0], kebab(problem.code), readable(problem.message)),
        ...hintFor(problem.code),
      })),
    };
  }
  const unfit = findUnfit(parsed.contents);
  if (unfit !== undefined) return refuse(at(unfit.offset, unfit.code, unfit.message));
  return toValue(parsed, at);
}

type Placer = (offset: number, code: string, message: string, hint?: string) => Diagnostic;

function placer(file: string, lines: LineCounter): Placer {
  return (offset, code, message, hint) => {
    const { line, col } = lines.linePos(offset);
    return {
      severity: 'error',
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      message,
      code,
      ...(hint === undefined ? {} : { hint }),
    };
  };
}

function refuse(diagnostic: Diagnostic): SourceResult {
  return { ok: false, diagnostics: [diagnostic] };
}

function parse(text: string, lines: LineCounter): Document.Parsed | undefined {
  try {
    return parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      uniqueKeys: true,
      strict: true,
      stringKeys: true,
      customTags: (tags) => [groupedInteger, ...tags],
    });
  } catch (error) {
    // The parser recurses: a stack overflow is its answer to thousands of nested brackets.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Offset of the first replacement character, lone surrogate or NUL, or -1: what is left where bytes were no UTF-8. */
function notUtf8(text: string): number {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0 || unit === 0xfffd) return index;
    if (unit < 0xd800 || unit > 0xdfff) continue;
    const next = text.charCodeAt(index + 1);
    if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return index;
    index += 1;
  }
  return -1;
}

function kebab(code: string): string {
  return code.toLowerCase().replaceAll('_', '-');
}

function readable(message: string): string {
  return message === 'Map keys must be unique' ? 'this key appears twice in the same mapping' : message;
}

function hintFor(code: string): { hint?: string } {
  if (code === 'TAB_AS_INDENT') return { hint: 'indent with spaces' };
  if (code === 'DUPLICATE_KEY') return { hint: 'keep one of them' };
  if (code === 'MULTIPLE_DOCS') return { hint: 'one file holds one document' };
  return {};
}

interface Unfit {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
}

interface Nested {
  readonly node: unknown;
  readonly depth: number;
}

/** The first node that has no place in a policy file: too deep, or a `__proto__` key. Iterative: depth is the attack. */
function findUnfit(root: Node | null): Unfit | undefined {
  const stack: Nested[] = [{ node: root, depth: 1 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node, depth } = next;
    if (!isMap(node) && !isSeq(node)) continue;
    const offset = node.range?.[0] ?? 0;
    if (depth > MAX_DEPTH) {
      return { offset, code: 'too-deep', message: `the file nests deeper than ${MAX_DEPTH} levels` };
    }
    if (isMap(node) && node.items.some((pair) => keyText(pair.key) === '__proto__')) {
      return { offset, code: 'reserved-key', message: '`__proto__` can not be used as a name' };
    }
    for (const child of childrenOf(node)) stack.push({ node: child, depth: depth + 1 });
  }
  return undefined;
}

function childrenOf(node: YAMLMap | YAMLSeq): readonly unknown[] {
  return isMap(node) ? node.items.map((pair) => pair.value) : node.items;
}

function toValue(parsed: Document.Parsed, at: Placer): SourceResult {
  let value: unknown;
  try {
    value = parsed.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    // yaml throws a ReferenceError for unresolved and for multiplying aliases; anything else is a bug.
    if (!(error instanceof ReferenceError)) throw error;
    return refuse(
      at(0, 'alias-bomb', 'aliases multiply this file beyond all measure', 'write the values out'),
    );
  }
  const document: SourceDocument = {
    // The core schema yields nothing but JSON values once tags and non-text keys are refused.
    value: value as JsonValue,
    locate: (problem, severity = 'error') => ({
      ...at(offsetOf(parsed, problem), problem.code, problem.message, problem.hint),
      severity,
    }),
  };
  return { ok: true, document };
}

/** Start of the key or value that a problem is about, or of the nearest node above it that is written in the file. */
function offsetOf(parsed: Document.Parsed, { path, atKey }: Problem): number {
  let node: unknown = parsed.contents;
  let offset = parsed.contents?.range[0] ?? 0;
  for (const [index, step] of path.entries()) {
    const child = childAt(isAlias(node) ? node.resolve(parsed) : node, step);
    const wantsKey = atKey === true && index === path.length - 1;
    offset = (wantsKey ? undefined : startOf(child.value)) ?? startOf(child.key) ?? offset;
    node = child.value;
  }
  return offset;
}

interface Child {
  readonly key: unknown;
  readonly value: unknown;
}

function childAt(node: unknown, step: string | number): Child {
  const nothing = { key: undefined, value: undefined };
  if (isSeq(node)) return typeof step === 'number' ? { key: undefined, value: node.items[step] } : nothing;
  return (isMap(node) ? node.items.find((pair) => keyText(pair.key) === String(step)) : undefined) ?? nothing;
}

function keyText(key: unknown): string | undefined {
  return isScalar(key) ? String(key.value) : typeof key === 'string' ? key : undefined;
}

function startOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}
