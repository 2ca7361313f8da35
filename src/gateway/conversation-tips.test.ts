import { describe, expect, test } from 'vitest';
import type { ChatMessage, ChatRequest } from '../wire/index.ts';
import { type ConversationTip, ConversationTips, goesOnFrom } from './conversation-tips.ts';

/** A list whose messages are single letters and whose digest is what it says. */
const listOf = (letters: string): Pick<ChatRequest, 'messages' | 'listDigest'> => ({
  messages: [...letters].map((digest) => ({ digest }) as ChatMessage),
  listDigest: (count) => `H(${letters.slice(0, count)})`,
});

const tip = (over: Partial<ConversationTip>): ConversationTip => ({
  exchange: 'ex',
  count: 3,
  listDigest: 'H(abc)',
  clearFor: undefined,
  ...over,
});

describe('a list', () => {
  test.each([
    { messages: 'abc', expected: true },
    { messages: 'abcd', expected: true },
    { messages: 'ab', expected: false },
    { messages: 'xbcd', expected: false },
    { messages: 'abxd', expected: false },
    { messages: 'bacd', expected: false },
    { messages: '', expected: false },
  ])('"$messages" goes on from "abc": $expected', ({ messages, expected }) => {
    expect(goesOnFrom(tip({}), listOf(messages))).toBe(expected);
  });
});

describe('what is remembered', () => {
  test('the longest idle conversations fall out first', () => {
    const tips = new ConversationTips();
    for (let index = 0; index <= 20_000; index++) tips.put(`w${index}`, 'a', tip({ exchange: `ex${index}` }));
    expect([tips.get('w0', 'a'), tips.get('w20000', 'a')?.exchange]).toEqual([undefined, 'ex20000']);
  });

  test('a conversation that goes on is not idle', () => {
    const tips = new ConversationTips();
    for (let index = 0; index <= 20_000; index++) {
      tips.put('busy', 'a', tip({ exchange: `busy${index}` }));
      tips.put(`w${index}`, 'a', tip({ exchange: `ex${index}` }));
    }
    expect(tips.get('busy', 'a')?.exchange).toBe('busy20000');
  });
});
