// The page on detection: each detector's own words on what it finds and misses, and the figures of the last measurement.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readFigures } from '../../bench/detection/figures.ts';
import { renderTable } from '../../bench/detection/report.ts';
import { shippedThresholds } from '../../src/detect/index.ts';
import { ACTION_TYPES } from '../../src/domain/index.ts';

const detectorsFolder = new URL('../../src/detect/detectors/', import.meta.url);
/** The body of docs/reference/detection.md. */
export function detectionPage(): string {
  const measured = readFigures();
  const folders = readdirSync(fileURLToPath(detectorsFolder)).sort();
  const parts = folders.map((folder) => {
    const text = readFileSync(new URL(`${folder}/README.md`, detectorsFolder), 'utf8');
    const name = folder.replaceAll('-', '_');
    return `### \`${name}\`\n\n${leadOf(text)} ${thresholdsOf(name)}\n\n**Misses**\n\n${sectionOf(text, 'What it misses')}`;
  });
  return [
    '## What each detector misses',
    ...parts,
    '## Development sets',
    'Every row goes through the gateway, under the data-protection policies as shipped; runs turn by turn, each agent under its own key. *Recall* and *false alarms* count what is flagged by any detector in its channel, with the Wilson interval at 95 %; *blocked* what the policies block or change. *Length-matched*: as if honest texts had the lengths of attacks. *AUC*: hijacked against honest runs, by `semantic_divergence`. Milliseconds are processor time of all that the gateway does with the row. What is decided behind the first harmful action of a run does not count. These sets were seen while the detectors were written: the section below is the honest one.',
    renderTable(measured.sets),
    '## Families left out',
    "What `prompt_injection` finds of attacks in tools' output when their whole group, or their family alone, is not in its training; thresholds from honest texts of sources that were left out, too.",
    measured.leftOut.map((line) => `- ${line.trim()}`).join('\n'),
  ].join('\n\n');
}

/** The usual thresholds, and the carriers for which others hold. */
function thresholdsOf(detector: string): string {
  const { flagAt, blockAt } = shippedThresholds(detector);
  const others = ACTION_TYPES.filter((type) => shippedThresholds(detector, type).flagAt !== flagAt);
  const [first] = others;
  const apart =
    first === undefined
      ? ''
      : `; in ${others.map((type) => `\`${type}\``).join(', ')} flags at ${shippedThresholds(detector, first).flagAt}`;
  return `Flags at ${flagAt}, blocks at ${blockAt}${apart}.`;
}

function leadOf(text: string): string {
  return text.split('\n\n')[1]?.replaceAll('\n', ' ') ?? '';
}

function sectionOf(text: string, heading: string): string {
  const section = text.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return section.slice(heading.length).trim();
}
