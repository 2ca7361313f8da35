// Labelled rows through the gateway, and what came of them: `npm run bench:detection -- --help`. START HERE.

import { closeSync, openSync, writeSync } from 'node:fs';
import { readFigures, writeFigures } from './figures.ts';
import { shippedPack } from './gate.ts';
import { readDetectionOptions } from './options.ts';
import { Progress } from './progress.ts';
import { renderTable } from './report.ts';
import { linesOf, messageOf } from './row-stream.ts';
import { dataFolder, type Row, rowFiles } from './rows.ts';
import { factsOf, figuresOf, type RowFacts, type SetFigures } from './tally.ts';
import { notJudged, type Verdict, verdictOn } from './verdict.ts';

const values = readDetectionOptions();
const folder = values.data ?? dataFolder();
const files = filesOf();
const policy = shippedPack();
const verdicts = values.verdicts === undefined ? undefined : openSync(values.verdicts, 'w');
const progress = new Progress();
const figures: SetFigures[] = [];
for (const file of files) figures.push(...(await setsOf(file)));
if (verdicts !== undefined) closeSync(verdicts);
progress.finish();
if (values.figures) writeFigures({ sets: values.file === undefined ? figures : amongKnown(figures) });
console.log(values.json ? JSON.stringify(figures, null, 2) : renderTable(figures));
// Lines that could not be judged are in no figure: who only looks at the exit code must not take the figures for all.
process.exitCode = progress.faults > 0 ? 1 : 0;

function filesOf(): readonly string[] {
  try {
    const wanted = rowFiles(folder).filter(
      (file) => values.file === undefined || values.file.some((part) => file.includes(part)),
    );
    if (wanted.length > 0) return wanted;
    console.error(
      `bench:detection: no *.jsonl or *.jsonl.gz to judge in ${folder}: give the folder with --data`,
    );
  } catch (cause) {
    console.error(`bench:detection: ${messageOf(cause)}: give the folder of the rows with --data`);
  }
  process.exit(2);
}

async function setsOf(file: string): Promise<readonly SetFigures[]> {
  const sets = new Map<string, RowFacts[]>();
  progress.begin(file);
  const step = await stepOf(file);
  let count = 0;
  for await (const line of linesOf(folder, file)) {
    count += 1;
    if ((count - 1) % step > 0) continue;
    if (line.kind === 'bad') {
      progress.fault(line.number, line.why);
      continue;
    }
    const row = values.as === undefined ? line.row : { ...line.row, channel: values.as };
    const verdict = await judged(file, line.number, row);
    const set = setOf(row);
    const facts = sets.get(set) ?? [];
    facts.push(factsOf(row, verdict));
    sets.set(set, facts);
    if (verdicts !== undefined) writeSync(verdicts, `${JSON.stringify(verdict)}\n`);
    progress.row();
  }
  const name = file.replace(/\.jsonl(?:\.gz)?$/, '');
  return [...sets].map(([set, facts]) => figuresOf(`${name} · ${set}`, facts));
}

/** The distance from one judged row to the next. */
async function stepOf(file: string): Promise<number> {
  if (values.sample === undefined) return 1;
  let lines = 0;
  for await (const _ of linesOf(folder, file)) lines += 1;
  return Math.max(1, Math.ceil(lines / Math.max(1, Number(values.sample) || 1)));
}

/** A row that the bench itself stumbles over is told and counts as not found: never as a success. */
async function judged(file: string, number: number, row: Row): Promise<Verdict> {
  try {
    return await verdictOn(policy, file, row);
  } catch (cause) {
    progress.fault(number, `could not be judged: ${messageOf(cause)}`);
    return notJudged(file, row);
  }
}

/** Of some files only: the other sets keep the figures that they have. */
function amongKnown(fresh: readonly SetFigures[]): readonly SetFigures[] {
  const bySet = new Map(readFigures().sets.map((one) => [one.set, one]));
  for (const one of fresh) bySet.set(one.set, one);
  return [...bySet.values()];
}

/**
 * A run that an attack did not turn has nothing to be stopped: such runs are a set of their own. So are the kinds of personal
 * data: numbers with a structure are looked for, names and postal addresses are not.
 */
function setOf({ channel, meta }: Row): string {
  if (meta['outcome'] === 'resisted') return `${channel}, resisted`;
  const kind = meta['pii_class'];
  return typeof kind === 'string' ? `${channel}, ${kind}` : channel;
}
