// CEL text → a three-valued test with bounded cost: linear-time patterns, no nested loops, known variables only.

import { type CelInput, celEnv, isCelError, parse, plan } from '@bufbuild/cel';
import { nearestWord } from '../../domain/index.ts';
import type { Interned } from '../compile/intern.ts';
import { ALL_TYPES, type TypeMask } from '../evaluate/action-types.ts';
import type { Truth, Unknown } from '../evaluate/truth.ts';
import { compilePattern } from '../values/pattern.ts';
import { type ExpressionShape, inspectExpression } from './inspect-expression.ts';
import { type CelBindings, VARIABLES } from './variables.ts';

export type ExpressionResult =
  | {
      readonly ok: true;
      /** The action types that have all variables which the expression names. */
      readonly types: TypeMask;
      readonly test: (bindings: CelBindings) => Truth;
    }
  | { readonly ok: false; readonly message: string; readonly hint?: string };

const MAX_COMPREHENSIONS = 4;
const MAX_RUNTIME_PATTERNS = 256;

const FAILED: Unknown = { why: 'the expression could not be evaluated' };
const NOT_BOOLEAN: Unknown = { why: 'the expression is neither true nor false' };

/**
 * Compiles an expression of at most 2,000 characters. Refuses comprehensions inside comprehensions (their cost
 * multiplies, and the engine has no limit of its own), unknown variables, and patterns that RE2 does not know.
 */
export function compileExpression(source: string, interned: Interned): ExpressionResult {
  const parsed = parseExpression(source);
  if (!parsed.ok) return parsed;
  const shape = inspectExpression(parsed.expression);
  const refused = costRefusal(shape) ?? variableRefusal(shape) ?? patternRefusal(shape, interned);
  if (refused !== undefined) return refused;
  const run = plan(celEnv({ re2: cachingEngine() }), parsed.expression);
  return {
    ok: true,
    types: shape.variables.reduce((mask, name) => mask & (VARIABLES.get(name) ?? ALL_TYPES), ALL_TYPES),
    test: (bindings) => {
      const value = run(pick(bindings, shape.variables));
      if (typeof value === 'boolean') return value;
      return isCelError(value) ? FAILED : NOT_BOOLEAN;
    },
  };
}

/** Only what the expression names: the text of a whole call is put together when somebody asks for it. */
function pick(bindings: CelBindings, names: readonly string[]): Record<string, CelInput> {
  const picked: Record<string, CelInput> = {};
  for (const name of names) {
    const value = bindings[name];
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}

type Refusal = Extract<ExpressionResult, { ok: false }>;

function costRefusal({ nested, comprehensions }: ExpressionShape): Refusal | undefined {
  if (!nested && comprehensions <= MAX_COMPREHENSIONS) return undefined;
  const what = nested ? 'a comprehension inside a comprehension' : 'too many comprehensions';
  return { ok: false, message: `${what}: the cost has no bound`, hint: 'use plain conditions, or one loop' };
}

function variableRefusal({ variables }: ExpressionShape): Refusal | undefined {
  const stranger = variables.find((name) => !VARIABLES.has(name));
  if (stranger === undefined) return undefined;
  const near = nearestWord(stranger, VARIABLES.keys());
  const hint =
    near === undefined ? `expected ${[...VARIABLES.keys()].join(', ')}` : `did you mean \`${near}\`?`;
  return { ok: false, message: `unknown variable \`${stranger}\``, hint };
}

function patternRefusal({ patterns }: ExpressionShape, interned: Interned): Refusal | undefined {
  for (const pattern of patterns) {
    const compiled = interned.pattern(pattern);
    if (!compiled.ok) return { ok: false, message: compiled.message };
  }
  return undefined;
}

type Parsed =
  | { readonly ok: true; readonly expression: ReturnType<typeof parse> }
  | { readonly ok: false; readonly message: string };

function parseExpression(source: string): Parsed {
  try {
    return { ok: true, expression: parse(source) };
  } catch (error) {
    // Syntax errors, and the recursion limit for deep nesting, are the author's to mend; the text is the author's, too.
    const message = error instanceof Error ? error.message.replace('<input>:', 'at ') : 'not an expression';
    return { ok: false, message: `not a CEL expression: ${message}` };
  }
}

/** Literal patterns are compiled with the policy; patterns from data are bounded in number and refused when too large. */
function cachingEngine(): { compile(pattern: string): { test(text: string): boolean } } {
  const known = new Map<string, { test(text: string): boolean }>();
  return {
    compile: (source) => {
      const existing = known.get(source);
      if (existing !== undefined) return existing;
      const compiled = compilePattern(source);
      if (!compiled.ok) throw new Error('the pattern can not be compiled');
      if (known.size >= MAX_RUNTIME_PATTERNS) known.clear();
      known.set(source, compiled.pattern);
      return compiled.pattern;
    },
  };
}
