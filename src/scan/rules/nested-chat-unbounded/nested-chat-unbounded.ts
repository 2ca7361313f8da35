// Chats in queues and nested chats without max_turns.

import { calledName } from '../../facts/agents.ts';
import { argumentsOf, placeOf } from '../../facts/arguments.ts';
import type { ModuleFacts } from '../../facts/facts.ts';
import type { Objection, Rule } from '../../rule.ts';
import { isNone, type Value } from '../../values/value.ts';
import { IDS } from '../ids.ts';

export const nestedChatUnbounded: Rule = {
  id: 'SP406',
  slug: 'nested-chat-unbounded',
  family: undefined,
  title: 'A nested or queued chat has no bound',
  why: 'Each turn of the outer conversation starts an inner one that may not end.',
  fix: 'Set max_turns for each chat of the queue.',
  severity: 'medium',
  ...IDS.bounds,
  check: ({ module, evaluator }) =>
    module.calls.flatMap((site): readonly Objection[] => {
      const position = QUEUES.get(calledName(site.call.callee));
      if (position === undefined) return [];
      const args = argumentsOf(site, evaluator);
      const queue = (args.get('chat_queue') ?? args.positional[position])?.value;
      return queue === undefined ? [] : unbounded(queue, evaluator);
    }),
};
const QUEUES: ReadonlyMap<string, number> = new Map([
  ['initiate_chats', 0],
  ['a_initiate_chats', 0],
  ['register_nested_chats', 0],
]);

function unbounded(queue: Value, evaluator: ModuleFacts['evaluator']): readonly Objection[] {
  if (queue.kind !== 'list') return [];
  return queue.items.flatMap((item): Objection[] => {
    const chat = evaluator.evaluate(item);
    if (chat.kind !== 'dict' || chat.open || !chat.slots.has('recipient')) return [];
    const turns = chat.slots.get('max_turns');
    if (turns !== undefined && isNone(evaluator.evaluate(turns.value)) !== true) return [];
    return [{ at: placeOf(chat.origin), message: 'this chat has no max_turns', confidence: 'medium' }];
  });
}
