// Where to draw the line: on ordinary texts of sources that the model of the moment has not been trained on.

import { delegates } from '../../../src/detect/detectors/hijacked-action/delegation.ts';
import { marksIn } from '../../../src/detect/detectors/prompt-injection/markers.ts';
import { DELEGATED } from '../../../src/detect/detectors/prompt-injection/prompt-injection.ts';
import { scoreText } from '../../../src/detect/detectors/prompt-injection/score-text.ts';
import { taskWords } from '../../../src/detect/detectors/prompt-injection/task-words.ts';
import { type Row, readRows, taskOf } from '../rows.ts';
import { type FloatModel, fitted, type Prepared } from './fit.ts';

const FALSE_ALARMS = 0.005;

interface Source {
  readonly file: string;
  /** The family that is left out of training while this source is scored; undefined where none of it is ever in. */
  readonly leftOut: string | undefined;
}

const SOURCES: readonly Source[] = [
  { file: 'who_and_when_messages', leftOut: undefined },
  { file: 'privacylens', leftOut: 'benign privacylens' },
  { file: 'tau_bench_messages', leftOut: 'benign tau_bench_messages' },
  { file: 'asb_clean_messages', leftOut: 'benign asb_clean_messages' },
  { file: 'agentdojo_tool_outputs_dev', leftOut: 'benign agentdojo' },
  { file: 'bipia_email', leftOut: 'benign bipia' },
];

/** The highest score of a text, marks included; very low where nothing in it speaks to a reader. */
export function topScore(model: FloatModel, { text }: Row, task: string | undefined): number {
  const known = task === undefined ? undefined : taskWords(task);
  const linear = { weights: model.weights, step: 1, bias: model.bias };
  const { segments } = scoreText(linear, text, known);
  const marked = marksIn(text);
  const top = segments.reduce(
    (best, { score, span }) => Math.max(best, score + marked.near(span).weight),
    -30,
  );
  const handedOver = task !== undefined && delegates(task) ? DELEGATED : 0;
  return top - handedOver;
}

/** Thresholds per group of channels, each met by half a percent of its ordinary texts. */
export function thresholdsOf(
  folder: string,
  examples: readonly Prepared[],
): Readonly<Record<'data' | 'talk' | 'request', number>> {
  const data: number[] = [];
  const talk: number[] = [];
  for (const { file, leftOut } of SOURCES) {
    const model = fitted(examples.filter(({ family }) => family !== leftOut));
    for (const row of readRows(folder, `${file}.jsonl.gz`)) {
      if (row.label === 'attack' || row.channel === 'trace') continue;
      if (row.channel === 'tool_output') data.push(topScore(model, row, taskOf(row)));
      // Only talk of AutoGen teams decides for talk: it is where agents command each other.
      if (row.channel === 'agent_message' && leftOut === undefined)
        talk.push(topScore(model, row, undefined));
    }
  }
  const line = quantile(talk, FALSE_ALARMS);
  return { data: quantile(data, FALSE_ALARMS), talk: line, request: line + 3 };
}

function quantile(scores: readonly number[], above: number): number {
  const sorted = [...scores].sort((a, b) => b - a);
  return (sorted[Math.floor(above * sorted.length)] ?? 0) + 0.01;
}
