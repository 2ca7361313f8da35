// The Node twin of openai_python/every_call.py: each kind of call that the official client makes.

import OpenAI, { AzureOpenAI } from 'openai';

const { ORIGIN, BASE_URL, WORKFLOW, KEY_CLIENT } = process.env;
const model = 'gpt-4o';
const parameters = { type: 'object', properties: { table: { type: 'string' } }, required: ['table'] };
const functions = ['query_internal_database', 'delete_table'].map((name) => ({ name, parameters }));
const tools = functions.map((definition) => ({ type: 'function', function: definition }));
const verdict = {
  type: 'json_schema',
  json_schema: {
    name: 'Verdict',
    strict: true,
    schema: {
      type: 'object',
      properties: { score: { type: 'integer' }, summary: { type: 'string' } },
      required: ['score', 'summary'],
      additionalProperties: false,
    },
  },
};

const client = new OpenAI({ apiKey: KEY_CLIENT, baseURL: BASE_URL });
const completions = client.chat.completions;
const ask = (text) => ({ model, messages: [{ role: 'user', content: text }] });

function told(message) {
  if (message.tool_calls?.length > 0) {
    return message.tool_calls.map((call) => [call.function.name, call.function.arguments]);
  }
  if (message.function_call) return [message.function_call.name, message.function_call.arguments];
  return message.content;
}

async function buffered(text, extra = {}) {
  return told((await completions.create({ ...ask(text), ...extra })).choices[0].message);
}

async function streamed(text, extra = {}) {
  return told(await completions.stream({ ...ask(text), ...extra }).finalMessage());
}

async function streamedWithUsage(text) {
  let words = '';
  let tokens = 0;
  const stream = await completions.create({
    ...ask(text),
    stream: true,
    stream_options: { include_usage: true },
  });
  for await (const chunk of stream) {
    words += chunk.choices.map((choice) => choice.delta.content ?? '').join('');
    tokens = chunk.usage?.total_tokens ?? tokens;
  }
  return [words, tokens > 0];
}

async function choices(text) {
  return (await completions.create({ ...ask(text), n: 2 })).choices.map((choice) => choice.message.content);
}

async function parsed(text) {
  const completion = await completions.parse({ ...ask(text), response_format: verdict });
  return completion.choices[0].message.parsed;
}

async function azure(text) {
  const through = new AzureOpenAI({
    endpoint: ORIGIN,
    apiKey: KEY_CLIENT,
    apiVersion: '2024-10-21',
    deployment: model,
    defaultHeaders: WORKFLOW ? { 'x-workflow-id': WORKFLOW } : {},
  });
  return told((await through.chat.completions.create(ask(text))).choices[0].message);
}

async function hasModel() {
  for await (const entry of client.models.list()) if (entry.id === model) return true;
  return false;
}

const steps = [
  ['models', () => hasModel()],
  ['buffered', () => buffered('talk')],
  ['streamed', () => streamedWithUsage('talk')],
  ['tools', () => buffered('tools', { tools })],
  ['tools streamed', () => streamed('tools', { tools })],
  ['functions', () => buffered('functions', { functions })],
  ['choices', () => choices('choices')],
  ['parsed', () => parsed('verdict')],
  ['azure', () => azure('talk')],
];

const messages = [];
let error = null;
try {
  for (const [name, step] of steps) {
    const outcome = await step();
    messages.push({ from: name, text: typeof outcome === 'string' ? outcome : JSON.stringify(outcome) });
  }
} catch (caught) {
  // The runner decides whether an error was expected.
  error = {
    type: caught.name,
    status: caught.status ?? null,
    code: caught.code ?? null,
    message: caught.message,
  };
}
process.stdout.write(`${JSON.stringify({ messages, executed: [], error })}\n`);
