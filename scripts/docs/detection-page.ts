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
    listOf(measured.leftOut),
    '## Whole runs, their source left out',
    'The recorded AgentDojo runs through the gateway, when `prompt_injection` has been trained on no text of AgentDojo, neither its attacks nor its honest outputs: `npm run validate:detection -- --part runs`. Stopped is blocked or constrained on or before the first harmful action. What other detectors know of actions and origins is not trained.',
    listOf(measured.runsLeftOut),
    '## Personal data, value by value',
    'Of pii_presidio the kinds that have a structure: a value is found where a finding of `sensitive_data` overlaps it (`npm run validate:detection -- --part personal`). No model is trained for it. The table above has the same set text by text.',
    listOf(measured.personalData),
    '## Claims to be another, their author left out',
    'What `impersonation` finds of claims in texts when all texts of their author, or all that use their template, are not in its training: `npm run validate:detection -- --part claims`. Authors wrote without sight of the code; their hard honest lines name agents as misleadingly as they could. Real messages are those of AutoGen runs, with all speakers of the run as the roster; they are never in training. The lines for flagging and blocking are those that are shipped, drawn on these messages and on hard lines of authors left out.',
    listOf(measured.claimsLeftOut),
  ].join('\n\n');
}

const listOf = (lines: readonly string[]) => lines.map((line) => `- ${line.trim()}`).join('\n');

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
