// Reads folders of labelled rows: `*.jsonl.gz`, one row per line, as the development data has them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const rowSchema = z.object({
  id: z.string(),
  source: z.string(),
  split: z.string(),
  label: z.enum(['attack', 'benign']),
  channel: z.string(),
  text: z.string(),
  meta: z.record(z.string(), z.unknown()),
});

export type Row = z.infer<typeof rowSchema>;

/** Names of the row files of a folder, sorted. */
export function rowFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl.gz') || name.endsWith('.jsonl'))
    .sort();
}

/** The rows of one file. Throws for a line that is not a row. */
export function readRows(folder: string, name: string): readonly Row[] {
  const bytes = readFileSync(join(folder, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => rowSchema.parse(JSON.parse(line)));
}

const TASK_FIELDS = ['user_prompt', 'user_instruction', 'question', 'user_task_prompt', 'task_prompt'];

/** What the user asked for, where the row says it. */
export function taskOf({ meta }: Row): string | undefined {
  for (const field of TASK_FIELDS) {
    const value = meta[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** Where the development data is: `SALLYPORT_DATA`, else beside the repository. */
export function dataFolder(): string {
  return process.env['SALLYPORT_DATA'] ?? '../shared/data/detection';
}
