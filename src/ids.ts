// Ids of exchanges, workflows and approvals: sorted by time, guessed by nobody.

import { randomBytes } from 'node:crypto';

const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

const ID_CHANCE = 11;
const POOL_BYTES = 4096;

/**
 * Makes ids: `prefix_` and 20 characters, time in milliseconds and then chance; they sort by time and are safe in URLs.
 * Random bytes come from a pool: drawing them one by one costs more than all else of an id.
 */
export function createIds(): (prefix: string) => string {
  let pool = Buffer.alloc(0);
  return (prefix) => {
    if (pool.byteLength < ID_CHANCE) pool = randomBytes(POOL_BYTES);
    let tail = '';
    for (let index = 0; index < ID_CHANCE; index++) tail += ID_ALPHABET[(pool[index] ?? 0) & 31] ?? '';
    pool = pool.subarray(ID_CHANCE);
    return `${prefix}_${timeDigits(Date.now())}${tail}`;
  };
}

function timeDigits(now: number): string {
  let time = now;
  let digits = '';
  for (let digit = 0; digit < 9; digit++) {
    digits = (ID_ALPHABET[time % 32] ?? '') + digits;
    time = Math.floor(time / 32);
  }
  return digits;
}
