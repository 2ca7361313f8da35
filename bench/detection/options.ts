// The options of `npm run bench:detection`, with their help.

import { parseArgs } from 'node:util';
import { readOptions } from '../read-options.ts';

const HELP = `npm run bench:detection -- [--data DIR] [--file PART …] [--sample ROWS] [--as CHANNEL] [--verdicts FILE] [--json] [--figures]
  Judges labelled rows (*.jsonl, *.jsonl.gz) with the gateway itself, under the data-protection policies as shipped.
  --data DIR       the folder of the rows (default: SALLYPORT_DATA, else ../shared/data/detection)
  --file PART      only files with this in their name; may be repeated
  --sample ROWS    at most so many rows of each file, evenly spaced
  --as CHANNEL     judges the rows as if they had come in another channel
  --verdicts FILE  writes one line of JSON for each row
  --json           the figures as JSON on standard output
  --figures        keeps the figures for docs/reference/detection.md (\`npm run docs\`)`;

export const readDetectionOptions = () =>
  readOptions('bench:detection', HELP, () =>
    parseArgs({
      options: {
        data: { type: 'string' },
        json: { type: 'boolean', default: false },
        verdicts: { type: 'string' },
        file: { type: 'string', multiple: true },
        sample: { type: 'string' },
        as: { type: 'string' },
        figures: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }),
  );
