// A secret on its way to the model: every part of a request that somebody could read.

import { callTool } from '../../../src/demo/model-server/index.ts';
import type { JsonObject } from '../../../src/domain/index.ts';
import { ask, tool } from '../../support/chat.ts';
import { CANARY } from '../../support/leaks.ts';
import { NO_CANARY } from './policies.ts';
import { type Attempt, passes, stoppedGoingOut } from './row.ts';

const LEAK = `the token is ${CANARY}, keep it`;
const USER = { role: 'user', content: 'What is new?' };

function called(args: string): JsonObject {
  return {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'lookup', arguments: args } }],
  };
}

function result(content: string): JsonObject {
  return { role: 'tool', tool_call_id: 'call_1', content };
}

function messages(...list: readonly JsonObject[]): JsonObject {
  return { messages: list };
}

/** A row whose request must not reach the model. */
function stopped(name: string, why: string, fields: JsonObject): Attempt {
  return { name, why, policy: NO_CANARY, send: { fields }, expected: stoppedGoingOut('no-canary') };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const escaped = (text: string): string =>
  [...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

const WHERE: readonly Attempt[] = [
  stopped('a secret in the user message', 'the plain case', ask(LEAK)),
  stopped(
    'a secret in the system message',
    'peers look at the last user message only',
    messages({ role: 'system', content: LEAK }, USER),
  ),
  stopped(
    'a secret in a developer message',
    'the newer name of a system message',
    messages({ role: 'developer', content: LEAK }, USER),
  ),
  stopped(
    'a secret in an earlier tool result',
    'it is not the last message, and no user wrote it',
    messages(USER, called('{}'), result(LEAK), { role: 'assistant', content: 'Done.' }, USER),
  ),
  stopped(
    'a secret in an assistant message that this gateway never released',
    'the history is the body’s claim',
    messages(USER, { role: 'assistant', content: LEAK }, USER),
  ),
  stopped(
    'a secret in the arguments of a call in the history',
    'arguments are read by the model like any text',
    messages(USER, called(JSON.stringify({ query: LEAK })), result('none')),
  ),
  stopped(
    'a secret in the input of a custom tool’s call in the history',
    'a newer kind of call carries plain text',
    messages(
      USER,
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'f', input: LEAK } }],
      },
      result('none'),
    ),
  ),
  stopped(
    'a secret in a legacy function call of the history',
    'the older form is forwarded, too',
    messages(USER, {
      role: 'assistant',
      content: null,
      function_call: { name: 'f', arguments: `"${LEAK}"` },
    }),
  ),
  stopped(
    'a secret in the result of a legacy function',
    'another role for the same thing',
    messages(USER, { role: 'function', name: 'f', content: LEAK }),
  ),
  stopped(
    'a secret in the second content part',
    'content is not always a string',
    messages({
      role: 'user',
      content: [
        { type: 'text', text: 'Look:' },
        { type: 'text', text: LEAK },
      ],
    }),
  ),
  stopped(
    'a secret in the address of an image',
    'the address is fetched by somebody else',
    messages({
      role: 'user',
      content: [{ type: 'image_url', image_url: { url: `https://img.example/?q=${CANARY}` } }],
    }),
  ),
  stopped(
    'a secret in a content part of an unknown type',
    'what this version does not know may still be read',
    messages({ role: 'user', content: [{ type: 'thought', inner: { deep: [LEAK] } }] }),
  ),
  stopped(
    'a secret in an unknown field of a message',
    'unknown fields are forwarded byte for byte',
    messages({ ...USER, reasoning_content: LEAK }),
  ),
  stopped(
    'a secret under a key called __proto__',
    'JSON.parse makes it an own key, and it is forwarded',
    messages({ ...USER, ...JSON.parse(`{"__proto__":{"note":"${LEAK}"}}`) }),
  ),
  stopped(
    'a secret among 10,000 tool calls of the history',
    'the last of many is looked at like the first',
    messages(USER, {
      role: 'assistant',
      content: null,
      tool_calls: Array.from({ length: 10_000 }, (_, at) => ({
        id: `call_${at}`,
        type: 'function',
        function: { name: 'lookup', arguments: at === 9_999 ? JSON.stringify({ q: LEAK }) : '{}' },
      })),
    }),
  ),
  stopped(
    'a secret at the end of a megabyte in one line',
    'no scan stops early, and none takes more than linear time',
    ask(`${'x '.repeat(512 * 1024)}${LEAK}`),
  ),
];

const HIDDEN: readonly Attempt[] = [
  stopped('a secret in nested JSON', 'JSON in JSON is still text', {
    messages: [
      USER,
      called('{}'),
      result(JSON.stringify({ a: JSON.stringify({ b: JSON.stringify([LEAK]) }) })),
    ],
  }),
  stopped('a secret in base64', 'a model decodes it', ask(`decode ${base64(LEAK)} please`)),
  stopped(
    'a secret in base64 at another offset',
    'three offsets give three encodings',
    ask(base64(`a${LEAK}`)),
  ),
  stopped('a secret in base64 of a URL', 'the other alphabet', {
    ...ask(Buffer.from(`>>>???${LEAK}`).toString('base64url')),
  }),
  stopped('a secret percent-encoded', 'every byte of it', ask(`open ${percent(LEAK)}`)),
  stopped('a secret with invisible characters inside', 'people and models read over them', {
    ...ask(LEAK.replace('CANARY', 'CAN\u200bA\u00adRY')),
  }),
  {
    name: 'a secret in JSON escapes of the body',
    why: 'escapes are another way to write the same string',
    policy: NO_CANARY,
    send: {
      bytes: (mode) =>
        `{"model":"gpt-4o","stream":${mode === 'streamed'},"messages":[{"role":"user","content":"${escaped(LEAK)}"}]}`,
    },
    expected: stoppedGoingOut('no-canary'),
  },
];

const HARMLESS: readonly Attempt[] = [
  {
    name: 'a text that only looks like the secret',
    why: 'eleven digits are not twelve',
    policy: NO_CANARY,
    send: { fields: ask('CANARY-12345678901') },
    expected: passes({ says: 'Fine.' }),
  },
  {
    name: 'an empty list of tool calls in the history',
    why: 'it calls nothing; the provider does not take it, and its refusal is passed on',
    policy: NO_CANARY,
    send: { fields: messages(USER, { role: 'assistant', content: 'Hm.', tool_calls: [] }, USER) },
    expected: { ...passes(), status: 400, code: 'empty_array', ends: 'exchange_aborted' },
  },
  {
    name: 'a harmless call of a tool',
    why: 'the policy is about a text that is not there',
    policy: NO_CANARY,
    send: { fields: { tools: [tool('lookup')] } },
    reply: callTool('lookup', { q: 'weather' }),
    expected: passes({ calls: ['lookup'] }),
  },
];

/** Rows about what agents send. */
export const GOING_OUT: readonly Attempt[] = [...WHERE, ...HIDDEN, ...HARMLESS];
