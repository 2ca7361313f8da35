// Literals in the positions of credentials: arguments, dict values, attributes, variables, environment, defaults, fallbacks.

import type { Expr } from '../ir/ir.ts';
import type { Module, Scope } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { knownText, type Located, optionsOf, type Value } from '../values/value.ts';
import { calledName } from './agents.ts';
import { type Place, placeOf } from './arguments.ts';
import { isCredentialName, isKeyName, isPlaceholder, providerKeyIn } from './secret-shapes.ts';

export interface Credential {
  /** The position's name: `api_key`, `OPENAI_API_KEY`. */
  readonly name: string;
  /** The literal. */
  readonly at: Place;
  readonly sure: boolean;
}

/** Every literal credential of a file, once per literal. */
export function credentialsOf(module: Module, evaluator: Evaluator): readonly Credential[] {
  const found = new Map<string, Credential>();
  for (const { name, located } of positionsOf(module, evaluator)) {
    for (const literal of literalsBehind(evaluator.evaluate(located), evaluator)) {
      const credential = judged(name, literal);
      if (credential === undefined || credential.at.module !== module) continue;
      const key = `${credential.at.start}`;
      if (found.get(key)?.sure !== true) found.set(key, credential);
    }
  }
  return [...found.values()];
}

interface Position {
  readonly name: string;
  readonly located: Located;
}

function* positionsOf(module: Module, evaluator: Evaluator): Generator<Position> {
  for (const { name, located } of namedValues(module, evaluator))
    if (name !== undefined && isCredentialName(name)) yield { name, located };
  yield* environmentPositions(module);
}

/** Everything in a file that is given a name. */
function* namedValues(
  { keywords, dicts, stores, assignments }: Module,
  evaluator: Evaluator,
): Generator<{ readonly name: string | undefined; readonly located: Located }> {
  for (const { argument, site } of keywords)
    yield { name: argument.name, located: { expr: argument.value, scope: site.scope } };
  for (const { expr, scope } of dicts)
    for (const { key, value } of expr.entries)
      yield { name: key?.kind === 'str' ? key.value : undefined, located: { expr: value, scope } };
  for (const { target, value, scope } of stores)
    yield { name: storedName(target, scope, evaluator), located: { expr: value, scope } };
  for (const { name, value, scope } of assignments) yield { name, located: { expr: value, scope } };
}

/** `os.getenv("KEY", default)`, `environ.setdefault("KEY", value)`, `putenv("KEY", value)`, wherever they stand. */
function* environmentPositions(module: Module): Generator<Position> {
  for (const { call, scope } of module.calls) {
    if (!ENVIRONMENT.has(calledName(call.callee))) continue;
    const [name, value] = call.args;
    if (name?.value.kind === 'str' && value !== undefined && isCredentialName(name.value.value))
      yield { name: name.value.value, located: { expr: value.value, scope } };
  }
}

const ENVIRONMENT: ReadonlySet<string> = new Set([
  'getenv',
  'get',
  'setdefault',
  'putenv',
  'set_key',
  'setenv',
]);

function storedName(target: Expr, scope: Scope, evaluator: Evaluator): string | undefined {
  if (target.kind === 'attribute') return target.name;
  if (target.kind !== 'subscript') return undefined;
  return knownText(evaluator.evaluate({ expr: target.index, scope }));
}

interface Literal {
  readonly text: string;
  readonly at: Located;
}

/** The literals that a value may be, also where it is a fallback of something that is read elsewhere. */
function literalsBehind(value: Value, evaluator: Evaluator): readonly Literal[] {
  return optionsOf(value).flatMap((option) => {
    const text = knownText(option);
    return text === undefined ? fallbackOf(option, evaluator) : [{ text, at: option.origin }];
  });
}

/** `getenv(name, literal)`, `mapping.get(name, literal)`, `SecretStr(literal)`. */
function fallbackOf(value: Value, evaluator: Evaluator): readonly Literal[] {
  if (value.kind !== 'made' || !/(?:getenv|get|SecretStr)$/.test(value.callee)) return [];
  const preset = value.call.args[value.callee.endsWith('SecretStr') ? 0 : 1]?.value;
  if (preset === undefined) return [];
  const inner = evaluator.evaluate({ expr: preset, scope: value.origin.scope });
  const text = knownText(inner);
  return text === undefined ? [] : [{ text, at: inner.origin }];
}

function judged(name: string, { text, at }: Literal): Credential | undefined {
  if (isPlaceholder(text)) return undefined;
  const isShaped =
    providerKeyIn(text) !== undefined || (/\d/.test(text) && /[A-Za-z]/.test(text) && text.length >= 8);
  if (!isShaped && !isKeyName(name) && !/password|passwd/i.test(name)) return undefined;
  if (!isShaped && /^[A-Za-z]+$/.test(text) && text.length < 12) return undefined;
  return { name, at: placeOf(at), sure: isShaped };
}
