import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { brokenLinks } from '../docs/links.ts';
import { KINDS } from './kinds.ts';
import { scaffold } from './scaffold.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const kinds = [...KINDS.keys()];
/** One copy of the repository, for all kinds. */
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'sallyport-scaffold-'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const name of [
    '.dependency-cruiser.mjs',
    '.gitignore',
    'biome.json',
    'knip.json',
    'package.json',
    'src',
    'test/support',
    'tsconfig.json',
  ]) {
    cpSync(join(repository, name), join(root, name), { recursive: true });
  }
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(tool: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  const child = spawn(join(root, 'node_modules/.bin', tool), args, { cwd: root, env });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve, reject) => child.on('error', reject).on('close', () => resolve(output)));
}

function make(kind: string, name: string): readonly string[] {
  const made = scaffold(root, kind, name);
  if (made.kind === 'refused') throw new Error(made.why);
  return made.paths;
}

/** The checkers run over a copy of the sources, all at the same time. */
const SLOW = { timeout: 180_000 };

describe('npm run new', () => {
  let made: readonly string[] = [];
  const code = () => made.filter((path) => path.endsWith('.ts'));
  // A rule's page is its test, read by the test of the catalogue.
  const tests = () => [...made.filter((path) => path.endsWith('.test.ts')), 'src/scan/rules/catalog.test.ts'];
  const source = (path: string) => readFileSync(join(root, path), 'utf8');

  beforeAll(async () => {
    // The second name sorts before the first: the catalogue has to be sorted by the scaffold.
    made = [...new Set(kinds.flatMap((kind) => [...make(kind, 'brand-new'), ...make(kind, 'a-second')]))];
    await run('biome', 'check', '--write', ...made);
  }, SLOW.timeout);

  it.each(kinds)('writes the files of a new part of kind %s, and its line in the catalogue', (kind) => {
    const { catalog } = KINDS.get(kind)!;
    expect(made).toContain(catalog);
    const text = source(catalog);
    expect(text.match(/\bbrandNew\b/g)).toHaveLength(2);
    expect(text.match(/\baSecond\b/g)).toHaveLength(2);
    expect(made.filter((path) => /\/brand-new(\.test)?\.ts$/.test(path)).length).toBeGreaterThan(0);
  });

  it('writes the name of a detector where policies know it', () => {
    expect(made).toContain('src/domain/evidence.ts');
    expect(source('src/domain/evidence.ts').match(/'(?:a_second|brand_new)',/g)).toEqual([
      "'a_second',",
      "'brand_new',",
    ]);
  });

  it('leaves no placeholder in any file or name', () => {
    for (const path of made) {
      expect(path).not.toContain('NAME');
      expect(source(path)).not.toMatch(/\{\{\w+\}\}/);
    }
  });

  it.concurrent('writes what the linter and the formatter accept', SLOW, async () => {
    const report = await run('biome', 'check', ...made);
    expect(report).toMatch(/Checked \d\d files/);
    expect(report).not.toMatch(/Found \d+|Some errors/);
  });

  it('writes what the compiler accepts', SLOW, () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const made = { ...config, include: undefined, files: code() };
    const { options, fileNames, errors } = ts.parseJsonConfigFileContent(made, ts.sys, root);
    expect({ errors, files: fileNames.length }).toEqual({ errors: [], files: code().length });
    // What these files import is read, and not checked: that is done where they stand.
    const program = ts.createProgram(fileNames, options);
    const problems = fileNames.flatMap((path) => {
      const file = program.getSourceFile(path);
      if (file === undefined) throw new Error(`the compiler did not read ${path}`);
      return ts.getPreEmitDiagnostics(program, file);
    });
    expect(ts.formatDiagnostics(problems, ts.createCompilerHost(options))).toBe('');
  });

  it.concurrent('writes what the walls accept', SLOW, async () => {
    const folders = [...KINDS.values()].map(({ module }) => module);
    const json = await run(
      'depcruise',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'json',
      ...folders,
    );
    const report: {
      modules: { source: string }[];
      summary: { violations: { from: string; to: string; rule: { name: string } }[] };
    } = JSON.parse(json.slice(json.indexOf('{')));
    const seen = report.modules.map((module) => module.source);
    expect(seen).toEqual(expect.arrayContaining(code().filter((path) => path.startsWith('src/'))));
    const about = report.summary.violations.filter(
      ({ from, to }) => made.includes(from) || made.includes(to),
    );
    expect(about).toEqual([]);
  });

  it.concurrent('writes no dead code and no dead link', SLOW, async () => {
    const report = (await run('knip', '--reporter', 'json')).replace(/^[^{]*/, '');
    const { issues }: { issues: { file: string }[] } = JSON.parse(report);
    expect(issues.filter(({ file }) => made.includes(file))).toEqual([]);
    expect(brokenLinks(root).filter((line) => made.some((path) => line.startsWith(path)))).toEqual([]);
  });

  it.concurrent(
    'writes tests of which one fails for each part, and says that it is unwritten',
    SLOW,
    async () => {
      // Without our configuration, which first compiles what tests start: nothing here starts anything.
      await run(
        'vitest',
        'run',
        '--no-isolate',
        '--maxWorkers=1',
        '--reporter=json',
        '--outputFile=report.json',
        ...tests(),
      );
      const report: {
        testResults: {
          name: string;
          assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
        }[];
      } = JSON.parse(source('report.json'));
      expect(report.testResults.map(({ name }) => name.slice(root.length + 1)).sort()).toEqual(
        [...tests()].sort(),
      );
      const results = report.testResults.flatMap((file) => file.assertionResults);
      const failed = results.filter(({ status }) => status !== 'passed');
      expect(failed).toHaveLength(2 * kinds.length);
      for (const { fullName, failureMessages } of failed) {
        expect(fullName).toMatch(/brand.new|a.second/);
        expect(failureMessages.join()).toMatch(/not written yet|write the first case here/);
      }
    },
  );

  it.each(kinds)('overwrites nothing of kind %s', (kind) => {
    expect(scaffold(root, kind, 'brand-new')).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('exists already'),
    });
  });

  it('refuses a kind that it does not know, and names those it does', () => {
    const why = 'unknown kind "gadget"; one of condition, detector, exporter, provider, rule';
    expect(scaffold(root, 'gadget', 'x')).toEqual({ kind: 'refused', why });
  });

  it('refuses where the catalogue has no list that it knows, and writes nothing', () => {
    const bare = join(root, 'bare');
    mkdirSync(join(bare, 'src/detect'), { recursive: true });
    expect(scaffold(bare, 'detector', 'x')).toMatchObject({ why: expect.stringContaining('by hand') });
    expect(readdirSync(join(bare, 'src/detect'))).toEqual([]);
  });

  it.each(['condition', 'provider'])('refuses a %s where its module does not exist', (kind) => {
    expect(scaffold(join(root, 'nowhere'), kind, 'x')).toMatchObject({
      why: expect.stringContaining('does not exist yet'),
    });
    expect(existsSync(join(root, 'nowhere'))).toBe(false);
  });

  it.each(['', 'Bad', '../up', 'a--b', 'a_b', '1a', 'a/b'])(
    'refuses the name %j and writes nothing',
    (name) => {
      expect(scaffold(join(root, 'nowhere'), 'detector', name).kind).toBe('refused');
      expect(existsSync(join(root, 'nowhere'))).toBe(false);
    },
  );
});
