// `npm run bench:detection -- --data DIR [--json] [--verdicts FILE] [--only DETECTOR] [--figures]`: what the detectors find in labelled rows.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { detectors } from '../../src/detect/index.ts';
import { conversationOf } from './conversation.ts';
import { writeFigures } from './figures.ts';
import { renderTable } from './report.ts';
import { dataFolder, type Row, readRows, rowFiles } from './rows.ts';
import { costs } from './speed.ts';
import { figuresOf, type Verdict, verdictOn } from './verdict.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
    verdicts: { type: 'string' },
    only: { type: 'string', multiple: true },
    file: { type: 'string', multiple: true },
    figures: { type: 'boolean', default: false },
    speed: { type: 'boolean', default: false },
  },
});

if (values.speed) {
  console.log(JSON.stringify(costs(detectors), null, 2));
  process.exit(0);
}

const folder = values.data ?? dataFolder();
const chosen = detectors.filter(({ name }) => values.only === undefined || values.only.includes(name));
const verdicts: Verdict[] = [];
const figures = rowFiles(folder)
  .filter((file) => values.file === undefined || values.file.some((part) => file.includes(part)))
  .flatMap((file) => {
    const rows = readRows(folder, file).filter(
      (row) => row.channel !== 'trace' || conversationOf(row) !== undefined,
    );
    const judged = rows.map((row) => ({ row, verdict: verdictOn(chosen, file, row) }));
    verdicts.push(...judged.map(({ verdict }) => verdict));
    const name = file.replace(/\.jsonl(?:\.gz)?$/, '');
    const sets = [...new Set(rows.map(setOf))];
    return sets.map((set) =>
      figuresOf(
        `${name} · ${set}`,
        judged.filter(({ row }) => setOf(row) === set),
      ),
    );
  });

if (values.figures) writeFigures({ sets: figures });
if (values.verdicts !== undefined) {
  writeFileSync(values.verdicts, verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(''));
}
console.log(values.json ? JSON.stringify(figures, null, 2) : renderTable(figures));

/** A run that an attack did not turn has nothing to be stopped: such runs are a set of their own. */
function setOf({ channel, meta }: Row): string {
  return meta['outcome'] === 'resisted' ? `${channel}, resisted` : channel;
}
