// `npm run bench:detection -- --data DIR [--json] [--verdicts FILE] [--only DETECTOR] [--figures]`: what the detectors find in labelled rows.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { detectors } from '../../src/detect/index.ts';
import { writeFigures } from './figures.ts';
import { renderTable } from './report.ts';
import { dataFolder, readRows, rowFiles } from './rows.ts';
import { costs } from './speed.ts';
import { messagesOf } from './traces.ts';
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
      (row) => row.channel !== 'trace' || messagesOf(row) !== undefined,
    );
    const judged = rows.map((row) => ({ row, verdict: verdictOn(chosen, file, row) }));
    verdicts.push(...judged.map(({ verdict }) => verdict));
    const name = file.replace(/\.jsonl(?:\.gz)?$/, '');
    const channels = [...new Set(rows.map(({ channel }) => channel))];
    return channels.map((channel) =>
      figuresOf(
        `${name} · ${channel}`,
        judged.filter(({ row }) => row.channel === channel),
      ),
    );
  });

if (values.figures) writeFigures({ sets: figures });
if (values.verdicts !== undefined) {
  writeFileSync(values.verdicts, verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(''));
}
console.log(values.json ? JSON.stringify(figures, null, 2) : renderTable(figures));
