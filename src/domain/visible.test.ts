import { describe, expect, it } from 'vitest';
import { visible } from './visible.ts';

describe('text from outside', () => {
  it.each([
    ['a terminal sequence', 'a\u001b[2Jb', 'a\\u{1b}[2Jb'],
    ['a line of its own', 'a\nAPPROVED', 'a\\nAPPROVED'],
    ['a text that runs backwards', 'x\u202efdp.exe', 'x\\u{202e}fdp.exe'],
    ['letters that are drawn as nothing', 'a\u3164\u115f\u2800b', 'a\\u{3164}\\u{115f}\\u{2800}b'],
    ['what tags and variation selectors carry', 'a\u{e0041}\ufe0f', 'a\\u{e0041}\\u{fe0f}'],
    ['spaces that are none', 'a\u00a0\u2003b', 'a\\u{a0}\\u{2003}b'],
    ['a lone half of a pair', 'a\ud800b', 'a\\u{d800}b'],
    ['a private character', 'a\ue000b', 'a\\u{e000}b'],
    [
      'marks that grow over the next line',
      `a${'\u0301'.repeat(5)}`,
      `a${'\u0301'.repeat(3)}\\u{301}\\u{301}`,
    ],
  ])('shows %s', (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('stays as it is where it is plain, in any script', () => {
    for (const text of ['{"url": "https://a.example/?q=1"}', 'Grüße, 東京, שלום, नमस्ते', '👍🏽'])
      expect(visible(text)).toBe(text);
  });
});
