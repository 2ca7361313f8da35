// Looks at released actions of the past through the same words as at the present one.

import { z } from 'zod';
import { ACTION_TYPES, type ActionType, type PastAction } from '../../domain/index.ts';
import { compileNames, type Polarity } from '../compile/compile-names.ts';
import type { Interned } from '../compile/intern.ts';
import { everyOf, type Truth, type Unknown } from '../evaluate/truth.ts';
import { asList, nameSchema, type OneOrMore, oneOrMore } from '../schema/strict.ts';
import { listed } from './condition.ts';

/** The keys that the record of a past action can answer. */
export const pastFields = {
  action_type: oneOrMore(z.enum(ACTION_TYPES)).optional(),
  agent_name: oneOrMore(nameSchema).optional(),
  tool_name: oneOrMore(nameSchema).optional(),
  tool_category: oneOrMore(nameSchema).optional(),
  model: oneOrMore(nameSchema).optional(),
};

export interface PastSource {
  readonly action_type?: OneOrMore<ActionType> | undefined;
  readonly agent_name?: OneOrMore<string> | undefined;
  readonly tool_name?: OneOrMore<string> | undefined;
  readonly tool_category?: OneOrMore<string> | undefined;
  readonly model?: OneOrMore<string> | undefined;
}

export interface PastTest {
  readonly text: string;
  readonly test: (past: PastAction) => Truth;
}

const NO_CATEGORY: Unknown = { why: 'an earlier tool has no category' };

/** Compiles what a past action must be. An empty source accepts every one. */
export function compilePast(source: PastSource, polarity: Polarity, interned: Interned): PastTest {
  const tests: ((past: PastAction) => Truth)[] = [];
  const words: string[] = [];
  const add = (key: keyof PastSource, read: (past: PastAction) => string | undefined, missing: Missing) => {
    const value = source[key];
    if (value === undefined) return;
    const names = compileNames(asList<string>(value), polarity, interned);
    words.push(`${key} is ${listed(names.sources)}`);
    tests.push((past) => {
      const name = read(past);
      return name === undefined ? missing(past) : names.matches(name);
    });
  };
  add('action_type', (past) => past.type, never);
  add('agent_name', (past) => past.agent, never);
  add('tool_name', (past) => past.toolName, never);
  add(
    'tool_category',
    (past) => past.toolCategory,
    (past) => (past.toolName === undefined ? false : NO_CATEGORY),
  );
  add('model', (past) => past.model, never);
  return {
    text: words.join(' and '),
    test: (past) => past.released && everyOf(tests, (test) => test(past)),
  };
}

type Missing = (past: PastAction) => Truth;

const never: Missing = () => false;
