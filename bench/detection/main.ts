// `npm run bench:detection -- --data DIR [--json] [--verdicts FILE] [--file PART] [--as CHANNEL] [--figures]`: labelled rows through the gateway.

import { closeSync, openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { detectors } from '../../src/detect/index.ts';
import { writeFigures } from './figures.ts';
import { shippedPack } from './gate.ts';
import { renderTable } from './report.ts';
import { dataFolder, type Row, readRows, rowFiles } from './rows.ts';
import { costs } from './speed.ts';
import { figuresOf, type SetFigures, type Verdict, verdictOn } from './verdict.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
    verdicts: { type: 'string' },
    file: { type: 'string', multiple: true },
    /** Judges the rows as if they had come in another channel. */
    as: { type: 'string' },
    figures: { type: 'boolean', default: false },
    speed: { type: 'boolean', default: false },
  },
});

if (values.speed) {
  console.log(JSON.stringify(costs(detectors), null, 2));
  process.exit(0);
}

const folder = values.data ?? dataFolder();
const policy = shippedPack();
const verdicts = values.verdicts === undefined ? undefined : openSync(values.verdicts, 'w');
const figures: SetFigures[] = [];
for (const file of rowFiles(folder)) {
  if (values.file !== undefined && !values.file.some((part) => file.includes(part))) continue;
  figures.push(...(await setsOf(file)));
}
if (verdicts !== undefined) closeSync(verdicts);
if (values.figures) writeFigures({ sets: figures });
console.log(values.json ? JSON.stringify(figures, null, 2) : renderTable(figures));

async function setsOf(file: string): Promise<readonly SetFigures[]> {
  const judged: { row: Row; verdict: Verdict }[] = [];
  for (const read of readRows(folder, file)) {
    const row = values.as === undefined ? read : { ...read, channel: values.as };
    const verdict = await verdictOn(policy, file, row);
    judged.push({ row, verdict });
    if (verdicts !== undefined) writeSync(verdicts, `${JSON.stringify(verdict)}\n`);
  }
  const name = file.replace(/\.jsonl(?:\.gz)?$/, '');
  const sets = [...new Set(judged.map(({ row }) => setOf(row)))];
  return sets.map((set) =>
    figuresOf(
      `${name} · ${set}`,
      judged.filter(({ row }) => setOf(row) === set),
    ),
  );
}

/** A run that an attack did not turn has nothing to be stopped: such runs are a set of their own. */
function setOf({ channel, meta }: Row): string {
  return meta['outcome'] === 'resisted' ? `${channel}, resisted` : channel;
}
