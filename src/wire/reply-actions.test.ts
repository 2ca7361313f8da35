import { describe, expect, it } from 'vitest';
import type { ToolDefinition } from '../domain/index.ts';
import { findFences } from './code-fences.ts';
import { type ReplyContext, replyActions } from './reply-actions.ts';
import type { ReplyChoice, ReplyToolCall } from './reply-choice.ts';

function choice(text: string, calls: readonly string[] = [], index = 0): ReplyChoice {
  const toolCalls: ReplyToolCall[] = calls.map((name, position) => ({
    position,
    id: `id${position}`,
    name,
    rawArguments: '{}',
    arguments: { kind: 'object', value: {} },
    legacy: false,
  }));
  return { index, text, otherText: '', toolCalls, blocks: findFences(text), finishReason: 'stop' };
}

const context: ReplyContext = {
  definitions: [],
  kind: 'normal',
  candidates: [],
  capabilities: (language) => (language === 'sh' ? ['subprocess'] : undefined),
};

function definition(name: string, description = ''): ToolDefinition {
  return { name, description, parameters: null };
}

describe('the actions of a reply', () => {
  it('come choice by choice as reply, code, calls, handoffs, numbered', () => {
    const actions = replyActions(
      [choice('Do\n```bash\nls\n```', ['fetch', 'transfer_to_bob']), choice('x', [], 1)],
      context,
    );
    expect(actions.map((a) => [a.id, a.type])).toEqual([
      ['r0', 'reply'],
      ['r1', 'code_execution'],
      ['r2', 'tool_call'],
      ['r3', 'tool_call'],
      ['r4', 'handoff'],
      ['r5', 'reply'],
    ]);
    expect(actions[1]).toMatchObject({ language: 'sh', code: 'ls', capabilities: ['subprocess'], start: 3 });
    expect(actions[4]).toMatchObject({ target: 'bob', via: 'handoff_tool', position: 1 });
  });

  it('judge text outside the content together with the content', () => {
    const hidden = { ...choice('seen'), otherText: 'unseen' };
    expect(replyActions([hidden], context)).toMatchObject([{ type: 'reply', text: 'seen\nunseen' }]);
    expect(replyActions([{ ...hidden, text: '' }], context)).toMatchObject([{ text: 'unseen' }]);
    expect(replyActions([choice('')], context)).toEqual([]);
  });

  it('find the definition that a call means, also under the name that AutoGen folds it to', () => {
    const definitions = [definition('a.b'), definition('c')];
    const actions = replyActions([choice('', ['a.b', 'a_b', 'c', 'd', 'toString'])], {
      ...context,
      definitions,
    });
    expect(actions.map((a) => (a.type === 'tool_call' ? a.definition?.name : 'other'))).toEqual([
      'a.b',
      'a.b',
      'c',
      undefined,
      undefined,
    ]);
  });

  it('read the next speaker out of selections and ledgers, and only there', () => {
    const selecting = { ...context, kind: 'speaker_selection', candidates: ['coder', 'planner'] } as const;
    expect(replyActions([choice('coder')], selecting)[1]).toMatchObject({
      type: 'handoff',
      target: 'coder',
      via: 'speaker_selection',
    });
    expect(replyActions([choice('coder')], context)).toHaveLength(1);
    const ledger = JSON.stringify({ next_speaker: { reason: '', answer: 'coder' } });
    expect(replyActions([choice(ledger)], { ...context, kind: 'magentic_ledger' })[1]).toMatchObject({
      via: 'orchestrator_ledger',
      target: 'coder',
    });
  });
});
