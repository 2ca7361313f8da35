// Patterns that policies write and attackers feed: one engine, linear in the text, with the constant bounded at load.

import { RE2JS, RE2JSException } from 're2js';
import { requiredLiteral } from './required-literal.ts';

/** UTF-16 offsets, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Pattern {
  readonly source: string;
  /** True when the pattern is found anywhere in the text. One pass, whatever the text. */
  test(text: string): boolean;
  /**
   * Where it is found: leftmost first, not overlapping, none empty. When `max` spans are reached one last span covers
   * all that was not looked at, so that who redacts never leaves something over. Time is linear in the text plus a
   * constant for each span; for that, a match that could end here or thousands of characters later may end here.
   */
  spans(text: string, max?: number): readonly Span[];
}

export type PatternResult =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly message: string };

const MAX_SOURCE = 16_384;
/** A program larger than this comes from repeat counts: its states cost time with each character. */
const MAX_UNFOLDED = 1024;
const STEPS_PER_SOURCE_CHARACTER = 4;
const MAX_SPANS = 1024;
/**
 * How far a search reads before it takes what it has. Without it each search could read to the end of the text, and
 * many searches would be quadratic.
 */
const WINDOW = 4096;

/**
 * Compiles RE2 syntax with unanchored search semantics. The message of a refusal says what is wrong and, where the
 * syntax is one that RE2 leaves out, why.
 */
export function compilePattern(source: string): PatternResult {
  if (source === '') return { ok: false, message: 'the pattern is empty and would match every text' };
  if (source.length > MAX_SOURCE) {
    return { ok: false, message: `the pattern is longer than ${MAX_SOURCE} characters` };
  }
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return { ok: false, message: explain(error.message, source) };
  }
  const allowed = Math.max(MAX_UNFOLDED, STEPS_PER_SOURCE_CHARACTER * source.length);
  if (compiled.programSize() > allowed) {
    const message = `the repeat counts unfold to ${compiled.programSize()} steps, more than ${allowed}: use smaller counts, * or +`;
    return { ok: false, message };
  }
  const mayMatch = requiredLiteral(source) ?? (() => true);
  return {
    ok: true,
    pattern: {
      source,
      test: (text) => mayMatch(text) && compiled.test(text),
      spans: (text, max = MAX_SPANS) => (mayMatch(text) ? findSpans(compiled, text, max) : []),
    },
  };
}

function findSpans(compiled: RE2JS, text: string, max: number): readonly Span[] {
  const spans: Span[] = [];
  if (!compiled.test(text)) return spans;
  let from = 0;
  while (from <= text.length) {
    const span = findFrom(compiled, text, from);
    if (span === undefined) break;
    if (span.end > span.start) spans.push(span);
    from = Math.max(span.end, span.start + 1);
    if (spans.length >= max && from < text.length) {
      spans.push({ start: from, end: text.length });
      break;
    }
  }
  return spans;
}

/** The first match from an offset on. Reads at most about twice as far as the match, or its window, reaches. */
function findFrom(compiled: RE2JS, text: string, from: number): Span | undefined {
  for (let window = WINDOW; ; window *= 2) {
    const limit = Math.min(text.length, from + window);
    const matcher = compiled.matcher(limit === text.length ? text : text.slice(0, limit));
    const found = matcher.find(from);
    // A match that touches the edge of the window may go on behind it.
    if (found && (matcher.end() < limit || limit === text.length)) {
      return { start: matcher.start(), end: matcher.end() };
    }
    if (limit === text.length) return undefined;
  }
}

const LEFT_OUT: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'lookahead and lookbehind are not available, because they can not run in linear time'],
  [/\\[1-9]|\\k[<{']|\(\?P=/, 'backreferences are not available, because they can not run in linear time'],
  [/\(\?>|[*+?}]\+/, 'atomic groups and possessive repeats are not available and not needed in linear time'],
];

function explain(engineMessage: string, source: string): string {
  const problem = engineMessage.replace(/^error parsing regexp: /, '');
  const why = LEFT_OUT.find(([syntax]) => syntax.test(source))?.[1];
  return why === undefined ? problem : `${problem}; ${why}`;
}
