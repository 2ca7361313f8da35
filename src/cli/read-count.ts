// A number on the command line.

import { GatewayError } from '../domain/index.ts';

/** A whole number from 1. Throws GatewayError invalid_request naming the option. */
export function readCount(text: string, option: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new GatewayError('invalid_request', {
    publicMessage: `${option} ${text}: expected a whole number, at least 1`,
  });
}
