// The generated pages of docs/reference: each is a function of the code, so it can not say anything else.

import type { Command } from 'commander';
import { z } from 'zod';
import { allCommands } from '../../src/cli/commands/catalog.ts';
import { createProgram } from '../../src/cli/run.ts';
import { configSchema } from '../../src/config/schema.ts';
import { FAULTS } from '../../src/domain/index.ts';
import { policyJsonSchema } from '../../src/policy/index.ts';
import { detectionPage } from './detection-page.ts';
import { rulesPage } from './rules-page.ts';

const GENERATED = '<!-- Generated from the code by `npm run docs`. Do not edit. -->';

/** File name below docs/reference → its content. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['errors.md', errorsPage()],
    ['policy-schema.json', `${JSON.stringify(policyJsonSchema(), null, 2)}\n`],
    ['cli.md', await cliPage()],
    ['config.md', configPage()],
    ['rules.md', rulesReference()],
    ['detection.md', detectionReference()],
  ]);
}

function page(title: string, intro: string, body: string): string {
  return `# ${title}\n\n${GENERATED}\n\n${intro}\n\n${body.trimEnd()}\n`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function rulesReference(): string {
  const intro =
    'What `sallyport scan` objects to. Each rule has a page of its own, whose examples are its tests. OWASP numbers say their year.';
  return page('Scan rules', intro, rulesPage(table));
}

function detectionReference(): string {
  const intro =
    'What the detectors find and miss. Measured with `npm run bench:detection -- --data DIR --json` and `npm run validate:detection`; the figures are those in `bench/detection/figures.json`.';
  return page('Detection', intro, detectionPage());
}

function errorsPage(): string {
  const rows = Object.entries(FAULTS).map(([code, fault]) => [
    `\`${code}\``,
    String(fault.status),
    `\`${fault.type}\``,
    fault.retry ? 'yes' : 'no',
    fault.advice,
  ]);
  const intro = `Every refusal has one of these codes, and one of two shapes.

On the agents' doors it is the error of the OpenAI API, and the message ends with what to do:
\`{"error": {"message": "…", "type": "…", "param": null, "code": "…"}}\`.

Everything else that answers in JSON (the admin API and its socket, sign-in, \`/metrics\`, \`/log/\`, \`/api/scan\`) says apart what happened and what to do:
\`{"error": {"code": "…", "message": "…", "advice": "…"}}\`. Where a policy does not load, \`diagnostics\` beside them lists every problem with its line
and column, and the status is 400: there it is the caller's file.

A request that is no HTTP/1.1 request is refused as on the agents' doors, with 431 where its head is too large and 408 where it took too long.
*Retry*: whether the SDKs may try again (\`x-should-retry\`).`;
  return page('Errors', intro, table(['code', 'status', 'type', 'retry', 'what to do'], rows));
}

async function cliPage(): Promise<string> {
  const terminal = {
    json: false,
    print: () => {},
    printJson: () => {},
    error: () => {},
    paint: (_: unknown, text: string) => text,
  };
  const program = createProgram(
    await allCommands(),
    {
      terminal,
      environment: {},
      signal: new AbortController().signal,
      withAdmin: () => Promise.reject(new Error('no command runs while the pages are generated')),
    },
    () => {},
  );
  const intro = `${sentence(program.description())} Options of every command: ${program.options
    .map((option) => `\`${option.flags}\` (${option.description})`)
    .join(', ')}.

With \`--json\`, a command that lists prints one object per line, and nothing where there is nothing to list; any other command prints one object. Over
HTTP the admin API answers a list as one object that names it, such as \`{"halts": […]}\`. Exit codes: 0 done; 1 the answer is no; 2 the input or the set-up is wrong,
and standard error says how; 70 a bug.`;
  return page('Command line', intro, leaves(program, 'sallyport').map(commandSection).join('\n\n'));
}

interface Leaf {
  readonly name: string;
  readonly command: Command;
}

/** The commands that do something, in the order of the help; groups have none of their own. */
function leaves(command: Command, name: string): readonly Leaf[] {
  return command.commands.flatMap((child) => {
    const path = `${name} ${child.name()}`;
    return child.commands.length === 0 ? [{ name: path, command: child }] : leaves(child, path);
  });
}

function commandSection({ name, command }: Leaf): string {
  const parts = [
    `## ${name}`,
    sentence(command.description()),
    `\`\`\`text\n${name} ${command.usage()}\n\`\`\``,
  ];
  const rows = [
    ...command.registeredArguments.map((argument) => [`\`${argument.name()}\``, argument.description, '']),
    ...command.options.map((option) => [
      `\`${option.flags}\``,
      option.description,
      option.defaultValue === undefined ? '' : `\`${String(option.defaultValue)}\``,
    ]),
  ];
  if (rows.length > 0) parts.push(table(['argument or option', 'meaning', 'default'], rows));
  return parts.join('\n\n');
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.?$/, '.')}`;

function configPage(): string {
  // A round trip leaves plain JSON of the keywords below.
  const schema: Node = JSON.parse(JSON.stringify(z.toJSONSchema(configSchema, { io: 'input' })));
  const intro = 'All keys of the configuration file. An unknown key is an error. A section may be left out.';
  return page('Configuration', intro, table(['key', 'value', 'default'], fields(schema, '')));
}

/** As much of JSON Schema as the configuration's schema uses. */
interface Node {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly properties?: Readonly<Record<string, Node | boolean>> | undefined;
  readonly additionalProperties?: Node | boolean | undefined;
  readonly required?: readonly string[] | undefined;
}

function fields(node: Node, prefix: string): string[][] {
  const own = Object.entries(node.properties ?? {});
  const any =
    typeof node.additionalProperties === 'object' ? [['NAME', node.additionalProperties] as const] : [];
  return [...own, ...any].flatMap(([key, child]) => {
    if (typeof child === 'boolean') return [];
    const name = prefix === '' ? key : `${prefix}.${key}`;
    const inner = fields(child, name);
    const needed = node.required?.includes(key) === true ? 'required' : defaultText(child);
    return inner.length > 0 ? inner : [[`\`${name}\``, valueText(child), needed]];
  });
}

function valueText(node: Node): string {
  if (node.const !== undefined) return `\`${JSON.stringify(node.const)}\``;
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(', ');
  const bounds = node.maximum === undefined ? '' : `, ${node.minimum ?? 0} to ${node.maximum}`;
  return `${node.type ?? 'value'}${bounds}${node.description === undefined ? '' : `, ${node.description}`}`;
}

const defaultText = (node: Node) => (node.default === undefined ? '' : `\`${JSON.stringify(node.default)}\``);
