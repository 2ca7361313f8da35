// What a text holds: patterns, sensitive data, and its size.

import { z } from 'zod';
import { findSensitive } from '../../content/index.ts';
import { type Action, actionText, type SensitiveKind } from '../../domain/index.ts';
import { ALL_TYPES, includesType, maskOf } from '../evaluate/action-types.ts';
import { contentTexts, contentViews } from '../evaluate/subject.ts';
import {
  asList,
  countSchema,
  type OneOrMore,
  oneOrMore,
  patternSchema,
  SENSITIVE_KINDS,
} from '../schema/strict.ts';
import { condition, listed } from './condition.ts';

const WITH_TEXT = ALL_TYPES & ~maskOf('handoff');
/** The strings around a conversation are the caller's own: they restrict a call, and never grant it. */
const GRANTING = WITH_TEXT & ~maskOf('llm_call');
/** An upper-side estimate that needs no tokenizer. */
const BYTES_PER_TOKEN = 4;

export const contentMatches = condition<OneOrMore<string>>({
  key: 'content_matches',
  schema: oneOrMore(patternSchema),
  describe: 'A pattern found in the text, also behind base64, percent-encoding or invisible characters.',
  compile: (value, { polarity, interned, problem }) => {
    const sources = asList(value);
    const patterns = sources.flatMap((source, index) => {
      const result = interned.pattern(source);
      if (result.ok) return result.pattern;
      problem(typeof value === 'string' ? ['content_matches'] : ['content_matches', index], result.message);
      return [];
    });
    const found = (text: string) => patterns.some((pattern) => pattern.test(text));
    return {
      text: `content matches ${listed(sources)}`,
      types: polarity === 'grant' ? GRANTING : WITH_TEXT,
      cost: 30,
      test: (subject) => {
        // What grants must be there to be read, not hidden in an encoding.
        if (polarity === 'grant') return grantingTexts(subject.action).some(found);
        return contentViews(subject).some((view) => found(view.text));
      },
    };
  },
});

export const containsSensitive = condition<true | OneOrMore<SensitiveKind>>({
  key: 'contains_sensitive',
  schema: z.union([z.literal(true), oneOrMore(z.enum(SENSITIVE_KINDS))]),
  describe: 'Sensitive data of one of these kinds is in the text; `true` for any kind.',
  compile: (value, { polarity }) => {
    const kinds = value === true ? SENSITIVE_KINDS : asList(value);
    return {
      text: `content has sensitive data: ${value === true ? 'any kind' : listed(kinds)}`,
      types: polarity === 'grant' ? GRANTING : WITH_TEXT,
      cost: 40,
      test: (subject) => {
        const texts = polarity === 'grant' ? grantingTexts(subject.action) : contentTexts(subject);
        return texts.some((text) => findSensitive(text, kinds).length > 0);
      },
    };
  },
});

function grantingTexts(action: Action): readonly string[] {
  const text = includesType(GRANTING, action.type) ? actionText(action) : undefined;
  return text === undefined ? [] : [text];
}

export const tokensOver = condition<number>({
  key: 'tokens_over',
  schema: countSchema,
  describe: 'The text, or the prompt of an llm_call, is estimated above this many tokens.',
  compile: (bound) => ({
    text: `tokens are over ${bound}`,
    types: ALL_TYPES,
    cost: 3,
    test: ({ action }) => estimatedTokens(action) > bound,
  }),
});

function estimatedTokens(action: Action): number {
  if (action.type === 'llm_call') return action.estimatedTokens;
  const text = actionText(action) ?? '';
  return Math.ceil(utf8Length(text) / BYTES_PER_TOKEN);
}

/** The number of bytes that the text takes in UTF-8, without encoding it. */
function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair counts two: four bytes together.
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff)) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}
