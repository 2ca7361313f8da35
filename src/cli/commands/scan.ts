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
    .command('scan [paths...]')
    .description(
      'find insecure agent code before it runs; exit code 1 when something is found, 2 when it could not scan',
    )
    .option('--format <format>', 'pretty, json, sarif or markdown (default: pretty, with --json json)')
    .option('--output <file>', 'write the report to a file')
    .option(
      '--fail-on <severity>',
      'lowest severity of exit code 1: critical, high, medium, low, info, never',
      'low',
    )
    .option('--baseline <file>', 'what this file knows is not counted')
    .option('--update-baseline <file>', 'write what is found now as the baseline')
    .option('--diff <revision>', 'count only what came after this git revision')
    .option('--fix', 'apply safe fixes, scan again')
    .option('--unsafe-fixes', 'with --fix: also those that change what the program does')
    .option('--no-suppressions', 'let no comment in the code suppress a finding')
    .option('--graph <format>', 'instead of the report: who talks to whom, as mermaid or json')
    .option('--inventory', 'instead of the report: agents, tools, models, executors, MCP servers')
    .option(
      '--policy-out <file>',
      'write the gateway policy that contains what was found, with cases beside it',
    )
    .option('--explain <rule>', 'what a rule is about; scans nothing')
    .option('--serve', 'answer POST /api/scan on this machine, without a key; scans no path')
    .option('--port <port>', 'port for --serve', '8788')
    .action(async (paths: string[], flags: ScanFlags) => done(await scan(context, paths, flags)));
}

async function scan(context: CommandContext, paths: readonly string[], flags: ScanFlags): Promise<number> {
  if (flags.explain !== undefined) return explain(context, flags.explain);
  if (paths.length === 0 && flags.serve !== true) {
    throw new GatewayError('invalid_request', {
      publicMessage: 'which files or folders? (sallyport scan PATH…)',
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
      publicMessage: `--port "${port}": a number from 0 to 65535 is expected`,
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new GatewayError('port_in_use', { publicMessage: `can not listen on port ${number}`, cause })),
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
