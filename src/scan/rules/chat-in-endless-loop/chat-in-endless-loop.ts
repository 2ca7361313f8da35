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
  check: ({ chats, module }) => {
    const waiting = new Set(
      module.calls
        .filter(({ call, loop }) => loop === 'forever' && WAITS.has(calledName(call.callee)))
        .map(({ scope }) => scope),
    );
    return chats.flatMap(({ site, at }): Objection[] =>
      site.loop !== 'forever' || waiting.has(site.scope)
        ? []
        : [{ at, message: 'started again and again, without an end', confidence: 'medium' }],
    );
  },
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
