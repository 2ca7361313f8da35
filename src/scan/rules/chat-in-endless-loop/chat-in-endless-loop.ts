// Chats that are started within while True, where no person is asked in between.

import { calledName } from '../../facts/agents.ts';
import type { Objection, Rule } from '../../rule.ts';
import { IDS } from '../ids.ts';

export const chatInEndlessLoop: Rule = {
  id: 'SP407',
  slug: 'chat-in-endless-loop',
  family: undefined,
  title: 'A chat is started in an endless loop',
  why: 'The bound of one chat bounds nothing when the next one starts at once.',
  fix: 'Count the rounds, or wait for a person in each.',
  severity: 'medium',
  ...IDS.bounds,
  check: ({ chats, module }) =>
    chats.flatMap(({ site, at }): Objection[] => {
      if (site.loop !== 'forever') return [];
      const asks = module.calls.some(
        ({ call, loop, scope }) =>
          loop === 'forever' && scope === site.scope && WAITS.has(calledName(call.callee)),
      );
      return asks ? [] : [{ at, message: 'started again and again, without an end', confidence: 'medium' }];
    }),
};
const WAITS: ReadonlySet<string> = new Set([
  'input',
  'raw_input',
  'chat_input',
  'prompt',
  'ask',
  'receive_text',
  'receive_json',
  'recv',
  'receive',
  'accept',
  'get',
  'readline',
  'sleep',
]);
