// Reads folders of labelled rows: `*.jsonl.gz`, one row per line, as the development data has them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

/** Text of whatever form: what is no text is written as JSON. */
const written = z
  .unknown()
  .optional()
  .transform((value) => (typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value)));

/** Sets of other people leave fields out, or put those of `meta` beside it: what a row lacks is empty, never a reason to stop. */
const rowSchema = z
  .looseObject({
    id: written,
    source: written,
    split: written,
    label: written,
    channel: written,
    text: written,
    meta: z.record(z.string(), z.unknown()).catch({}),
  })
  .transform(({ id, source, split, label, channel, text, meta, ...beside }) => ({
    id,
    source,
    split,
    label,
    channel,
    text,
    meta: { ...beside, ...meta },
  }));

export type Row = z.infer<typeof rowSchema>;

/** Names of the row files of a folder, sorted. */
export function rowFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl.gz') || name.endsWith('.jsonl'))
    .sort();
}

/** One line as a row. Throws for what is no JSON object. */
export function rowIn(line: string): Row {
  return rowSchema.parse(JSON.parse(line));
}

/** The rows of one file. Throws for a line that is no JSON object. */
export function readRows(folder: string, name: string): readonly Row[] {
  const bytes = readFileSync(join(folder, name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(rowIn);
}

const ATTACK =
  /^(?:attack|malicious|injection|injected|hijacked|jailbreak|harmful|unsafe|positive|true|yes|1)$/i;

/** Whether a row is one that should be found; what is no attack by its label is ordinary. */
export function isAttack({ label }: Row): boolean {
  return ATTACK.test(label.trim());
}

const TASK_FIELDS = [
  'user_prompt',
  'user_instruction',
  'question',
  'user_task_prompt',
  'task_prompt',
  'user_task_text',
  'query',
  'instruction',
];

/** What the user asked for, where the row says it. */
export function taskOf({ meta }: Row): string | undefined {
  return firstString(meta, TASK_FIELDS);
}

/** The first of the fields that holds a text. */
export function firstString(meta: Row['meta'], fields: readonly string[]): string | undefined {
  for (const field of fields) {
    const value = meta[field];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** Where the development data is: `SALLYPORT_DATA`, else beside the repository. */
export function dataFolder(): string {
  return process.env['SALLYPORT_DATA'] ?? '../shared/data/detection';
}
