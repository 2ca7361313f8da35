// What code a reply would have executed: its language and what it is able to do.

import { z } from 'zod';
import type { Capability } from '../../domain/index.ts';
import { compileNames } from '../compile/compile-names.ts';
import { maskOf } from '../evaluate/action-types.ts';
import type { Unknown } from '../evaluate/truth.ts';
import { asList, nameSchema, type OneOrMore, oneOrMore } from '../schema/strict.ts';
import { condition, listed } from './condition.ts';

const CODE = maskOf('code_execution');
const NO_LANGUAGE: Unknown = { why: 'the code does not say its language' };
const NOT_ANALYSED: Unknown = { why: 'the code could not be analysed' };

const CAPABILITIES = [
  'network',
  'filesystem_write',
  'filesystem_read_sensitive',
  'subprocess',
  'package_install',
  'environment_read',
  'dynamic_code',
  'destructive',
] as const satisfies readonly Capability[];

export const language = condition<OneOrMore<string>>({
  key: 'language',
  schema: oneOrMore(nameSchema),
  describe: 'The language of code that would be executed: python, sh, …',
  compile: (value, { polarity, interned }) => {
    const names = compileNames(asList(value), polarity, interned);
    return {
      text: `language is ${listed(names.sources)}`,
      types: CODE,
      cost: 1,
      test: ({ action }) => {
        if (action.type !== 'code_execution') return false;
        return action.language === '' ? NO_LANGUAGE : names.matches(action.language);
      },
    };
  },
});

export const capability = condition<OneOrMore<Capability>>({
  key: 'capability',
  schema: oneOrMore(z.enum(CAPABILITIES)),
  describe: 'What the code is able to do; any of the listed.',
  compile: (value) => {
    const wanted = new Set(asList(value));
    return {
      text: `capability is ${listed([...wanted])}`,
      types: CODE,
      cost: 1,
      test: ({ action }) => {
        if (action.type !== 'code_execution') return false;
        if (action.capabilities === undefined) return NOT_ANALYSED;
        return action.capabilities.some((present) => wanted.has(present));
      },
    };
  },
});
