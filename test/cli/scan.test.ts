import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sallyport, temporaryDirectory } from './cli.ts';

let root = '';
let remove: () => Promise<void> = async () => undefined;
beforeEach(async () => {
  const made = await temporaryDirectory();
  root = made.path;
  remove = made.remove;
});
afterEach(() => remove());

function put(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
// Put together here, so that no scanner of secrets stumbles over this file.
const KEY = ['sk', 'abc123def456'].join('-');
const INSECURE = `"""A workflow."""
from __future__ import annotations
import autogen

config_list = [{"model": "gpt-4", "api_key": "${KEY}"}]
proxy = autogen.UserProxyAgent("proxy", code_execution_config={"work_dir": "out", "use_docker": False})
`;
const CLEAN = 'import os\n\nkey = os.environ["OPENAI_API_KEY"]\n';

const scan = (...argv: readonly string[]) => sallyport('scan', ...argv);

/** Asks CPython, where it is installed: the tests must run with Node alone. */
function parses(file: string): void {
  const script = 'import ast,sys; ast.parse(open(sys.argv[1]).read())';
  const asked = spawnSync('python3', ['-c', script, file], { encoding: 'utf8' });
  if (asked.error === undefined) expect([asked.status, asked.stderr]).toEqual([0, '']);
  else console.warn('python3 is not installed: whether the fixed code parses was not tried');
}

describe('sallyport scan', () => {
  it('says that it looked at nothing, where no file that it reads lies under the path', async () => {
    put('notes.txt', 'nothing to scan');
    const ran = await scan(root, '--json');
    expect(ran.code).toBe(0);
    expect(ran.err).toContain('nothing was looked at');
  });

  it('finds nothing in clean code, and says so with exit code 0', async () => {
    put('ok.py', CLEAN);
    const ran = await scan(root);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toContain('nothing found in 1 file\nscore 100 of 100: SECURED');
  });

  it('names what it finds, with exit code 1, and never a secret', async () => {
    put('w.py', INSECURE);
    for (const form of [[], ['--json'], ['--format', 'sarif'], ['--format', 'markdown']]) {
      const ran = await scan(root, ...form);
      expect(ran.code).toBe(1);
      expect(ran.out).toContain('SP101');
      expect(ran.out + ran.err).not.toContain(KEY);
    }
  });

  it.each([
    [['--fail-on', 'never'], 0],
    [['--fail-on', 'critical'], 1],
    [['--fail-on', 'often'], 2],
    [['--format', 'xml'], 2],
    [['--graph', 'png'], 2],
  ])('with %j ends with %d', async (flags, code) => {
    const ran = await scan(put('w.py', INSECURE), ...flags);
    expect(ran.code).toBe(code);
  });

  it('needs a path, and one that is there', async () => {
    expect((await scan()).code).toBe(2);
    const ran = await scan(join(root, 'nowhere'));
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('no such file')]);
  });

  it('never calls clean what it could not read', async () => {
    put('broken.py', 'def f(:\n');
    put('binary.py', 'x\u0000');
    const ran = await scan(root);
    expect(ran.out).toContain('broken.py: not understood in full');
    expect(ran.out).toContain('binary.py: not a text');
    expect(ran.out).toContain('MONITORED');
  });

  it('counts neither what a comment with a reason suppresses nor what a baseline knows', async () => {
    const file = put(
      'w.py',
      INSECURE.replace('False})', 'False})  # sallyport: ignore[container-off] -- a sandbox'),
    );
    const baseline = join(root, 'baseline.json');
    expect((await scan(file, '--update-baseline', baseline)).code).toBe(0);
    const ran = await scan(file, '--baseline', baseline);
    expect([ran.code, ran.out]).toEqual([0, expect.stringMatching(/1 suppressed, \d known/)]);
    expect((await scan(file, '--baseline', baseline, '--no-suppressions')).code).toBe(1);
    writeFileSync(baseline, '{}');
    expect((await scan(file, '--baseline', baseline)).code).toBe(2);
  });

  it('--fix leaves code that scans clean and still parses', async () => {
    const file = put('w.py', INSECURE);
    parses(file);
    const ran = await scan(root, '--fix');
    expect([ran.code, ran.err]).toEqual([0, `fixed ${file}\n`]);
    parses(file);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('annotations\nimport os\nimport autogen');
    expect(text).toContain('"use_docker": True');
    expect((await scan(root)).code).toBe(0);
  });

  it('--fix writes no file that is not plain UTF-8', async () => {
    const file = put('w.py', `\uFEFF${INSECURE}`);
    const before = readFileSync(file);
    const ran = await scan(root, '--fix');
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('not fixed')]);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('--output writes the report, and standard output stays empty', async () => {
    const sarif = join(root, 'out.sarif');
    const ran = await scan(put('w.py', INSECURE), '--format', 'sarif', '--output', sarif);
    expect([ran.code, ran.out]).toEqual([1, '']);
    expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  it('--policy-out writes a policy that our own tools accept, with cases that hold', async () => {
    const policy = join(root, 'policy.yaml');
    await scan(put('w.py', INSECURE), '--policy-out', policy);
    expect((await sallyport('policy', 'check', policy)).code).toBe(0);
    expect((await sallyport('policy', 'test', policy)).code).toBe(0);
  });

  it('--explain tells what a rule is about', async () => {
    for (const name of ['Literal-Credential', 'sp101'])
      expect((await scan('--explain', name)).out).toContain('CWE-798');
    expect((await scan('--explain', 'no-such')).code).toBe(2);
  });
});
