// Whether an agent runs code that a model wrote, and on which ground.

import type { Evaluator } from '../values/evaluate.ts';
import { knownText, optionsOf, type Slot, truthOf, type Value } from '../values/value.ts';
import type { Arguments, Given, Place } from './arguments.ts';
import { placeOf } from './arguments.ts';
import { type ClassicDefaults, EXECUTOR_WORDS, EXECUTORS, type Ground, lastName } from './library.ts';

export type Execution =
  | { readonly kind: 'off' }
  | { readonly kind: 'unknown' }
  /** A UserProxyAgent that nobody told otherwise. */
  | { readonly kind: 'default' }
  | {
      readonly kind: 'dict';
      readonly config: Extract<Value, { kind: 'dict' }>;
      /** Of the argument, or of the dict literal where it stands elsewhere. */
      readonly at: Place;
      /** False where it is one of several. */
      readonly certain: boolean;
    }
  | { readonly kind: 'executor'; readonly executor: Value; readonly at: Place; readonly certain: boolean };

export function executes(execution: Execution): boolean {
  return execution.kind === 'default' || execution.kind === 'dict' || execution.kind === 'executor';
}

/** Of an agent of AutoGen 0.2 or AG2 0.x. `defaults` is undefined for a class that is not known. */
export function classicExecution(
  args: Arguments,
  defaults: ClassicDefaults | undefined,
  evaluator: Evaluator,
): Execution {
  const given = args.get('code_execution_config');
  if (given === undefined) {
    if (args.open || defaults === undefined) return { kind: 'unknown' };
    return defaults.executes ? { kind: 'default' } : { kind: 'off' };
  }
  return configuredExecution(given, evaluator);
}

export function configuredExecution(given: Given, evaluator: Evaluator): Execution {
  const options = optionsOf(given.value);
  const on = options.find((option) => option.kind === 'dict');
  if (on?.kind === 'dict') return fromDict(on, given, options.length === 1, evaluator);
  return truthOf(given.value) === false ? { kind: 'off' } : { kind: 'unknown' };
}

function fromDict(
  config: Extract<Value, { kind: 'dict' }>,
  given: Given,
  certain: boolean,
  evaluator: Evaluator,
): Execution {
  const slot = config.slots.get('executor');
  const isDirect = config.origin.expr === given.located.expr;
  const at = isDirect ? given.at : placeOf(config.origin);
  if (slot === undefined) return { kind: 'dict', config, at, certain };
  const executor = evaluator.evaluate(slot.value);
  return { kind: 'executor', executor, at: slotPlace(slot), certain };
}

export function slotPlace(slot: Slot): Place {
  return { module: slot.module, start: slot.start, end: slot.end };
}

/** Where code runs for a value that is given as an executor. */
export function groundOf(value: Value): Ground | undefined {
  if (value.kind === 'made') return EXECUTORS.get(lastName(value.callee));
  const word = knownText(value);
  return word === undefined ? undefined : EXECUTOR_WORDS.get(word);
}
