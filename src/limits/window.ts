// Where calendar windows begin, in UTC: the same everywhere, whatever a server's time zone is.

import type { EpochMs, SpendWindow } from '../domain/index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY = 4 * DAY;

/** The first moment of the window that `at` lies in. */
export function windowStart(window: SpendWindow, at: EpochMs): EpochMs {
  switch (window) {
    case 'minute':
      return at - (at % MINUTE);
    case 'hour':
      return at - (at % HOUR);
    case 'day':
      return at - (at % DAY);
    case 'week':
      return at - ((at - FIRST_MONDAY) % (7 * DAY));
    case 'month': {
      const date = new Date(at);
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    }
    case 'total':
      return 0;
  }
}
