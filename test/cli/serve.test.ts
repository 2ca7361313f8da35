import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentHeaders, send } from '../support/call.ts';
import { until } from '../support/until.ts';
import { reportOf, type Served, sallyport, serve, temporaryDirectory } from './cli.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let data: readonly [string, string];
const served: Served[] = [];
const listeners: Server[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
  data = ['--data', join(directory.path, 'd')];
});
afterEach(async () => {
  for (const gateway of served.splice(0)) await gateway.stop();
  for (const server of listeners.splice(0)) server.close();
  await directory.remove();
});

async function start(...argv: readonly string[]): Promise<Served> {
  const gateway = await serve(...argv);
  served.push(gateway);
  return gateway;
}

function file(name: string): string {
  return join(directory.path, name);
}

/** A port that somebody else has. */
async function takenPort(): Promise<number> {
  const server = createServer();
  listeners.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('serve on an empty directory', () => {
  it('shows an admin token and a first key that work, once', async () => {
    const first = await start(...data);
    const key = String(first.listening['first_agent_key']);
    const models = await send({
      url: first.url,
      path: '/v1/models',
      method: 'GET',
      headers: agentHeaders(key),
    });
    expect(models.status).toBe(200);
    const admin = ['authorization', `Bearer ${String(first.listening['admin_token'])}`];
    const status = await send({ url: first.url, path: '/admin/v1/status', method: 'GET', headers: admin });
    expect(status.status).toBe(200);
    expect(await first.stop()).toMatchObject({ code: 0, err: '' });
    const second = await start(...data);
    expect(second.listening).not.toHaveProperty('admin_token');
    expect(second.listening).not.toHaveProperty('first_agent_key');
  });

  it('makes keys only once nothing can fail any more before they are shown', async () => {
    const port = await takenPort();
    const failed = await sallyport('serve', ...data, '--port', String(port));
    expect(failed.code).toBe(2);
    expect(failed.err).toContain(`127.0.0.1:${port}`);
    expect(failed.err).toContain('--port');
    expect((await start(...data)).listening).toHaveProperty('first_agent_key');
  });

  it('writes a report for people that says OBSERVING and how to go on', async () => {
    const ran = await reportOf(...data, '--port', '0');
    expect(ran.code).toBe(0);
    for (const part of [
      'OBSERVING',
      'policy enforce',
      'curl ',
      'OpenAIChatCompletionClient(',
      'cache_seed',
    ]) {
      expect(ran.out).toContain(part);
    }
    expect(ran.out).toContain(`--data ${data[1]}`);
  });
});

describe('serve --policy', () => {
  const OPEN = 'policies: []\n';
  const CLOSED = 'default_decision: BLOCK\npolicies: []\n';

  it('activates the file, follows its changes, and keeps what is in force when it breaks', async () => {
    await writeFile(file('policy.yaml'), OPEN);
    const gateway = await start(...data, '--policy', file('policy.yaml'));
    const decision = async (): Promise<unknown> =>
      (await sallyport('policy', 'show', ...data, '--json')).objects[0]?.['source'];
    expect(await decision()).toBe(OPEN);
    await writeFile(file('policy.yaml'), CLOSED);
    await until(async () => ((await decision()) === CLOSED ? true : undefined));
    await writeFile(file('policy.yaml'), 'polices: []\n');
    await until(() => (gateway.said().includes('stays in force') ? true : undefined));
    expect(gateway.said()).toContain('policy.yaml:1:1');
    expect(await decision()).toBe(CLOSED);
  });

  it('does not begin with a file that does not load, and leaves nothing behind', async () => {
    await writeFile(file('policy.yaml'), 'policies:\n  - nam: x\n');
    const ran = await sallyport('serve', ...data, '--policy', file('policy.yaml'));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/policy[.]yaml:2:\d+ error/);
    expect((await sallyport('status', ...data)).code).toBe(2);
  });
});

describe('serve with a wrong set-up', () => {
  it('refuses a second process on the same directory', async () => {
    await start(...data);
    const second = await sallyport('serve', ...data, '--port', '0');
    expect(second.code).toBe(2);
    expect(second.err).toContain('Another process has this data directory open');
  });

  it.each(['70000', '-1', 'http', '', '1e3', '80 '])('refuses the port %j', async (port) => {
    const ran = await sallyport('serve', ...data, `--port=${port}`);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('--port');
  });

  it('says where a typo of the configuration is, and which word is meant', async () => {
    await writeFile(file('sallyport.yaml'), 'listen:\n  prot: 8787\n');
    const ran = await sallyport('serve', ...data, '--config', file('sallyport.yaml'));
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('sallyport.yaml:2:3');
    expect(ran.err).toContain('port');
  });

  it('names a configuration file that is not there', async () => {
    const ran = await sallyport('serve', ...data, '--config', file('none.yaml'));
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('none.yaml');
  });

  it('takes the data directory of the configuration where none is named', async () => {
    const config = { data_dir: file('elsewhere'), listen: { port: 0 } };
    await writeFile(file('sallyport.yaml'), JSON.stringify(config));
    const gateway = await start('--config', file('sallyport.yaml'));
    expect(gateway.listening['admin_socket']).toBe(join(file('elsewhere'), 'admin.sock'));
  });

  it('refuses a path that is too long for its socket before it makes anything', async () => {
    const ran = await sallyport('serve', '--data', join(directory.path, 'd'.repeat(120)), '--port', '0');
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('too long');
    expect(await readdir(directory.path)).toEqual([]);
  });

  it('says which directory can not be made', async () => {
    await writeFile(file('plain'), '');
    const ran = await sallyport('serve', '--data', join(file('plain'), 'd'), '--port', '0');
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(join(file('plain'), 'd'));
  });

  it('says which directory can not be written', async () => {
    // Root may write anywhere: a database that is a directory stands in the way of everybody.
    await mkdir(join(data[1], 'ledger.db'), { recursive: true });
    await chmod(data[1], 0o700);
    const ran = await sallyport('serve', ...data, '--port', '0');
    expect(ran.code).toBe(2);
    expect(ran.err).not.toContain('internal error');
  });

  it('refuses a directory whose ledger is not one, and changes nothing in it', async () => {
    await mkdir(data[1], { mode: 0o700 });
    await writeFile(join(data[1], 'ledger.db'), 'this is not a database, but it may be somebody’s file');
    const before = await readFile(join(data[1], 'ledger.db'));
    const ran = await sallyport('serve', ...data, '--port', '0');
    expect(ran.code).toBe(2);
    expect(ran.err).not.toContain('internal error');
    expect(await readFile(join(data[1], 'ledger.db'))).toEqual(before);
  });
});
