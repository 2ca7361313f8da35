// Which model serves the call, through which provider, and whether the reply streams.

import { z } from 'zod';
import { ALL_TYPES } from '../evaluate/action-types.ts';
import { condition } from './condition.ts';
import { nameCondition } from './names.ts';

export const model = nameCondition({
  key: 'model',
  describe: 'The model that the call asks for.',
  tells: 'models',
  types: ALL_TYPES,
  read: ({ facts }) => ({ name: facts.call.model, verified: true }),
});

export const provider = nameCondition({
  key: 'provider',
  describe: 'The upstream that serves the call.',
  tells: 'upstreams',
  types: ALL_TYPES,
  read: ({ facts }) => ({ name: facts.call.provider, verified: true }),
});

export const stream = condition<boolean>({
  key: 'stream',
  schema: z.boolean(),
  describe: 'Whether the reply is streamed.',
  compile: (wanted) => ({
    text: `stream is ${wanted}`,
    types: ALL_TYPES,
    cost: 1,
    test: ({ facts }) => facts.call.stream === wanted,
  }),
});
