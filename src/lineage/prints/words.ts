// The words of a text as people name things by them: what a task says, word for word.

import type { TextSpan } from '../../domain/index.ts';
import { normalText } from './normal-form.ts';

const MAX_WORDS = 4096;
const WORD = /[\p{L}\p{N}]+(?:[.'’@_-][\p{L}\p{N}]+)*/gu;

/** Folded, in order of place; at most 4096. Linear. */
export function wordsIn(text: string): readonly { readonly word: string; readonly span: TextSpan }[] {
  const words: { word: string; span: TextSpan }[] = [];
  for (const match of text.matchAll(WORD)) {
    if (words.length >= MAX_WORDS) break;
    const span = { start: match.index, end: match.index + match[0].length };
    words.push({ word: normalText(match[0]), span });
  }
  return words;
}
