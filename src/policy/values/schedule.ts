// Working hours and days in a time zone, from the clock value that the decision was given.

import type { EpochMs } from '../../domain/index.ts';

export type Day = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';
const DAYS: readonly string[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] satisfies Day[];

export interface ScheduleSource {
  /** `HH:MM`, the first minute that is inside. Given together with `to`. */
  readonly from?: string | undefined;
  /** `HH:MM`, the first minute that is outside again; before `from` it lies on the next day. */
  readonly to?: string | undefined;
  /** An IANA name. */
  readonly timezone: string;
  /** All days when absent. */
  readonly days?: readonly Day[] | undefined;
}

export interface Schedule {
  /** True when the hours and the days, where given, both hold. Hours over midnight belong to the day they began on. */
  inside(now: EpochMs): boolean;
  outside(now: EpochMs): boolean;
}

export type ScheduleResult =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly message: string };

const MINUTES_PER_DAY = 1440;

/** Compiles hours, days or both. Daylight saving is that of the platform's time-zone data. */
export function compileSchedule(source: ScheduleSource): ScheduleResult {
  const hours = readHours(source);
  if (typeof hours === 'string') return { ok: false, message: hours };
  const local = localClock(source.timezone);
  if (local === undefined) {
    return {
      ok: false,
      message: `unknown time zone ${JSON.stringify(source.timezone)}: expected an IANA name`,
    };
  }
  const days = source.days === undefined ? undefined : new Set(source.days.map((day) => DAYS.indexOf(day)));
  const inside = (now: EpochMs): boolean => {
    const { day, minute } = local(now);
    const began = beganDaysAgo(hours, minute);
    return began !== undefined && (days === undefined || days.has((day - began + 7) % 7));
  };
  return { ok: true, schedule: { inside, outside: (now) => !inside(now) } };
}

interface Hours {
  readonly from: number;
  readonly to: number;
}

/** How many days ago the period that holds this minute began, or undefined where none does. */
function beganDaysAgo({ from, to }: Hours, minute: number): number | undefined {
  if (from < to) return minute >= from && minute < to ? 0 : undefined;
  if (minute >= from) return 0;
  return minute < to ? 1 : undefined;
}

function readHours({ from, to }: ScheduleSource): Hours | string {
  if (from === undefined && to === undefined) return { from: 0, to: MINUTES_PER_DAY };
  const start = readMinute(from);
  const end = readMinute(to);
  if (start === undefined || end === undefined) return 'expected `from` and `to`, each as "HH:MM"';
  if (start === end) return '`from` and `to` are the same: leave both out for the whole day';
  return { from: start, to: end };
}

function readMinute(text: string | undefined): number | undefined {
  const parts = /^(\d{2}):(\d{2})$/.exec(text ?? '');
  if (parts === null) return undefined;
  const minute = Number(parts[1]) * 60 + Number(parts[2]);
  return Number(parts[2]) < 60 && minute <= MINUTES_PER_DAY ? minute : undefined;
}

interface LocalTime {
  /** 0 is Monday. */
  readonly day: number;
  readonly minute: number;
}

function localClock(timezone: string): ((now: EpochMs) => LocalTime) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
  return (now) => {
    const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
    return {
      day: DAYS.indexOf(parts.get('weekday')?.toLowerCase() ?? ''),
      minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')),
    };
  };
}
