// Schema issues → problems in an operator's words.

import type { z } from 'zod';
import { didYouMean } from '../domain/index.ts';
import type { PlacelessProblem } from './problem.ts';
import { VALID_KEYS } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** One problem for each issue and each unknown key. `value` is what was parsed. */
export function explainIssues(issues: readonly Issue[], value: unknown): PlacelessProblem[] {
  return issues.flatMap((issue) => explain(issue, value));
}

function explain(issue: Issue, value: unknown): PlacelessProblem[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  switch (issue.code) {
    case 'unrecognized_keys': {
      const valid = issue.message.slice(VALID_KEYS.length).split(' ');
      return issue.keys.map((key) => unknownKey([...path, key], key, valid));
    }
    case 'invalid_key':
      return [
        { path, atKey: true, code: 'invalid-name', message: issue.issues[0]?.message ?? 'not a valid name' },
      ];
    case 'invalid_value':
      return [invalidValue(path, issue.values.map(String), valueAt(value, path))];
    case 'invalid_type':
      return [wrongType(path, issue.expected, valueAt(value, path))];
    default:
      return [{ path, code: 'invalid-value', message: 'not valid here', hint: `expected: ${issue.message}` }];
  }
}

function unknownKey(path: PlacelessProblem['path'], key: string, valid: readonly string[]): PlacelessProblem {
  return {
    path,
    atKey: true,
    code: 'unknown-key',
    message: `unknown key \`${key.slice(0, 60)}\``,
    hint: didYouMean(key, valid),
  };
}

function invalidValue(
  path: PlacelessProblem['path'],
  valid: readonly string[],
  found: unknown,
): PlacelessProblem {
  const hint = typeof found === 'string' ? didYouMean(found, valid) : `expected one of: ${valid.join(', ')}`;
  return found === undefined
    ? missing(path, `one of: ${valid.join(', ')}`)
    : { path, code: 'invalid-value', message: 'not valid here', hint };
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

function wrongType(path: PlacelessProblem['path'], expected: string, found: unknown): PlacelessProblem {
  const wanted = TYPE_NAMES.get(expected) ?? expected;
  return found === undefined
    ? missing(path, wanted)
    : { path, code: 'wrong-type', message: 'not of the right kind', hint: `expected ${wanted}` };
}

function missing(path: PlacelessProblem['path'], wanted: string): PlacelessProblem {
  return { path, code: 'missing-key', message: `\`${path.at(-1)}\` is missing`, hint: `expected ${wanted}` };
}

function valueAt(root: unknown, path: PlacelessProblem['path']): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
