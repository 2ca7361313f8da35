import { describe, expect, it } from 'vitest';
import type { ChoiceEdit } from './chat-reply-edit.ts';
import { createReplyStream, type GateOutcome, type ReplyStream } from './reply-stream.ts';

const options = {
  holdText: false,
  choices: 1,
  maxReplyBytes: 1e5,
  maxActions: 50,
  maxArgumentBytes: 1000,
  maxEventBytes: 1e4,
};

function event(delta: object, finish: string | null = null, more: object = {}, index = 0): string {
  const choices = [{ index, delta, finish_reason: finish, ...more }];
  return `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`;
}

const says = (content: string): string => event({ content });
const begins = (index: number, name: string, args: string): string =>
  event({ tool_calls: [{ index, id: `i${index}`, type: 'function', function: { name, arguments: args } }] });
const goesOn = (index: number, args: string): string =>
  event({ tool_calls: [{ index, function: { arguments: args } }] });
const role = event({ role: 'assistant', content: '' });
const usage = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n';
const done = 'data: [DONE]\n\n';

interface Answered {
  readonly released: string;
  readonly stream: ReplyStream;
}

/** Plays a whole stream; code gates pass, the finish gate gets `outcome`. */
function answered(
  events: readonly string[],
  outcome: GateOutcome,
  changes: Partial<typeof options> = {},
): Answered {
  const stream = createReplyStream({ ...options, ...changes });
  stream.push(Buffer.from(events.join('')));
  stream.end();
  let released = '';
  for (;;) {
    const step = stream.next();
    if (step.kind === 'release') released += Buffer.from(step.bytes).toString();
    else if (step.kind === 'gate') stream.resolve(step.gate.kind === 'finish' ? outcome : { kind: 'pass' });
    else if (step.kind === 'done') return { released, stream };
    else throw new Error(step.kind);
  }
}

function edited(
  events: readonly string[],
  edits: readonly ChoiceEdit[],
  changes: Partial<typeof options> = {},
): string {
  return answered(events, { kind: 'edit', edits }, changes).released;
}

describe('editing a streamed reply at the finish gate', () => {
  const calls = [
    role,
    begins(0, 'a', '{"x"'),
    goesOn(0, ':1}'),
    begins(1, 'b', '{}'),
    event({}, 'tool_calls'),
    usage,
    done,
  ];

  it('drops calls with all their pieces and numbers the others anew, leaving the rest byte for byte', () => {
    const moved = begins(1, 'b', '{}').replace('"index":1', '"index":0');
    expect(edited(calls, [{ index: 0, drop: [0] }])).toBe(
      [role, moved, event({}, 'tool_calls'), usage, done].join(''),
    );
    expect(edited(calls, [{ index: 0, drop: [1] }])).toBe([...calls.slice(0, 3), ...calls.slice(4)].join(''));
  });

  it('ends with stop and the given text when no call is left', () => {
    expect(edited(calls, [{ index: 0, drop: [0, 1], text: 'blocked' }])).toBe(
      [role, says('blocked'), event({}, 'stop'), usage, done].join(''),
    );
  });

  it('drops and keeps calls of one delta', () => {
    const two = event({
      tool_calls: [0, 1].map((index) => ({
        index,
        id: `i${index}`,
        function: { name: `f${index}`, arguments: '{}' },
      })),
    });
    const one = event({ tool_calls: [{ index: 0, id: 'i1', function: { name: 'f1', arguments: '{}' } }] });
    expect(edited([two, event({}, 'tool_calls'), done], [{ index: 0, drop: [0] }])).toBe(
      one + event({}, 'tool_calls') + done,
    );
  });

  it('writes new arguments into the first piece and drops the later ones, also within one delta', () => {
    const edits = [{ index: 0, arguments: new Map([[0, '{"x":2}']]) }];
    expect(edited(calls, edits)).toBe([role, begins(0, 'a', '{"x":2}'), ...calls.slice(3)].join(''));
    const pieces = [
      { index: 0, id: 'i', function: { name: 'a', arguments: '{' } },
      { index: 0, function: { arguments: '}' } },
    ];
    const whole = [{ index: 0, id: 'i', function: { name: 'a', arguments: '{"x":2}' } }];
    const end = event({}, 'tool_calls') + done;
    expect(edited([event({ tool_calls: pieces }), end], edits)).toBe(event({ tool_calls: whole }) + end);
  });

  it('edits a legacy call the same way', () => {
    const legacy = [
      event({ function_call: { name: 'f', arguments: '{' } }),
      event({ function_call: { arguments: '}' } }),
      event({}, 'function_call'),
      done,
    ];
    expect(edited(legacy, [{ index: 0, arguments: new Map([[0, '[]']]) }])).toBe(
      event({ function_call: { name: 'f', arguments: '[]' } }) + event({}, 'function_call') + done,
    );
    expect(edited(legacy, [{ index: 0, drop: [0], text: 'no' }])).toBe(says('no') + event({}, 'stop') + done);
  });

  it('replaces held text as a whole, with everything that repeats or accompanies it', () => {
    const events = [
      event({ role: 'assistant', content: 'top ', reasoning: 'secret' }),
      event({ content: 'secret' }, null, { logprobs: { content: [{ token: 'secret' }] } }),
      event({ reasoning: 'secret' }),
      event({}, 'stop', { logprobs: null }),
      done,
    ];
    expect(edited(events, [{ index: 0, text: 'fine' }], { holdText: true })).toBe(
      [
        event({ role: 'assistant', content: '' }),
        says('fine'),
        event({}, 'stop', { logprobs: null }),
        done,
      ].join(''),
    );
  });

  it('edits one of several choices and leaves the others byte for byte', () => {
    const of = (index: number, delta: object, finish: string | null = null): string =>
      event(delta, finish, {}, index);
    const events = [
      of(0, { content: 'a' }),
      of(1, { content: 'b' }),
      of(1, {}, 'stop'),
      of(0, {}, 'stop'),
      done,
    ];
    expect(edited(events, [{ index: 1, text: 'B' }], { choices: 2 })).toBe(
      [of(0, { content: 'a' }), of(1, { content: 'B' }), of(1, {}, 'stop'), of(0, {}, 'stop'), done].join(''),
    );
  });

  it('goes on from what flowed already, or puts the new text behind it', () => {
    const events = [role, says('Hello'), begins(0, 'a', '{}'), event({}, 'tool_calls'), done];
    const ending = event({}, 'stop') + done;
    const drop = [0];
    expect(edited(events, [{ index: 0, drop, text: 'Hello [blocked]' }])).toBe(
      role + says('Hello') + says(' [blocked]') + ending,
    );
    const { released, stream } = answered(events, {
      kind: 'edit',
      edits: [{ index: 0, drop, text: '[blocked]' }],
    });
    expect(released).toBe(role + says('Hello') + says('[blocked]') + ending);
    expect(stream.releasedText).toBe('Hello[blocked]');
  });

  it('fails rather than overlook a call that is not there', () => {
    expect(() => edited(calls, [{ index: 0, drop: [2] }])).toThrow('not there');
    expect(() => edited(calls, [{ index: 1, text: '' }])).toThrow('not there');
  });
});

describe('refusing a streamed reply', () => {
  it('releases nothing that was held, then the text, stop, the usage, and the end', () => {
    const events = [role, says('a'), begins(0, 'f', '{}'), event({}, 'tool_calls'), usage, done];
    const { released, stream } = answered(events, { kind: 'refuse', text: 'no' });
    expect(released).toBe([role, says('a'), says('no'), event({}, 'stop'), usage, done].join(''));
    expect(stream.releasedText).toBe('ano');
  });

  it('introduces itself where nothing was released before, in every choice', () => {
    const events = [0, 1].map((index) => event({ content: 'x' }, 'stop', {}, index));
    const { released } = answered(events, { kind: 'refuse', text: 'no' }, { choices: 2 });
    const refusals = [0, 1].map((index) => event({ role: 'assistant', content: 'no' }, null, {}, index));
    expect(released).toBe(
      [...refusals, ...[0, 1].map((index) => event({}, 'stop', {}, index)), done].join(''),
    );
  });

  it('at a code gate drops the block and all behind it, read or not', () => {
    const stream = createReplyStream(options);
    stream.push(
      Buffer.from(
        [role, says('Do\n'), says('```sh\nrm'), says(' x\n```'), says('after'), event({}, 'stop'), done].join(
          '',
        ),
      ),
    );
    expect(stream.next()).toMatchObject({ kind: 'release', text: 'Do\n' });
    expect(stream.next()).toMatchObject({ kind: 'gate', gate: { kind: 'code', blocks: [{ code: 'rm x' }] } });
    expect(stream.resolve({ kind: 'refuse', text: 'no' })).toBe(true);
    const step = stream.next();
    expect(step.kind === 'release' && Buffer.from(step.bytes).toString()).toBe(
      says('no') + event({}, 'stop') + done,
    );
    expect(stream.next()).toEqual({ kind: 'done' });
    expect(stream.next()).toEqual({ kind: 'done' });
  });
});

describe('replacing a block in a stream', () => {
  function replaced(events: readonly string[], text: string): { released: string; done: boolean } {
    const stream = createReplyStream(options);
    stream.push(Buffer.from(events.join('')));
    let released = '';
    let result = true;
    for (let step = stream.next(); step.kind !== 'done'; step = stream.next()) {
      if (step.kind === 'release') released += Buffer.from(step.bytes).toString();
      else if (step.kind !== 'gate') throw new Error(step.kind);
      else if (step.gate.kind === 'finish') stream.resolve({ kind: 'pass' });
      else
        result = stream.resolve({
          kind: 'replace',
          replacements: step.gate.blocks.map(({ start, end }) => ({ start, end, text })),
        });
    }
    return { released, done: result };
  }

  it('changes only the text of the events that carried it', () => {
    const withLogprobs = event({ content: 'x\n```sh\nls' }, null, { logprobs: { content: [] } });
    const events = [
      role,
      withLogprobs,
      says('\n``'),
      event({ content: '` y', refusal: null }),
      says(' z'),
      event({}, 'stop'),
      done,
    ];
    expect(replaced(events, '[removed]')).toEqual({
      released: [
        role,
        event({ content: 'x\n[removed]' }, null, { logprobs: null }),
        event({ content: ' y', refusal: null }),
        says(' z'),
        event({}, 'stop'),
        done,
      ].join(''),
      done: true,
    });
  });

  it('puts a redacted block in the place of the old one', () => {
    const block = '```sh\necho [redacted]\n```';
    expect(replaced([role, says('a ```sh\necho key\n``` b'), event({}, 'stop'), done], block).released).toBe(
      [role, says(`a ${block} b`), event({}, 'stop'), done].join(''),
    );
  });

  it.each(['', 'python\n', '`', '```sh\nls\n``` and ```sh\nls\n```', '[a\n]'])(
    'refuses instead of putting %j there',
    (text) => {
      const { released, done: asAsked } = replaced(
        [role, says('```sh\nls\n```'), says('more'), event({}, 'stop'), done],
        text,
      );
      expect(asAsked).toBe(false);
      expect(released).toBe([role, says('[code removed by policy]'), event({}, 'stop'), done].join(''));
    },
  );

  it('takes only replacements of whole blocks', () => {
    const stream = createReplyStream(options);
    stream.push(Buffer.from(says('```sh\nls\n```')));
    stream.next();
    expect(() =>
      stream.resolve({ kind: 'replace', replacements: [{ start: 1, end: 12, text: '[x]' }] }),
    ).toThrow('whole block');
  });

  it('gives up on a reply with too many blocks', () => {
    const stream = createReplyStream({ ...options, maxActions: 2 });
    stream.push(Buffer.from(says('```sh\nls\n```\n'.repeat(3))));
    const kinds = [0, 1, 2].map(() => {
      const { kind } = stream.next();
      if (kind === 'gate') stream.resolve({ kind: 'pass' });
      return kind;
    });
    expect(kinds).toEqual(['gate', 'gate', 'invalid']);
  });
});
