// Programs whose arguments decide what they do: `rm -rf`, `git push`, `find -exec`, `sed -i`.

import type { Report } from '../facts.ts';
import type { Word } from './syntax.ts';

type Handler = (texts: readonly string[], line: number, report: Report) => void;

const has = (texts: readonly string[], pattern: RegExp) => texts.some((text) => pattern.test(text));
const GIT_NETWORK = new Set('clone fetch pull push ls-remote submodule remote'.split(' '));
const GIT_READS = new Set(
  'status log diff show branch rev-parse describe blame ls-files shortlog --version help'.split(' '),
);

function git(texts: readonly string[], line: number, report: Report): void {
  const subcommand = texts.slice(1).find((text) => !text.startsWith('-')) ?? '';
  if (GIT_NETWORK.has(subcommand)) report.found('network', line, 'git');
  if (!GIT_READS.has(subcommand)) report.found('filesystem_write', line, 'git');
  if (subcommand === 'clean' || texts.includes('--hard')) report.found('destructive', line, 'git');
  if (texts.includes('-c') || texts.includes('bisect')) report.unclear();
}

function find(texts: readonly string[], line: number, report: Report): void {
  if (texts.includes('-delete')) {
    report.found('filesystem_write', line, 'find -delete');
    report.found('destructive', line, 'find -delete');
  }
  if (has(texts, /^-f(?:print|ls)/)) report.found('filesystem_write', line, 'find');
  const at = texts.findIndex((text) => /^-(?:exec|ok)(?:dir)?$/.test(text));
  if (at === -1) return;
  report.found('subprocess', line, 'find -exec');
  const command = texts.slice(at + 1).filter((text) => text !== ';' && text !== '+');
  report.embed('shell', command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '), line);
}

function rm(texts: readonly string[], line: number, report: Report): void {
  if (has(texts, /^-[a-zA-Z]*[rRf]|^--(?:recursive|force|no-preserve-root)$/)) {
    report.found('destructive', line, 'rm -rf');
  }
}

function curl(texts: readonly string[], line: number, report: Report): void {
  report.found('network', line, 'curl');
  if (has(texts, /^-[a-zA-Z]*[oOJc]|^--(?:output|remote-name|cookie-jar|create-dirs)/)) {
    report.found('filesystem_write', line, 'curl');
  }
  if (has(texts, /^-K$|^--config$/)) report.unclear();
}

function sed(texts: readonly string[], line: number, report: Report): void {
  if (has(texts, /^-[a-zA-Z]*i|^--in-place/)) report.found('filesystem_write', line, 'sed -i');
  if (has(texts, /^-f$|^--file/) || has(texts, /\/[gp\d]{0,4}[ew](?:$|[\s;}])/)) report.unclear();
}

function awk(texts: readonly string[], line: number, report: Report): void {
  if (has(texts, /^-f/)) report.unclear();
  if (has(texts, /system\s{0,4}\(|\|\s{0,4}(?:getline|")|"\s{0,4}\|/)) {
    report.found('subprocess', line, 'awk');
    report.unclear();
  }
  if (has(texts, /print[^\n]{0,200}>/)) report.found('filesystem_write', line, 'awk');
  if (has(texts, /\/inet[46]?\//)) report.found('network', line, 'awk');
  if (has(texts, /ENVIRON/)) report.found('environment_read', line, 'awk');
}

function tar(texts: readonly string[], line: number, report: Report): void {
  if (has(texts.slice(1, 2), /^-?[a-zA-Z]*[xcru]/) || has(texts, /^--(?:extract|create|append|get)/)) {
    report.found('filesystem_write', line, 'tar');
  }
  if (has(texts, /^--(?:checkpoint-action|to-command|use-compress-program)|^-I$/)) report.unclear();
}

function outputFile(texts: readonly string[], line: number, report: Report): void {
  if (has(texts, /^-o|^--output/)) report.found('filesystem_write', line, 'output file');
}

function environment(texts: readonly string[], line: number, report: Report): void {
  if (texts.length === 1 || texts[1] === '-p') report.found('environment_read', line, 'variables');
}

/** Database clients: a remote host is network, `.shell` and `\!` are commands. */
function database(texts: readonly string[], line: number, report: Report): void {
  if (texts[0] === 'sqlite3') report.found('filesystem_write', line, 'sqlite3');
  else report.found('network', line, 'database client');
  if (has(texts, /\.(?:shell|system)\b|\\!/)) report.unclear();
}

const HANDLERS: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  ['git', git],
  ['find', find],
  ['rm', rm],
  ['curl', curl],
  ['sed', sed],
  ['awk', awk],
  ['gawk', awk],
  ['mawk', awk],
  ['nawk', awk],
  ['tar', tar],
  ['sort', outputFile],
  ['tree', outputFile],
  ['set', environment],
  ['export', environment],
  ['declare', environment],
  ['mysql', database],
  ['psql', database],
  ['sqlite3', database],
]);

/** Reports what the arguments of a known program add. False where the program is not one of these. */
export function argumentEffects(name: string, words: readonly Word[], line: number, report: Report): boolean {
  const handler = HANDLERS.get(name);
  if (handler === undefined) return false;
  handler(
    words.map((word) => word.text),
    line,
    report,
  );
  return true;
}
