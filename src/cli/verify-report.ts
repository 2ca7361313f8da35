// The report of a verification, for people and for programs.

import { isJsonObject, type JsonObject, type JsonValue, ownField } from '../domain/index.ts';
import { EXIT } from './exit-codes.ts';
import { listField, objectField, textField } from './read-answer.ts';
import { oneLine, type Terminal } from './terminal.ts';

/** Prints a report and answers the exit code: 0 intact, 1 broken. */
export function printReport(terminal: Terminal, report: JsonObject, note: string | undefined): number {
  if (terminal.json) terminal.printJson(note === undefined ? report : { ...report, note });
  else for (const line of reportLines(terminal, report, note)) terminal.print(line);
  return report['ok'] === true ? EXIT.ok : EXIT.negative;
}

function reportLines(terminal: Terminal, report: JsonObject, note: string | undefined): readonly string[] {
  const word = report['ok'] === true ? terminal.paint('green', 'intact') : terminal.paint('red', 'BROKEN');
  return [
    `${word}  log ${textField(report, 'logId')}`,
    `  checked ${textField(report, 'records')} chained records, ${textField(report, 'signaturesChecked')} signatures, ${textField(report, 'contentsChecked')} encrypted contents (${textField(report, 'contentsErased')} erased)`,
    `  head sha256:${textField(objectField(report, 'head'), 'hash')}`,
    ...treeLines(report),
    ...vouchedLines(report),
    ...tailLines(report),
    ...listField(report, 'damage').map(
      (damage) =>
        `  ${terminal.paint('red', textField(damage, 'kind'))} at record ${textField(damage, 'index')}: ${oneLine(textField(damage, 'detail'))}`,
    ),
    ...(note === undefined ? [] : [`  note: ${note}`]),
  ];
}

function treeLines(report: JsonObject): readonly string[] {
  const tree = ownField(report, 'tree');
  if (!isJsonObject(tree)) return [];
  const root = ownField(tree, 'root');
  const witnessed = ownField(tree, 'witnessedTo');
  return [
    `  tree ${typeof root === 'string' ? `root ${root}` : 'has no root: records are missing'}, consistent with ${String(ownField(tree, 'checkpoints') ?? 0)} signed checkpoints`,
    ...(typeof witnessed === 'number' && witnessed > 0
      ? [
          `  witnessed up to record ${witnessed - 1}: ${textField(tree, 'quorum')}`,
          ...textsOf(ownField(tree, 'witnesses')).map((witness) => `    ${oneLine(witness)}`),
        ]
      : []),
  ];
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

function vouchedLines(report: JsonObject): readonly string[] {
  const to = ownField(report, 'vouchedTo');
  return typeof to === 'number' && to > 0 ? [`  covered by a signature up to record ${to - 1}`] : [];
}

function tailLines(report: JsonObject): readonly string[] {
  const torn = ownField(report, 'tornTail');
  return typeof torn === 'number' && torn > 0
    ? [`  torn tail: ${torn} bytes of a commit that a crash cut short; it was never acknowledged`]
    : [];
}
