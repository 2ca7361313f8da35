// A number on the command line.

import { GatewayError } from '../domain/index.ts';

/** A whole number from 1 to `max`. Throws GatewayError invalid_request naming the option. */
export function readCount(text: string, option: string, max = 999_999_999): number {
  const count = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (count <= max) return count;
  throw new GatewayError('invalid_request', {
    publicMessage: `${option} "${text}": expected a whole number from 1 to ${max}`,
  });
}
