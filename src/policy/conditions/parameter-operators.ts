// The comparisons that a parameter's value can be put to, each three-valued and aware of what a match does to the agent.

import { z } from 'zod';
import type { JsonValue } from '../../domain/index.ts';
import { opposite, type Polarity } from '../compile/compile-names.ts';
import { parameterForms, type Subject } from '../evaluate/subject.ts';
import { everyOf, negate, someOf, type Truth, type Unknown } from '../evaluate/truth.ts';
import { nameSchema, type OneOrMore, oneOrMore, patternSchema, strict } from '../schema/strict.ts';
import { pathWithin } from '../values/path.ts';
import { analyzeSql } from '../values/sql.ts';
import { compileHostSet, hostOf } from '../values/url.ts';
import { type CompileContext, listed } from './condition.ts';

/** Tests one selected value under the polarity that it was compiled for. */
export type ValueTest = (value: JsonValue, subject: Subject) => Truth;

export interface Operator {
  readonly key: string;
  readonly schema: z.ZodType;
  /** The words after the parameter's name. */
  readonly words: (operand: unknown) => string;
  /** Undefined when a problem was reported. */
  readonly compile: (operand: unknown, context: CompileContext) => ValueTest | undefined;
}

const NOT_TEXT: Unknown = { why: 'the value is not text' };
const NOT_A_NUMBER: Unknown = { why: 'the value is not a number' };
const NO_HOST: Unknown = { why: 'no host can be read from the value' };
const NO_PATH: Unknown = { why: 'the value can not be read as a path' };
const NO_SQL: Unknown = { why: 'the value can not be parsed as SQL' };

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
type Scalar = z.infer<typeof scalar>;

const sqlSchema = strict({
  only: oneOrMore(nameSchema).optional(),
  tables: oneOrMore(nameSchema).optional(),
  max_rows: z.number().int().nonnegative().optional(),
});
type SqlOperand = z.infer<typeof sqlSchema>;

interface TypedOperator<T> {
  readonly key: string;
  readonly schema: z.ZodType<T>;
  readonly words: (operand: T) => string;
  readonly compile: (operand: T, context: CompileContext) => ValueTest | undefined;
}

function operator<T>(definition: TypedOperator<T>): Operator {
  // INVARIANT: called only with operands that `schema` has accepted.
  return {
    ...definition,
    words: (operand) => definition.words(operand as T),
    compile: (operand, context) => definition.compile(operand as T, context),
  };
}

/** The same operator with its truth turned round; it matches for the agent what the plain one would match against it. */
function negated<T>(plain: TypedOperator<T>, key: string, words: (operand: T) => string): Operator {
  return operator<T>({
    key,
    schema: plain.schema,
    words,
    compile: (operand, context) => {
      const test = plain.compile(operand, { ...context, polarity: opposite(context.polarity) });
      return test === undefined ? undefined : (value, subject) => negate(test(value, subject));
    },
  });
}

const matchesPattern: TypedOperator<OneOrMore<string>> = {
  key: 'matches_pattern',
  schema: oneOrMore(patternSchema),
  words: (operand) => `matches ${listed([operand].flat())}`,
  compile: (operand, context) => {
    const patterns = [operand].flat().flatMap((source) => {
      const result = context.interned.pattern(source);
      if (result.ok) return result.pattern;
      context.problem([], result.message, 'patterns are RE2: linear time, no lookaround, no backreferences');
      return [];
    });
    const [only] = patterns;
    if (only === undefined) return undefined;
    if (patterns.length === 1) return patternTest(context.polarity, (form) => only.test(form));
    return patternTest(context.polarity, (form) => patterns.some((pattern) => pattern.test(form)));
  },
};

const oneOf: TypedOperator<readonly Scalar[]> = {
  key: 'one_of',
  schema: z.array(scalar).min(1, 'the list is empty').readonly(),
  words: (operand) => `is ${listed(operand.map((item) => JSON.stringify(item)))}`,
  compile: (operand, { polarity }) => equalsOneOf(operand, polarity),
};

const equals: TypedOperator<JsonValue> = {
  key: 'equals',
  schema: z.json(),
  words: (operand) => `equals ${JSON.stringify(operand)}`,
  compile: (operand, { polarity }) => equalsOneOf([operand], polarity),
};

const contains: TypedOperator<string> = {
  key: 'contains',
  schema: z.string().min(1, 'the text is empty'),
  words: (operand) => `contains ${JSON.stringify(operand)}`,
  compile: (operand, { polarity }) => patternTest(polarity, (form) => form.includes(operand)),
};

const hostIn: TypedOperator<OneOrMore<string>> = {
  key: 'host_in',
  schema: oneOrMore(nameSchema),
  words: (operand) => `has a host in ${listed([operand].flat())}`,
  compile: (operand, { polarity }) => {
    const hosts = compileHostSet([operand].flat(), { loosely: polarity === 'restrict' });
    return onText(polarity, (text) => {
      const found = hostOf(text);
      return found.kind === 'host' ? hosts.has(found.host) : NO_HOST;
    });
  },
};

const greaterThan = comparison('greater_than', 'is greater than', (value, bound) => value > bound);
const lessThan = comparison('less_than', 'is less than', (value, bound) => value < bound);

const within: TypedOperator<OneOrMore<string>> = {
  key: 'path_within',
  schema: oneOrMore(z.string().min(1, 'the path is empty')),
  words: (operand) => `is a path within ${listed([operand].flat())}`,
  compile: (operand, { polarity }) => {
    const roots = [operand].flat();
    return onText(polarity, (text) => {
      const place = pathWithin(text, roots);
      return place === 'unreadable' ? NO_PATH : place === 'inside';
    });
  },
};

const sql: TypedOperator<SqlOperand> = {
  key: 'sql',
  schema: sqlSchema,
  words: (operand) => `is SQL within ${JSON.stringify(operand)}`,
  compile: (operand, { polarity }) => onText(polarity, (text) => sqlWithin(text, operand)),
};

/** All operators except `exists`, which looks at presence and not at values. */
export const operators: readonly Operator[] = [
  operator(contains),
  operator(equals),
  operator(greaterThan),
  operator(hostIn),
  negated(hostIn, 'host_not_in', (operand) => `has no host in ${listed([operand].flat())}`),
  operator(lessThan),
  operator(matchesPattern),
  negated(oneOf, 'not_one_of', (operand) => `is not ${listed(operand.map((item) => JSON.stringify(item)))}`),
  negated(matchesPattern, 'not_matches_pattern', (operand) => `does not match ${listed([operand].flat())}`),
  operator(oneOf),
  operator(within),
  operator(sql),
];

/** Where it restricts, one matching form of one text in the value is enough; where it grants, all must match. */
function patternTest(polarity: Polarity, matches: (form: string) => boolean): ValueTest {
  if (polarity === 'restrict') {
    const inside = onText(polarity, (text, subject) => parameterForms(subject, text).some(matches));
    return (value, subject) => {
      if (typeof value !== 'string') return inside(value, subject);
      for (const form of parameterForms(subject, value)) if (matches(form)) return true;
      return false;
    };
  }
  return onText(polarity, (text, subject) => {
    if (!matches(text)) return false;
    const absolute = text.includes('://');
    // A rewriting that drops the scheme is another way to write the URL, not another URL: it need not match.
    return parameterForms(subject, text).every((form) => form.includes('://') !== absolute || matches(form));
  });
}

/** Applies a test to the value's text, or to the texts in a list or mapping; other values are unknown. */
function onText(polarity: Polarity, test: (text: string, subject: Subject) => Truth): ValueTest {
  const fold = polarity === 'restrict' ? someOf<string> : everyOf<string>;
  return (value, subject) => {
    if (typeof value === 'string') return test(value, subject);
    if (typeof value !== 'object' || value === null) return NOT_TEXT;
    const texts = textsIn(value);
    return texts.length === 0 ? NOT_TEXT : fold(texts, (text) => test(text, subject));
  };
}

/** The strings and numbers inside a list or mapping, without recursion: depth is the attack. */
function textsIn(value: JsonValue): readonly string[] {
  const texts: string[] = [];
  const stack: JsonValue[] = [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next === 'string') texts.push(next);
    else if (typeof next === 'number') texts.push(String(next));
    else if (typeof next === 'object' && next !== null) {
      for (const member of Object.values<JsonValue>(next)) stack.push(member);
    }
  }
  return texts;
}

function comparison(
  key: string,
  words: string,
  compare: (value: number, bound: number) => boolean,
): TypedOperator<number> {
  return {
    key,
    schema: z.number(),
    words: (bound) => `${words} ${bound}`,
    compile: (bound) => (value) => (typeof value === 'number' ? compare(value, bound) : NOT_A_NUMBER),
  };
}

function equalsOneOf(operands: readonly JsonValue[], polarity: Polarity): ValueTest {
  if (polarity === 'grant') return (value) => operands.some((operand) => sameJson(operand, value));
  // A tool may take "5" for 5: where equality restricts, scalars also compare as text.
  const texts = new Set(operands.filter((operand) => typeof operand !== 'object').map(String));
  return (value, subject) => {
    if (typeof value === 'string') return parameterForms(subject, value).some((form) => texts.has(form));
    if (typeof value !== 'object' && texts.has(String(value))) return true;
    return operands.some((operand) => sameJson(operand, value));
  };
}

/** Deep equality; key order does not count. The author's operand bounds the depth. */
function sameJson(a: JsonValue, b: JsonValue): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = new Map<string, JsonValue>(Object.entries(a));
  const right = new Map<string, JsonValue>(Object.entries(b));
  if (left.size !== right.size) return false;
  for (const [key, item] of left) {
    const other = right.get(key);
    if (other === undefined || !sameJson(item, other)) return false;
  }
  return true;
}

function sqlWithin(text: string, operand: SqlOperand): Truth {
  const facts = analyzeSql(text);
  if (facts.kind === 'unparsed') return NO_SQL;
  const verbs = lowerCased(operand.only);
  const tables = lowerCased(operand.tables);
  return facts.statements.every(
    (statement) =>
      (verbs === undefined || verbs.has(statement.verb.toLowerCase())) &&
      (tables === undefined || statement.tables.every((table) => tables.has(table.toLowerCase()))) &&
      (operand.max_rows === undefined || (statement.maxRows ?? Infinity) <= operand.max_rows),
  );
}

function lowerCased(words: OneOrMore<string> | undefined): ReadonlySet<string> | undefined {
  return words === undefined ? undefined : new Set([words].flat().map((word) => word.toLowerCase()));
}
