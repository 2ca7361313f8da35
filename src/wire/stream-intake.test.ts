import { describe, expect, it } from 'vitest';
import { createStreamIntake, type IntakeStep, type ReplyStreamOptions } from './stream-intake.ts';

const options: ReplyStreamOptions = {
  holdText: false,
  choices: 1,
  maxReplyBytes: 1e5,
  maxActions: 50,
  maxArgumentBytes: 1000,
  maxEventBytes: 1e4,
};

const chunk = (delta: object, finish: string | null = null, index = 0): object => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  choices: [{ index, delta, finish_reason: finish }],
});
const event = (body: unknown): string =>
  `data: ${typeof body === 'string' ? body : JSON.stringify(body)}\n\n`;
const call = (index: number, name?: string, args?: string, id?: string): object => ({
  tool_calls: [{ index, ...(id === undefined ? {} : { id }), function: { name, arguments: args } }],
});

interface Taken {
  readonly events: string[];
  readonly last: IntakeStep;
  readonly intake: ReturnType<typeof createStreamIntake>;
}

function take(stream: string, changes: Partial<ReplyStreamOptions> = {}): Taken {
  const intake = createStreamIntake({ ...options, ...changes });
  intake.push(Buffer.from(stream));
  intake.end();
  const events: string[] = [];
  for (;;) {
    const step = intake.next();
    if (step.kind === 'comment') continue;
    if (step.kind !== 'chunk') return { events, last: step, intake };
    events.push(...step.events.map(({ bytes }) => Buffer.from(bytes).toString()));
  }
}

function why(...bodies: unknown[]): string {
  const { last } = take(bodies.map(event).join(''));
  return last.kind === 'invalid' ? last.why : last.kind;
}

const stop = chunk({}, 'stop');

describe('the intake of a streamed reply', () => {
  it.each([
    ['text that is not JSON', ['hello']],
    ['half of a chunk', ['{"choices":[{"index":0']],
    ['equal keys', ['{"choices":[],"choices":[]}']],
    ['an object that is no chunk', [{ type: 'message_start' }]],
    ['choices that are no list', [{ choices: {} }]],
    ['a choice that was not asked for', [chunk({ content: 'x' }, null, 1)]],
    ['a choice without an index', [{ choices: [{ delta: {} }] }]],
    ['the same choice twice in a chunk', [{ choices: [...Array(2)].map(() => ({ index: 0, delta: {} })) }]],
    ['content that is a list', [chunk({ content: [{ type: 'text', text: 'x' }] })]],
    ['half of a surrogate pair', ['{"choices":[{"index":0,"delta":{"content":"\\ud83d"}}]}']],
    ['a finish reason that is a number', [{ choices: [{ index: 0, delta: {}, finish_reason: 1 }] }]],
    ['a call without an index', [chunk({ tool_calls: [{ function: { name: 'a' } }] })]],
    ['a call of another type', [chunk({ tool_calls: [{ index: 0, type: 'custom' }] })]],
    ['arguments before a name', [chunk(call(0, undefined, '{}')), chunk(call(0, 'a'))]],
    ['a gap between calls', [chunk(call(1, 'a'))]],
    ['a name given twice', [chunk(call(0, 'a')), chunk(call(0, 'b'))]],
    ['a name repeated', [chunk(call(0, 'a')), chunk(call(0, 'a'))]],
    ['an id that changes', [chunk(call(0, 'a', '', 'x')), chunk(call(0, '', '', 'y'))]],
    ['both kinds of call', [chunk(call(0, 'a')), chunk({ function_call: { name: 'b' } })]],
    ['both kinds of call at once', [chunk({ ...call(0, 'a'), function_call: { name: 'b' } })]],
    [
      'arguments that are an object',
      [chunk({ tool_calls: [{ index: 0, function: { name: 'a', arguments: {} } }] })],
    ],
    ['an end without a finish', [chunk({ content: 'x' })]],
    ['an end without a finish, announced', [chunk({ content: 'x' }), '[DONE]']],
    ['nothing at all', []],
    ['only an announced end', ['[DONE]']],
  ])('refuses %s', (_name, bodies) => {
    const { last } = take(bodies.map(event).join(''));
    expect(last).toMatchObject({ kind: 'invalid', tooLarge: false });
  });

  it('never repeats content when it says why', () => {
    expect(why(chunk({ content: ['top secret'] }))).not.toContain('secret');
    expect(why('{"secret')).not.toContain('secret');
  });

  it('refuses what is not an event stream', () => {
    for (const body of ['<html>Bad gateway</html>', '{"choices":[{"message":{"content":"x"}}]}', '\n\n\n']) {
      expect(take(body).last.kind).toBe('invalid');
    }
  });

  it('refuses more than the limits, whether or not the event that exceeds them is whole', () => {
    const large = event(chunk({ content: 'x'.repeat(500) }));
    expect(take(large, { maxEventBytes: 100 }).last).toMatchObject({ kind: 'invalid', tooLarge: true });
    expect(take(large.repeat(5), { maxReplyBytes: 2000 })).toMatchObject({
      events: [large, large, large].slice(0, Math.floor(2000 / large.length)),
      last: { tooLarge: true },
    });
    const endless = createStreamIntake({ ...options, maxReplyBytes: 100, maxEventBytes: 1000 });
    endless.push(Buffer.from(`data: ${'x'.repeat(200)}`));
    expect(endless.next()).toMatchObject({ kind: 'invalid', tooLarge: true });
  });

  it('takes an error event for what the SDKs take it, even beside choices, and only a real one', () => {
    const error = { error: { message: 'no', code: 'content_filter' } };
    expect(take(event({ ...chunk({ content: 'x' }), ...error })).last).toMatchObject({
      kind: 'upstream_error',
      ...error,
    });
    expect(take(event({ ...stop, error: null }) + event('[DONE]')).last.kind).toBe('end');
  });

  it('reads data whatever the event is called, and releases it without that name', () => {
    const named = `event: thread.message.delta\nid: 1\ndata: ${JSON.stringify(stop)}\n\n`;
    expect(take(named).events).toEqual([event(stop)]);
  });

  it('ends where the SDKs end, at data that begins with [DONE], and reads nothing behind it', () => {
    const { last, events } = take(
      `${event(stop)}data: [DONE] and more\n\n${event(chunk({ content: 'late' }))}`,
    );
    expect(events).toEqual([event(stop)]);
    expect(last.kind === 'end' && Buffer.from(last.done).toString()).toBe('data: [DONE]\n\n');
  });

  it('rewrites finish reasons that strict clients break on', () => {
    expect(take(event(chunk({ content: 'x' }, 'eos'))).events).toEqual([
      event(chunk({ content: 'x' }, 'stop')),
    ]);
    expect(take(event(chunk({ content: 'x' }, '')) + event(stop)).events[0]).toBe(
      event(chunk({ content: 'x' })),
    );
  });

  it('drops choices behind the finish reason, but keeps usage that comes with them', () => {
    const late = { ...chunk({ content: 'late' }), usage: { prompt_tokens: 1, completion_tokens: 2 } };
    const { events, intake } = take(event(stop) + event(chunk({ content: 'late' })) + event(late));
    expect(events).toEqual([event(stop), event({ ...late, choices: [] })]);
    expect(intake.assemblies[0]?.text).toBe('');
    expect(intake.usage).toEqual({ prompt: 1, completion: 2 });
  });

  it('splits content and calls that share a delta, so that no client loses either', () => {
    const both = { role: 'assistant', content: 'text', reasoning: 'why', ...call(0, 'a', '{}', 'i') };
    const { events } = take(
      event({ ...chunk(both, 'tool_calls'), usage: { prompt_tokens: 1, completion_tokens: 1 } }),
    );
    expect(events.map((sent) => JSON.parse(sent.slice(6)))).toEqual([
      chunk({ role: 'assistant', content: 'text', reasoning: 'why' }),
      {
        ...chunk({ role: 'assistant', ...call(0, 'a', '{}', 'i') }, 'tool_calls'),
        usage: { prompt_tokens: 1, completion_tokens: 1 },
      },
    ]);
    const empty = event(chunk({ content: '', ...call(0, 'a', '{}') }));
    expect(take(empty + event(stop)).events[0]).toBe(event(chunk(call(0, 'a', '{}'))));
    const none = event(chunk({ content: null, ...call(0, 'a', '{}') }));
    expect(take(none + event(stop)).events[0]).toBe(none);
  });

  it('tolerates chunks without choices or delta, empty lists, and fragments that repeat an id', () => {
    const stream = [
      { choices: [], prompt_filter_results: [] },
      { choices: [{ index: 0, finish_reason: null, content_filter_results: {} }] },
      chunk({ content: 'x', tool_calls: [] }),
      chunk(call(0, 'a', '{', 'i')),
      chunk(call(0, '', '}', 'i')),
      chunk({}, 'tool_calls'),
    ].map(event);
    const { events, last, intake } = take(stream.join(''));
    expect(last.kind).toBe('end');
    expect(events).toEqual(stream);
    expect(intake.assemblies[0]?.read([], 100).toolCalls).toMatchObject([{ id: 'i', rawArguments: '{}' }]);
  });

  it('collects text outside the content by field', () => {
    const { intake } = take(
      [chunk({ reasoning: 'be' }), chunk({ reasoning: 'cause', refusal: 'no' }), stop].map(event).join(''),
    );
    expect(intake.assemblies[0]?.read([], 100).otherText).toBe('because\nno');
  });
});
