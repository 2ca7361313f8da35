import { describe, expect, it } from 'vitest';
import { readToolArguments } from './tool-arguments.ts';

const LIMIT = 1000;

describe('reading tool arguments', () => {
  it.each([
    ['{"url":"https://a.example"}', { kind: 'object', value: { url: 'https://a.example' } }],
    [' {} ', { kind: 'object', value: {} }],
    ['', { kind: 'object', value: {} }],
    [' ', { kind: 'unreadable', why: 'not_json' }],
    ['{url: 1}', { kind: 'unreadable', why: 'not_json' }],
    ['{"a":"line\nbreak"}', { kind: 'unreadable', why: 'not_json' }],
    ['[1]', { kind: 'unreadable', why: 'not_an_object' }],
    ['null', { kind: 'unreadable', why: 'not_an_object' }],
    ['"{}"', { kind: 'unreadable', why: 'not_an_object' }],
    ['{"to":"a","t\\u006f":"b"}', { kind: 'unreadable', why: 'duplicate_keys' }],
    [`{"a":${'['.repeat(64)}${']'.repeat(64)}}`, { kind: 'unreadable', why: 'too_deep' }],
  ])('reads %.40j', (raw, expected) => {
    expect(readToolArguments(raw, LIMIT)).toEqual(expected);
  });

  it('counts the limit in bytes of UTF-8', () => {
    const raw = JSON.stringify({ text: 'é'.repeat(100) });
    expect(readToolArguments(raw, 211)).toMatchObject({ kind: 'object' });
    expect(readToolArguments(raw, 210)).toEqual({ kind: 'unreadable', why: 'too_large' });
  });
});
