import { expect, test } from 'vitest';
import { readAgentPath, unsupportedAdvice } from './agent-path.ts';

const chat = { kind: 'chat_completions', deployment: undefined };

test.each([
  ['/v1/chat/completions', undefined, undefined, chat],
  ['/chat/completions', undefined, undefined, chat],
  ['/agents/coder/v1/chat/completions', 'coder', undefined, chat],
  ['/workflows/task%2012/v1/chat/completions', undefined, 'task 12', chat],
  ['/agents/coder/workflows/w1/v1/chat/completions', 'coder', 'w1', chat],
  ['/workflows/w1/agents/coder/v1/models', 'coder', 'w1', { kind: 'models', model: undefined }],
  ['/v1/models/gpt-4o', undefined, undefined, { kind: 'models', model: 'gpt-4o' }],
  ['/models/openai/gpt-4o', undefined, undefined, { kind: 'models', model: 'openai/gpt-4o' }],
  ['/agents/a/v1/models/openai%2Fgpt-4o', 'a', undefined, { kind: 'models', model: 'openai/gpt-4o' }],
  [
    '/openai/deployments/gpt-4o/chat/completions',
    undefined,
    undefined,
    { kind: 'chat_completions', deployment: 'gpt-4o' },
  ],
  [
    '/agents/a/openai/deployments/d/chat/completions',
    'a',
    undefined,
    { kind: 'chat_completions', deployment: 'd' },
  ],
  ['/v1/responses', undefined, undefined, { kind: 'unsupported', api: 'responses' }],
  ['/v1/embeddings', undefined, undefined, { kind: 'unsupported', api: 'embeddings' }],
])('%s is read as it was meant', (path, agent, workflow, route) => {
  expect(readAgentPath(path)).toEqual({ agent, workflow, route });
});

test.each([
  '/',
  '/v1',
  '/v1/chat/completions/extra',
  '/v1//chat/completions',
  '/V1/chat/completions',
  '/v1/chat%2Fcompletions',
  '/v1/models%2Fgpt-4o',
  '/v1/models/',
  '/agents/a%2Fb/v1/models',
  '/workflows/a%2Fb/v1/models/gpt-4o',
  '/v1/%zz/completions',
  '/agents/a/agents/b/v1/chat/completions',
  `/${'a/'.repeat(40)}`,
  '/v1/fine_tuning/jobs',
  '/v1/__proto__',
])('%s is unknown, so it is refused', (path) => {
  expect(readAgentPath(path).route).toEqual({ kind: 'unknown' });
});

test('an API that comes later is named, with what to configure meanwhile', () => {
  expect(unsupportedAdvice('responses')).toContain('OpenAIChatCompletionClient');
  expect(unsupportedAdvice('constructor')).toContain('chat completions');
});
