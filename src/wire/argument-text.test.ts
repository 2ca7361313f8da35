import { describe, expect, it } from 'vitest';
import { argumentText } from './argument-text.ts';

describe('the text of arguments', () => {
  it('is what was sent, and then the strings and keys behind its escapes', () => {
    expect(argumentText('{"\\u0061":["\\u0062",{"c":1}]}')).toBe('{"\\u0061":["\\u0062",{"c":1}]}\na\nb\nc');
  });

  it.each(['', '{"a":"b"}', 'not \\ JSON', '{"a":"\\u0062","a":1}'])('is just what was sent: %s', (raw) => {
    expect(argumentText(raw)).toBe(raw);
  });
});
