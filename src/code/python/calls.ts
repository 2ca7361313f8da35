// What calling a known Python function gives, and what it does: the effects that depend on the arguments.

import { HOLE, type Report } from '../facts.ts';
import { destroysData, namesSensitiveFile } from '../sensitive-text.ts';
import {
  APIS,
  ARGV_CALLS,
  COMMAND_CALLS,
  IMPORT_CALLS,
  METHODS,
  RUNS_TEXT,
  SHOWS,
  SYSTEM_MODULES,
} from './apis.ts';
import { lastSegment, memberOf } from './names.ts';
import { type Arguments, nameValues, type Reader, spend } from './reader.ts';
import { decoded, path, soleText, text, UNKNOWN, type Values } from './values.ts';

const KEEPS_FIRST = new Set(
  `str repr bytes bytearray shlex.split os.path.expanduser os.path.abspath os.path.realpath os.path.normpath os.path.expandvars
  os.fspath os.fsencode textwrap.dedent io.StringIO io.BytesIO zlib.decompress list tuple`.split(/\s+/),
);
const OPENS = new Set(['open', 'pathlib.Path().open', '?.open', 'os.fdopen', 'builtins.open']);
const FETCHES = /^(?:read|load|open|imread|from_)/;
const REMOTE = /^\s*(?:https?|ftps?|s3|gs|wss?|hdfs):\/\//i;
const WRITES = /[wax+]/;
/** Types whose methods the tables know. */
const OBJECTS = new Set(
  [...APIS.keys()].filter((key) => key.includes('()')).map((key) => key.slice(0, key.indexOf('()'))),
);

const FIRST_NAMES = ['args', 'command', 'cmd', 'name', 'source', 'object', 'file', 'path'];

/** The first argument, also where it is given by its name. */
function first(args: Arguments): Values {
  const [positional] = args.positional;
  if (positional !== undefined) return positional;
  const name = FIRST_NAMES.find((candidate) => args.keyword.has(candidate));
  return name === undefined ? UNKNOWN : (args.keyword.get(name) ?? UNKNOWN);
}

/** Quotes one word for the shell reader; a hole stays a hole. */
const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

export function callValue(callee: string, args: Arguments, reader: Reader): Values {
  if (IMPORT_CALLS.has(callee)) return imported(callee, args);
  if (callee === 'getattr') return reflected(args);
  if (callee === 'globals' || callee === 'locals') return [path('globals()')];
  if (callee === 'vars') {
    const [on] = first(args);
    return on?.kind === 'path' ? [path(`${on.path}.__dict__`)] : [path('globals()')];
  }
  if (callee.endsWith('__dict__.get') || callee.endsWith('globals().get') || callee === 'sys.modules.get') {
    return subscriptValue(callee.slice(0, callee.lastIndexOf('.')), soleText(first(args)), reader);
  }
  return textValue(callee, args, reader);
}

function textValue(callee: string, args: Arguments, reader: Reader): Values {
  if (KEEPS_FIRST.has(callee)) return first(args);
  const on = soleText(first(args));
  if (callee === 'os.path.join') {
    const parts = args.positional.map(soleText);
    const size = parts.reduce((sum, part) => sum + part.length + 1, 0);
    return [text(spend(reader, size) ? parts.join('/') : HOLE)];
  }
  if (['base64.b64decode', 'base64.urlsafe_b64decode', 'base64.standard_b64decode'].includes(callee)) {
    return [text(spend(reader, on.length) ? decoded('base64', on) : HOLE)];
  }
  if (callee === 'bytes.fromhex' || callee === 'binascii.unhexlify') {
    return [text(spend(reader, on.length) ? decoded('hex', on) : HOLE)];
  }
  return OBJECTS.has(callee) ? [path(`${callee}()`)] : UNKNOWN;
}

function imported(callee: string, args: Arguments): Values {
  const name = soleText(first(args));
  if (name.includes(HOLE)) return UNKNOWN;
  return [path(callee === '__import__' ? (name.split('.', 1)[0] ?? name) : name)];
}

function reflected(args: Arguments): Values {
  const name = soleText(args.positional[1] ?? UNKNOWN);
  if (name.includes(HOLE)) return UNKNOWN;
  return first(args).flatMap((on) => (on.kind === 'path' ? [path(memberOf(on.path, name))] : []));
}

export function subscriptValue(on: string, key: string, reader: Reader): Values {
  if (key.includes(HOLE)) return UNKNOWN;
  if (on === 'sys.modules') return [path(key)];
  if (on === 'globals()' || on === 'globals().__dict__') return nameValues(reader, key);
  if (on.endsWith('.__dict__')) return [path(memberOf(on.slice(0, -'.__dict__'.length), key))];
  if (on === '__builtins__') return [path(key)];
  return UNKNOWN;
}

/** Reports what this call does, beyond what the mention of its name already says. */
export function callEffects(callee: string, args: Arguments, line: number, report: Report): void {
  knownEffects(callee, args, line, report);
  const name = lastSegment(callee);
  if (FETCHES.test(name) && REMOTE.test(soleText(first(args)))) report.found('network', line, 'remote read');
  if (name.startsWith('execute') && destroysData(soleText(first(args)))) {
    report.found('destructive', line, 'SQL drop');
  }
  if (name === 'run_line_magic') report.unclear();
  if (!SHOWS.has(name)) readsSensitive(args, line, report);
}

function knownEffects(callee: string, args: Arguments, line: number, report: Report): void {
  if (COMMAND_CALLS.has(callee)) {
    runsCommand(first(args), line, report);
    if (isFed(callee, args)) report.unclear();
  } else if (ARGV_CALLS.has(callee)) runsCommand([{ kind: 'list', items: words(args) }], line, report);
  else if (RUNS_TEXT.has(callee)) runsPython(first(args), line, report);
  else if (callee.startsWith('os.spawn')) report.unclear();
  else if (OPENS.has(callee)) opens(callee, args, line, report);
  else if (IMPORT_CALLS.has(callee)) hides(soleText(first(args)), line, report);
  else if (callee === 'getattr') reflects(args, line, report);
}

function readsSensitive(args: Arguments, line: number, report: Report): void {
  for (const values of args.positional) {
    const [value] = values;
    const named = value?.kind === 'text' && namesSensitiveFile(value.text);
    if (named) report.found('filesystem_read_sensitive', line, 'sensitive path');
  }
}

/** All positional arguments as words; a list among them (`*argv`, or the list of `execv`) is spread. */
function words(args: Arguments): readonly string[] {
  const found = args.positional.map((values) => {
    const [value] = values;
    return value?.kind === 'list' ? value.items : [soleText(values)];
  });
  // `execv(path, [name, …])` repeats the program as its own first word.
  const [program, rest] = found;
  return found.length === 2 && rest !== undefined && rest.length > 1
    ? [...(program ?? []), ...rest.slice(1)]
    : found.flat();
}

/** True where the program gets more than its command line: input, another executable, a writable pipe. */
function isFed(callee: string, args: Arguments): boolean {
  const fed = ['input', 'stdin', 'executable', 'preexec_fn'].some((name) => args.keyword.has(name));
  return fed || callee.startsWith('pexpect') || (callee === 'os.popen' && args.positional.length > 1);
}

function runsCommand(command: Values, line: number, report: Report): void {
  if (command.length === 0) report.unclear();
  for (const value of command) {
    // A hole in text for the shell may hold `; another command`; a hole in a list is one word.
    if (value.kind !== 'list' && soleText([value]).includes(HOLE)) report.unclear();
    if (value.kind === 'text') report.embed('shell', value.text, line);
    else if (value.kind === 'list') report.embed('shell', value.items.map(quoted).join(' '), line);
  }
}

function runsPython(source: Values, line: number, report: Report): void {
  if (source.length === 0) report.unclear();
  for (const value of source) {
    if (value.kind === 'text') report.embed('python', value.text, line);
    else report.unclear();
  }
}

function hides(name: string, line: number, report: Report): void {
  if (!name.includes(HOLE)) return;
  report.found('dynamic_code', line, 'import by name');
  report.unclear();
}

function reflects(args: Arguments, line: number, report: Report): void {
  if (!soleText(args.positional[1] ?? UNKNOWN).includes(HOLE)) return;
  const system = first(args).some((on) => on.kind === 'path' && SYSTEM_MODULES.has(on.path));
  if (!system) return;
  report.found('dynamic_code', line, 'getattr');
  report.unclear();
}

function opens(callee: string, args: Arguments, line: number, report: Report): void {
  const isMethod = callee.endsWith('.open');
  const mode = args.keyword.get('mode') ?? args.positional[isMethod ? 0 : 1];
  if (mode === undefined) return;
  const known = soleText(mode);
  if (callee === '?.open' && known === HOLE) return;
  if (known.includes(HOLE) || (known.length < 8 && WRITES.test(known)))
    report.found('filesystem_write', line, 'open');
}

/** The capability of a method whatever it is called on, or undefined. */
export function methodCapability(name: string): ReturnType<typeof METHODS.get> {
  return METHODS.get(lastSegment(name));
}
