import { describe, expect, it } from 'vitest';
import { compileSchedule, type Schedule, type ScheduleSource } from './schedule.ts';

function schedule(source: ScheduleSource): Schedule {
  const result = compileSchedule(source);
  if (!result.ok) throw new Error(result.message);
  return result.schedule;
}

function inside(source: ScheduleSource, iso: string): boolean {
  const compiled = schedule(source);
  const now = Date.parse(iso);
  expect(compiled.outside(now)).toBe(!compiled.inside(now));
  return compiled.inside(now);
}

describe('hours', () => {
  const berlin = { from: '08:00', to: '18:00', timezone: 'Europe/Berlin' };

  it.each([
    ['2026-01-12T07:00:00Z', true],
    ['2026-01-12T06:59:59Z', false],
    ['2026-01-12T16:59:59Z', true],
    ['2026-01-12T17:00:00Z', false],
    // Summer time
    ['2026-07-13T06:00:00Z', true],
    ['2026-07-13T16:00:00Z', false],
  ])('in Berlin at %s: %s', (iso, expected) => {
    expect(inside(berlin, iso)).toBe(expected);
  });

  it('may go over midnight', () => {
    const night = { from: '22:00', to: '06:00', timezone: 'UTC' };
    expect(inside(night, '2026-01-12T23:00:00Z')).toBe(true);
    expect(inside(night, '2026-01-12T05:59:00Z')).toBe(true);
    expect(inside(night, '2026-01-12T12:00:00Z')).toBe(false);
  });

  it('knows midnight', () => {
    expect(inside({ from: '00:00', to: '24:00', timezone: 'UTC' }, '2026-01-12T00:00:00Z')).toBe(true);
    expect(inside({ from: '00:00', to: '00:01', timezone: 'UTC' }, '2026-01-12T00:00:59Z')).toBe(true);
  });
});

describe('days', () => {
  it('are those of the time zone', () => {
    const monday = { days: ['mon'], timezone: 'Asia/Tokyo' } as const;
    expect(inside(monday, '2026-01-11T15:00:00Z')).toBe(true);
    expect(inside(monday, '2026-01-12T15:00:00Z')).toBe(false);
  });

  it('hold for hours over midnight until these end', () => {
    const friday = { days: ['fri'], from: '22:00', to: '06:00', timezone: 'UTC' } as const;
    expect(inside(friday, '2026-01-17T05:00:00Z')).toBe(true);
    expect(inside(friday, '2026-01-16T05:00:00Z')).toBe(false);
  });
});

it.each([
  { from: '8:00', to: '18:00', timezone: 'UTC' },
  { from: '08:00', timezone: 'UTC' },
  { from: '08:00', to: '08:00', timezone: 'UTC' },
  { from: '08:00', to: '25:00', timezone: 'UTC' },
  { from: '08:60', to: '10:00', timezone: 'UTC' },
  { from: '08:00', to: '18:00', timezone: 'Mars/Olympus' },
])('refuses %j', (source) => {
  expect(compileSchedule(source).ok).toBe(false);
});
