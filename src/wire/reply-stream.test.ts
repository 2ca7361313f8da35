import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFences } from './code-fences.ts';
import { createReplyStream, type GateOutcome, type ReplyStream, type StreamGate } from './reply-stream.ts';
import type { ReplyStreamOptions } from './stream-intake.ts';

const options: ReplyStreamOptions = {
  holdText: false,
  choices: 1,
  maxReplyBytes: 1e6,
  maxActions: 50,
  maxArgumentBytes: 1000,
  maxEventBytes: 1e5,
};

interface Chunk {
  readonly delta?: object;
  readonly finish?: string | null;
  readonly index?: number;
  readonly more?: object;
}

function event({ delta = {}, finish = null, index = 0, more = {} }: Chunk): string {
  const choices = [{ index, delta, finish_reason: finish }];
  return `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', choices, ...more })}\n\n`;
}

function says(content: string): string {
  return event({ delta: { content } });
}

function calls(index: number, name: string, args: string): string {
  return event({
    delta: {
      tool_calls: [{ index, id: `call_${name}`, type: 'function', function: { name, arguments: args } }],
    },
  });
}

function goesOn(index: number, args: string): string {
  return event({ delta: { tool_calls: [{ index, function: { arguments: args } }] } });
}

const role = event({ delta: { role: 'assistant', content: '' } });
const stop = event({ finish: 'stop' });
const callsStop = event({ finish: 'tool_calls' });
const usage = event({ more: { choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } } });
const done = 'data: [DONE]\n\n';

interface Played {
  released: string;
  /** What was known and released whenever a gate came. */
  gates: unknown[];
  last: string;
  why: string;
  stream: ReplyStream;
}

type Decide = (gate: StreamGate, stream: ReplyStream) => GateOutcome;

function pull(played: Played, decide: Decide): boolean {
  const { stream } = played;
  for (let step = stream.next(); step.kind !== 'need_more'; step = stream.next()) {
    if (step.kind === 'release') played.released += Buffer.from(step.bytes).toString('utf8');
    else if (step.kind === 'gate') {
      const { choices, releasedText, usage: tokens } = stream;
      played.gates.push({ gate: step.gate, choices, releasedText, tokens, released: played.released });
      stream.resolve(decide(step.gate, stream));
    } else {
      played.last = step.kind;
      if (step.kind === 'invalid') played.why = step.why;
      return false;
    }
  }
  return true;
}

const pass: Decide = () => ({ kind: 'pass' });

function play(
  pieces: readonly (string | Uint8Array)[],
  decide: Decide = pass,
  changes: Partial<ReplyStreamOptions> = {},
): Played {
  const stream = createReplyStream({ ...options, ...changes });
  const played: Played = { released: '', gates: [], last: 'need_more', why: '', stream };
  for (const piece of pieces) {
    stream.push(Buffer.from(piece));
    if (!pull(played, decide)) return played;
  }
  stream.end();
  pull(played, decide);
  return played;
}

/** What a client that knows nothing of all this puts together. */
function assembled(released: string, index = 0): { text: string; calls: string[]; finish: string | null } {
  const result = { text: '', calls: [] as string[], finish: null as string | null };
  for (const line of released.split('\n')) {
    if (!line.startsWith('data: {')) continue;
    for (const choice of JSON.parse(line.slice(6)).choices) {
      if (choice.index !== index) continue;
      result.text += choice.delta?.content ?? '';
      for (const call of choice.delta?.tool_calls ?? []) {
        result.calls[call.index] =
          (result.calls[call.index] ?? '') + (call.function?.name ?? '') + (call.function?.arguments ?? '');
      }
      result.finish = choice.finish_reason ?? result.finish;
    }
  }
  return result;
}

const piece = fc.constantFrom(
  'hello ',
  '```',
  '`',
  '\n',
  '```python\n',
  'print(1)',
  '\n```\n',
  'sh',
  'é😀',
  '',
  ' ``` x',
  '```sh\nls\n```',
);
const texts = fc.array(piece, { maxLength: 14 });
const body = fc.record({
  texts,
  calls: fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.array(fc.constantFrom('{"x"', ':1}', '{}', ' ')))),
  newline: fc.constantFrom('\n', '\r\n', '\r'),
  late: fc.boolean(),
  usage: fc.boolean(),
  done: fc.boolean(),
  mixed: fc.boolean(),
});

function streamOf(b: typeof body extends fc.Arbitrary<infer T> ? T : never): string {
  const events = [role, ...b.texts.map(says)];
  for (const [i, [name, args]] of b.calls.entries())
    events.push(calls(i, name, ''), ...args.map((arg) => goesOn(i, arg)));
  if (b.mixed) {
    const call = { index: b.calls.length, id: 'm', function: { name: 'mixed', arguments: '{}' } };
    events.push(event({ delta: { content: 'both', tool_calls: [call] } }));
  }
  events.push(b.calls.length > 0 ? callsStop : stop);
  if (b.late) events.push(says('late'));
  if (b.usage) events.push(usage);
  if (b.done) events.push(done);
  return events.join('').replaceAll('\n\n', b.newline + b.newline);
}

describe('a streamed reply', () => {
  it('gives the same bytes and the same gates for any split of the upstream bytes', () => {
    const outcome: Decide = (gate) => {
      if (gate.kind === 'finish') return { kind: 'pass' };
      const [block] = gate.blocks;
      if (block?.code.includes('ls') !== true) return { kind: 'pass' };
      return {
        kind: 'replace',
        replacements: gate.blocks.map(({ start, end }) => ({ start, end, text: '[removed]' })),
      };
    };
    fc.assert(
      fc.property(body, fc.array(fc.nat(), { maxLength: 20 }), fc.boolean(), (b, at, holdText) => {
        const bytes = Buffer.from(streamOf(b));
        const facts = (played: Played) => ({ ...played, stream: undefined });
        const whole = facts(play([bytes], outcome, { holdText }));
        const cuts = [...new Set(at.map((n) => n % (bytes.length + 1)))].sort((x, y) => x - y);
        const pieces = [0, ...cuts].map((from, k) => bytes.subarray(from, cuts[k] ?? bytes.length));
        expect(facts(play(pieces, outcome, { holdText }))).toEqual(whole);
        expect(
          facts(
            play(
              [...bytes].map((byte) => Uint8Array.of(byte)),
              outcome,
              { holdText },
            ),
          ),
        ).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('is released byte for byte where nothing is edited and nothing was ambiguous', () => {
    fc.assert(
      fc.property(body, fc.boolean(), fc.constantFrom('\n', '\r\n'), (b, holdText, newline) => {
        const source = streamOf({ ...b, newline, late: false, mixed: false, done: true });
        const played = play([source], pass, { holdText });
        expect(played.released).toBe(source);
        expect(played.last).toBe('done');
      }),
      { numRuns: 300 },
    );
  });

  it('shows every block to a code gate before any of it is released, or all of them at the finish gate', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (parts, holdText) => {
        const text = parts.join('');
        const gated: unknown[] = [];
        const played = play(
          [role, ...parts.map(says), stop, done],
          (gate, { releasedText, choices }) => {
            if (gate.kind === 'finish') {
              expect(choices[0]?.blocks).toEqual(findFences(text));
              if (holdText) expect(releasedText).toBe('');
            } else {
              gated.push(...gate.blocks);
              for (const block of gate.blocks) expect(releasedText.length).toBeLessThanOrEqual(block.start);
            }
            return { kind: 'pass' };
          },
          { holdText },
        );
        expect(gated).toEqual(holdText ? [] : findFences(text));
        expect(assembled(played.released).text).toBe(text);
        expect(played.stream.releasedText).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('lets no client see a block that was replaced, whatever stands around it', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (parts, fenced) => {
        const text = fenced ? '```python\nsafe\n```' : '[removed]';
        const played = play([role, ...parts.map(says), stop, done], (gate) =>
          gate.kind === 'finish'
            ? { kind: 'pass' }
            : { kind: 'replace', replacements: gate.blocks.map(({ start, end }) => ({ start, end, text })) },
        );
        const seen = assembled(played.released);
        expect(findFences(seen.text).filter((block) => block.code.trimEnd() !== 'safe')).toEqual([]);
        expect(seen.finish).toBe('stop');
        expect(played.stream.releasedText).toBe(seen.text);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives clients no block that was not decided, when only some are replaced', () => {
    fc.assert(
      fc.property(texts, fc.func(fc.boolean()), (parts, chooses) => {
        const passed = new Set<string>();
        const played = play([role, ...parts.map(says), stop, done], (gate) => {
          if (gate.kind === 'finish') return { kind: 'pass' };
          const refused = gate.blocks.filter((block) => chooses(block.code));
          for (const block of gate.blocks) if (!refused.includes(block)) passed.add(block.code.trimEnd());
          const replacements = refused.map(({ start, end }) => ({ start, end, text: '[removed]' }));
          return refused.length === 0 ? { kind: 'pass' } : { kind: 'replace', replacements };
        });
        for (const block of findFences(assembled(played.released).text)) {
          // Inside a block that was passed, a part may have been replaced.
          if (!block.code.includes('[removed]')) expect(passed).toContain(block.code.trimEnd());
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('what flows and what waits', () => {
  function firstSteps(...pieces: string[]): string {
    const stream = createReplyStream(options);
    for (const p of pieces) stream.push(Buffer.from(p));
    const step = stream.next();
    return step.kind === 'release' ? Buffer.from(step.bytes).toString() : step.kind;
  }

  it('lets text flow at once, as one piece of the upstream buffer', () => {
    expect(firstSteps(role + says('a'), says('b'))).toBe(role + says('a') + says('b'));
  });

  it('holds an open fence, calls, the finish, usage, and all that comes behind them', () => {
    expect(firstSteps(role, says('a'), says('```py'), says('b'))).toBe(role + says('a'));
    expect(firstSteps(calls(0, 'f', '{}'), says('b'))).toBe('need_more');
    expect(firstSteps(says('a'), stop, usage)).toBe(says('a'));
    expect(firstSteps(usage, says('a'))).toBe('need_more');
  });

  it('lets chunks flow that carry usage beside their text', () => {
    const both = event({
      delta: { content: 'a' },
      more: { usage: { prompt_tokens: 1, completion_tokens: 1 } },
    });
    expect(firstSteps(both)).toBe(both);
  });

  it('passes comments while nothing waits, and drops them while something does', () => {
    const wait = ': wait\n\n';
    expect(play([wait, role, wait, says('```sh\n'), wait, stop, wait, done]).released).toBe(
      wait + role + wait + says('```sh\n') + stop + done,
    );
    expect(play([wait, role, stop, done], pass, { holdText: true }).released).toBe(role + stop + done);
  });

  it('holds every reply with several choices, and tells them apart', () => {
    const chunks = [0, 1].flatMap((index) => [
      event({ index, delta: { role: 'assistant', content: `c${index}` } }),
    ]);
    const ends = [1, 0].map((index) => event({ index, finish: 'stop' }));
    const played = play([...chunks, ...ends, done], pass, { choices: 2 });
    expect(played.gates).toMatchObject([
      {
        released: '',
        choices: [
          { index: 0, text: 'c0' },
          { index: 1, text: 'c1' },
        ],
      },
    ]);
    expect(played.released).toBe([...chunks, ...ends, done].join(''));
  });

  it('knows calls, usage and finish at the gate', () => {
    const played = play([
      role,
      calls(0, 'a', '{"x"'),
      goesOn(0, ':1}'),
      calls(1, 'b', ''),
      callsStop,
      usage,
      done,
    ]);
    expect(played.gates).toMatchObject([
      {
        tokens: { prompt: 3, completion: 2 },
        choices: [
          {
            finishReason: 'tool_calls',
            toolCalls: [
              { position: 0, id: 'call_a', name: 'a', arguments: { kind: 'object', value: { x: 1 } } },
              { position: 1, name: 'b', arguments: { kind: 'object', value: {} } },
            ],
          },
        ],
      },
    ]);
  });
});
