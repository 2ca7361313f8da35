// Calls that turn a text into an act: running code, a shell, SQL, reading objects, files, addresses.

import type { CallExpr, Expr } from '../ir/ir.ts';
import type { CallSite } from '../project/module.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calledName } from './agents.ts';

export type SinkKind = 'code' | 'shell' | 'sql' | 'unpickle' | 'file' | 'url' | 'sends' | 'forwarded';

export interface Sink {
  readonly kind: SinkKind;
  /** The dotted name of what is called, for people. */
  readonly name: string;
  /** The expressions that decide what is done. */
  readonly subjects: readonly Expr[];
}

const CODE: ReadonlySet<string> = new Set([
  'eval',
  'exec',
  'compile',
  'builtins.eval',
  'builtins.exec',
  'runpy.run_path',
  'importlib.import_module',
  '__import__',
]);
const CODE_METHODS: ReadonlySet<string> = new Set([
  'run_cell',
  'run_code',
  'execute_code_blocks',
  'push',
  'runcode',
  'runsource',
]);
const SHELL: ReadonlySet<string> = new Set([
  'os.system',
  'os.popen',
  'os.execv',
  'os.execvp',
  'os.execl',
  'os.execlp',
  'os.spawnl',
  'os.spawnv',
  'commands.getoutput',
  'subprocess.run',
  'subprocess.call',
  'subprocess.check_call',
  'subprocess.check_output',
  'subprocess.Popen',
  'subprocess.getoutput',
  'subprocess.getstatusoutput',
  'asyncio.create_subprocess_shell',
  'asyncio.create_subprocess_exec',
  'pexpect.spawn',
  'pexpect.run',
  'pty.spawn',
  'fabric.Connection',
  'sh.Command',
  'invoke.run',
  'get_ipython',
]);
const SHELL_METHODS: ReadonlySet<string> = new Set([
  'exec_command',
  'exec_run',
  'system',
  'popen',
  'create_subprocess_shell',
]);
const SQL_METHODS: ReadonlySet<string> = new Set([
  'execute',
  'executescript',
  'executemany',
  'read_sql',
  'read_sql_query',
  'run_sql',
  'exec_driver_sql',
  'query',
  'fetch',
  'fetchall',
  'fetchrow',
  'raw',
]);
const UNPICKLE: ReadonlySet<string> = new Set([
  'pickle.load',
  'pickle.loads',
  'dill.load',
  'dill.loads',
  'cloudpickle.load',
  'cloudpickle.loads',
  'joblib.load',
  'torch.load',
  'yaml.load',
  'yaml.unsafe_load',
  'yaml.full_load',
  'marshal.loads',
  'shelve.open',
  'pandas.read_pickle',
  'numpy.load',
]);
const FILE: ReadonlySet<string> = new Set([
  'open',
  'io.open',
  'os.remove',
  'os.unlink',
  'os.rmdir',
  'shutil.rmtree',
  'shutil.copy',
  'shutil.move',
  'os.rename',
  'os.makedirs',
  'os.listdir',
  'aiofiles.open',
  'codecs.open',
]);
const FILE_METHODS: ReadonlySet<string> = new Set([
  'read_text',
  'write_text',
  'read_bytes',
  'write_bytes',
  'unlink',
]);
const URL_ROOTS =
  /^(?:requests|httpx|aiohttp|urllib\.request|urllib3|curl_cffi\.requests)\.(?:\w+\.)?(?:get|post|put|delete|patch|head|request|urlopen|urlretrieve|stream)$/;
const SENDS =
  /(?:^|_)(?:send_?mail|send_message|sendmail|send_email|transfer|pay|charge|refund|deploy|delete_\w+|drop_\w+|publish)$/i;

/** The parameter names that say what a text is for. */
const SQL_WORDS = /^(?:sql|sql_?(?:query|statement|code)|raw_?sql)$/i;
const CODE_WORDS =
  /^(?:code|python_?code|source_?code|src_?code|script|command|cmd|shell_?command|bash_?command|commands|code_str(?:ing)?|code_block)$/i;

/** The dangerous call that a site is, if it is one. Constant arguments are for the caller to judge. */
export function sinkOf({ call, scope }: CallSite, evaluator: Evaluator): Sink | undefined {
  const callee = evaluator.evaluate({ expr: call.callee, scope });
  const dotted = callee.kind === 'external' ? callee.name : undefined;
  const name = dotted ?? calledName(call.callee);
  const known = dotted === undefined ? undefined : knownSink(dotted, call);
  if (known !== undefined) return known;
  return callee.kind === 'function' || callee.kind === 'class' ? undefined : methodSink(name, call);
}

function knownSink(dotted: string, call: CallExpr): Sink | undefined {
  const subjects = firstOf(call);
  if (CODE.has(dotted)) return { kind: 'code', name: dotted, subjects };
  if (SHELL.has(dotted)) return { kind: 'shell', name: dotted, subjects };
  if (UNPICKLE.has(dotted) && !isSafeLoad(call)) return { kind: 'unpickle', name: dotted, subjects };
  if (FILE.has(dotted)) return { kind: 'file', name: dotted, subjects };
  if (URL_ROOTS.test(dotted)) return { kind: 'url', name: dotted, subjects: urlOf(call) };
  return undefined;
}

function isSafeLoad({ args }: CallExpr): boolean {
  return args.some(
    ({ name, value }) =>
      (name === 'Loader' && /Safe/.test(calledName(value))) ||
      (name === 'weights_only' && value.kind === 'constant' && value.value === true) ||
      (name === undefined && /SafeLoader$/.test(calledName(value))),
  );
}

function urlOf(call: CallExpr): readonly Expr[] {
  const named = call.args.find(({ name }) => name === 'url');
  return named === undefined
    ? call.args
        .filter(({ name }) => name === undefined)
        .slice(0, 2)
        .map(({ value }) => value)
    : [named.value];
}

function firstOf({ args }: CallExpr): readonly Expr[] {
  const [first] = args;
  const named = args.find(
    ({ name }) => name === 'args' || name === 'cmd' || name === 'command' || name === 'source',
  );
  if (first === undefined) return [];
  return first.name === undefined ? [first.value] : named === undefined ? [] : [named.value];
}

function methodSink(name: string, call: CallExpr): Sink | undefined {
  if (call.callee.kind !== 'attribute') return undefined;
  const subjects = firstOf(call);
  if (CODE_METHODS.has(name) && name !== 'push') return { kind: 'code', name, subjects };
  if (SHELL_METHODS.has(name)) return { kind: 'shell', name, subjects };
  if (SQL_METHODS.has(name)) return { kind: 'sql', name, subjects: subjects.flatMap(unwrapped) };
  if (FILE_METHODS.has(name)) return { kind: 'file', name, subjects: [call.callee.object] };
  if (SENDS.test(name)) return { kind: 'sends', name, subjects: call.args.map(({ value }) => value) };
  return undefined;
}

/** `text(sql)` is the SQL. */
function unwrapped(expr: Expr): readonly Expr[] {
  const isText = expr.kind === 'call' && calledName(expr.callee) === 'text';
  return isText ? expr.args.map(({ value }) => value) : [expr];
}

/** What a parameter's name says that it is: SQL, or code or a command. */
export function wordOf(parameter: string): 'sql' | 'code' | undefined {
  if (SQL_WORDS.test(parameter)) return 'sql';
  return CODE_WORDS.test(parameter) ? 'code' : undefined;
}

/** Names of tools that say that they run what they are given. */
export function isRunnerName(name: string): boolean {
  return /^(?:run|exec|execute|eval)_?(?:raw_?)?(?:sql|query|code|command|cmd|shell|bash|python|script|terminal)s?(?:_\w+)?$/i.test(
    name,
  );
}
