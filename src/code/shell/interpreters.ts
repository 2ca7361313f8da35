// Commands that run code: shells, Python, `eval`, other interpreters; finds the code where the source holds it.

import { HOLE, type Report } from '../facts.ts';
import { INTERPRETERS, PYTHONS, SHELLS } from './programs.ts';
import type { Command, Word } from './syntax.ts';

const CODE_OPTION = /^-[A-Za-z]*c$/;
/** The first argument that says where Python's code comes from: `-`, `-c`, `-m`, or a file. */
const DECIDES = /^(?:-|-[A-Za-z]*[cm]|[^-][\s\S]*)$/;
const SHOWS_ITSELF = /^(?:-V|-VV|--version|-h|--help)$/;
const KNOWN_MODULES = new Set(
  'venv json.tool pytest unittest http.client timeit calendar this black ruff mypy'.split(' '),
);

/** Reports what an interpreter is given to run. False where `name` is no interpreter. */
export function givesCode(name: string, words: readonly Word[], command: Command, report: Report): boolean {
  if (SHELLS.has(name)) shell(words, command, report);
  else if (PYTHONS.test(name)) python(words, command, report);
  else if (name === 'eval') evaluates(words, command, report);
  else if (name === 'source' || name === '.') {
    report.found('dynamic_code', command.line, 'source');
    report.unclear();
  } else if (name === 'trap') report.embed('shell', words[1]?.text ?? '', command.line);
  else if (name === 'alias') {
    for (const word of words.slice(1))
      report.embed('shell', word.text.replace(/^[\w-]{1,64}=/, ''), command.line);
  } else if (INTERPRETERS.has(name)) other(name, words, command, report);
  else return false;
  return true;
}

function shell(words: readonly Word[], command: Command, report: Report): void {
  const { line } = command;
  report.found('subprocess', line, 'sh');
  const option = words.findIndex((word) => CODE_OPTION.test(word.text));
  if (option !== -1) {
    report.found('dynamic_code', line, 'sh -c');
    run('shell', words[option + 1], command, report);
  } else if (words.slice(1).some((word) => !word.text.startsWith('-') && word.text !== 'root'))
    report.unclear();
  else standardInput('shell', command, report);
}

function python(words: readonly Word[], command: Command, report: Report): void {
  if (words.slice(1).some((word) => SHOWS_ITSELF.test(word.text))) return;
  report.found('subprocess', command.line, 'python');
  const at = words.findIndex((word, index) => index > 0 && DECIDES.test(word.text));
  const option = words[at]?.text ?? '-';
  if (option === '-') standardInput('python', command, report);
  else if (CODE_OPTION.test(option)) run('python', words[at + 1], command, report);
  else if (option === '-m') module(words, at + 1, command.line, report);
  else report.unclear();
}

/** `python -m pip …` is pip; a few modules are known to run no other code. */
function module(words: readonly Word[], at: number, line: number, report: Report): void {
  const name = words[at]?.text ?? HOLE;
  const rest = words.slice(at + 1).map((word) => word.text);
  if (name === 'pip') {
    if (rest.includes('install') || rest.includes('download')) report.found('package_install', line, 'pip');
  } else if (name === 'ensurepip') report.found('package_install', line, 'ensurepip');
  else if (name === 'http.server' || name === 'smtpd') report.found('network', line, 'http.server');
  else if (!KNOWN_MODULES.has(name)) report.unclear();
  if (name === 'venv') report.found('filesystem_write', line, 'venv');
}

function run(language: 'shell' | 'python', code: Word | undefined, command: Command, report: Report): void {
  if (code === undefined || code.expanded) report.unclear();
  if (code !== undefined) report.embed(language, code.text, command.line);
}

/** Code from a here-document, or echoed into the interpreter; anything else that is piped in stays hidden. */
function standardInput(language: 'shell' | 'python', command: Command, report: Report): void {
  const { input, pipedFrom, line } = command;
  if (input !== undefined) report.embed(language, input, line);
  else if (command.redirects.some(({ operator }) => operator === '<')) report.unclear();
  else if (pipedFrom !== undefined) {
    report.found('dynamic_code', line, 'pipe');
    const source = written(pipedFrom);
    if (source === undefined) report.unclear();
    else report.embed(language, source, line);
  }
}

/** What a command writes to its output, where the source holds it. */
function written({ words, input }: Command): string | undefined {
  const name = words[0]?.text;
  if (name === 'echo' || name === 'printf') return echoed(words);
  return name === 'cat' ? input : undefined;
}

function echoed(words: readonly Word[]): string {
  const texts = words.slice(1).filter((word) => !/^-[neE]+$/.test(word.text));
  return texts.map((word) => word.text.replaceAll('\\n', '\n')).join(' ');
}

function evaluates(words: readonly Word[], command: Command, report: Report): void {
  report.found('dynamic_code', command.line, 'eval');
  if (words.some((word) => word.expanded)) report.unclear();
  const texts = words.slice(1).map((word) => word.text);
  report.embed('shell', texts.join(' '), command.line);
}

function other(name: string, words: readonly Word[], command: Command, report: Report): void {
  if (words.slice(1).some((word) => SHOWS_ITSELF.test(word.text))) return;
  report.found('subprocess', command.line, name);
  if (
    words.some((word) => /^-(?:e|c|r|E|p|pe|ne|i)$|^--eval$/.test(word.text)) ||
    command.pipedFrom !== undefined
  ) {
    report.found('dynamic_code', command.line, name);
  }
  report.unclear();
}
