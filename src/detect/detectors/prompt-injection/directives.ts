// The passages of a text that tell its reader to do something, with how surely: for detectors that compare actions with them.

import { marksIn } from './markers.ts';
import { scoreText } from './score-text.ts';
import { taskWords } from './task-words.ts';
import { MODEL, THRESHOLDS } from './weights.ts';

export interface Directive {
  /** The passage and a little of what follows it: an instruction may go on in the next sentence. */
  readonly text: string;
  /** From 0 to 1; one half at the threshold of data. */
  readonly strength: number;
}

const MAX_DIRECTIVES = 32;
/** A command is read with this much behind it. */
const TAIL = 400;
const LEAST = 0.02;

/** At most 32 passages, the strongest first. Linear in the text. */
export function directivesIn(text: string, task: string | undefined): readonly Directive[] {
  const { segments } = scoreText(MODEL, text, task === undefined ? undefined : taskWords(task));
  const marked = marksIn(text);
  return segments
    .map(({ span, score }) => ({
      text: text.slice(span.start, span.end + TAIL),
      strength: 1 / (1 + Math.exp(THRESHOLDS.data - marked.near(span).weight - score)),
    }))
    .filter(({ strength }) => strength >= LEAST)
    .sort((a, b) => b.strength - a.strength)
    .slice(0, MAX_DIRECTIVES);
}
