// Durations as people write them.

import { GatewayError } from '../domain/index.ts';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Milliseconds of `90s`, `15m`, `12h` or `30d`. Throws GatewayError invalid_request naming the option for anything else. */
export function readDuration(option: string, text: string): number {
  const match = /^([0-9]{1,6})([smhd])$/.exec(text);
  const unit = UNITS.get(match?.[2] ?? '');
  if (match?.[1] === undefined || unit === undefined) {
    throw new GatewayError('invalid_request', {
      publicMessage: `${option} "${text}": expected a duration such as 90s, 15m, 12h or 30d`,
    });
  }
  return Number(match[1]) * unit;
}
