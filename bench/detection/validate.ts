// `npm run validate:detection [-- --part families|runs|personal|claims] [--figures]`: what is found of attacks and claims that the models were not trained on, and of each kind of personal data.

import { parseArgs } from 'node:util';
import { MODEL, THRESHOLDS } from '../../src/detect/detectors/prompt-injection/weights.ts';
import { claimsFound } from './claims-left-out.ts';
import { type Figures, writeFigures } from './figures.ts';
import { rateInWords, rateOf } from './metrics.ts';
import { personalDataFound } from './personal-spans.ts';
import { dataFolder, type Row, readRows, taskOf } from './rows.ts';
import { runsJudgedWith } from './runs-left-out.ts';
import { corpus, cut } from './training/corpus.ts';
import { type FloatModel, fitted, prepared } from './training/fit.ts';
import { topScore } from './training/thresholds.ts';

const { values } = parseArgs({
  options: { part: { type: 'string' }, figures: { type: 'boolean', default: false } },
});
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

/** What attacks of each family are found by a model without its group, and by one without this family alone. */
function familiesFound(): readonly string[] {
  const families = attacks();
  return [
    ...groupsLeftOut(families),
    `NotInject as tool output, two folds: ${notInjectFlagged()} of ${notInject.length} flagged`,
    ...singlesLeftOut(families),
  ];
}

const mean = (rates: readonly number[]) => (rates.reduce((a, b) => a + b, 0) / rates.length).toFixed(3);

function groupsLeftOut(families: ReadonlyMap<string, readonly Row[]>): readonly string[] {
  const lines: string[] = [];
  const recalls: number[] = [];
  for (const group of ['agentdojo', 'bipia', 'injecagent']) {
    const model = modelWithout(group);
    for (const [family, list] of families) {
      if (!family.startsWith(group)) continue;
      const rate = shareAbove(model, list);
      recalls.push(rate.rate ?? 0);
      lines.push(`${family}: ${rateInWords(rate)}`);
    }
    const { hits, of } = shareAbove(model, toolOutputs);
    lines.push(`false alarms on tool outputs of AutoGen runs, without ${group}: ${hits} of ${of}`);
  }
  return [...lines, `macro recall, whole group left out: ${mean(recalls)}`];
}

/** One template or category left out at a time: what a new variant of a known family meets. */
function singlesLeftOut(families: ReadonlyMap<string, readonly Row[]>): readonly string[] {
  const found = [...families]
    .filter(([family]) => !family.startsWith('injecagent'))
    .map(([family, list]) => ({ family, rate: shareAbove(modelWithout(family), list).rate ?? 0 }));
  return [
    ...found.map(({ family, rate }) => `alone left out, ${family}: ${(100 * rate).toFixed(1)} %`),
    `macro recall, one family left out: ${mean(found.map(({ rate }) => rate))}`,
  ];
}

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

/** Neither the attacks of AgentDojo nor its honest outputs are in the training. */
function runsFound(): Promise<readonly string[]> {
  const model = fitted(examples.filter(({ family }) => !family.includes('agentdojo')));
  return runsJudgedWith(model, rows('agentdojo_traces_dev'));
}

interface Part {
  readonly figure: keyof Omit<Figures, 'sets'>;
  readonly lines: () => readonly string[] | Promise<readonly string[]>;
}

const PARTS: ReadonlyMap<string, Part> = new Map([
  ['families', { figure: 'leftOut', lines: familiesFound }],
  ['runs', { figure: 'runsLeftOut', lines: runsFound }],
  ['claims', { figure: 'claimsLeftOut', lines: () => claimsFound(folder) }],
  ['personal', { figure: 'personalData', lines: () => personalDataFound(rows('pii_presidio')) }],
]);

for (const [name, { figure, lines }] of PARTS) {
  if (values.part !== undefined && values.part !== name) continue;
  const found = await lines();
  for (const line of found) console.log(line);
  if (values.figures) writeFigures({ [figure]: found });
}
if (values.part !== undefined && !PARTS.has(values.part)) {
  console.error(`validate:detection: no part ${values.part}: one of ${[...PARTS.keys()].join(', ')}`);
  process.exitCode = 2;
}
