import { describe, expect, it } from 'vitest';
import { readIsoTime } from './iso-time.ts';

describe('a moment in ISO 8601', () => {
  it.each([
    ['2026-01-01', Date.UTC(2026, 0, 1)],
    ['2026-01-01T10:00', Date.UTC(2026, 0, 1, 10)],
    ['2026-01-01 10:00:30', Date.UTC(2026, 0, 1, 10, 0, 30)],
    ['2026-01-01T10:00:00.25Z', Date.UTC(2026, 0, 1, 10, 0, 0, 250)],
    ['2026-01-01T10:00:00+02:00', Date.UTC(2026, 0, 1, 8)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['1970-01-01', 0],
  ])('%s is read, in UTC where it names no offset', (text, at) => {
    expect(readIsoTime(text)).toBe(at);
  });

  it.each([
    '',
    '2026',
    '2026-1-1',
    '2026-02-30',
    '2025-02-29',
    '2026-13-01',
    '2026-01-01T25:00',
    '1 Jan',
    'yesterday',
  ])('%j is none', (text) => {
    expect(readIsoTime(text)).toBeUndefined();
  });
});
