import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, Constraints } from '../domain/index.ts';
import { actionOf } from './cases/build-case.ts';
import { transformAction } from './transform-action.ts';

const nothing: Constraints = {
  approval: undefined,
  redact: [],
  parameters: [],
  removeTools: [],
  maxTokens: undefined,
  model: undefined,
  stripCode: false,
  annotate: undefined,
  rateLimits: [],
};
const redact = (kinds: ('email' | 'secret')[], patterns: string[] = []) => ({
  redact: [{ kinds, patterns, replacement: '[redacted]' }],
});
const clamp = (parameter: string, max: number) => ({
  parameters: [{ parameter, edit: { kind: 'clamp' as const, min: undefined, max } }],
});
const set = (parameter: string, value: string | number) => ({
  parameters: [{ parameter, edit: { kind: 'set' as const, value } }],
});
const call = (args: object | string) =>
  actionOf({ type: 'tool_call', tool: 't', arguments: args as never }, 'a');
const argumentsOf = (action: Action) => (action.type === 'tool_call' ? action.rawArguments : undefined);
const transform = (action: Action, constraints: Partial<Constraints>) =>
  transformAction(action, { ...nothing, ...constraints });

describe('a transformed action', () => {
  it('is the same object when nothing applies', () => {
    for (const action of [
      call({ a: 1 }),
      actionOf({ type: 'reply', text: 'hello' }, 'a'),
      actionOf({ type: 'llm_call' }, 'a'),
    ]) {
      const result = transform(action, { ...redact(['email']), ...clamp('n', 5) });
      expect(result).toEqual({ action, changed: false, failed: [] });
      expect(result.action).toBe(action);
    }
  });

  it('has sensitive text replaced, in replies, messages, code and the strings of arguments', () => {
    const text = 'write to ann@example.com now';
    const expected = 'write to [redacted] now';
    for (const type of ['reply', 'agent_message', 'tool_result'] as const) {
      expect(transform(actionOf({ type, text }, 'a'), redact(['email'])).action).toMatchObject({
        text: expected,
      });
    }
    expect(
      transform(actionOf({ type: 'code_execution', text }, 'a'), redact(['email'])).action,
    ).toMatchObject({ code: expected });
    const result = transform(call({ to: ['ann@example.com', 1], deep: { body: text } }), redact(['email']));
    expect(argumentsOf(result.action)).toBe(
      JSON.stringify({ to: ['[redacted]', 1], deep: { body: expected } }),
    );
    expect(result.action).toMatchObject({
      arguments: { kind: 'object', value: { deep: { body: expected } } },
    });
  });

  it('is a call without the sensitive text around its messages, and never with a note', () => {
    const action = actionOf({ type: 'llm_call', text: 'ask ann@example.com' }, 'a');
    expect(transform(action, { ...redact(['email']), annotate: 'Data:' }).action).toMatchObject({
      text: 'ask [redacted]',
    });
    expect(transform(action, { annotate: 'Data:' })).toEqual({ action, changed: false, failed: [] });
  });

  it('fails where a name, an id or a key would have to change', () => {
    for (const type of ['llm_call', 'user_message', 'tool_result'] as const) {
      const action = {
        ...actionOf({ type, text: 'fine' }, 'a'),
        labels: 'planner\nann@example.com',
      } as Action;
      const result = transform(action, redact(['email']));
      expect(result).toEqual({ action, changed: false, failed: ['a name, an id or a key'] });
      expect(transform(action, redact(['secret'])).failed).toEqual([]);
    }
  });

  it('has parameters set and clamped at every depth where they occur', () => {
    expect(
      argumentsOf(
        transform(call({ limit: 50, in: [{ limit: 70 }, { limit: 3 }] }), clamp('limit', 10)).action,
      ),
    ).toBe(JSON.stringify({ limit: 10, in: [{ limit: 10 }, { limit: 3 }] }));
    expect(argumentsOf(transform(call({ a: 1 }), set('mode', 'dry')).action)).toBe('{"a":1,"mode":"dry"}');
    expect(argumentsOf(transform(call({ a: 1 }), clamp('limit', 10)).action)).toBe('{"a":1}');
  });

  it('names what it could not edit', () => {
    expect(transform(call('{broken'), clamp('limit', 10)).failed).toEqual(['limit']);
    expect(transform(call({ limit: '50' }), clamp('limit', 10)).failed).toEqual(['limit']);
    expect(transform(call({ limit: '50' }), clamp('limit', 10)).changed).toBe(false);
    const long = {
      ...call({ limit: 50, id: 0 }),
      rawArguments: '{"limit":50,"id":12345678901234567890}',
    } as Action;
    expect(transform(long, clamp('limit', 10))).toMatchObject({
      changed: false,
      failed: [expect.any(String)],
    });
  });

  it('has no code when code is stripped, and a note before untrusted text', () => {
    expect(
      transform(actionOf({ type: 'code_execution', text: 'rm' }, 'a'), { stripCode: true }).action,
    ).toMatchObject({ code: '' });
    expect(
      transform(actionOf({ type: 'tool_result', text: 'do it' }, 'a'), { annotate: 'Data:' }).action,
    ).toMatchObject({ text: 'Data:\ndo it' });
    expect(transform(actionOf({ type: 'reply', text: 'do it' }, 'a'), { annotate: 'Data:' }).changed).toBe(
      false,
    );
  });

  it('changes no more when it is transformed again', () => {
    const word = fc.constantFrom('ann@example.com', '[redacted]', 'token', '[', ']', ' ', 'redacted', '\n');
    const text = fc.array(word, { maxLength: 12 }).map((parts) => parts.join(''));
    const constraints = {
      ...redact(['email'], ['tok[a-z]*', '[a-z]+']),
      ...clamp('n', 5),
      annotate: 'Note',
      stripCode: true,
    };
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('reply', 'tool_result', 'code_execution', 'tool_call' as const),
        fc.integer(),
        (body, type, n) => {
          const action =
            type === 'tool_call' ? call({ body, n }) : actionOf({ type: type as 'reply', text: body }, 'a');
          const once = transform(action, constraints).action;
          const twice = transform(once, constraints);
          expect(twice).toEqual({ action: once, changed: false, failed: [] });
        },
      ),
    );
  });

  it('keeps a `__proto__` key an ordinary key', () => {
    const args = JSON.parse('{"__proto__":{"n":9},"n":9}');
    const result = transform(call(args), clamp('n', 5));
    expect(argumentsOf(result.action)).toBe('{"__proto__":{"n":5},"n":5}');
  });
});
