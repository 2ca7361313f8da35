// The product's own composition with the ledger of the data path exchanged for one that keeps nothing.

import { mkdirSync, readFileSync } from 'node:fs';
import { built } from './built.ts';
import { endWithParent } from './child-side.ts';
import { MemoryLedger } from './memory-ledger.ts';

const [configPath = '', policyPath = '', dataDirectory = ''] = process.argv.slice(2);
endWithParent();
const [app, audit, config] = await Promise.all([built('app'), built('audit'), built('config')]);
mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
const loaded = config.loadConfig({ path: configPath, env: process.env });
const installation = await app.openInstallation({ dataDirectory });
const first = await (await built('first-start')).setUp(
  installation,
  readFileSync(policyPath, 'utf8'),
  'policy.yaml',
);
const running = await app.startGateway(
  { ...installation, ledger: new MemoryLedger(audit.issueReceipt) },
  { config: { ...loaded, listen: { host: '127.0.0.1', port: 0 } }, dataDirectory, log: () => {} },
);
process.send?.({ url: running.url, key: first.agentKey });
