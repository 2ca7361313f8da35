// What a tool is called with: one `parameter` with its comparisons, or several under `parameters`.

import { z } from 'zod';
import type { JsonValue, ToolCallAction } from '../../domain/index.ts';
import { maskOf } from '../evaluate/action-types.ts';
import { type Subject, schemaKnows, selectParameter } from '../evaluate/subject.ts';
import { everyOf, someOf, type Truth, type Unknown } from '../evaluate/truth.ts';
import { nameSchema, strict } from '../schema/strict.ts';
import type { ParameterPath } from '../values/parameter-path.ts';
import {
  type CompileContext,
  type Condition,
  type ConditionSource,
  condition,
  type Term,
} from './condition.ts';
import { operators, type ValueTest } from './parameter-operators.ts';

const MISSING: Unknown = { why: 'the parameter is missing though the tool has it' };
const TOOL_CALL = maskOf('tool_call');

const operatorFields = {
  ...Object.fromEntries(operators.map((operator) => [operator.key, operator.schema.optional()])),
  exists: z.boolean().optional(),
};
const operatorKeys = Object.keys(operatorFields);

/** `parameter: url` with its comparisons beside it in the condition. */
export const parameter: Condition = {
  key: 'parameter',
  fields: {
    parameter: nameSchema
      .optional()
      .describe(
        'A parameter of the tool call, by name at any depth, or by JSONPath when it starts with `$`.',
      ),
    ...operatorFields,
  },
  compile: (source, context) => {
    const name = source['parameter'];
    return typeof name === 'string' ? compileParameter(name, source, context) : undefined;
  },
};

/** Several parameters at once; all must hold. */
export const parameters = condition<Readonly<Record<string, ConditionSource>>>({
  key: 'parameters',
  schema: z.record(nameSchema, strict(operatorFields)),
  describe: 'Several parameters, each with its comparisons; all must hold.',
  compile: (value, context) => {
    const terms = Object.entries(value).flatMap(([name, source]) => {
      const inner: CompileContext = {
        ...context,
        problem: (steps, message, hint) => context.problem(['parameters', name, ...steps], message, hint),
      };
      return compileParameter(name, source, inner) ?? [];
    });
    return {
      text: terms.map((term) => term.text).join(' and '),
      types: TOOL_CALL,
      cost: 5,
      test: (subject) => everyOf(terms, (term) => term.test(subject)),
    };
  },
});

/** Keys that mean something only beside `parameter`. */
export function strayOperators(source: ConditionSource): readonly string[] {
  if (source['parameter'] !== undefined) return [];
  return operatorKeys.filter((key) => source[key] !== undefined);
}

function compileParameter(name: string, source: ConditionSource, context: CompileContext): Term | undefined {
  const compiled = context.interned.path(name);
  if (!compiled.ok) {
    context.problem(source['parameter'] === undefined ? [] : ['parameter'], compiled.message);
    return undefined;
  }
  const used = operators.filter((operator) => source[operator.key] !== undefined);
  const exists = source['exists'];
  if (used.length === 0 && typeof exists !== 'boolean') {
    context.problem([], `\`${name}\` is compared with nothing`, `add one of: ${operatorKeys.join(', ')}`);
    return undefined;
  }
  const words = used.map((operator) => operator.words(source[operator.key]));
  if (typeof exists === 'boolean') words.push(exists ? 'exists' : 'does not exist');
  const tests = used.flatMap((operator) => {
    const problem: CompileContext['problem'] = (steps, message, hint) =>
      context.problem([operator.key, ...steps], message, hint);
    return operator.compile(source[operator.key], { ...context, problem }) ?? [];
  });
  return {
    text: `parameter ${name} ${words.join(' and ')}`,
    types: TOOL_CALL,
    cost: 5,
    ...patternNeed(compiled.path, source, context),
    test: parameterTest(compiled.path, tests, typeof exists === 'boolean' ? exists : undefined, context),
  };
}

/** Only where it restricts: there, one form of one value decides, so that many patterns can be looked for at once. */
function patternNeed(
  path: ParameterPath,
  source: ConditionSource,
  { polarity }: CompileContext,
): Pick<Term, 'needs'> {
  const wanted = source['matches_pattern'];
  if (polarity === 'grant' || wanted === undefined) return {};
  return { needs: { path, patterns: [wanted].flat().map(String) } };
}

/** Where it restricts one of the selected values is enough; where it grants all of them must hold. */
function parameterTest(
  path: ParameterPath,
  tests: readonly ValueTest[],
  exists: boolean | undefined,
  { polarity }: CompileContext,
): Term['test'] {
  const fold = polarity === 'restrict' ? someOf<JsonValue> : everyOf<JsonValue>;
  const testValue = joined(tests);
  return (subject) => {
    const { action } = subject;
    if (action.type !== 'tool_call') return false;
    if (action.arguments.kind === 'unreadable') return UNREADABLE[action.arguments.why];
    const values = selectParameter(subject, path, action.arguments.value);
    if (exists !== undefined && exists !== values.length > 0) return false;
    const [first] = values;
    if (first === undefined) return tests.length === 0 || whenAbsent(subject, action, path);
    return values.length === 1
      ? testValue(first, subject)
      : fold(values, (value) => testValue(value, subject));
  };
}

/** All tests as one; the usual single one stays itself. */
function joined(tests: readonly ValueTest[]): ValueTest {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (value, subject) => everyOf(tests, (test) => test(value, subject));
}

const UNREADABLE = {
  not_json: { why: 'the arguments are not JSON' },
  not_an_object: { why: 'the arguments are not a JSON object' },
  duplicate_keys: { why: 'the arguments hold the same key twice' },
  too_deep: { why: 'the arguments nest too deeply' },
  too_large: { why: 'the arguments are too large' },
  inexact_number: { why: 'the arguments hold a number that readers round differently' },
} as const satisfies Record<string, Unknown>;

function whenAbsent(subject: Subject, action: ToolCallAction, path: ParameterPath): Truth {
  return schemaKnows(subject, action, path) ? MISSING : false;
}
