// sallyport scan PATH… — find insecure agent code before it runs.

import type { AddressInfo } from 'node:net';
import type { Command } from 'commander';
import { GatewayError } from '../../domain/index.ts';
import { createIds } from '../../ids.ts';
import { reportedRule, ruleName, rules } from '../../scan/index.ts';
import type { ScanThread } from '../../server/index.ts';
import type { CommandContext } from '../command.ts';
import { EXIT } from '../exit.ts';
import { createLog } from '../log.ts';
import { runScan } from '../scan/run-scan.ts';
import type { ScanFlags } from '../scan/scan-options.ts';

export function scanCommand(program: Command, context: CommandContext, done: (code: number) => void): void {
  program
    .command('scan')
    .argument('[paths...]', 'files and folders to scan')
    .summary('find insecure agent code before it runs')
    .description(
      'find insecure agent code before it runs; exit code 1 if something is found, 2 if the scan failed',
    )
    .option('--format <format>', 'pretty, json, sarif or markdown (default: pretty, with --json json)')
    .option('--output <file>', 'write the report to this file')
    .option(
      '--fail-on <severity>',
      'lowest severity that causes exit code 1: critical, high, medium, low, info, never',
      'low',
    )
    .option('--baseline <file>', 'disregard the findings listed in this file')
    .option('--update-baseline <file>', 'write the current findings to this file, as a baseline')
    .option('--diff <revision>', 'count only findings that are new since this git revision')
    .option('--fix', 'apply safe fixes, then scan again')
    .option('--unsafe-fixes', 'with --fix: also apply fixes that change what the program does')
    .option('--no-suppressions', 'ignore comments in the code that suppress findings')
    .option('--graph <format>', 'print who talks to whom instead of the report: mermaid or json')
    .option('--inventory', 'print agents, tools, models, executors and MCP servers instead of the report')
    .option(
      '--policy-out <file>',
      'write a gateway policy that would contain what was found, with test cases',
    )
    .option('--explain <rule>', 'explain a rule instead of scanning')
    .option('--serve', 'answer POST /api/scan on this machine, without a key, instead of scanning')
    .option('--port <port>', 'port for --serve', '8788')
    .action(async (paths: string[], flags: ScanFlags) => done(await scan(context, paths, flags)));
}

async function scan(context: CommandContext, paths: readonly string[], flags: ScanFlags): Promise<number> {
  if (flags.explain !== undefined) return explain(context, flags.explain);
  if (paths.length === 0 && flags.serve !== true) {
    throw new GatewayError('invalid_request', {
      publicMessage: 'name the files or folders to scan: sallyport scan PATH…',
    });
  }
  let opened: Promise<ScanThread> | undefined;
  const thread = (): Promise<ScanThread> => {
    opened ??= import('../../scanner.ts').then(({ openScanner }) => openScanner());
    return opened;
  };
  try {
    if (flags.serve === true) return await serve(context, await thread(), flags.port);
    return await runScan({ context, thread, flags, workingDirectory: process.cwd() }, paths);
  } finally {
    await (await opened)?.close();
  }
}

function explain({ terminal }: CommandContext, name: string): number {
  const asked = name.toLowerCase();
  const found = rules.find(({ id, slug }) => id.toLowerCase() === asked || slug === asked);
  if (found === undefined) {
    const known = rules.map(ruleName).join(', ');
    throw new GatewayError('not_found', {
      publicMessage: `there is no rule ${JSON.stringify(name)}; there are ${known}`,
    });
  }
  const rule = reportedRule(found);
  if (terminal.json) terminal.printJson(rule);
  else {
    terminal.print(`${terminal.paint('bold', ruleName(rule))} (${rule.severity})`);
    for (const line of [`why: ${rule.why}`, `fix: ${rule.fix}`]) terminal.print(line);
    terminal.print([...rule.owasp, ...rule.cwe.map((id) => `CWE-${id}`)].join(' · '));
  }
  return EXIT.ok;
}

async function serve(
  { terminal, signal }: CommandContext,
  thread: ScanThread,
  port: string,
): Promise<number> {
  const { createScanServer } = await import('../../server/index.ts');
  const server = createScanServer({ thread, newId: createIds(), log: createLog(terminal) });
  const number = /^\d{1,5}$/.test(port) && Number(port) <= 65_535 ? Number(port) : undefined;
  if (number === undefined) {
    throw new GatewayError('invalid_request', {
      publicMessage: `--port "${port}": expected a whole number from 0 to 65535`,
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new GatewayError('port_in_use', { publicMessage: `cannot listen on port ${number}`, cause })),
    );
    server.listen(number, '127.0.0.1', resolve);
  });
  const { port: listening } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${listening}/api/scan`;
  if (terminal.json) terminal.printJson({ event: 'listening', url });
  else terminal.print(`POST ${url} {"code": "…"}   (Ctrl-C stops it)`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return EXIT.ok;
}
