// Moments as people write them: ISO 8601 in the extended form, and nothing that a lenient reader would guess at.

import type { EpochMs } from './clock.ts';

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:\d{2})?)?$/i;

/**
 * A date, or date and time, as milliseconds since 1970; undefined for anything else, also for a day that no calendar has.
 * Without an offset it is UTC, as everything that this program prints.
 */
export function readIsoTime(text: string): EpochMs | undefined {
  const parts = ISO.exec(text);
  if (parts === null) return undefined;
  const [, date = '', time = '00:00', offset = 'Z'] = parts;
  const midnight = Date.parse(`${date}T00:00Z`);
  // 30 February would be a day in March.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined;
  const at = Date.parse(`${date}T${time}${offset.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : at;
}
