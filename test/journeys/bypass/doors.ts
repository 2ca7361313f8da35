// Other ways in: paths that are not guarded, and identities that are not one's own.

import { ask } from '../../support/chat.ts';
import { CANARY } from '../../support/leaks.ts';
import { NO_CANARY } from './policies.ts';
import { type Attempt, type Expected, passes, refused, type Sent, stoppedGoingOut } from './row.ts';

const UNKNOWN = refused(403, 'unknown_route');
const UNSUPPORTED = refused(403, 'unsupported_route');

const PATHS: readonly (readonly [string, Expected])[] = [
  ['/v1/responses', UNSUPPORTED],
  ['/v1/messages', UNSUPPORTED],
  ['/v1/embeddings', UNSUPPORTED],
  ['/v1/completions', UNSUPPORTED],
  ['/v1/files', UNSUPPORTED],
  ['/v1/realtime', UNSUPPORTED],
  ['/openai/deployments/gpt-4o/embeddings?api-version=1', UNSUPPORTED],
  ['/', UNKNOWN],
  ['/v1', UNKNOWN],
  ['/v1/proxy/chat/completions', UNKNOWN],
  ['/v1/chat/completions/', UNKNOWN],
  ['/v1//chat/completions', UNKNOWN],
  ['/v1/chat/completions/../models', UNKNOWN],
  ['/v1/%2e%2e/v1/chat/completions', UNKNOWN],
  ['/V1/Chat/Completions', UNKNOWN],
  ['/v1/chat%2fcompletions', UNKNOWN],
  ['/v1/chat/completions%00', UNKNOWN],
  ['/v1/chat/completions;v=1', UNKNOWN],
  ['/v1/chat/completions%', UNKNOWN],
  ['/v2/chat/completions', UNKNOWN],
  ['http://upstream.example//v1/chat/completions', UNKNOWN],
  ['http://upstream.example/v1/chat%2fcompletions', UNKNOWN],
  ['http://key@upstream.example/v1/chat/completions', refused(400, 'invalid_http')],
  // RFC 9112 §3.2.2: the whole URL stands for its path, and what the path leads to is guarded as ever.
  ['http://upstream.example/v1/chat/completions', stoppedGoingOut('no-canary')],
  [`/v1/${CANARY}`, UNKNOWN],
  [`/${'a/'.repeat(5000)}chat/completions`, UNKNOWN],
];

const ROUTES: readonly Attempt[] = PATHS.map(([path, expected]) => ({
  name: `the path ${path.length > 60 ? `${path.slice(0, 40)}…` : path}`,
  why: 'what is not guarded is refused: there is no pass-through',
  policy: NO_CANARY,
  send: { path, fields: ask(CANARY) },
  expected,
}));

const METHODS: readonly Attempt[] = ['GET', 'PUT', 'DELETE', 'PATCH'].map((method) => ({
  name: `chat completions with ${method}`,
  why: 'one method does one thing',
  policy: NO_CANARY,
  send: { method, fields: ask(CANARY) },
  expected: refused(405, 'method_not_allowed'),
}));

const JSON_TYPE = ['content-type', 'application/json'];
const bearer = (key: string | undefined): readonly string[] => ['authorization', `Bearer ${key ?? ''}`];

const MISSING = refused(401, 'missing_key');
const INVALID = refused(401, 'invalid_key');

function key(name: string, why: string, headers: NonNullable<Sent['headers']>, expected = INVALID): Attempt {
  return {
    name,
    why,
    policy: NO_CANARY,
    send: { headers: (keys) => [...JSON_TYPE, ...headers(keys)] },
    expected,
  };
}

const KEYS: readonly Attempt[] = [
  key('no key', 'agents are always identified', () => [], MISSING),
  key('an empty key', 'a word without a key is no key', () => bearer('')),
  key('a key of somebody else’s making', 'it is not known here', () => bearer('sk-1234567890')),
  key('a key with a changed end', 'only its digest is known, and that differs', (keys) =>
    bearer(`${keys.get('coder')?.slice(0, -4)}AAAA`),
  ),
  key('two keys in two Authorization headers', 'one proxy believes the first, another the last', (keys) => [
    ...bearer(keys.get('coder')),
    ...bearer(keys.get('other')),
  ]),
  key('two keys in one Authorization header', 'it is no key', (keys) =>
    bearer(`${keys.get('coder')}, Bearer ${keys.get('other')}`),
  ),
  key(
    'a key of each of two agents',
    'a call has one caller: which one may not depend on the reader',
    (keys) => [...bearer(keys.get('coder')), 'api-key', keys.get('other') ?? ''],
  ),
  key('a good key beside a bad one', 'a call has one caller', (keys) => [
    ...bearer(keys.get('coder')),
    'api-key',
    'sk-1234567890',
  ]),
  key(
    'the same key in both headers',
    'that is one caller',
    (keys) => [...bearer(keys.get('coder')), 'api-key', keys.get('coder') ?? ''],
    passes({ says: 'Fine.' }),
  ),
  key(
    'the key as Azure clients send it',
    'the other usual header',
    (keys) => ['api-key', keys.get('coder') ?? ''],
    passes(),
  ),
  {
    name: 'the key in the query',
    why: 'addresses are logged, so keys do not belong there',
    policy: NO_CANARY,
    send: { headers: () => JSON_TYPE, path: '/v1/chat/completions?api-key=sp-x&key=sp-x' },
    expected: MISSING,
  },
  {
    name: 'the path of another agent',
    why: 'the key says who calls; a path that says otherwise is a mistake or an attack',
    policy: NO_CANARY,
    send: { path: '/agents/other/v1/chat/completions' },
    expected: refused(403, 'agent_mismatch'),
  },
  {
    name: 'the path of another agent, percent-encoded',
    why: 'an encoding changes nothing',
    policy: NO_CANARY,
    send: { path: '/agents/%6fther/v1/chat/completions' },
    expected: refused(403, 'agent_mismatch'),
  },
  {
    name: 'the path of two agents',
    why: 'the second one is no part of any route',
    policy: NO_CANARY,
    send: { path: '/agents/coder/agents/other/v1/chat/completions' },
    expected: UNKNOWN,
  },
  key(
    'a workflow in two headers',
    'one call belongs to one workflow',
    (keys) => [...bearer(keys.get('coder')), 'x-workflow-id', 'one', 'x-workflow-id', 'two'],
    refused(400, 'invalid_request'),
  ),
  {
    name: 'a workflow in the path and another in the header',
    why: 'one call belongs to one workflow: which of two a reader prefers must not matter',
    policy: NO_CANARY,
    send: {
      path: '/workflows/one/v1/chat/completions',
      headers: (keys) => [...JSON_TYPE, ...bearer(keys.get('coder')), 'x-workflow-id', 'two'],
    },
    expected: refused(400, 'invalid_request'),
  },
  {
    name: 'the same workflow in the path and in the header',
    why: 'said twice, it is said once',
    policy: NO_CANARY,
    send: {
      path: '/workflows/one/v1/chat/completions',
      headers: (keys) => [...JSON_TYPE, ...bearer(keys.get('coder')), 'x-workflow-id', 'one'],
    },
    expected: passes(),
  },
  key(
    'a workflow with a line break',
    'an id is visible ASCII',
    (keys) => [...bearer(keys.get('coder')), 'x-workflow-id', 'one two'],
    refused(400, 'invalid_request'),
  ),
];

/** Rows about routes and identities. */
export const DOORS: readonly Attempt[] = [...ROUTES, ...METHODS, ...KEYS];
