// Shell source → report: what each simple command may do, and the code that it hands to other interpreters.

import { HOLE, type Report } from '../facts.ts';
import { destroysData, namesSensitiveFile } from '../sensitive-text.ts';
import { argumentEffects } from './arguments.ts';
import { givesCode } from './interpreters.ts';
import {
  HARMLESS,
  INSTALLERS,
  INTERPRETERS,
  PROGRAMS,
  PYTHONS,
  SHELLS,
  WRAPPERS,
  type Wrapper,
} from './programs.ts';
import { readShell } from './read.ts';
import type { Command, ShellSource, Word } from './syntax.ts';

const SYSTEM_FOLDER = /^\/(?:usr\/(?:local\/)?)?s?bin\//;
const EXPANDS = /[*?[\]{}~]/;
const RISKY_VARIABLES = new Set(
  'PATH LD_PRELOAD LD_LIBRARY_PATH PYTHONPATH PYTHONSTARTUP BASH_ENV ENV PROMPT_COMMAND IFS NODE_OPTIONS GIT_SSH_COMMAND PAGER'.split(
    ' ',
  ),
);
/** Options by which many programs run another one. */
const RUNS_OPTION =
  /^--(?:filter|compress-program|to-command|checkpoint-action|rsh|exec|eval|command|pager)(?:=|$)/;
const HARMLESS_TARGET = /^(?:\/dev\/(?:null|stdout|stderr|tty|fd\/\d)|\d|-)$/;
const WRITING = new Set(['>', '>>', '>|', '&>', '&>>', '<>', '>&']);

/**
 * Reports what shell source (POSIX, bash) may do. Linear in the source; never throws.
 * A program that no table knows may do anything: the report is then unclear.
 */
export function reportShell(source: string, report: Report): void {
  const shell = readShell(source);
  if (!shell.sound) report.unclear();
  for (const command of shell.commands) reportCommand(command, shell, report);
  for (const { name, value, line } of shell.assigned) {
    if (RISKY_VARIABLES.has(name)) report.unclear();
    if (namesSensitiveFile(value)) report.found('filesystem_read_sensitive', line, 'sensitive path');
  }
  for (const { line } of shell.environment) report.found('environment_read', line, '$variable');
  for (const { text, line } of shell.expandedBodies) {
    report.embed('shell', `: "${text.replaceAll('"', ' ')}"`, line);
  }
}

function reportCommand(command: Command, shell: ShellSource, report: Report): void {
  redirects(command, report);
  const words = unwrapped(command, report);
  const [program] = words;
  if (program === undefined) return;
  if (program.expanded) report.unclear();
  const name = programName(program, command, report);
  if (name === undefined) return;
  const known = programEffects(name, words, command, report);
  if (!known && !shell.functions.has(name)) report.unclear();
  if (shell.functions.has(name) && command.pipedFrom?.words[0]?.text === name) {
    report.found('destructive', command.line, 'fork bomb');
  }
  if (name !== 'echo' && name !== 'printf') argumentTexts(words, command, report);
}

function programEffects(name: string, words: readonly Word[], command: Command, report: Report): boolean {
  const { line } = command;
  const capabilities = PROGRAMS.get(name) ?? (name.startsWith('mkfs.') ? PROGRAMS.get('mkfs') : undefined);
  for (const capability of capabilities ?? []) report.found(capability, line, name);
  const installs = INSTALLERS.get(name);
  if (installs !== undefined && (installs.size === 0 || words.some((word) => installs.has(word.text)))) {
    report.found('package_install', line, name);
  }
  const runsCode = givesCode(name, words, command, report);
  const special = argumentEffects(name, words, line, report);
  return capabilities !== undefined || installs !== undefined || runsCode || special || HARMLESS.has(name);
}

/** The program's base name; undefined where it is only known at run time, or is a file of the work directory. */
function programName(program: Word, command: Command, report: Report): string | undefined {
  const { text } = program;
  if (text.includes(HOLE) || /\s/.test(text) || (!program.quoted && text.length > 2 && EXPANDS.test(text))) {
    report.found('dynamic_code', command.line, 'computed command');
    report.unclear();
    return undefined;
  }
  if (!text.includes('/')) return text;
  const name = baseName(text);
  const runsKnown = SHELLS.has(name) || PYTHONS.test(name) || INTERPRETERS.has(name);
  if (SYSTEM_FOLDER.test(text) || runsKnown) return name;
  report.found('subprocess', command.line, 'program file');
  report.unclear();
  return undefined;
}

/** Steps over `sudo`, `env`, `xargs` and the like to the command that they run; at most once per word. */
function unwrapped(command: Command, report: Report): readonly Word[] {
  const { words, line } = command;
  let at = 0;
  for (let next = behindWrapper(words, at); next !== undefined; next = behindWrapper(words, at)) {
    const name = baseName(words[at]?.text ?? '');
    if (next >= words.length) {
      if (name === 'env') report.found('environment_read', line, 'env');
      break;
    }
    wrapperEffects(name, line, report);
    at = next;
  }
  return at === 0 ? words : words.slice(at);
}

function wrapperEffects(name: string, line: number, report: Report): void {
  for (const capability of PROGRAMS.get(name) ?? []) report.found(capability, line, name);
  if (name === 'xargs' || name === 'parallel') report.found('subprocess', line, name);
}

const baseName = (program: string) => program.slice(program.lastIndexOf('/') + 1);

/** The index of the command that a wrapper at `at` runs; undefined where there is no wrapper. */
function behindWrapper(words: readonly Word[], at: number): number | undefined {
  const name = baseName(words[at]?.text ?? '');
  const asks = name === 'command' && /^-[vV]$/.test(words[at + 1]?.text ?? '');
  const wrapper = asks ? undefined : WRAPPERS.get(name);
  return wrapper && behindOptions(words, at + 1, wrapper);
}

/** Steps over options, their values, `NAME=value` and the wrapper's own positional arguments. */
function behindOptions(words: readonly Word[], from: number, wrapper: Wrapper): number {
  let at = from;
  let left = wrapper.positional;
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? '';
    const own = text.startsWith('-') || /^[A-Za-z_]\w*=/.test(text);
    if (!own && left-- <= 0) break;
    if (wrapper.valued.has(text)) at++;
  }
  return at;
}

function redirects(command: Command, report: Report): void {
  for (const { operator, target } of command.redirects) {
    if (/^\/dev\/(?:tcp|udp)\//.test(target)) report.found('network', command.line, '/dev/tcp');
    else if (/^\/dev\/(?:sd|hd|nvme|vd|mem|disk)/.test(target) && WRITING.has(operator)) {
      report.found('destructive', command.line, 'device');
    }
    if (WRITING.has(operator) && !HARMLESS_TARGET.test(target)) {
      report.found('filesystem_write', command.line, 'redirect');
    }
    if (namesSensitiveFile(target)) report.found('filesystem_read_sensitive', command.line, 'sensitive path');
  }
}

function argumentTexts(words: readonly Word[], command: Command, report: Report): void {
  for (const { text } of words) {
    if (namesSensitiveFile(text)) report.found('filesystem_read_sensitive', command.line, 'sensitive path');
    if (RUNS_OPTION.test(text)) report.unclear();
    if (destroysData(text)) report.found('destructive', command.line, 'SQL drop');
    if (text.startsWith('/dev/tcp/')) report.found('network', command.line, '/dev/tcp');
  }
  if (command.input !== undefined && destroysData(command.input)) {
    report.found('destructive', command.line, 'SQL drop');
  }
}
