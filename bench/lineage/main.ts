// `npm run bench:lineage [-- --json]`: what following texts through a workflow costs, in time and in memory.

import { parseArgs } from 'node:util';
import { detectors, warmUp } from '../../src/detect/index.ts';
import { decodeFacts, GatewayState } from '../../src/gateway/index.ts';
import { hostile } from './hostile.ts';
import { type Figure, liveBytes, percentiles, timed } from './measure.ts';
import { message } from './texts.ts';
import { digestOf, door, entered, JUDGED_FOR, KEY, ROOT, recorded, workflowOf } from './workflow.ts';

const SPANS = 10_000;
const EXCHANGES = 1000;

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
// As the product is at its start, and no further.
for (const _ of warmUp(detectors));
const figures = [
  ...resent(),
  ...attributed(),
  ...hostile(workflowOf(SPANS, 2048).lineage),
  ...folded(),
  ...kept(),
];
console.log(values.json ? JSON.stringify(figures, null, 2) : table(figures));
process.exitCode = figures.some(({ p50, bar }) => bar !== undefined && p50 >= bar) ? 1 : 0;

/** Its digest, and a look-up: nothing of it is read again. */
function resent(): readonly Figure[] {
  const state = workflowOf(SPANS, 200);
  const text = message(SPANS - 1, 200);
  const long = message(1, 2048);
  state.apply(door([], { messages: [digestOf(long)] }));
  return [text, long].map((each) =>
    timed(
      { what: `a resent message of ${each.length} characters`, unit: 'µs', bar: 20, times: 500, batch: 100 },
      () => {
        if (state.messageStanding(ROOT, digestOf(each), JUDGED_FOR) !== 'clear')
          throw new Error('not resent');
      },
    ),
  );
}

/** A new message of 2 KB, half of it known, in a workflow that holds 10,000 texts, or all that it may hold. */
function attributed(): readonly Figure[] {
  return [200, 2048].flatMap((length) => {
    const { lineage } = workflowOf(SPANS, length);
    const texts = Array.from({ length: 500 }, (_, index) => {
      const known = message(SPANS - 1 - (index % 50), 2048).slice(0, 1024);
      return known + message(SPANS + index, 1024);
    });
    const at = (index: number): string => texts[index % texts.length] ?? '';
    const of = `2 KB in a workflow of ${SPANS} texts of ${length} characters`;
    return [
      timed({ what: `attribution of ${of}`, unit: 'ms', bar: 1, times: 1000 }, (index) => {
        lineage.view(ROOT, KEY).parts(at(index));
      }),
      timed({ what: `facts of a new message of ${of}`, unit: 'ms', bar: undefined, times: 1000 }, (index) => {
        entered(lineage, at(index), { kind: 'user' });
      }),
    ];
  });
}

function folded(): readonly Figure[] {
  const { record } = recorded(EXCHANGES);
  const what = `re-folding a workflow of ${EXCHANGES} exchanges, from bytes`;
  return [
    timed({ what, unit: 'ms', bar: 1000, times: 9 }, () => {
      const state = new GatewayState();
      for (const bytes of record) {
        const facts = decodeFacts(bytes);
        if (facts !== undefined) state.apply(facts);
      }
    }),
  ];
}

/** What one workflow holds at most: texts go on until the oldest prints have long fallen out. */
function kept(): readonly Figure[] {
  return [keptOfOne(), keptOfAll()];
}

/** As many workflows as have prints at once, and some that have lost theirs. */
function keptOfAll(): Figure {
  const before = liveBytes();
  const state = new GatewayState();
  for (let index = 0; index < 2 * SPANS; index += 1) {
    const root = `w${Math.floor(index / 100)}`;
    const entering = entered(state.lineage, message(index, 2048), { kind: 'tool', name: 'lookup' }, root);
    state.apply(door([entering], { root, workflow: root }));
  }
  const bytes = liveBytes() - before;
  if (state.lineage.view('w199', KEY).parts(message(2 * SPANS - 1, 2048)).length === 0)
    throw new Error('nothing kept');
  const what = 'memory of 200 workflows of 100 texts of 2 KB';
  return { what, unit: 'MB', bar: 300, ...percentiles([bytes / 1e6]) };
}

function keptOfOne(): Figure {
  const before = liveBytes();
  const state = workflowOf(2 * SPANS, 2048);
  const bytes = liveBytes() - before;
  if (state.lineage.view(ROOT, KEY).parts(message(2 * SPANS - 1, 2048)).length === 0)
    throw new Error('nothing kept');
  const what = `memory of a workflow of ${2 * SPANS} texts of 2 KB`;
  return { what, unit: 'MB', bar: 32, ...percentiles([bytes / 1e6]) };
}

function table(rows: readonly Figure[]): string {
  const lines = rows.map(
    ({ what, unit, p50, p99, bar }) =>
      `| ${what} | ${p50} ${unit} | ${p99} ${unit} | ${bar === undefined ? '' : `< ${bar} ${unit}`} |`,
  );
  return ['| what | median | p99 | bar |', '| --- | --- | --- | --- |', ...lines].join('\n');
}
