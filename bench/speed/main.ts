// `npm run bench:speed [-- --json]`: what the detectors cost, warmed as the product is at its start.

import { parseArgs } from 'node:util';
import { detectors } from '../../src/detect/index.ts';
import { readOptions } from '../read-options.ts';
import { type Cost, costs } from './costs.ts';

const HELP = 'npm run bench:speed -- [--json]   exits with 1 when a bar is missed';

const { json } = readOptions('bench:speed', HELP, () =>
  parseArgs({
    options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  }),
);
const measured = costs(detectors);
console.log(json ? JSON.stringify(measured, null, 2) : table(measured));
process.exitCode = measured.some(({ p99Ms, barMs }) => p99Ms >= barMs) ? 1 : 0;

function table(rows: readonly Cost[]): string {
  const lines = rows.map(
    ({ text, p50Ms, p99Ms, wallP50Ms, wallP99Ms, barMs, slowest }) =>
      `| ${text} | ${ms(p50Ms)} | ${ms(p99Ms)} | ${ms(wallP50Ms)} | ${ms(wallP99Ms)} | < ${barMs} ms | ${slowest.detector} ${ms(slowest.ms)} |`,
  );
  const head = [
    '| text | processor p50 | p99 | clock p50 | p99 | bar | slowest |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ];
  return [...head, ...lines].join('\n');
}

function ms(value: number): string {
  return `${value.toPrecision(3)} ms`;
}
