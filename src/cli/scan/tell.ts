// Puts a report where it was asked for, in the form that was asked for.

import { writeFile } from 'node:fs/promises';
import { errnoOf, GatewayError } from '../../domain/index.ts';
import {
  graphAsJson,
  graphAsMermaid,
  type Inventory,
  inventoryAsJson,
  renderMarkdown,
  renderPretty,
  reportAsJson,
  reportAsSarif,
  type ScanReport,
  writeBaseline,
} from '../../scan/index.ts';
import { ownVersion } from '../own-version.ts';
import { jsonText, oneLine, type Terminal } from '../terminal.ts';
import { type Format, graphFormatOf, type ScanFlags } from './scan-options.ts';

export interface Told {
  readonly report: ScanReport;
  readonly inventory: Inventory;
  readonly format: Format;
  /** Rule id → the drafted policy that contains its findings. */
  readonly contained: ReadonlyMap<string, string> | undefined;
}

/** Prints, or writes to `--output` and prints where. */
export async function tell(terminal: Terminal, flags: ScanFlags, told: Told): Promise<void> {
  const text = textOf(terminal, flags, told);
  if (flags.output === undefined) {
    terminal.print(text);
    return;
  }
  await writeUserFile(flags.output, `${text}\n`);
  if (!terminal.json) terminal.error(`written to ${flags.output}`);
}

function textOf(terminal: Terminal, flags: ScanFlags, told: Told): string {
  const { report, inventory } = told;
  if (flags.graph !== undefined) {
    return graphFormatOf(flags) === 'json'
      ? jsonText(graphAsJson(inventory))
      : graphAsMermaid(inventory).trimEnd();
  }
  if (flags.inventory === true) {
    const document = inventoryAsJson(inventory);
    return jsonText(document, terminal.json ? undefined : 2);
  }
  switch (told.format) {
    case 'pretty':
      return [...renderPretty(report, styleOf(terminal, flags)), ...containedLines(told)].join('\n');
    case 'json':
      return jsonText({ ...reportAsJson(report, ownVersion()), ...containedJson(told) });
    case 'sarif':
      return jsonText(reportAsSarif(report, ownVersion()), 1);
    case 'markdown':
      return renderMarkdown(report).trimEnd();
  }
}

/** A file has no colours. */
function styleOf(terminal: Terminal, { output }: ScanFlags): Parameters<typeof renderPretty>[1] {
  const paint: Terminal['paint'] =
    output === undefined ? (tone, text) => terminal.paint(tone, text) : (_, text) => text;
  return { paint, safe: oneLine };
}

function containedLines({ contained }: Told): readonly string[] {
  return [...(contained ?? [])].map(([rule, policy]) => `${rule} is contained by ${policy}`);
}

function containedJson({ contained }: Told): { readonly contained_by?: Record<string, string> } {
  return contained === undefined ? {} : { contained_by: Object.fromEntries(contained) };
}

/** Writes the baseline of everything that is active now. */
export function writeBaselineFile(file: string, report: ScanReport): Promise<void> {
  return writeUserFile(file, writeBaseline(report.findings));
}

/** Throws GatewayError invalid_request naming the file. */
export async function writeUserFile(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const code = errnoOf(cause);
    throw new GatewayError('invalid_request', { publicMessage: `cannot write ${file} (${code})`, cause });
  }
}
