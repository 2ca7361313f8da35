// What policy allows passes byte for byte: no field is lost, no number rewritten, no key moved, in either direction.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimsToBeJson, rawStream } from '../../src/demo/model-server/index.ts';
import { agentHeaders, send } from '../support/call.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

/** Every kind of action is looked at and logged; nothing is changed. */
const POLICY = `
policies:
  - { name: look, condition: { content_matches: "." }, decision: LOG }
  - { name: look-at-calls, condition: { action_type: [tool_call, code_execution, handoff, llm_call] }, decision: LOG }
  - { name: never, condition: { content_matches: "never said by anybody" }, decision: BLOCK }
`;
/** Nothing looks at texts, so they flow. */
const LOOSE = 'policies: []\n';

const MESSAGE = '{"role":"user","content":"hi"}';
const request = (more: string, message = MESSAGE): string =>
  `{"model":"gpt-4o","messages":[${message}]${more}}`;

const REQUESTS: Readonly<Record<string, string>> = {
  plain: request(''),
  'with white space everywhere': ` \r\n\t{ "model" : "gpt-4o" ,\n "messages" : [ ${MESSAGE} ] \t}\n\n`,
  'with keys in another order': `{"messages":[{"content":"hi","role":"user"}],"top_p":1,"model":"gpt-4o"}`,
  'with numbers in odd forms': request(
    ',"temperature":1.0,"top_p":1e0,"seed":12345678901234567890,"x":-0,"y":1E+2,"z":0.10',
  ),
  'with escapes that need not be': request(
    '',
    '{"role":"us\\u0065r","content":"\\/ \\u00e9 \\ud83d\\ude00 \\t é 😀"}',
  ),
  'with unknown fields': request(',"x_custom":{"a":[1,{"b":null}]},"extra_body":true,"":"empty key"'),
  'with fields of null': request(',"tools":null,"stop":null,"n":null,"user":null,"stream_options":null'),
  'with awkward keys': request(',"metadata":{"__proto__":{"a":1},"constructor":"c","toString":"t"}'),
  'with tools and choices about them': request(
    ',"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":{"type":"object","properties":{"a":{"type":"number","minimum":1.0}}}},"x":1}],"tool_choice":"auto","parallel_tool_calls":false',
  ),
  'with legacy functions': request(',"functions":[{"name":"f","parameters":{}}],"function_call":"auto"'),
  'with a schema': request(
    ',"response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":{"type":"object"}}}',
  ),
  'with content parts': request(
    '',
    '{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"low"}},{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}',
  ),
  'with a long history': request(
    '',
    `{"role":"system","content":"s"},${MESSAGE},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{ \\"a\\" : 1.0 }"}}]},{"role":"tool","tool_call_id":"c","content":"{ }"},{"role":"assistant","content":"","refusal":null,"audio":null},${MESSAGE}`,
  ),
  'with control characters and separators': request(
    '',
    '{"role":"user","content":"\\u0000\\u2028\\u2029\\u007f  \\b\\f"}',
  ),
  'with an end-user name': request(',"user":"Ünïcode 用户","store":false,"service_tier":"auto"'),
};

const message = (content: string, more = ''): string =>
  `{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":${content}},"finish_reason":"stop"}]${more}}`;

const REPLIES: Readonly<Record<string, string>> = {
  plain: message('"hi"'),
  'with white space everywhere': `\n { "choices" : [ { "message" : { "content" : "hi" , "role" : "assistant" } , "finish_reason" : "stop" , "index" : 0 } ] , "id" : "c" }\n`,
  'with numbers in odd forms': message(
    '"hi"',
    ',"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3,"cost":1.0e-05},"x":1E2,"y":-0.0',
  ),
  'with escapes that need not be': message('"\\/ \\u00e9 \\ud83d\\ude00 é 😀 \\u0000"'),
  'with unknown fields': message('"hi"', ',"x":{"y":[null,true]},"service_tier":null,"":""'),
  'with empty content': message('""'),
  'with null content': message('null'),
  'with calls': `{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"so","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{ \\"a\\" : 1.0 , \\"b\\":[ ] }"}},{"id":"b","function":{"arguments":"","name":"g"},"x":1}]},"finish_reason":"tool_calls"}]}`,
  'with a legacy call': `{"choices":[{"index":0,"message":{"content":null,"function_call":{"name":"f","arguments":"{}"}},"finish_reason":"function_call"}]}`,
  'with code': message('"Run:\\n```python\\nprint(1)\\n```\\nthen stop."'),
  'with log probabilities': `{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"logprobs":{"content":[{"token":"hi","logprob":-1.0e-3,"bytes":[104,105],"top_logprobs":[]}]},"finish_reason":"stop"}]}`,
};

const chunk = (delta: string, finish = 'null', more = ''): string =>
  `data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":${delta},"finish_reason":${finish}}]${more}}\n\n`;
const END = `${chunk('{}', '"stop"')}data: [DONE]\n\n`;

const STREAMS: Readonly<Record<string, string>> = {
  plain: chunk('{"role":"assistant","content":""}') + chunk('{"content":"hi"}') + END,
  'with odd numbers and white space': `data: { "choices" : [ { "index" : 0 , "delta" : { "content" : "a\\u00e9" } , "finish_reason" : null } ] , "x" : 1.0e2 }\n\n${END}`,
  'with unknown fields':
    chunk('{"content":"hi","x":null}', 'null', ',"system_fingerprint":null,"p":"ab"') + END,
  'with calls': `${chunk('{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":""}}]}')}${chunk('{"tool_calls":[{"index":0,"function":{"arguments":"{ \\"a\\""}}]}')}${chunk('{"tool_calls":[{"index":0,"function":{"arguments":":1.0 }"}}]}')}${chunk('{}', '"tool_calls"')}data: [DONE]\n\n`,
  'with text, then calls': `${chunk('{"role":"assistant","content":"so "}')}${chunk('{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}')}${chunk('{}', '"tool_calls"')}data: [DONE]\n\n`,
  'with usage at its end': `${chunk('{"content":"hi"}', 'null', ',"usage":null')}${chunk('{}', '"stop"', ',"usage":null')}data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}\n\ndata: [DONE]\n\n`,
  'with code': chunk('{"content":"Run:\\n``"}') + chunk('{"content":"`python\\nprint(1)\\n```\\nok"}') + END,
  'with Azure’s first chunk': `data: {"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[{"prompt_index":0}]}\n\n${chunk('{"content":"hi"}')}${END}`,
};

describe.each([
  ['where every action is looked at', POLICY],
  ['where nothing is looked at', LOOSE],
])('%s', (_, policy) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ policy });
  });
  afterAll(() => gateway.close());

  const call = (body: string) =>
    send({ url: gateway.url, headers: agentHeaders(gateway.key('coder')), body });

  test.each(Object.entries(REQUESTS))('a request %s reaches the model as it came', async (_name, body) => {
    gateway.model.play(() => claimsToBeJson(REPLIES['plain'] ?? ''));
    const answer = await call(body);
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: REPLIES['plain'] });
    expect(gateway.model.requests.map(({ bytes }) => bytes.toString('utf8'))).toEqual([body]);
  });

  test.each(Object.entries(REPLIES))('a reply %s reaches the agent as it came', async (_name, reply) => {
    gateway.model.play(() => claimsToBeJson(reply));
    const answer = await call(request(''));
    expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: reply });
    expect(answer.headers.get('content-length')).toBe(String(Buffer.byteLength(reply)));
  });

  test.each(Object.entries(STREAMS))('a stream %s reaches the agent as it came', async (_name, stream) => {
    for (const slice of [1, 7, stream.length]) {
      const bytes = Buffer.from(stream);
      const parts = Array.from({ length: Math.ceil(bytes.length / slice) }, (_part, at) =>
        bytes.subarray(at * slice, (at + 1) * slice),
      );
      gateway.model.play(() => rawStream(parts));
      const answer = await call(request(',"stream":true'));
      expect({ status: answer.status, text: answer.text }).toEqual({ status: 200, text: stream });
    }
  });

  test('only an empty list of calls is left out: a client would resend it, and providers refuse it', async () => {
    const said =
      '{"choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]}';
    gateway.model.play(() => claimsToBeJson(said.replace('"hi"', '"hi","tool_calls":[]')));
    const answer = await call(request(''));
    expect(answer.text).toBe(said);
    expect(await gateway.records({ exchange: answer.exchange ?? '' })).toMatchObject([
      { kind: 'exchange_requested' },
      { kind: 'exchange_completed', released: 'edited' },
    ]);
  });

  test('every other one is on record as released verbatim, and the ledger verifies', async () => {
    const completed = await gateway.records({ kind: 'exchange_completed' });
    const verbatim = completed.filter((record) => record['released'] === 'verbatim');
    expect(completed.length - verbatim.length).toBe(1);
    expect(verbatim).toHaveLength(
      Object.keys(REQUESTS).length + Object.keys(REPLIES).length + 3 * Object.keys(STREAMS).length,
    );
    expect(await gateway.verify()).toMatchObject({ ok: true });
  });
});
