// Turns schema issues into problems that a policy author understands: which word, what is expected, what is nearest.

import type { z } from 'zod';
import { didYouMean, nearestWord } from '../../domain/index.ts';
import type { DocumentPath, Problem } from '../diagnostic.ts';
import { VALID_KEYS } from '../schema/strict.ts';

type Issue = z.core.$ZodIssue;

/** One problem for each issue and each unknown key, in the order of the schema. `value` is the document that was parsed. */
export function explainIssues(issues: readonly Issue[], value: unknown): Problem[] {
  return issues.flatMap((issue) => explain(issue, [], value));
}

function explain(issue: Issue, prefix: DocumentPath, value: unknown): Problem[] {
  const path = [...prefix, ...issue.path.map(plainStep)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(path, key, issue.message));
    case 'invalid_union':
      return explainUnion(issue, path, value);
    case 'invalid_value':
      return [invalidValue(path, issue.values, valueAt(value, path))];
    case 'invalid_type':
      return [wrongType(path, issue.expected, valueAt(value, path))];
    case 'invalid_key':
      return issue.issues.map((inner) => ({
        path,
        atKey: true,
        code: 'invalid-name',
        message: inner.message,
      }));
    default:
      return [
        { path, code: issue.code === 'custom' ? 'not-allowed' : 'invalid-value', message: issue.message },
      ];
  }
}

function plainStep(step: PropertyKey): string | number {
  return typeof step === 'symbol' ? String(step) : step;
}

function unknownKey(path: DocumentPath, key: string, message: string): Problem {
  const here = { path: [...path, key], atKey: true };
  const valid = message.startsWith(VALID_KEYS) ? message.slice(VALID_KEYS.length).split(' ') : [];
  return {
    ...here,
    code: 'unknown-key',
    message: `unknown key \`${shown(key)}\``,
    hint: didYouMean(key, valid),
  };
}

/** The branch that the author most likely meant: the one that got furthest, else all that could stand here. */
function explainUnion(
  issue: Issue & { code: 'invalid_union' },
  path: DocumentPath,
  value: unknown,
): Problem[] {
  const branches = issue.errors.filter((branch) => !branch.some((inner) => misfits(inner)));
  const meant = branches[0];
  if (meant !== undefined) return meant.flatMap((inner) => explain(inner, path, value));
  const expected = [...new Set(issue.errors.flatMap((branch) => branch.map(expectation)))];
  const first = issue.errors[0]?.[0];
  if (first?.code === 'invalid_value' && typeof valueAt(value, path) === 'string') {
    return [invalidValue(path, first.values, valueAt(value, path))];
  }
  return [
    {
      path,
      code: 'wrong-type',
      message: `expected ${expected.join(' or ')}, found ${describe(valueAt(value, path))}`,
    },
  ];
}

/** True when a branch of a union fails at its root: the value is not of its kind at all. */
function misfits(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function expectation(issue: Issue): string {
  if (issue.code === 'invalid_type') return typeName(issue.expected);
  if (issue.code === 'invalid_value') return issue.values.map((value) => `\`${String(value)}\``).join(', ');
  return issue.message;
}

function invalidValue(path: DocumentPath, values: readonly unknown[], found: unknown): Problem {
  const words = values.map(String);
  if (found === undefined) return missing(path, words.map((word) => `\`${word}\``).join(', '));
  const near = typeof found === 'string' ? nearestWord(found, words) : undefined;
  return {
    path,
    code: 'invalid-value',
    message: `${describe(found)} is not valid here: expected ${words.map((word) => `\`${word}\``).join(', ')}`,
    ...(near === undefined ? {} : { hint: `did you mean \`${near}\`?` }),
  };
}

function wrongType(path: DocumentPath, expected: string, found: unknown): Problem {
  if (found === undefined) return missing(path, typeName(expected));
  return { path, code: 'wrong-type', message: `expected ${typeName(expected)}, found ${describe(found)}` };
}

function missing(path: DocumentPath, expected: string): Problem {
  return { path, code: 'missing-key', message: `\`${path.at(-1) ?? ''}\` is missing: expected ${expected}` };
}

const TYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', '`true` or `false`'],
  ['array', 'a list'],
  ['object', 'a mapping'],
  ['record', 'a mapping'],
]);

function typeName(type: string): string {
  return TYPE_NAMES.get(type) ?? type;
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  return `\`${shown(String(value))}\``;
}

function shown(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

function valueAt(root: unknown, path: DocumentPath): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
