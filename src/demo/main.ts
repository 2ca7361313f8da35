// npm run demo: the published guide's three-agent workflow through a real gateway, with a scripted model and no network.

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTerminal, wantsColor } from '../cli/index.ts';
import { openStage } from './stage.ts';
import { playWorkflow } from './workflow.ts';

async function main(): Promise<number> {
  const terminal = createTerminal({
    json: false,
    color: wantsColor(process.stdout, process.env),
    stdout: process.stdout,
    stderr: process.stderr,
  });
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-demo-'));
  const stage = await openStage(terminal, directory);
  try {
    await playWorkflow(terminal, stage);
    return await stage.conclude();
  } finally {
    await stage.close();
  }
}

process.exitCode = await main();
