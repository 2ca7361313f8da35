import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Served, serve, temporaryDirectory } from './cli.ts';

let served: Served;
let remove: () => Promise<void> = async () => undefined;
beforeAll(async () => {
  const made = await temporaryDirectory();
  remove = made.remove;
  served = await serve('--data', join(made.path, 'data'));
});
afterAll(async () => {
  await served.stop();
  await remove();
});

const CODE = `import autogen
autogen.UserProxyAgent("p", code_execution_config={"use_docker": False, "timeout": 9})
`;

function ask(authorization?: string): Promise<Response> {
  return fetch(`${served.url}/api/scan`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: JSON.stringify({ code: CODE, description: 'one call' }),
  });
}

describe('POST /api/scan on a gateway', () => {
  it('answers the holder of an admin token', async () => {
    const answer = await ask(`Bearer ${served.listening['admin_token']}`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ score: 85, violations: [{ rule_id: 'SP201' }] });
  });

  it('answers nobody else: neither a stranger nor an agent', async () => {
    expect((await ask()).status).toBe(401);
    expect((await ask(`Bearer ${served.listening['first_agent_key']}`)).status).toBe(401);
  });
});

const file = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

describe('the scanner in a pipeline', () => {
  it('has a hook that runs the command on what it reads', () => {
    const [hook] = parse(file('.pre-commit-hooks.yaml'));
    expect(hook).toMatchObject({ id: 'sallyport-scan', entry: 'sallyport scan', language: 'node' });
    const files = new RegExp(hook.files);
    for (const name of ['a.py', 'x/b.ipynb', 'OAI_CONFIG_LIST', 'x/requirements-dev.txt']) {
      expect(name).toMatch(files);
    }
    expect('a.pyc').not.toMatch(files);
  });

  it('has an action that reads no input as shell code, and ends as the scan did', () => {
    const action = parse(file('action.yml'));
    const scripts: string[] = action.runs.steps.flatMap(({ run }: { run?: string }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(2);
    for (const script of scripts) expect(script).not.toContain('${{');
    expect(scripts.at(-1)).toBe('exit "$SCAN_EXIT"');
  });
});
