#!/usr/bin/env node
// The `sallyport` binary: process in, process out. Everything else is run.ts.

import { run, takeJson } from './run.ts';
import { createTerminal, wantsColor } from './terminal.ts';

async function main(): Promise<void> {
  const { json, rest } = takeJson(process.argv.slice(2));
  const terminal = createTerminal({
    json,
    color: !json && wantsColor(process.stdout, process.env),
    stdout: process.stdout,
    stderr: process.stderr,
  });
  // `sallyport audit query | head`: a reader that has enough is no fault.
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EPIPE') throw cause;
    process.exit(0);
  });
  const stop = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stop.abort());
  process.exitCode = await run(rest, terminal, stop.signal);
}

await main();
