// Bytes that two readers would understand differently, or that nobody should have to read at all.

import { gzipSync } from 'node:zlib';
import {
  callTools,
  claimsToBeJson,
  type Reply,
  rawStream,
  say,
} from '../../../src/demo/model-server/index.ts';
import type { JsonObject } from '../../../src/domain/index.ts';
import { CANARY } from '../../support/leaks.ts';
import { NO_CANARY } from './policies.ts';
import { type Attempt, type Mode, passes, refused, type Sent, unreadableReply } from './row.ts';

/** A row whose body is refused before it is a call. The canary in it must not come back in the error. */
function refusedBody(name: string, why: string, bytes: Sent['bytes'], code = 'invalid_json'): Attempt {
  const status = code === 'body_too_large' ? 413 : 400;
  const send = bytes === undefined ? {} : { bytes };
  return { name, why, policy: NO_CANARY, send, expected: refused(status, code) };
}

const body = (mode: Mode, content: string, more = ''): string =>
  `{"model":"gpt-4o","stream":${mode === 'streamed'},"messages":[{"role":"user","content":${content}}]${more}}`;
const quoted = `"${CANARY}"`;
const nested = (depth: number): string => `${'['.repeat(depth)}${quoted}${']'.repeat(depth)}`;

const BODIES: readonly Attempt[] = [
  refusedBody('no body', 'there is nothing to decide about', () => ''),
  refusedBody('a body that is a list', 'it is no request', () => `[${quoted}]`, 'invalid_request'),
  refusedBody('a body that is null', 'it is no request', () => 'null', 'invalid_request'),
  refusedBody('a body that is cut off', 'it is not JSON', (mode) => body(mode, quoted).slice(0, -2)),
  refusedBody(
    'a second document behind the first',
    'some readers stop at the first',
    (mode) => body(mode, quoted) + body(mode, quoted),
  ),
  refusedBody('JSON with a comment', 'some readers take it', (mode) => `/*${CANARY}*/${body(mode, '"hi"')}`),
  refusedBody('JSON with a comma too many', 'some readers take it', (mode) => body(mode, quoted, ',')),
  refusedBody('JSON with single quotes', 'some readers take it', () => `{'model':'${CANARY}'}`),
  refusedBody('NaN as a number', 'Python takes it', (mode) => body(mode, quoted, ',"temperature":NaN')),
  refusedBody('a raw line break in a string', 'some readers take it', (mode) => body(mode, `"a\n${CANARY}"`)),
  refusedBody(
    'a byte order mark',
    'some readers skip it, some do not',
    (mode) => `\ufeff${body(mode, quoted)}`,
  ),
  refusedBody('UTF-16', 'it is not UTF-8', (mode) => Buffer.from(body(mode, quoted), 'utf16le')),
  refusedBody('bytes that are not UTF-8', 'each reader replaces them in its own way', (mode) =>
    Buffer.concat([
      Buffer.from(body(mode, `"${CANARY}`)).subarray(0, -3),
      Uint8Array.of(0xc3, 0x28),
      Buffer.from('"}]}'),
    ]),
  ),
  refusedBody('an overlong encoding', 'it is a way to hide ASCII', (mode) =>
    Buffer.from(body(mode, '"\u0001"').replace('\u0001', `${CANARY}\u00c0\u00af`), 'latin1'),
  ),
  refusedBody('a compressed body', 'bytes that are not read are not forwarded', (mode) =>
    gzipSync(body(mode, quoted)),
  ),
  refusedBody(
    'a body of five megabytes',
    'the limit is four',
    (mode) => body(mode, `"${CANARY}${'x'.repeat(5 * 1024 * 1024)}"`),
    'body_too_large',
  ),
  refusedBody(
    'nesting of 65',
    'the limit is 64',
    (mode) => body(mode, '"hi"', `,"x":${nested(65)}`),
    'invalid_request',
  ),
  refusedBody(
    'nesting of 100,000',
    'no reader is asked to recurse that deep',
    (mode) => body(mode, '"hi"', `,"x":${nested(100_000)}`),
    'invalid_request',
  ),
];

const AMBIGUOUS: readonly Attempt[] = [
  refusedBody(
    'messages twice',
    'the first and the last one count, depending on the reader',
    (mode) => body(mode, '"hi"', `,"messages":[{"role":"user","content":${quoted}}]`),
    'duplicate_keys',
  ),
  refusedBody(
    'messages twice, once escaped',
    'an escape spells the same key',
    (mode) => body(mode, '"hi"', `,"mess\\u0061ges":[{"role":"user","content":${quoted}}]`),
    'duplicate_keys',
  ),
  refusedBody(
    'content twice',
    'at any depth',
    (mode) => body(mode, `"hi","content":${quoted}`),
    'duplicate_keys',
  ),
  refusedBody(
    'the same key twice in a part that nobody reads',
    'nobody knows who reads it',
    (mode) => body(mode, '"hi"', ',"metadata":{"a":1,"a":2}'),
    'duplicate_keys',
  ),
  refusedBody(
    'stream twice',
    'one reader would stream, the other not',
    (mode) => body(mode, '"hi"', ',"stream":true'),
    'duplicate_keys',
  ),
  refusedBody(
    'stream as a word',
    'the provider may take "true" for true',
    () => '{"model":"gpt-4o","stream":"true","messages":[{"role":"user","content":"hi"}]}',
    'invalid_request',
  ),
  refusedBody(
    'n as text',
    'the provider may take "2" for 2',
    (mode) => body(mode, '"hi"', ',"n":"2"'),
    'invalid_request',
  ),
  refusedBody(
    'a role that nobody knows',
    'nobody knows how it is read',
    () => `{"model":"gpt-4o","messages":[{"role":"root","content":${quoted}}]}`,
    'invalid_request',
  ),
  refusedBody(
    'content that is a number',
    'some readers make it text',
    (mode) => body(mode, '384756102938'),
    'invalid_request',
  ),
  refusedBody(
    'messages that are an object',
    'some readers take its values',
    () => `{"model":"gpt-4o","messages":{"0":{"role":"user","content":${quoted}}}}`,
    'invalid_request',
  ),
  refusedBody(
    'messages under __proto__',
    'what an object inherits is nothing that was sent',
    () => `{"model":"gpt-4o","__proto__":{"messages":[{"role":"user","content":${quoted}}]}}`,
    'invalid_request',
  ),
  {
    name: 'a role under __proto__',
    why: 'what an object inherits is nothing that was sent',
    policy: NO_CANARY,
    send: { bytes: () => `{"model":"gpt-4o","messages":[{"__proto__":{"role":"user"},"content":"hi"}]}` },
    expected: refused(400, 'invalid_request'),
  },
];

const chunk = (delta: string, finish = 'null', more = ''): string =>
  `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]${more}}\n\n`;

/** The same fault in a document and in a stream. */
function sent(document: string, stream: readonly (string | Uint8Array)[]): (mode: Mode) => Reply {
  return (mode) => (mode === 'buffered' ? claimsToBeJson(document) : rawStream(stream));
}

const completion = (message: string, more = ''): string =>
  `{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":${message},"finish_reason":"stop"}]${more}}`;
const END = [chunk('{}', '"stop"'), 'data: [DONE]\n\n'];

function unreadable(name: string, why: string, reply: NonNullable<Attempt['reply']>, code?: string): Attempt {
  return { name, why, policy: NO_CANARY, reply, expected: unreadableReply(code) };
}

const manyCalls = Array.from({ length: 10_000 }, () => ({ name: 'lookup', arguments: {} }));

const REPLIES: readonly Attempt[] = [
  unreadable(
    'a reply with its content twice',
    'the policy would see one, the client the other',
    sent(completion(`{"role":"assistant","content":"Fine.","content":${quoted}}`), [
      chunk(`{"role":"assistant","content":"Fine.","content":${quoted}}`),
      ...END,
    ]),
  ),
  unreadable(
    'a reply with its choices twice',
    'the policy would see one list, the client the other',
    sent(
      completion(
        '{"role":"assistant","content":"Fine."}',
        `,"choices":[{"index":0,"message":{"content":${quoted}}}]`,
      ),
      [
        chunk('{"content":"Fine."}', 'null', `,"choices":[{"index":0,"delta":{"content":${quoted}}}]`),
        ...END,
      ],
    ),
  ),
  unreadable(
    'a reply that calls tools in both forms',
    'clients run one or the other',
    sent(
      completion(
        '{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}],"function_call":{"name":"g","arguments":"{}"}}',
      ),
      [
        chunk(
          '{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}],"function_call":{"name":"g","arguments":"{}"}}',
        ),
        ...END,
      ],
    ),
  ),
  unreadable(
    'a reply that calls a tool of an unknown type',
    'what it would do is not known',
    sent(
      completion(
        `{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"custom","custom":{"name":"f","input":${quoted}}}]}`,
      ),
      [
        chunk(
          `{"tool_calls":[{"index":0,"id":"a","type":"custom","custom":{"name":"f","input":${quoted}}}]}`,
        ),
        ...END,
      ],
    ),
  ),
  unreadable(
    'a reply with content that is a list',
    'clients expect text',
    sent(completion(`{"role":"assistant","content":[{"type":"text","text":${quoted}}]}`), [
      chunk(`{"content":[{"type":"text","text":${quoted}}]}`),
      ...END,
    ]),
  ),
  unreadable(
    'a reply with half a surrogate pair',
    'what UTF-8 can not carry becomes something else on the way',
    sent(completion('{"role":"assistant","content":"\\ud83d"}'), [chunk('{"content":"\\ud83d"}'), ...END]),
  ),
  unreadable(
    'a reply with 10,000 tool calls',
    'nobody means that; the bound is 256',
    callTools(manyCalls),
    'upstream_too_large',
  ),
  unreadable(
    'a reply without choices',
    'there is nothing to decide about',
    sent(completion('{}').replace(/"choices":.*$/, '"choices":[]}'), ['data: [DONE]\n\n']),
  ),
  {
    name: 'a reply with an empty list of tool calls',
    why: 'it calls nothing, and some providers send it',
    policy: NO_CANARY,
    reply: sent(completion('{"role":"assistant","content":"Fine.","tool_calls":[]}'), [
      chunk('{"role":"assistant","content":"Fine.","tool_calls":[]}'),
      ...END,
    ]),
    expected: passes({ says: 'Fine.' }),
  },
  {
    name: 'a megabyte in one line',
    why: 'large is not wrong, and takes linear time',
    policy: NO_CANARY,
    send: { fields: { messages: [{ role: 'user', content: 'ab '.repeat(350_000) }] } },
    reply: say('cd '.repeat(350_000), { pieceLength: 100_000 }),
    expected: passes({ says: 'cd cd' }),
  },
];

const FORGED: readonly Attempt[] = [
  {
    name: 'keys that shadow the methods of objects',
    why: 'they are names like any other, and reach the model',
    policy: NO_CANARY,
    send: {
      fields: JSON.parse(
        '{"metadata":{"constructor":{"prototype":{"polluted":1}},"hasOwnProperty":1,"toString":"x","__proto__":{"polluted":1}}}',
      ) as JsonObject,
    },
    expected: passes({ says: 'Fine.' }),
  },
];

/** Rows about malformed bytes on both sides. */
export const SHAPES: readonly Attempt[] = [...BODIES, ...AMBIGUOUS, ...REPLIES, ...FORGED];
