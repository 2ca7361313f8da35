// Scores a text segment by segment, within a budget: the strongest segments say what the text is.

import type { TextSpan } from '../../../domain/index.ts';
import { Buckets, featuresOf, readSegment, speaksToReader, type WordSet } from './features.ts';
import { type LinearModel, scoreOf } from './linear-model.ts';
import { segmentsOf } from './segments.ts';
import { companyOf, Surroundings } from './task-words.ts';

export interface ScoredSegment {
  readonly span: TextSpan;
  /** Log-odds. */
  readonly score: number;
}

export interface ScoredText {
  /** Segments that speak to a reader, in order. */
  readonly segments: readonly ScoredSegment[];
  /** Characters that were left unread although they look as if they spoke to a reader. */
  readonly unread: number;
}

/** Characters that are read in full; behind them only segments that hold a telling word, up to the second bound. */
const READ_IN_FULL = 48 * 1024;
const READ_IN_ALL = 96 * 1024;
const TELLING =
  /ignore|disregard|forget|instruct|prompt|assistant|language model|\bai\b|system|please|you must|you are|todo|important|send|transfer|password|http|response|answer|reply/i;

/** Linear in the text; the constant is bounded by the budget. */
export function scoreText(model: LinearModel, text: string, task: WordSet | undefined): ScoredText {
  const { spans, unread } = chosen(text);
  const read = spans.map(({ start, end }) => readSegment(text.slice(start, end)));
  const surroundings = new Surroundings(read.map(({ words }) => words));
  const buckets = new Buckets();
  const speaks = read.map(speaksToReader);
  const company = companyOf(speaks);
  const segments = read.flatMap((segment, index): ScoredSegment[] => {
    const span = spans[index];
    if (span === undefined || speaks[index] !== true) return [];
    const context = { task, around: surroundings.around(index), company: company[index] };
    const vector = featuresOf(segment, context, buckets);
    return [{ span, score: scoreOf(model, vector) }];
  });
  return { segments, unread };
}

/** The segments that the budget allows, in order. */
function chosen(text: string): { readonly spans: readonly TextSpan[]; readonly unread: number } {
  const spans: TextSpan[] = [];
  let read = 0;
  let unread = 0;
  for (const span of segmentsOf(text)) {
    const size = span.end - span.start;
    if (read > READ_IN_FULL && !TELLING.test(text.slice(span.start, span.end))) continue;
    if (read > READ_IN_ALL) {
      unread += size;
      continue;
    }
    read += size;
    spans.push(span);
  }
  return { spans, unread };
}
