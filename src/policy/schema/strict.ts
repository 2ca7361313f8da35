// The schema parts that all sections share: strict objects that know their own keys, and "one, or a list of".

import { z } from 'zod';

/** Starts the message of an unknown-key issue; the valid keys follow, separated by spaces, for "did you mean". */
export const VALID_KEYS = 'valid keys: ';

/** An object that refuses unknown keys and can say which ones it has. */
export function strict<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape).join(' ');
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? VALID_KEYS + keys : undefined),
  });
}

/** A value, or a list of at least one. */
export function oneOrMore<Item extends z.ZodType>(item: Item) {
  return z.union([item, z.array(item).min(1, 'the list is empty')]).readonly();
}

/** What `oneOrMore` accepts. */
export type OneOrMore<T> = T | readonly T[];

/** The list that a `oneOrMore` value stands for. */
export function asList<T extends string | number | boolean>(value: OneOrMore<T>): readonly T[] {
  return typeof value === 'object' ? value : [value];
}

/** True for text without control characters or line ends: it may be printed and put into one sentence. */
function isPrintable(text: string): boolean {
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return false;
  }
  return true;
}

/** A name as an author writes it, `*` allowed: 1 to 200 printable characters. */
export const nameSchema = z
  .string()
  .min(1, 'a name is empty')
  .max(200, 'a name has at most 200 characters')
  .refine(isPrintable, 'a name holds control characters');

/** A sentence for people: 1 to 1,000 printable characters. */
export const sentenceSchema = z
  .string()
  .min(1, 'the text is empty')
  .max(1000, 'the text has at most 1000 characters')
  .refine(isPrintable, 'the text holds control characters or line breaks');

export const patternSchema = z.string().min(1, 'the pattern is empty').max(4096, 'the pattern is too long');

export const LOG_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export const SENSITIVE_KINDS = [
  'email',
  'phone',
  'credit_card',
  'iban',
  'us_ssn',
  'ip_address',
  'secret',
  'private_key',
  'password',
] as const;

export const secondsSchema = z
  .number()
  .positive()
  .max(30 * 86_400, 'at most 30 days (2592000)');
export const countSchema = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
