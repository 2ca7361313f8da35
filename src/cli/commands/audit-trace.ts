// sallyport audit trace — what an action's words came from, through any number of agents, and what came of them.

import type { Command } from 'commander';
import { type JsonObject, ownField } from '../../domain/index.ts';
import { type CommandContext, DATA_OPTION, type DataOptions } from '../command.ts';
import { EXIT } from '../exit.ts';
import { listField, objectField, textField } from '../read-answer.ts';
import { oneLine, type Paint, type Terminal } from '../terminal.ts';

interface TraceOptions extends DataOptions {
  readonly contents?: boolean;
}

/** Adds `trace` to the command `audit`. */
export function traceCommand(audit: Command, context: CommandContext, done: (code: number) => void): void {
  audit
    .command('trace')
    .argument('<exchange>', 'id of the exchange')
    .argument('[action]', 'only this action of it, such as c0')
    .description('show where the text of an exchange came from and where it went, with the evidence')
    .option('--contents', 'show the text itself; reading it is recorded')
    .option(...DATA_OPTION)
    .action(async (exchange: string, action: string | undefined, options: TraceOptions) =>
      done(await trace(context, { exchange, action }, options)),
    );
}

async function trace(
  context: CommandContext,
  { exchange, action }: { readonly exchange: string; readonly action: string | undefined },
  options: TraceOptions,
): Promise<number> {
  const query = new URLSearchParams();
  if (action !== undefined) query.set('action', action);
  if (options.contents === true) query.set('contents', 'true');
  const path = `/trace/${encodeURIComponent(exchange)}?${query}`;
  const report = await context.withAdmin(options.data, (admin) => admin.call('GET', path));
  const { terminal } = context;
  if (terminal.json) terminal.printJson(report);
  else for (const line of lines(terminal, report)) terminal.print(line);
  return EXIT.ok;
}

function* lines(terminal: Terminal, report: JsonObject): Iterable<string> {
  yield `workflow ${field(report, 'workflow')}`;
  const upstream = listField(report, 'upstream');
  const downstream = listField(report, 'downstream');
  const up = { links: upstream, near: 'to', far: 'from' } as const;
  const down = { links: downstream, near: 'from', far: 'to' } as const;
  for (const action of listField(report, 'actions')) {
    yield terminal.paint('bold', nameOf(action));
    yield* branch(terminal, up, { action, indent: '  came from ', seen: new Set() });
    yield* branch(terminal, down, { action, indent: '  went to   ', seen: new Set() });
  }
  if (upstream.length + downstream.length === 0)
    yield 'no words of it were seen before in this workflow, and none since';
  if (report['prints'] === false)
    yield terminal.paint(
      'yellow',
      'no policy kept prints of texts here, so only what was resent whole is traced: name a detector or a flow in the policy',
    );
  if (report['cut'] === true) yield terminal.paint('yellow', 'there is more than is shown');
}

interface Direction {
  readonly links: readonly JsonObject[];
  readonly near: 'from' | 'to';
  readonly far: 'from' | 'to';
}

interface Twig {
  readonly action: JsonObject;
  readonly indent: string;
  readonly seen: Set<string>;
}

/** Links are at most some hundred, and no action is followed twice: the tree ends. */
function* branch(terminal: Terminal, direction: Direction, { action, indent, seen }: Twig): Iterable<string> {
  const own = idOf(action);
  if (seen.has(own)) return;
  seen.add(own);
  for (const link of direction.links) {
    if (idOf(objectField(link, direction.near)) !== own) continue;
    const next = objectField(link, direction.far);
    yield `${indent}${describe(terminal, link, next)}`;
    yield* branch(terminal, direction, { action: next, indent: `  ${indent.replace(/\S/g, ' ')}`, seen });
  }
}

const PAINTS: ReadonlyMap<string, Paint> = new Map([
  ['exact', 'green'],
  ['verbatim', 'green'],
  ['decoded', 'magenta'],
  ['value', 'yellow'],
  ['context', 'gray'],
]);

function describe(terminal: Terminal, link: JsonObject, next: JsonObject): string {
  const evidence = field(link, 'evidence');
  const labels = ownField(link, 'labels');
  const excerpt = ownField(link, 'excerpt');
  return [
    terminal.paint(PAINTS.get(evidence) ?? 'gray', evidence.padEnd(8)),
    nameOf(next),
    Array.isArray(labels) && labels.length > 0 ? `[${oneLine(labels.join(', '))}]` : '',
    spansOf(link),
    typeof excerpt === 'string' ? terminal.paint('gray', `“${oneLine(excerpt)}”`) : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

/** Where in the later of the two actions the words stand. */
function spansOf(link: JsonObject): string {
  const spans = listField(link, 'spans');
  const [first] = spans;
  if (first === undefined) return '';
  const more = spans.length > 1 ? ` and ${spans.length - 1} more` : '';
  return `at ${field(first, 'start')}–${field(first, 'end')}${more}`;
}

function nameOf(action: JsonObject): string {
  const what = [field(action, 'type'), field(action, 'subject')].filter((part) => part !== '').join(' ');
  const where = `${field(action, 'action')} of ${field(action, 'exchange')}, record ${field(action, 'index')}`;
  return `${what} by ${field(action, 'agent')}, ${field(action, 'decision')} (${where})`;
}

function idOf(action: JsonObject): string {
  return `${field(action, 'exchange')} ${field(action, 'action')}`;
}

/** INVARIANT: nothing of a trace reaches the terminal but through here, whoever wrote it. */
function field(object: JsonObject, key: string): string {
  return oneLine(textField(object, key));
}
