// What content conditions look at: the text, and what it says to somebody who decodes it.

import type { TextSpan } from '../domain/index.ts';
import { decodeRun } from './decode-run.ts';
import { type EncodedRun, nextRun, SHORTEST_RUN } from './encoded-runs.ts';
import { percentDecode } from './percent.ts';
import { Rewriter, type Rewriting } from './rewrite.ts';
import { isOdd, tidy } from './tidy.ts';

export interface TextView {
  readonly text: string;
  /** The original's span that a span of this view stands for; a decoded run stands as a whole. */
  toOriginal(span: TextSpan): TextSpan;
}

const MAX_NESTINGS = 3;

/**
 * The text itself first; then the text in NFKC without invisible, bidirectional, control and tag characters; then, three
 * times over, with percent-encoding and runs of base64, base64url and hex (from 16 characters on, where the result is
 * readable) replaced by what they say. Views that would repeat the one before are left out, so plain text has one view
 * and no text has more than six. Linear; a view is at most four times as long as the text, and usually shorter.
 */
export function textViews(text: string): readonly TextView[] {
  const original: TextView = { text, toOriginal: (span) => span };
  const views = [original];
  if (!isOdd(text) && nextRun(text, 0) === undefined) return views;
  let current = pushChanged(views, original, tidy(text));
  // Tag characters spell text that only models read, and tidying removes them: they are read from the original.
  if (/[\u{e0020}-\u{e007e}]/u.test(text)) pushChanged(views, original, decode(text));
  for (let nesting = 0; nesting < MAX_NESTINGS; nesting += 1) {
    const decoded = decode(current.text);
    if (decoded === undefined) break;
    current = pushChanged(views, current, decoded);
    const tidied = tidy(current.text);
    if (tidied === undefined) continue;
    views.pop();
    current = pushChanged(views, current, tidied);
  }
  return views;
}

/** Whether nothing in a text is encoded more often than its views are decoded. Costs a look where nothing is encoded. */
export function isReadThrough(text: string): boolean {
  if (nextRun(text, 0) === undefined) return true;
  const views = textViews(text);
  const last = views.at(-1);
  return views.length <= MAX_NESTINGS || last === undefined || decode(last.text) === undefined;
}

/** Adds the rewriting of a view as a view of the original, and gives it; the view itself where nothing changed. */
function pushChanged(views: TextView[], view: TextView, rewriting: Rewriting | undefined): TextView {
  if (rewriting === undefined) return view;
  const next: TextView = {
    text: rewriting.text,
    toOriginal: (span) => view.toOriginal(rewriting.toSource(span)),
  };
  views.push(next);
  return next;
}

function decode(text: string): Rewriting | undefined {
  const rewriter = new Rewriter(text);
  for (let run = nextRun(text, 0); run !== undefined; run = nextRun(text, run.end)) {
    const written = text.slice(run.start, run.end);
    const read = decodedRun(run.kind, written);
    if (read !== undefined && read !== written) rewriter.replace(run.start, run.end, read);
  }
  return rewriter.rewriting();
}

function decodedRun(kind: EncodedRun['kind'], run: string): string | undefined {
  switch (kind) {
    case 'percent':
      return percentDecode(run);
    case 'tags':
      return fromTags(run);
    case 'digits':
      return decodeRun(run) ?? decodeApart(run, '\n') ?? decodeApart(run, '/');
  }
}

/** Where lines of digits, or the parts of a path, make no sense together, each may make sense alone. */
function decodeApart(run: string, by: '\n' | '/'): string | undefined {
  if (!run.includes(by)) return undefined;
  const parts = run.split(by);
  const read = parts.map((part) => (part.length < SHORTEST_RUN ? part : (decodeRun(part) ?? part)));
  return read.every((part, index) => part === parts[index]) ? undefined : read.join(by);
}

function fromTags(run: string): string {
  let text = '';
  for (let at = 0; at < run.length; at += 2)
    text += String.fromCharCode((run.codePointAt(at) ?? 0) - 0xe0000);
  return text;
}
