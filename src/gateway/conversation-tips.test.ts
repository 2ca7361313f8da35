import { describe, expect, test } from 'vitest';
import type { ChatMessage } from '../wire/index.ts';
import { type ConversationTip, ConversationTips, goesOnFrom } from './conversation-tips.ts';

const listOf = (digests: readonly string[]) => digests.map((digest) => ({ digest }) as ChatMessage);
const joined = (text: Uint8Array | string): string => `H(${String(text)})`;

const tip = (over: Partial<ConversationTip>): ConversationTip => ({
  exchange: 'ex',
  count: 3,
  listDigest: 'H(abc)',
  list: { before: { before: undefined, added: ['a', 'b'] }, added: ['c'] },
  clearFor: undefined,
  ...over,
});

describe.each([
  ['known digest by digest', tip({})],
  ['known by its digest alone', tip({ list: undefined })],
])('a list %s', (_, known) => {
  test.each([
    { messages: 'abc', expected: true },
    { messages: 'abcd', expected: true },
    { messages: 'ab', expected: false },
    { messages: 'xbcd', expected: false },
    { messages: 'abxd', expected: false },
    { messages: 'bacd', expected: false },
    { messages: '', expected: false },
  ])('"$messages" goes on from "abc": $expected', ({ messages, expected }) => {
    expect(goesOnFrom(known, listOf([...messages]), joined)).toBe(expected);
  });
});

describe('what is remembered', () => {
  const long = (name: string): ConversationTip => {
    const added = Array.from({ length: 5_000 }, (_, index) => `${name} ${index}`);
    return tip({ exchange: name, count: added.length, list: { before: undefined, added } });
  };

  test('the longest idle conversations lose their lists, not their place', () => {
    const tips = new ConversationTips();
    for (let index = 0; index < 40; index++) tips.put(`w${index}`, 'a', long(`ex${index}`));
    const first = tips.get('w0', 'a');
    expect([first?.exchange, first?.count, first?.list]).toEqual(['ex0', 5_000, undefined]);
    expect(tips.get('w39', 'a')?.list).toBeDefined();
  });

  test('a conversation that goes on weighs once', () => {
    const tips = new ConversationTips();
    tips.put('w', 'other', long('ex'));
    for (let index = 0; index < 100; index++) tips.put('w', 'a', long(`ex${index}`));
    expect(tips.get('w', 'other')?.list).toBeDefined();
  });

  test('the longest idle conversations fall out first', () => {
    const tips = new ConversationTips();
    for (let index = 0; index <= 20_000; index++) tips.put(`w${index}`, 'a', tip({ exchange: `ex${index}` }));
    expect([tips.get('w0', 'a'), tips.get('w20000', 'a')?.exchange]).toEqual([undefined, 'ex20000']);
  });
});
