// A secret on its way to the model where no message says it: beside the messages, and in their names, ids and keys.

import type { JsonObject } from '../../../src/domain/index.ts';
import { tool } from '../../support/chat.ts';
import { CANARY } from '../../support/leaks.ts';
import { CANARY_REDACTED, NO_CANARY } from './policies.ts';
import { type Attempt, type Expected, passes, stoppedGoingOut } from './row.ts';

const LEAK = `the token is ${CANARY}, keep it`;
/** Claimed names of users, senders and tools are on record, where the canary may not be: these hold another one. */
const NAME = 'CANARY-555555555555';
const USER = { role: 'user', content: 'What is new?' };

interface Place {
  readonly where: string;
  readonly why: string;
  readonly fields: JsonObject;
  /** Where the answer is not the usual one: how a refusal looks, or what the provider says to a call that it does not take. */
  readonly refusal?: Partial<Expected>;
  readonly answer?: Partial<Expected>;
}

/** A client that asked for JSON gets an error: a sentence would not be what it can read. */
const AS_ERROR: Partial<Expected> = { status: 403, code: 'content_filter' };

function withTool(more: JsonObject): JsonObject {
  return { tools: [{ type: 'function', function: { name: 'lookup', ...more } }] };
}

function withSchema(schema: JsonObject): JsonObject {
  return { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema } } };
}

function saying(...messages: readonly JsonObject[]): JsonObject {
  return { messages: [USER, ...messages] };
}

function calling(call: JsonObject): JsonObject {
  const whole = { id: 'call_1', type: 'function', ...call };
  return saying(
    { role: 'assistant', content: null, tool_calls: [whole] },
    {
      role: 'tool',
      tool_call_id: 'call_1',
      content: 'none',
    },
  );
}

/** Prose and data: a redaction can change them. */
const TEXTS: readonly Place[] = [
  {
    where: 'the description of a tool',
    why: 'it is part of the prompt',
    fields: withTool({ description: LEAK }),
  },
  {
    where: 'the description of a parameter',
    why: 'it is part of the prompt',
    fields: withTool({
      parameters: { type: 'object', properties: { q: { type: 'string', description: LEAK } } },
    }),
  },
  {
    where: 'the description of a legacy function',
    why: 'the older form is forwarded, too',
    fields: { functions: [{ name: 'lookup', description: LEAK }] },
  },
  {
    where: 'the metadata',
    why: 'the provider stores it',
    fields: { metadata: { note: LEAK } },
  },
  { where: 'the user', why: 'the provider stores it', fields: { user: NAME } },
  {
    where: 'the prediction',
    why: 'the model reads it',
    fields: { prediction: { type: 'content', content: [{ type: 'text', text: LEAK }] } },
  },
  { where: 'the stop sequences', why: 'any text can be one', fields: { stop: ['END', LEAK] } },
  {
    where: 'a description in the schema of the answer',
    why: 'it is part of the prompt',
    fields: withSchema({ type: 'object', description: LEAK }),
    refusal: AS_ERROR,
  },
  {
    where: 'an unknown field beside the messages',
    why: 'unknown fields are forwarded byte for byte',
    fields: { later: { deep: [[LEAK]] } },
  },
];

/** Names, ids and keys: changed, they would be another request. */
const LABELS: readonly Place[] = [
  { where: 'the name of a tool', why: 'the model reads it', fields: { tools: [tool(CANARY)] } },
  {
    where: 'the name of a parameter',
    why: 'keys are text',
    fields: withTool({ parameters: { type: 'object', properties: { [CANARY]: { type: 'string' } } } }),
  },
  {
    where: 'an item of an enum',
    why: 'the model reads what it may choose from',
    fields: withTool({ parameters: { properties: { q: { type: 'string', enum: ['a', LEAK] } } } }),
  },
  {
    where: 'the name of the schema of the answer',
    why: 'it is part of the prompt',
    fields: { response_format: { type: 'json_schema', json_schema: { name: CANARY, schema: {} } } },
    refusal: AS_ERROR,
  },
  {
    where: 'the name of an unknown field',
    why: 'unknown fields are forwarded byte for byte',
    fields: { [CANARY]: 1 },
  },
  {
    where: 'a short name of a message',
    why: 'many servers put it into the prompt',
    fields: saying({ ...USER, name: NAME }),
  },
  {
    where: 'the call id of a tool result',
    why: 'ids are the caller’s to choose',
    fields: saying({ role: 'tool', tool_call_id: CANARY, content: 'none' }),
  },
  {
    where: 'the id of a call in the history',
    why: 'ids are the caller’s to choose',
    fields: calling({ id: CANARY, function: { name: 'f', arguments: '{}' } }),
  },
  {
    where: 'the name of a call in the history',
    why: 'the model reads what it called',
    fields: calling({ function: { name: NAME, arguments: '{}' } }),
  },
  {
    where: 'an unknown field of a call in the history',
    why: 'unknown fields are forwarded byte for byte',
    fields: calling({ function: { name: 'f', arguments: '{}', note: LEAK } }),
  },
  {
    where: 'the type of a content part',
    why: 'what steers the server may be text as well',
    fields: saying({ role: 'user', content: [{ type: CANARY, text: 'Look.' }] }),
  },
  {
    where: 'a key of a content part',
    why: 'keys are text',
    fields: saying({ role: 'user', content: [{ type: 'text', text: 'Look.', [CANARY]: 1 }] }),
  },
  {
    where: 'the place of a file’s bytes',
    why: 'what is not base64 there was never encoded',
    fields: saying({ role: 'user', content: [{ type: 'file', file: { file_data: LEAK } }] }),
  },
];

/** The arguments of a call are no assistant’s alone: they are redacted in place, whoever says them. */
const MISPLACED: Place = {
  where: 'a call of a user message',
  why: 'roles are claims, and the server may read what it does not expect',
  fields: saying({
    ...USER,
    tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: `{"q":"${LEAK}"}` } }],
  }),
  answer: { status: 400, ends: 'exchange_aborted' },
};

const ESCAPED = '{"\\u0071":"\\u0043\\u0041NARY-384756102938"}';
const ESCAPED_KEY = '{"\\u0043\\u0041NARY-384756102938":1}';

/** Arguments in the history are JSON in JSON: the escapes of the inner one are not those of the outer. */
const BEHIND_ESCAPES: Place = {
  where: 'escapes in the arguments of a call in the history',
  why: 'the model reads what they stand for',
  fields: calling({ function: { name: 'f', arguments: ESCAPED } }),
};

const KEY_BEHIND_ESCAPES: Place = {
  where: 'an escaped key in the arguments of a call in the history',
  why: 'keys are text, and an edit does not rename them',
  fields: calling({ function: { name: 'f', arguments: ESCAPED_KEY } }),
};

/** Each part by itself is harmless, and a redaction looks at each by itself. */
const ACROSS: Attempt = {
  name: 'a text that reaches across two parts, to be redacted',
  why: 'what can not be redacted is blocked',
  policy: `
policies:
  - name: across-redacted
    condition: { content_matches: "one\\ntwo" }
    decision: CONSTRAIN
    action: { redact: { pattern: "one\\ntwo" } }
`,
  send: {
    fields: saying({
      role: 'user',
      content: [
        { type: 'text', text: 'one' },
        { type: 'text', text: 'two' },
      ],
    }),
  },
  expected: stoppedGoingOut('across-redacted'),
};

function blocked({ where, why, fields, refusal }: Place): Attempt {
  return {
    name: `a secret in ${where}`,
    why,
    policy: NO_CANARY,
    send: { fields },
    expected: { ...stoppedGoingOut('no-canary'), ...refusal },
  };
}

function redacted({ where, why, fields, answer }: Place): Attempt {
  return {
    name: `a secret in ${where}, to be redacted`,
    why,
    policy: CANARY_REDACTED,
    send: { fields },
    expected: { ...passes({ decision: 'CONSTRAIN', policy: 'canary-redacted' }), ...answer },
  };
}

function notRedactable(place: Place): Attempt {
  return { ...redacted(place), expected: { ...stoppedGoingOut('canary-redacted'), ...place.refusal } };
}

/** Rows about the parts of a request that no message’s text is. */
export const AROUND: readonly Attempt[] = [
  ...[...TEXTS, ...LABELS, MISPLACED, BEHIND_ESCAPES, KEY_BEHIND_ESCAPES].map(blocked),
  ...[...TEXTS, MISPLACED, BEHIND_ESCAPES].map(redacted),
  ...[...LABELS, KEY_BEHIND_ESCAPES].map(notRedactable),
  ACROSS,
];
