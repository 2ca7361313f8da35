import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PLANNED } from './kinds.ts';
import { scaffold } from './scaffold.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sallyport-scaffold-'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const name of [
    'src',
    'package.json',
    'tsconfig.json',
    'biome.json',
    '.gitignore',
    'vitest.config.ts',
  ]) {
    cpSync(join(repository, name), join(root, name), { recursive: true });
  }
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function run(tool: string, ...args: string[]): string {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: root,
    encoding: 'utf8',
    env,
  });
  return stdout + stderr;
}

/** Three checkers run over a copy of the sources. */
const SLOW = { timeout: 180_000 };

describe.each([
  ['condition', 'src/policy/conditions'],
  ['provider', 'src/providers'],
])('npm run new %s', (kind, folder) => {
  it(
    'writes code, a failing test, a page and the catalogue line, and all of it passes the checks',
    SLOW,
    () => {
      const made = scaffold(root, kind, 'brand-new');
      expect(made).toEqual({
        kind: 'written',
        paths: [
          `${folder}/brand-new.ts`,
          `${folder}/brand-new.test.ts`,
          `docs/${kind}s/brand-new.md`,
          `${folder}/catalog.ts`,
        ],
      });
      expect(readFileSync(join(root, folder, 'catalog.ts'), 'utf8').match(/brandNew/g)).toHaveLength(2);
      run('biome', 'check', '--write', folder);
      expect(run('biome', 'check', `${folder}/brand-new.ts`, `${folder}/catalog.ts`)).not.toMatch(
        /Found \d+ error/,
      );
      const types = run('tsc', '--noEmit').split('\n');
      expect(
        types.filter((line) => line.includes('brand-new') || line.includes(`${folder}/catalog`)),
      ).toEqual([]);
      const tests = run('vitest', 'run', `${folder}/brand-new.test.ts`);
      expect(tests).toContain('write the first case here');
      expect(tests).toMatch(/1 failed.{0,20}1 passed/);
    },
  );

  it('overwrites nothing', () => {
    scaffold(root, kind, 'brand-new');
    expect(scaffold(root, kind, 'brand-new')).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('exists already'),
    });
  });
});

describe('npm run new', () => {
  it('refuses a kind that it does not know, and names those it does', () => {
    expect(scaffold(root, 'gadget', 'x')).toMatchObject({ why: expect.stringContaining('condition') });
  });

  it.each([...PLANNED.keys()])('says what is missing for a %s', (kind) => {
    expect(scaffold(root, kind, 'x')).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('src/'),
    });
  });

  it.each(['', 'Bad', '../up', 'a--b', 'a_b', '1a', 'a/b'])(
    'refuses the name %j and writes nothing',
    (name) => {
      const before = readdirSync(join(root, 'src/providers'));
      expect(scaffold(root, 'provider', name).kind).toBe('refused');
      expect(readdirSync(join(root, 'src/providers'))).toEqual(before);
      expect(existsSync(join(root, 'docs'))).toBe(false);
    },
  );

  it('says so where the module does not exist', () => {
    rmSync(join(root, 'src/providers'), { recursive: true });
    expect(scaffold(root, 'provider', 'x')).toMatchObject({ why: 'src/providers does not exist yet' });
  });
});
