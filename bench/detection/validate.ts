// `npm run validate:detection [-- --figures]`: what prompt_injection finds of attacks whose whole family it has not been trained on.

import { MODEL, THRESHOLDS } from '../../src/detect/detectors/prompt-injection/weights.ts';
import { writeFigures } from './figures.ts';
import { rateOf } from './metrics.ts';
import { dataFolder, type Row, readRows, taskOf } from './rows.ts';
import { corpus, cut } from './training/corpus.ts';
import { type FloatModel, fitted, prepared } from './training/fit.ts';
import { topScore } from './training/thresholds.ts';

const folder = dataFolder();
const rows = (file: string) => readRows(folder, `${file}.jsonl.gz`);
const examples = corpus(folder).map(prepared);

const toolOutputs = rows('who_and_when_messages').filter(({ channel }) => channel === 'tool_output');
const notInject = rows('notinject');

/** Attacks in tools' output by family; the first word names the group that is left out of training. */
function attacks(): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  const add = (family: string, row: Row) => found.set(family, [...(found.get(family) ?? []), row]);
  for (const row of rows('agentdojo_tool_outputs_dev')) {
    if (row.label === 'attack') add(`agentdojo ${String(row.meta['attack'])}`, row);
  }
  for (const row of rows('bipia_email')) {
    if (row.label === 'attack') add(`bipia ${String(row.meta['attack_name'])}`, row);
  }
  // Never in training, so left out by every model.
  for (const row of rows('injecagent')) add(`injecagent ${row.split}`, row);
  return found;
}

const shareAbove = (model: FloatModel, list: readonly Row[]) =>
  rateOf(list.filter((row) => topScore(model, row, taskOf(row)) >= THRESHOLDS.data).length, list.length);

const shipped: FloatModel = {
  weights: Float64Array.from(MODEL.weights, (weight) => weight * MODEL.step),
  bias: MODEL.bias,
};

function modelWithout(group: string): FloatModel {
  if (group === 'injecagent') return shipped;
  return fitted(examples.filter(({ family }) => !family.startsWith(group)));
}

const lines: string[] = [];

function say(line: string): void {
  lines.push(line);
  console.log(line);
}

const families = attacks();
const recalls: number[] = [];
for (const group of ['agentdojo', 'bipia', 'injecagent']) {
  const model = modelWithout(group);
  for (const [family, list] of families) {
    if (!family.startsWith(group)) continue;
    const { rate = 0, hits, of } = shareAbove(model, list);
    recalls.push(rate);
    say(`${family}: ${(100 * rate).toFixed(1)} % (${hits} of ${of})`);
  }
  const { hits, of } = shareAbove(model, toolOutputs);
  say(`false alarms on tool outputs of AutoGen runs, without ${group}: ${hits} of ${of}`);
}
say(
  `macro recall, whole group left out: ${(recalls.reduce((a, b) => a + b, 0) / recalls.length).toFixed(3)}`,
);

/** NotInject rows that the model flags when half of them, not these, are in its training. */
function notInjectFlagged(): number {
  let hits = 0;
  for (const half of [0, 1]) {
    const held = notInject.filter((_, at) => at % 2 === half);
    const texts = new Set(held.flatMap(({ text }) => cut(text)));
    const model = fitted(
      examples.filter(({ family, text }) => family !== 'benign notinject' || !texts.has(text)),
    );
    hits += shareAbove(model, held).hits;
  }
  return hits;
}

say(`NotInject as tool output, two folds: ${notInjectFlagged()} of ${notInject.length} flagged`);

// One template or category left out at a time: what a new variant of a known family meets.
const single: number[] = [];
for (const [family, list] of families) {
  if (family.startsWith('injecagent')) continue;
  const { rate = 0 } = shareAbove(modelWithout(family), list);
  single.push(rate);
  say(`alone left out, ${family}: ${(100 * rate).toFixed(1)} %`);
}
say(`macro recall, one family left out: ${(single.reduce((a, b) => a + b, 0) / single.length).toFixed(3)}`);

if (process.argv.includes('--figures')) writeFigures({ leftOut: lines });
