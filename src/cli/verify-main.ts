#!/usr/bin/env node
// The `sallyport-verify` binary: exports, receipts, lines and packs, checked by people who do not run the gateway. Imports nothing but Node and the ledger's engine.

import { parseArgs } from 'node:util';
import { GatewayError } from '../domain/index.ts';
import { EXIT } from './exit-codes.ts';
import { printFault } from './print-fault.ts';
import { createTerminal, type Terminal, wantsColor } from './terminal.ts';
import { type FileOptions, kindOfPath, verifyExport, verifyReceipt } from './verify-files.ts';
import { verifyLines, verifyPack } from './verify-lines.ts';

const USAGE = `Usage: sallyport-verify PATH [options]

Verifies, offline: an exported log (a directory from \`sallyport ledger export\`), a receipt (.tlog-proof), records as lines
(\`sallyport export --to jsonl --format leaf\`), or an evidence pack (a folder from \`sallyport evidence\`).
To verify a data directory, use \`sallyport verify\`.

  --key KEY              verifier key of the log, or a file with it (signing.pub)
  --witness-policy FILE  logs, witnesses and quorum (C2SP tlog-policy)
  --checkpoint FILE      a checkpoint that was kept elsewhere; may be repeated
  --receipt FILE         for lines: a receipt of one of the records; may be repeated
  --range FIRST..LAST    only these records of an export
  --for ID               the decision or record index that a receipt must be for
  --json                 print JSON

Exit codes: 0 everything is intact; 1 something is not, and the report names it; 2 the input is wrong.`;

const OPTIONS = {
  key: { type: 'string' },
  'witness-policy': { type: 'string' },
  checkpoint: { type: 'string', multiple: true },
  receipt: { type: 'string', multiple: true },
  range: { type: 'string' },
  for: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function main(argv: readonly string[]): number {
  const isJson = argv.includes('--json');
  const terminal = createTerminal({
    json: isJson,
    color: !isJson && wantsColor(process.stdout, process.env),
    stdout: process.stdout,
    stderr: process.stderr,
  });
  try {
    return verify(argv, terminal);
  } catch (cause) {
    if (!(cause instanceof GatewayError)) throw cause;
    printFault(terminal, cause);
    return EXIT.usage;
  }
}

function verify(argv: readonly string[], terminal: Terminal): number {
  const { values, positionals } = parsed(argv);
  if (values.help === true) {
    terminal.print(USAGE);
    return EXIT.ok;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) {
    terminal.error(USAGE);
    return EXIT.usage;
  }
  const options: FileOptions = {
    ...values,
    ...policyOf(values['witness-policy']),
    receipts: values.receipt ?? [],
  };
  switch (kindOfPath(path)) {
    case 'export':
      return verifyExport(terminal, path, options);
    case 'receipt':
      return verifyReceipt(terminal, path, options);
    case 'lines':
      return verifyLines(terminal, path, options);
    case 'pack':
      return verifyPack(terminal, path, options);
    case 'directory':
      throw new GatewayError('invalid_request', {
        publicMessage: `${path} is a data directory: \`sallyport verify ${path}\` reads it, or export it first with \`sallyport ledger export\``,
      });
  }
}

function policyOf(witnessPolicy: string | undefined): Pick<FileOptions, 'witnessPolicy'> {
  return witnessPolicy === undefined ? {} : { witnessPolicy };
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new GatewayError('invalid_request', {
      publicMessage: cause instanceof Error ? cause.message : 'the options can not be read',
      cause,
    });
  }
}

process.exitCode = main(process.argv.slice(2));
